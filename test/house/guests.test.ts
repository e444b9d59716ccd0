import { describe, expect, test } from 'vitest'
import { environmentReadsIn, rawReadsIn, sleepsIn, sqlReadIn, sqlReadsIn } from './raw-reads.ts'
import { codeBelow, houseFiles, isTest, readHouseFile } from './sources.ts'

const server = codeBelow('server/src')
const sqlRooms = /^server\/src\/(store|queue)\//

test('time and chance are handed in: only the kit reaches for them', () => {
  const guests = server.filter((path) => !path.startsWith('server/src/kit/'))
  expect(found(guests, rawReadsIn)).toEqual([])
})

test('the environment is read in main.ts alone', () => {
  expect(found(server, environmentReadsIn).filter((each) => !each.startsWith('server/src/main.ts'))).toEqual([])
})

test('no SQL asks the database for time or chance, migrations included', () => {
  const files = houseFiles.filter((path) => path.startsWith('server/') && path.endsWith('.sql'))
  const inFiles = files.flatMap((path) => sqlReadIn(readHouseFile(path)) ?? [])
  const inCode = server.flatMap((path) => found([path], (text) => sqlReadsIn(text, sqlRooms.test(path))))
  expect([...inFiles, ...inCode]).toEqual([])
})

test('no test sleeps: it advances the clock, drains the queue or waits for what it is about', () => {
  expect(found(houseFiles.filter(isTest), sleepsIn)).toEqual([])
})

describe('the rule itself', () => {
  test.each([
    ['const at = new Date()', ['line 1: new Date()']],
    ['const at = new Date(given)', []],
    ['const text = Date()', ['line 1: Date()']],
    ['const at = globalThis.Date.now()', ['line 1: Date.now']],
    ['// Date.now()\nconst text = "Date.now()"', []],
    [
      "import { setTimeout as wait } from 'node:timers/promises'",
      ['line 1: node:timers/promises', 'line 1: setTimeout'],
    ],
    ["import { randomUUID as id } from 'node:crypto'", ['line 1: randomUUID']],
    ['crypto.getRandomValues(bytes)', ['line 1: getRandomValues']],
    ['AbortSignal.timeout(5)', ['line 1: AbortSignal.timeout']],
    ['clock.now()', []],
  ])('%s', (text, reads) => {
    expect(rawReadsIn(text)).toEqual(reads)
  })

  test.each([
    ["process.env['HOME']", 1],
    ["import { env } from 'node:process'", 1],
    ['config.process', 0],
  ])('%s', (text, count) => {
    expect(environmentReadsIn(text)).toHaveLength(count)
  })

  test('looks behind the sql tag, and into every text where that is asked for', () => {
    expect(sqlReadsIn('const a = sql`select now(), name from links`', false)).toEqual(['line 1: now()'])
    expect(sqlReadsIn('const a = sql<Date>`values (1, current_timestamp)`', false)).toEqual([
      'line 1: current_timestamp',
    ])
    expect(sqlReadsIn("const a = 'select random ()'", false)).toEqual([])
    expect(sqlReadsIn("const a = 'select random ()'", true)).toEqual(['line 1: random()'])
    expect(sqlReadsIn('const a = `default gen_random_uuid()`', true)).toEqual(['line 1: gen_random_uuid()'])
    expect(sqlReadsIn('const a = sql`select known(1), now_at from links`', false)).toEqual([])
  })
})

function found(paths: readonly string[], reads: (text: string) => string[]): string[] {
  return paths.flatMap((path) => reads(readHouseFile(path)).map((read) => `${path}, ${read}`))
}
