import { isDeepStrictEqual } from 'node:util'

type Body = Readonly<Record<string, unknown>>

/** The names of what two bodies say differently, in the order of the alphabet; documents are no part of what is said. */
export function changedFields(before: Body, after: Body, documents: readonly string[] = []): readonly string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...names]
    .filter((name) => !documents.includes(name))
    .filter((name) => !isDeepStrictEqual(before[name] ?? null, after[name] ?? null))
    .sort()
}
