/** Remembers what a pure function of one number has answered. */
export function remembering<T>(answer: (input: number) => T): (input: number) => T {
  const known = new Map<number, { readonly value: T }>()
  return (input) => {
    const found = known.get(input) ?? { value: answer(input) }
    known.set(input, found)
    return found.value
  }
}
