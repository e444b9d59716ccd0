import type { Cell } from './cells.ts'

/** A test, by its file and its name with those of the blocks around it. */
export type TestOfCell = { readonly file: string; readonly name: string }

/** For each cell, by its key, a test that reaches it. */
export type Coverage = ReadonlyMap<string, TestOfCell>

export const keyOf = ({ method, path, status, shape }: Cell): string => `${method} ${path} ${status} ${shape}`

/**
 * One test for each cell, whichever comes first; a test whose title promises the status comes before all that meet the
 * cell by the way, so that what a random sequence meets does not stand in the matrix today and is gone tomorrow.
 */
export function choose(candidates: Iterable<readonly [key: string, test: TestOfCell]>): Coverage {
  const chosen = new Map<string, TestOfCell>()
  for (const [key, test] of candidates) {
    const known = chosen.get(key)
    const status = key.split(' ')[2] ?? ''
    if (!known || rankOf(test, status) < rankOf(known, status)) chosen.set(key, test)
  }
  return chosen
}

function rankOf({ file, name }: TestOfCell, status: string): string {
  const isPromised = name.split(' > ').some((title) => title.startsWith(`${status}: `))
  return `${isPromised ? 0 : 1} ${file} ${name}`
}

/** Cells that no test reaches and that no reason leaves empty. */
export function emptyCells(
  cells: readonly Cell[],
  coverage: Coverage,
  why: (cell: Cell) => string | undefined,
): readonly string[] {
  return cells.filter((cell) => why(cell) === undefined && !coverage.has(keyOf(cell))).map(keyOf)
}

const opening = `# Coverage of the contract

For every status and shape that the specification and our endpoints declare: a test that reaches it, or why none can. The
harness notes what each reply is, so a test stands here only if it has really had that answer. \`npm test\` fails when a
cell is empty, or when a test that stands here does not reach its cell; \`npm test -- -u\` writes the page.
`

/** The page that is committed. */
export function pageOf(cells: readonly Cell[], coverage: Coverage, why: (cell: Cell) => string | undefined): string {
  const byPath = [...Map.groupBy(cells, ({ path }) => path)].sort(([a], [b]) => (a < b ? -1 : 1))
  const sections = byPath.map(([path, those]) => {
    const rows = those.toSorted(inOrder).map((cell) => rowOf(cell, coverage.get(keyOf(cell)), why(cell)))
    return `## ${path}\n\n| Method | Status | Shape | Test |\n|---|---|---|---|\n${rows.join('\n')}\n`
  })
  return [opening, ...sections].join('\n')
}

function rowOf({ method, status, shape }: Cell, test: TestOfCell | undefined, why = 'empty'): string {
  const told = test ? `\`${test.file}\`: ${escaped(test.name)}` : `_none: ${why}_`
  return `| ${method} | ${status} | ${shape} | ${told} |`
}

/** The tests that stand on a page. */
export function coverageOn(page: string): Coverage {
  const found = new Map<string, TestOfCell>()
  let path = ''
  for (const line of page.split('\n')) {
    path = /^## (\S+)$/.exec(line)?.[1] ?? path
    const [, method, status, shape, file, name] =
      /^\| (\w+) \| (\d+) \| ([^|]+) \| `([^`]+)`: (.*) \|$/.exec(line) ?? []
    if (file === undefined || name === undefined) continue
    found.set(`${method} ${path} ${status} ${shape}`, { file, name: unescaped(name) })
  }
  return found
}

const verbs = ['GET', 'POST', 'PATCH', 'PUT', 'DELETE']

const inOrder = (a: Cell, b: Cell): number =>
  verbs.indexOf(a.method) - verbs.indexOf(b.method) || a.status - b.status || (a.shape < b.shape ? -1 : 1)

/** What Markdown would read as its own in the title of a test. */
const escaped = (text: string): string => text.replaceAll('\n', ' ').replaceAll(/[\\|`*_<>[\]]/g, (each) => `\\${each}`)

const unescaped = (text: string): string => text.replaceAll(/\\([\\|`*_<>[\]])/g, '$1')
