import { expect, test } from 'vitest'
import { declaredCells } from '../contract/cells.ts'
import { coverageOn, emptyCells, pageOf } from '../contract/coverage.ts'
import { unreachable, whyUnreachable } from '../contract/unreachable.ts'
import { titlesIn } from './promises.ts'
import { houseFiles, readHouseFile } from './sources.ts'

const page = readHouseFile('docs/coverage.md')
const coverage = coverageOn(page)
const cells = declaredCells()

test('no cell of the coverage is empty; `npx vitest run -u <path>` puts in what the tests of a path reach', () => {
  expect(emptyCells(cells, coverage, whyUnreachable)).toEqual([])
})

test('the page lists what is declared, and nothing else', () => {
  expect(page === pageOf(cells, coverage, whyUnreachable)).toBe(true)
})

test('every test that the page names is there', () => {
  const named = Map.groupBy(coverage.values(), ({ file }) => file)
  const gone = [...named].flatMap(([file, tests]) => {
    if (!houseFiles.includes(file)) return [file]
    const titles = titlesIn(readHouseFile(file)).map(formOf)
    const names = new Set(tests.map(({ name }) => name))
    return [...names].filter((name) => !titles.some((form) => form.test(name))).map((name) => `${file}: ${name}`)
  })
  expect(gone).toEqual([])
})

test('what is called unreachable is declared', () => {
  const idle = unreachable.filter((each) => !cells.some((cell) => whyUnreachable(cell) === each.why))
  expect(idle).toEqual([])
})

/** The names that a title may have become, where it has places for values. */
function formOf(title: string): RegExp {
  const parts = title.split(/%[a-zA-Z]|\$[\w.]+/).map((part) => part.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
  return new RegExp(`(^| > )${parts.join('[^]*')}$`)
}
