import { globSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { build } from './emit.ts'

let outFolder: string
beforeAll(() => {
  // Inside the checkout, so that what is published finds its packages.
  const cache = join(import.meta.dirname, '../node_modules/.cache/enlace')
  mkdirSync(cache, { recursive: true })
  outFolder = mkdtempSync(join(cache, 'build-'))
  build(outFolder)
})
afterAll(() => rmSync(outFolder, { recursive: true, force: true }))

test('what is published imports what is published', async () => {
  const clock = await import(join(outFolder, 'server/src/kit/clock.js'))
  expect(clock.wallClock.now()).toBeInstanceOf(Date)
  const faults = await import(join(outFolder, 'server/src/domain/faults.js'))
  expect(faults.fault('not_found').name).toBe('not_found')
})

test('no test and no TypeScript is published', () => {
  const files = globSync('**/*', { cwd: outFolder })
  expect(files.filter((file) => /\.(test\.js|ts|tsx)$/.test(file))).toEqual([])
})
