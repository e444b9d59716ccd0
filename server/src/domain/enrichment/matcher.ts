import { alphabet } from './normalise.ts'

/** Finds all patterns in one pass over a text: the automaton of Aho and Corasick, as one table. */
export type Matcher = {
  /** Calls `visit` with the number of every pattern that is found and where it ends, those that end first first. */
  readonly find: (text: string, visit: (pattern: number, end: number) => void) => void
  /**
   * How much of the end of a text begins some pattern, and which ones: what a bank prints of a name that is too long
   * for its line. The space that ends a normalised text is left out. Shorter ends than `lengthMin` are not looked at.
   */
  readonly findCutOff: (text: string, lengthMin: number) => CutOff | undefined
}

export type CutOff = { readonly patterns: readonly number[]; readonly length: number }

const width = alphabet.length
const columnOf = new Int8Array(128).fill(-1)
for (let column = 0; column < width; column++) columnOf[alphabet.charCodeAt(column)] = column

/** A state of the automaton: the text's longest end that begins some pattern. */
type State = { readonly depth: number; readonly ends: number[] }

export function makeMatcher(patterns: readonly string[]): Matcher {
  const { table, states } = makeTrie(patterns)
  const completed = completeTable(table, states)
  const walk = (text: string, last: number, each: (state: number, index: number) => void): number => {
    let state = 0
    for (let index = 0; index < last; index++) {
      const column = columnOf[text.charCodeAt(index)] ?? -1
      state = column < 0 ? 0 : (completed.table[state * width + column] ?? 0)
      each(state, index)
    }
    return state
  }
  const endings = new Map<number, number[]>()
  const endingsOf = (state: number): number[] => {
    const known = endings.get(state) ?? below(state, table, states)
    endings.set(state, known)
    return known
  }
  return {
    find(text, visit) {
      walk(text, text.length, (state, index) => {
        for (const pattern of completed.ends[state] ?? []) visit(pattern, index + 1)
      })
    },
    findCutOff(text, lengthMin) {
      const state = walk(text, text.length - 1, () => {})
      const length = states[state]?.depth ?? 0
      return length < lengthMin ? undefined : { patterns: endingsOf(state), length }
    },
  }
}

/** The patterns as a tree of characters; 0 is its root, and in the table also says that there is no branch. */
function makeTrie(patterns: readonly string[]) {
  const nodesMax = patterns.reduce((sum, pattern) => sum + pattern.length, 1)
  const table = new Int32Array(nodesMax * width)
  const states: State[] = [{ depth: 0, ends: [] }]
  for (const [number, pattern] of patterns.entries()) {
    let state = 0
    for (const character of pattern) {
      const column = columnOf[character.charCodeAt(0)] ?? -1
      if (column < 0) throw new RangeError(`a pattern cannot have ${JSON.stringify(character)}: ${pattern}`)
      const place = state * width + column
      if (!table[place]) table[place] = states.push({ depth: (states[state]?.depth ?? 0) + 1, ends: [] }) - 1
      state = table[place] ?? 0
    }
    states[state]?.ends.push(number)
  }
  return { table: table.subarray(0, states.length * width), states }
}

/** Breadth first: a state without a branch for a character goes where the longest end that it shares with another goes. */
function completeTable(trie: Int32Array, states: readonly State[]) {
  const table = Int32Array.from(trie)
  const ends = states.map((state) => state.ends)
  const fallback = new Int32Array(states.length)
  const queue = [0]
  for (let head = 0; head < queue.length; head++) {
    const state = queue[head] ?? 0
    const back = fallback[state] ?? 0
    if (state > 0) ends[state] = [...(ends[state] ?? []), ...(ends[back] ?? [])]
    for (let column = 0; column < width; column++) {
      const place = state * width + column
      const next = table[place] ?? 0
      const over = state > 0 ? (table[back * width + column] ?? 0) : 0
      if (next === 0) {
        table[place] = over
      } else {
        fallback[next] = over
        queue.push(next)
      }
    }
  }
  return { table, ends }
}

function below(state: number, trie: Int32Array, states: readonly State[]): number[] {
  const found = [...(states[state]?.ends ?? [])]
  for (let column = 0; column < width; column++) {
    const next = trie[state * width + column] ?? 0
    if (next > 0) found.push(...below(next, trie, states))
  }
  return found
}
