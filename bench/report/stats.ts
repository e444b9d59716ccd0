/** The middle of what was measured, and its ends. */
export type Summary = { readonly median: number; readonly low: number; readonly high: number }

export function summarise(values: readonly number[]): Summary {
  const sorted = values.toSorted((one, other) => one - other)
  const middle = sorted.length / 2
  const [below, above] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]]
  if (below === undefined || above === undefined) throw new RangeError('nothing was measured')
  return { median: (below + above) / 2, low: sorted[0] as number, high: sorted.at(-1) as number }
}

/** Pairs of the same round divided, so that what slowed a round down slows both. */
export const ratios = (ours: readonly number[], theirs: readonly number[]): Summary =>
  summarise(ours.map((value, round) => value / (theirs[round] as number)))
