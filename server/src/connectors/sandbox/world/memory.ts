/** Months that are remembered: a year and what is looked back on from it. */
const usual = 48

/** Remembers what a pure function of one number has answered, the last `kept` answers of it. */
export function remembering<T>(answer: (input: number) => T, kept = usual): (input: number) => T {
  const known = new Map<number, { readonly value: T }>()
  return (input) => {
    const found = known.get(input)
    if (found) return found.value
    const value = answer(input)
    known.set(input, { value })
    if (known.size > kept) known.delete(known.keys().next().value as number)
    return value
  }
}

/** Remembers what a pure function has answered, for the `max` inputs that were asked for last. */
export function rememberingLast<Input extends readonly unknown[], Key, T>(
  max: number,
  answer: (...input: Input) => T,
  keyOf: (...input: Input) => Key,
): (...input: Input) => T {
  const known = new Map<Key, { readonly value: T }>()
  return (...input) => {
    const key = keyOf(...input)
    const found = known.get(key) ?? { value: answer(...input) }
    known.delete(key)
    known.set(key, found)
    const [first] = known.keys()
    if (known.size > max && first !== undefined) known.delete(first)
    return found.value
  }
}
