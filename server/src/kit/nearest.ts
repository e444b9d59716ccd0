const lengthMax = 64

/**
 * The name that was probably meant by what was written: a few letters off, or a part of the one name that has it.
 * Case and the kind of dash do not count.
 */
export function nearest(written: string, names: readonly string[]): string | undefined {
  if (written === '' || written.length > lengthMax) return undefined
  const plain = plainly(written)
  const offMax = Math.floor(plain.length / 3)
  let [best, least] = [undefined as string | undefined, offMax + 1]
  for (const name of names) {
    const off = distance(plain, plainly(name))
    if (off < least) [best, least] = [name, off]
  }
  if (best !== undefined) return best
  const having = names.filter((name) => plainly(name).split('_').includes(plain))
  return having.length === 1 ? having[0] : undefined
}

const plainly = (name: string): string => name.toLowerCase().replaceAll(/[-. ]/g, '_')

/** How many letters have to be added, left out, exchanged or swapped with their neighbour (optimal string alignment). */
function distance(from: string, to: string): number {
  let [before, row] = [[] as number[], Array.from({ length: to.length + 1 }, (_, index) => index)]
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= to.length; j += 1) {
      const same = from[i - 1] === to[j - 1]
      const isSwap = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]
      const costs = [at(row, j) + 1, at(next, j - 1) + 1, at(row, j - 1) + (same ? 0 : 1)]
      next.push(Math.min(...costs, ...(isSwap ? [at(before, j - 2) + 1] : [])))
    }
    ;[before, row] = [row, next]
  }
  return at(row, to.length)
}

const at = (row: readonly number[], index: number): number => row[index] ?? Number.POSITIVE_INFINITY
