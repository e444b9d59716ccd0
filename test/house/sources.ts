import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseSync } from 'vite'

const root = join(import.meta.dirname, '../..')

/** Every file of the house that is, or is about to be, tracked; paths from the root, with slashes. */
export const houseFiles: readonly string[] = execFileSync('git', ['ls-files', '-coz', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\0')
  .filter((path) => path !== '' && existsSync(join(root, path)))
  .sort()

export const isTest = (path: string): boolean => /\.test\.tsx?$/.test(path)

/** The code below the given folders, tests left out. */
export const codeBelow = (...folders: readonly string[]): string[] =>
  houseFiles.filter(
    (path) => /\.tsx?$/.test(path) && !isTest(path) && folders.some((each) => path.startsWith(`${each}/`)),
  )

export const readHouseFile = (path: string): string => readFileSync(join(root, path), 'utf8')

/** A node of a syntax tree, as far as the rules look into it. */
export type Node = { readonly type: string; readonly start: number } & Readonly<Record<string, unknown>>

/** All nodes of a piece of TypeScript, parents first. */
export function nodesOf(text: string, path = 'piece.ts'): Node[] {
  return [...below(programOf(text, path))]
}

/** Throws where the text is no TypeScript, so that no rule passes on what it could not read. */
function programOf(text: string, path: string): unknown {
  const { program, errors } = parseSync(path, text)
  const [error] = errors
  if (error) throw new SyntaxError(`${path}: ${error.message}`)
  return program
}

function* below(value: unknown): Generator<Node> {
  if (Array.isArray(value)) {
    for (const item of value) yield* below(item)
  } else if (isNode(value)) {
    yield value
    for (const child of Object.values(value)) if (typeof child === 'object') yield* below(child)
  }
}

export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'

/** Text of a string literal or of a template without places. */
export function textOf(value: unknown): string | undefined {
  if (!isNode(value)) return undefined
  if (value.type === 'Literal' && typeof value.value === 'string') return value.value
  return undefined
}

export const lineOf = (text: string, { start }: Node): number => text.slice(0, start).split('\n').length
