import { expect, test } from 'vitest'
import { nodesOf, readHouseFile, textOf } from './sources.ts'

const variable = /^[A-Z][A-Z_]{3,}$/

test('docs/configure.md has one row for every variable that is read, and no other', () => {
  const read = nodesOf(readHouseFile('server/src/config.ts')).flatMap((node) => textOf(node) ?? [])
  const rows = [...readHouseFile('docs/configure.md').matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, name = '']) => name)
  expect(rows.toSorted()).toEqual([...new Set(read.filter((text) => variable.test(text)))].toSorted())
})
