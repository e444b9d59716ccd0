/** A world that is asked for a year reads some months before it, and the world lives on. */
const monthsMax = 36

/** Remembers what a pure function of a month has answered, for the months that were asked for last. */
export const remembering = <T>(answer: (month: number) => T): ((month: number) => T) =>
  rememberingLast(monthsMax, answer, (month) => month)

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
