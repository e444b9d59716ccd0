import { expect, test } from 'vitest'
import { getResource } from '../../../../contract/catalogue.ts'
import { startApi } from '../../../../test/harness/api.ts'
import { shardOf, uuidInShard } from '../../kit/ids.ts'
import { drawBytes } from '../../kit/random.ts'
import { upsertRecords } from './record-writes.ts'
import { findRecord, listKnownRecords, type RecordRow } from './records.ts'

const api = await startApi()
const { db } = api.app.deps
const owners = getResource('OWNERS')
const exchanges = getResource('EXCHANGES')
const link = await api.givenLink({ access_mode: 'single' })
const { workspace_id: workspaceId } = await db.reader
  .selectFrom('links')
  .select('workspace_id')
  .where('id', '=', link.id)
  .executeTakeFirstOrThrow()
const scope = { workspaceId }
const now = new Date('2026-03-18T15:00:00.123Z')
const newId = () => uuidInShard(shardOf(link.id), drawBytes(16))

const rowOf = (more: Partial<RecordRow>): RecordRow => ({
  id: newId(),
  account_id: null,
  parent_id: null,
  identity_key: 'key',
  content_mac: Buffer.from([0, 1, 127, 128, 255]),
  body: null,
  sealed_body: null,
  keys: {},
  ...more,
})

const write = (resource: typeof owners, rows: readonly RecordRow[], at = now) =>
  db.transaction((tx) => upsertRecords(tx, scope, resource, { linkId: link.id, rows, now: at }))

test('what is written is read back as it was, whatever it holds', async () => {
  const odd = {
    text: 'quotes " \' backslash \\ braces {} ,, NULL \\x00 tab \t line \n 日本 😀  ',
    empty: '',
    none: null,
    numbers: [0, -0.1, 1e21, 123_456_789.12],
    nested: { list: [{ key: [] }], flag: false },
  }
  const sealed = drawBytes(300)
  const email = drawBytes(16)
  const keys = { display_name: odd.text, email }
  const open = rowOf({ identity_key: odd.text, body: odd, keys: { operation_requested_on: '2026-02-28' } })
  const closed = rowOf({ identity_key: 'sealed', sealed_body: sealed, keys })
  await write(exchanges, [open])
  await write(owners, [closed])
  expect(await findRecord(db.reader, scope, exchanges, open.id)).toEqual({
    ...{ id: open.id, link_id: link.id, account_id: null, parent_id: null, identity_key: odd.text },
    ...{ body: odd, sealed_body: null, collected_at: now, created_at: now },
  })
  const stored = await findRecord(db.reader, scope, owners, closed.id)
  expect(Buffer.from(stored?.sealed_body ?? []).equals(sealed)).toBe(true)
  const row = await db.reader.selectFrom('owners').selectAll().where('id', '=', closed.id).executeTakeFirstOrThrow()
  expect(row).toMatchObject({ display_name: odd.text, workspace_id: workspaceId, shard: shardOf(link.id) })
  expect(Buffer.from((row as unknown as { email: Uint8Array }).email).equals(email)).toBe(true)
  expect(Buffer.from(row.content_mac).equals(closed.content_mac)).toBe(true)
})

test('new contents leave a record its id and the instant of its making', async () => {
  const first = rowOf({ identity_key: 'again', body: { a: 1 }, keys: { operation_requested_on: '2026-02-27' } })
  const later = new Date(now.getTime() + 60_000)
  await write(exchanges, [first])
  const keys = { operation_requested_on: null }
  await write(
    exchanges,
    [rowOf({ identity_key: 'again', body: { b: 2 }, keys }), rowOf({ identity_key: 'new' })],
    later,
  )
  const stored = await findRecord(db.reader, scope, exchanges, first.id)
  expect(stored).toMatchObject({ body: { b: 2 }, created_at: now, collected_at: later })
  const known = await listKnownRecords(db.reader, scope, exchanges, { linkId: link.id })
  expect(known.find(({ identity_key }) => identity_key === 'new')).toMatchObject({ created_at: later, removal: null })
})

test('without rows nothing is written', async () => {
  await write(owners, [])
})
