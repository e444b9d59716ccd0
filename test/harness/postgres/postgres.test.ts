import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { createDatabase, type Postgres, startPostgres } from './postgres.ts'

describe('a cluster', () => {
  let postgres: Postgres
  beforeAll(async () => {
    postgres = await startPostgres()
  }, 300_000)
  afterAll(() => postgres.stop())

  test('is of a version that the product supports', async () => {
    const [row] = await ask(postgres.url, 'show server_version_num')
    expect(Number(row?.server_version_num)).toBeGreaterThanOrEqual(150000)
  })

  test('sorts and folds text as the embedded database does', async () => {
    const [row] = await ask(postgres.url, `select lower('ÁÑ') as folded, 'a' > 'B' collate "default" as bytewise`)
    expect(row).toEqual({ folded: 'áñ', bytewise: true })
  })

  test('copies a template with its rows', async () => {
    const template = await createDatabase(postgres.url, 'the "template"')
    await ask(template, 'create table kept as select 7 as seven')
    const copy = await createDatabase(postgres.url, 'copy', 'the "template"')
    expect(await ask(copy, 'select seven from kept')).toEqual([{ seven: 7 }])
  })

  test('keeps its address and its rows over a restart', async () => {
    const url = await createDatabase(postgres.url, 'restarted')
    await ask(url, 'create table kept as select 7 as seven')
    await postgres.restart()
    expect(await ask(url, 'select seven from kept')).toEqual([{ seven: 7 }])
  })
})

test('a stopped cluster leaves no folder and no listener', async () => {
  const postgres = await startPostgres()
  const folder = await folderOf(postgres.url)
  await postgres.stop()
  expect(existsSync(folder)).toBe(false)
  await expect(ask(postgres.url, 'select 1')).rejects.toThrow('ECONNREFUSED')
})

test('a cluster whose starter is killed goes with it', async () => {
  const starter = startElsewhere()
  const url = await lineStartingWith(starter, 'postgres://')
  const folder = await folderOf(url)
  starter.kill('SIGKILL')
  await vi.waitFor(() => expect(existsSync(folder)).toBe(false), { timeout: 15_000 })
  await expect(ask(url, 'select 1')).rejects.toThrow('ECONNREFUSED')
})

async function ask(url: string, statement: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(statement)).rows
  } finally {
    await client.end()
  }
}

async function folderOf(url: string): Promise<string> {
  const [row] = await ask(url, 'show data_directory')
  return join(String(row?.data_directory), '..')
}

function startElsewhere(): ChildProcess {
  const program = `
    import { startPostgres } from './postgres.ts'
    console.log((await startPostgres()).url)
  `
  return spawn(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
}

async function lineStartingWith(child: ChildProcess, start: string): Promise<string> {
  if (!child.stdout) throw new Error('the child has no output to read')
  const lines = createInterface(child.stdout)
  for await (const line of lines) if (line.startsWith(start)) return line
  const [code] = await once(child, 'exit')
  throw new Error(`the child ended with ${code} and never said ${start}`)
}
