import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { openEmpty } from '../../../test/harness/database.ts'
import type { Tx } from './database.ts'
import { sqlState, withWatch } from './database.ts'

const db = await openEmpty()
beforeAll(() => sql`create table notes (text text primary key)`.execute(db.reader))

const write = (tx: Tx, text: string) => sql`insert into notes values (${text})`.execute(tx)
const raise = (tx: Tx, state: string) => sql.raw(`do $$ begin raise sqlstate '${state}'; end $$`).execute(tx)

async function notes(): Promise<string[]> {
  const { rows } = await sql<{ text: string }>`select text from notes order by text`.execute(db.reader)
  return rows.map(({ text }) => text)
}

describe('a transaction', () => {
  test('is kept when its work is done, and gives what the work gives', async () => {
    expect(await db.transaction(async (tx) => [await write(tx, 'kept'), 7].at(-1))).toBe(7)
    expect(await notes()).toContain('kept')
  })

  test('is undone when its work fails', async () => {
    const failing = db.transaction(async (tx) => {
      await write(tx, 'undone')
      throw new Error('changed my mind')
    })
    await expect(failing).rejects.toThrow('changed my mind')
    expect(await notes()).not.toContain('undone')
  })

  test.each(['40001', '40P01'])('is played again when it lost a race (%s)', async (state) => {
    let tries = 0
    await db.transaction(async (tx) => {
      tries += 1
      await write(tx, `after ${state}`)
      if (tries < 4) await raise(tx, state)
    })
    expect(tries).toBe(4)
    expect((await notes()).filter((text) => text === `after ${state}`)).toHaveLength(1)
  })

  test('is given up after four lost races, and at once for any other reason', async () => {
    for (const [state, expected] of [
      ['40001', 4],
      ['23505', 1],
    ] as const) {
      let tries = 0
      const thrown = await db
        .transaction((tx) => {
          tries += 1
          return raise(tx, state)
        })
        .catch((reason: unknown) => reason)
      expect([sqlState(thrown), tries]).toEqual([state, expected])
    }
  })
})

describe('the watch over a transaction', () => {
  const impatient = withWatch(db.reader, 200)

  test('ends one that runs no statement, and lets the next one in', async () => {
    const stuck = impatient(async (tx) => {
      await write(tx, 'stuck')
      await new Promise(() => undefined)
    })
    await expect(stuck).rejects.toThrow('a transaction ran no statement for 200 ms')
    expect(await notes()).not.toContain('stuck')
    await db.transaction((tx) => write(tx, 'next'))
    expect(await notes()).toContain('next')
  })

  // A deletion of many records takes longer than anybody may idle.
  test('leaves a statement alone that takes its time', async () => {
    await impatient(async (tx) => {
      await sql`select pg_sleep(0.6)`.execute(tx)
      await write(tx, 'slow')
    })
    expect(await notes()).toContain('slow')
  })

  // The connection is somebody else's by then: what is late would be written outside of every transaction.
  test('refuses a statement that comes after the end', async () => {
    const { promise: released, resolve: release } = Promise.withResolvers<void>()
    const { promise: late, resolve: settle } = Promise.withResolvers<unknown>()
    const stuck = impatient(async (tx) => {
      await released
      await write(tx, 'too late').then(settle, settle)
    })
    await expect(stuck).rejects.toThrow('ran no statement')
    release()
    expect(await late).toMatchObject({ message: expect.stringContaining('already rolled back') })
    expect(await notes()).not.toContain('too late')
  })
})

test('only five characters of a database error are its state', () => {
  const coded = (code: unknown) => Object.assign(new Error('x'), { code })
  expect(sqlState(coded('40001'))).toBe('40001')
  for (const thrown of [coded('ECONNRESET'), coded(40_001), new Error('x'), '40001', null]) {
    expect(sqlState(thrown)).toBeUndefined()
  }
})
