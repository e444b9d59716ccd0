import { expect, test } from 'vitest'
import { endpoints } from '../../server/src/http/endpoints.ts'
import { wireFaults } from '../../server/src/http/faults.ts'
import { promisesIn } from './promises.ts'
import { houseFiles, isTest, readHouseFile } from './sources.ts'

const tests = houseFiles.filter((path) => isTest(path) && !path.startsWith('test/house/')).map(readHouseFile)

// A test file is about an operation when it names it, in the title of a block or in a list above it.
test.each(endpoints.map((endpoint) => [endpoint.operationId, endpoint] as const))(
  '%s has a test for every status that it declares',
  (operation, { replies, faults }) => {
    const declared = new Set([...Object.keys(replies).map(Number), ...faults.map((name) => wireFaults[name].status)])
    const about = tests.filter((text) => new RegExp(`\\b${operation}\\b`).test(text))
    const promised = new Set(about.flatMap(promisesIn))
    expect([...declared].filter((status) => !promised.has(status)).sort()).toEqual([])
  },
)

test('a promise is the status that a title starts with, in every form of a test', () => {
  const text = `
    test('404: nothing there', async () => {})
    test.each([1, 2])('400: %s is refused', () => {})
    it(\`201: \${noun} comes back\`, () => {})
    test('says 500: never', () => {})
    expect('409: not a title')
  `
  expect(promisesIn(text)).toEqual([404, 400, 201])
})
