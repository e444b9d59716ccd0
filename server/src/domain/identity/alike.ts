import type { Arrived, Missing } from './evidence.ts'

/** Stored rows, or rows that came, of which one is as good as another. */
export type Alike<Row> = readonly [Row, ...Row[]]

const standings = ['present', 'deleted', 'gone'] as const

/** Which of several alike is taken first: what is still there before what was removed, and the older before the newer. */
export const byStanding = <Traits>(one: Missing<Traits>, other: Missing<Traits>): number =>
  standings.indexOf(one.standing) - standings.indexOf(other.standing) ||
  one.createdAt.getTime() - other.createdAt.getTime() ||
  compare(one.id, other.id)

export const byKey = <Traits>(one: Arrived<Traits>, other: Arrived<Traits>): number => compare(one.key, other.key)

export const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)

/** Rows in groups of those that are alike, each group in its order, the groups in that of their names. */
export function alikeBy<Row>(
  rows: readonly Row[],
  nameOf: (row: Row) => string,
  order: (one: Row, other: Row) => number,
): Map<string, Alike<Row>> {
  const groups = [...Map.groupBy(rows, nameOf)].map(
    ([name, group]) => [name, group.toSorted(order) as unknown as Alike<Row>] as const,
  )
  return new Map(groups.toSorted(([one], [other]) => compare(one, other)))
}

/** The pairs of two groups of which any member is as good as another: as many as the smaller one has. */
export function* pairsIn<One, Other>(ones: readonly One[], others: readonly Other[]): Iterable<readonly [One, Other]> {
  for (const [index, one] of ones.entries()) {
    const other = others[index]
    if (other === undefined) return
    yield [one, other]
  }
}
