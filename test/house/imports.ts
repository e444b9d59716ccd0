import { posix } from 'node:path'
import { nodesOf, readHouseFile, textOf } from './sources.ts'

const importing = [
  'ImportDeclaration',
  'ExportNamedDeclaration',
  'ExportAllDeclaration',
  'ImportExpression',
  'TSImportType',
]

/** What a piece of TypeScript names as the source of something, types included: `'../kit/clock.ts'`, `'node:fs'`. */
export function specifiersIn(text: string, path?: string): string[] {
  return nodesOf(text, path).flatMap((node) => (importing.includes(node.type) ? (textOf(node.source) ?? []) : []))
}

/** Which files of the house a file imports, as paths from the root. */
export function housesImports(path: string): string[] {
  const relative = specifiersIn(readHouseFile(path), path).filter((specifier) => specifier.startsWith('.'))
  return [...new Set(relative.map((specifier) => posix.join(posix.dirname(path), specifier)))]
}

/** Rings of imports, at least one of every knot, each from its first file in the alphabet round to it again. */
export function cyclesIn(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const cycles = new Map<string, string[]>()
  const done = new Set<string>()
  const visit = (file: string, trail: readonly string[]): void => {
    const from = trail.indexOf(file)
    if (from >= 0) {
      const ring = startingAtFirst(trail.slice(from))
      cycles.set(ring.join(), [...ring, ...ring.slice(0, 1)])
    } else if (!done.has(file)) {
      for (const next of graph.get(file) ?? []) visit(next, [...trail, file])
      done.add(file)
    }
  }
  for (const file of graph.keys()) visit(file, [])
  return [...cycles.values()]
}

function startingAtFirst(ring: readonly string[]): string[] {
  const first = ring.indexOf(ring.toSorted()[0] as string)
  return [...ring.slice(first), ...ring.slice(0, first)]
}
