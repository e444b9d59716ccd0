import { describe, expect, test } from 'vitest'
import { cyclesIn, housesImports, specifiersIn } from './imports.ts'
import { mayImport, roomOf } from './rooms.ts'
import { codeBelow } from './sources.ts'

const rooms = codeBelow('contract', 'server/src', 'web')
const graph = new Map(rooms.map((file) => [file, housesImports(file)]))

test('no import crosses a wall', () => {
  const crossings = [...graph].flatMap(([file, imported]) => imported.map((other) => ({ file, other })))
  const forbidden = crossings.filter(({ file, other }) => !mayImport(roomOf(file), roomOf(other)))
  expect(forbidden.map(({ file, other }) => `${file} looks into ${other}`)).toEqual([])
})

test('no file imports itself by a detour, not even for a type', () => {
  expect(cyclesIn(graph).map((ring) => ring.join(' -> '))).toEqual([])
})

describe('the rule itself', () => {
  test.each([
    ['server/src/http/links/list-links.ts', 'server/src/flows/list-links.ts', true],
    ['server/src/http/links/list-links.ts', 'server/src/store/links/links.ts', false],
    ['server/src/connectors/sandbox/connector.ts', 'server/src/connectors/sandbox/world/world.ts', true],
    ['server/src/connectors/sandbox/connector.ts', 'server/src/connectors/lumen/client.ts', false],
    ['server/src/connectors/sandbox/connector.ts', 'server/src/connectors/suite.ts', false],
    ['server/src/flows/register-link.ts', 'server/src/connectors/sandbox/connector.ts', false],
    ['server/src/flows/register-link.ts', 'server/src/queue/contract.ts', true],
    ['server/src/flows/register-link.ts', 'server/src/queue/serial.ts', false],
    ['server/src/kit/clock.ts', 'contract/links.ts', false],
    ['server/src/app.ts', 'server/src/store/links/links.ts', true],
    ['server/src/app.ts', 'test/harness/postgres/postgres.ts', false],
    ['server/src/runners.ts', 'server/src/queue/serial.ts', true],
    ['server/src/flows/register-link.ts', 'server/src/runners.ts', false],
    ['server/src/http/route.ts', 'server/src/app.ts', false],
    ['web/widget/frame/host.ts', 'web/ui/button.tsx', true],
    ['web/widget/frame/host.ts', 'web/dashboard/shell.tsx', false],
  ])('%s into %s: %s', (from, to, allowed) => {
    expect(mayImport(roomOf(from), roomOf(to))).toBe(allowed)
  })

  test('sees imports of every form, types included, and none in comments and texts', () => {
    const text = `
      import type { A } from './a.ts'
      export { b } from './b.ts'
      export * from './c.ts'
      import './d.ts'
      const e = await import('./e.ts')
      type F = import('./f.ts').F
      // import './comment.ts'
      const g = "import './text.ts'"
    `
    expect(specifiersIn(text)).toEqual(['./a.ts', './b.ts', './c.ts', './d.ts', './e.ts', './f.ts'])
  })

  test('finds a ring once, wherever it is entered', () => {
    const ring = { a: ['b'], b: ['c'], c: ['a', 'd'], d: ['c'], e: ['a'] }
    expect(cyclesIn(new Map(Object.entries(ring)))).toEqual([
      ['a', 'b', 'c', 'a'],
      ['c', 'd', 'c'],
    ])
  })
})
