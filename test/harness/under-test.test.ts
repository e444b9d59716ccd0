import { expect, test } from 'vitest'
import { databaseUnderTest } from './under-test.ts'

test('a test that is not named *.db.test.ts has no database', () => {
  expect(() => databaseUnderTest()).toThrow('*.db.test.ts')
})
