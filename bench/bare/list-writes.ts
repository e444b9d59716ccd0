import { argv } from 'node:process'
import pg from 'pg'

export type Writes = { readonly url: string; readonly linkId: string; readonly rounds: number }

/** Milliseconds of one insert of all rows of the link again. */
export type Written = { readonly all: readonly number[]; readonly keysAlone: readonly number[] }

/** Makes no index of its own, so that it stays right when those of the product change. */
const listIndexes = `
  select indexname as name from pg_indexes
  where tablename = 'transactions' and indexdef not like 'CREATE UNIQUE%' order by indexname`

/** The rows of a link once more under other keys, which nobody sees: the transaction is rolled back. */
const insertAgain = `
  insert into transactions (workspace_id, shard, link_id, id, account_id, identity_key, content_mac, body,
    collected_at, created_at, accounting_date, amount, currency, bill_name, reference, status, type, value_date)
  select workspace_id, shard, link_id, overlay(gen_random_uuid()::text placing left(link_id::text, 3) from 1)::uuid,
    account_id, 'again ' || identity_key, content_mac, body, collected_at, created_at, accounting_date, amount,
    currency, bill_name, reference, status, type, value_date
  from transactions where link_id = $1 order by value_date, identity_key`

async function insertTimed(client: pg.Client, linkId: string, without: readonly string[]): Promise<number> {
  await client.query('begin')
  for (const name of without) await client.query(`drop index ${pg.escapeIdentifier(name)}`)
  const startedAt = performance.now()
  await client.query(insertAgain, [linkId])
  const elapsedMs = performance.now() - startedAt
  await client.query('rollback')
  await client.query('vacuum transactions')
  return elapsedMs
}

const { url, linkId, rounds } = JSON.parse(argv[2] ?? '') as Writes
const client = new pg.Client({ connectionString: url })
await client.connect()
const { rows } = await client.query<{ name: string }>(listIndexes)
const names = rows.map(({ name }) => name)
const all: number[] = []
const keysAlone: number[] = []
await insertTimed(client, linkId, [])
for (let round = 0; round < rounds; round += 1) {
  all.push(await insertTimed(client, linkId, []))
  keysAlone.push(await insertTimed(client, linkId, names))
}
await client.end()
process.stdout.write(JSON.stringify({ all, keysAlone } satisfies Written))
