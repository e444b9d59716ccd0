import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { lockFolder } from './folder-lock.ts'

const folder = mkdtempSync(join(tmpdir(), 'enlace-lock-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const refusal = `Another Enlace is running on the data folder ${folder}. Stop it, or set ENLACE_DATA_DIR to another folder.`

test('a folder is held once, until it is let go of', () => {
  const unlock = lockFolder(folder)
  expect(() => lockFolder(folder)).toThrow(refusal)
  unlock()
  lockFolder(folder)()
})

test('a folder that is not there is told as what it is', () => {
  expect(() => lockFolder(join(folder, 'nowhere'))).not.toThrow('Another Enlace')
  expect(() => lockFolder(join(folder, 'nowhere'))).toThrow()
})

// A lock that outlived its process would make a person delete files by hand after a crash.
test('a process that is killed leaves the folder free', async () => {
  const program = `
    const { lockFolder } = await import(${JSON.stringify(new URL('folder-lock.ts', import.meta.url).href)})
    lockFolder(${JSON.stringify(folder)})
    process.stdout.write('held')
    setInterval(() => {}, 1_000)
  `
  const holder = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = once(holder, 'exit')
  await Promise.race([once(holder.stdout, 'data'), ended])
  expect(() => lockFolder(folder)).toThrow(refusal)
  holder.kill('SIGKILL')
  await ended
  lockFolder(folder)()
})
