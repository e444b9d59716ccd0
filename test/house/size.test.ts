import { expect, test } from 'vitest'
import { houseFiles, readHouseFile } from './sources.ts'

const linesMax = 400
const written = /\.(ts|tsx|css|html|sql|sh)$/
const generated = /\.generated\.\w+$/

// Functions and their parameters are measured by the linter.
test(`no file has more than ${linesMax} lines`, () => {
  const files = houseFiles.filter((path) => written.test(path) && !generated.test(path))
  const long = files.filter((path) => readHouseFile(path).trimEnd().split('\n').length > linesMax)
  expect(long).toEqual([])
})
