import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { createDatabase } from '../harness/postgres/postgres.ts'
import { databaseUnderTest } from '../harness/under-test.ts'

const database = databaseUnderTest()
const folder = mkdtempSync(join(tmpdir(), 'enlace-exit-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Opens, works and closes, and then has nothing more to do; it does not call `process.exit`. */
const program = `
  import { makeApp } from './app.ts'
  import { readConfig } from './config.ts'
  import { makeLogger } from './kit/logger.ts'
  const app = await makeApp(readConfig(process.env), makeLogger('silent'))
  await app.server.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.addresses()[0]
  const response = await fetch('http://127.0.0.1:' + port + '/_enlace/ready')
  console.log(await response.text())
  await app.close()
`

const settings: readonly Readonly<Record<string, string>>[] =
  database.kind === 'embedded'
    ? [{ ENLACE_DATA_DIR: 'memory' }, { ENLACE_DATA_DIR: folder }]
    : [
        {
          DATABASE_URL: await createDatabase(database.url, `exit_${randomUUID().slice(0, 8)}`),
          ENLACE_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
        },
      ]

test.each(settings)('nothing keeps the process alive once the application is closed: %j', (env) => {
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: join(import.meta.dirname, '../../server/src'),
    env: { PATH: process.env.PATH, ...env },
    encoding: 'utf8',
    timeout: 40_000,
  })
  expect(stderr).toBe('')
  expect(stdout).toBe('{"status":"ready"}\n')
  expect({ status, signal }).toEqual({ status: 0, signal: null })
})
