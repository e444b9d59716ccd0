import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { closingLine } from './closing-line.ts'

test('skipped tests are mentioned only where there are any', () => {
  expect(closingLine({ passed: 3, failed: 0, skipped: 0 }, 0)).toBe('3 passed, 0 failed')
  expect(closingLine({ passed: 3, failed: 1, skipped: 2 }, 1)).toBe('3 passed, 1 failed, 2 skipped')
})

test('a run that failed outside its tests does not close on none failed', () => {
  expect(closingLine({ passed: 3, failed: 0, skipped: 0 }, 1)).toBe('3 passed, 1 failed')
})

test('a run that passed closes on its count alone', () => {
  expect(runSamples('passing')).toEqual({ exitCode: 0, lastLine: '2 passed, 0 failed' })
})

test('a failed test, a skipped one and an unreadable file are counted', () => {
  expect(runSamples()).toEqual({ exitCode: 1, lastLine: '3 passed, 2 failed, 1 skipped' })
})

function runSamples(...only: string[]): { exitCode: number | null; lastLine: string | undefined } {
  const vitest = join(import.meta.dirname, '../../node_modules/vitest/vitest.mjs')
  const args = [vitest, 'run', ...only, '--config', join(import.meta.dirname, 'samples/vitest.config.ts')]
  const { VITEST: _inside, ...env } = process.env
  const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8', env })
  return { exitCode: status, lastLine: stdout.trimEnd().split('\n').at(-1) }
}
