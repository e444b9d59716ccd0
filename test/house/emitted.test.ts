import { expect, test } from 'vitest'
import { houseFiles } from './sources.ts'

// The page of the API reference once overwrote the module that makes it.
test('no script stands where TypeScript of the same name is emitted', () => {
  expect(houseFiles.filter((path) => path.endsWith('.js') && houseFiles.includes(path.replace(/js$/, 'ts')))).toEqual(
    [],
  )
})
