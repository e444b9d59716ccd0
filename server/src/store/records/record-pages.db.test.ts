import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { getResource } from '../../../../contract/catalogue.ts'
import type { Filter } from '../../../../contract/resource.ts'
import { startApi } from '../../../../test/harness/api.ts'
import { readFilters } from '../../domain/filters.ts'
import { shardOf, uuidInShard } from '../../kit/ids.ts'
import { drawBytes } from '../../kit/random.ts'
import type { Scope } from '../database.ts'
import { listRecords } from './record-pages.ts'
import { upsertRecords } from './record-writes.ts'
import { removeRecords } from './records.ts'

const api = await startApi()
const { db } = api.app.deps
const transactions = getResource('TRANSACTIONS')
const now = new Date('2026-03-18T15:00:00.123Z')
const days = ['2026-03-01', '2026-03-02', '2026-03-03', '2026-03-04'] as const
let scope: Scope
let linkId: string

beforeAll(async () => {
  const link = await api.givenLink({ access_mode: 'single' })
  linkId = link.id
  const found = db.reader.selectFrom('links').select('workspace_id').where('id', '=', linkId)
  scope = { workspaceId: (await found.executeTakeFirstOrThrow()).workspace_id }
  // Three of each day: two that go out and one that comes in, and one of the oldest is removed again.
  const rows = days.flatMap((day) => ['OUTFLOW', 'OUTFLOW', 'INFLOW'].map((type, index) => rowOf(day, type, index)))
  await db.transaction(async (tx) => {
    await upsertRecords(tx, scope, transactions, { linkId, rows, now })
    const gone = { linkId, which: { ids: [rows[0]?.id ?? ''] }, reason: 'deleted', now } as const
    await removeRecords(tx, scope, transactions, gone)
  })
})

const rowOf = (day: string, type: string, index: number) => ({
  id: uuidInShard(shardOf(linkId), drawBytes(16)),
  account_id: null,
  parent_id: null,
  identity_key: `${day} ${index}`,
  content_mac: Buffer.alloc(16),
  body: {},
  sealed_body: null,
  keys: { value_date: day, type },
})

const list = async (query: Readonly<Record<string, string>>, limit: number, offset: number) => {
  const conditions = readFilters(transactions.list.filters, { link: linkId, ...query })
  const listed = await listRecords(db, scope, transactions, { conditions, limit, offset })
  return listed && { count: listed.count, keys: listed.rows.map(({ identity_key }) => identity_key) }
}

describe('one page of records', () => {
  test.each([
    ['of all', {}, 11],
    ['of what goes out', { type: 'OUTFLOW' }, 7],
    ['of some days', { value_date__range: '2026-03-01,2026-03-02' }, 5],
    ['of one day', { value_date: '2026-03-04' }, 3],
    ['of none', { reference: 'unheard of' }, 0],
  ])('%s is counted exactly, wherever its pages end', async (_, query, count) => {
    const all = await list(query, 100, 0)
    expect(all).toMatchObject({ count })
    expect(all?.keys).toEqual(all?.keys.toSorted((one, other) => dayOf(other).localeCompare(dayOf(one))))
    for (const limit of [1, 2, 3, 7, 11, 12]) {
      const walked: (string | undefined)[] = []
      for (let offset = 0; offset < count; offset += limit) {
        const page = await list(query, limit, offset)
        expect(page?.count).toBe(count)
        walked.push(...(page?.keys ?? []))
      }
      expect(walked).toEqual(all?.keys)
    }
  })

  test('past the end there is none, but the first is there without a record on it', async () => {
    expect(await list({}, 11, 11)).toBeNull()
    expect(await list({ type: 'INFLOW' }, 100, 100)).toBeNull()
    expect(await list({ reference: 'unheard of' }, 100, 0)).toEqual({ count: 0, keys: [] })
    expect(await list({ reference: 'unheard of' }, 100, 100)).toBeNull()
  })
})

const dayOf = (key: string) => key.slice(0, 10)

test('every filter of transactions is compared inside of an index, but for two that no index can afford', async () => {
  const { rows } = await sql<{ text: string }>`
    select indexdef as text from pg_indexes where tablename = 'transactions' and indexdef like '%link_id%'`.execute(
    db.reader,
  )
  const filters: readonly Filter[] = transactions.list.filters
  const own = filters.filter(({ of }) => of === undefined).map(({ field, column }) => column ?? field)
  const outside = own.filter((column) => !rows.some(({ text }) => new RegExp(`\\b${column}\\b`).test(text)))
  expect(outside).toEqual(['collected_at', 'bill_name'])
})
