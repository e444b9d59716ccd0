import { nearest } from '../kit/nearest.ts'

const namedMax = 30

/** What to say beside the refusal of a name that there is not: the one that was probably meant, or those that there are. */
export function hintAmong(written: unknown, names: readonly string[]): string {
  const meant = nearest(String(written), names)
  if (meant !== undefined) return `Did you mean "${meant}"?`
  if (names.length === 0) return 'None is expected here.'
  if (names.length > namedMax) return `There are ${names.length}; the API reference at /docs names them all.`
  return `There ${names.length === 1 ? 'is' : 'are'} only ${listed(names)}.`
}

/** `a, b and c`. */
function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? ''
  return names.length < 2 ? last : `${names.slice(0, -1).join(', ')} and ${last}`
}
