import type { Arrived, Missing } from './evidence.ts'

type Pair<Traits> = { readonly stored: Missing<Traits>; readonly came: Arrived<Traits> }

/** Stored rows and rows that came of which each could only be the other one. */
export function onlyPairs<Traits>(
  stored: readonly Missing<Traits>[],
  came: readonly Arrived<Traits>[],
  couldBe: (one: Traits, other: Traits) => boolean,
): Pair<Traits>[] {
  const pairs = stored.flatMap((one) =>
    came.filter((other) => couldBe(one.traits, other.traits)).map((other) => ({ stored: one, came: other })),
  )
  const ofStored = Map.groupBy(pairs, (pair) => pair.stored.id)
  const ofCame = Map.groupBy(pairs, (pair) => pair.came.key)
  return pairs.filter((pair) => ofStored.get(pair.stored.id)?.length === 1 && ofCame.get(pair.came.key)?.length === 1)
}
