import pg from 'pg'
import { type Place, startEnlace } from '../candidates/enlace.ts'
import { call, forEach } from '../load/call.ts'
import { finished } from '../load/finished.ts'
import { largeBankName } from './bank.ts'

export const rowsInAll = 1_000_000
export const rowsOfLargeLink = 100_000
export const otherLinks = 300
/** How much of each link came with its newest update. */
export const freshShare = 0.01
const rowsOfOtherLink = (rowsInAll - rowsOfLargeLink) / otherLinks

/** A workspace with a million transactions, and the link that has a tenth of them. */
export type Million = {
  readonly workspaceId: string
  readonly linkId: string
  readonly accountId: string
  /** The newest transaction of the link. */
  readonly transactionId: string
  /** When the newest update of the link had its transactions. */
  readonly freshAt: Date
}

/**
 * Registers all links through the product, which retrieves their accounts, and the transactions of the large one. The
 * others get runs of those transactions, copied by the database under their own ids, shards, links and accounts.
 */
export async function makeMillion(place: Place & { readonly kind: 'postgres' }): Promise<Million> {
  const enlace = await startEnlace(place, [], {}, 'large')
  const linkIds: string[] = []
  const register = async (count: number, index: number) => {
    const person = { institution: largeBankName, username: `${count}_${index}`, password: 'bench' }
    const { id } = await call<{ id: string }>(enlace, 'POST', '/api/links/', { ...person, access_mode: 'recurrent' })
    await finished(enlace, id, 'registration')
    linkIds.push(id)
  }
  try {
    await register(rowsOfLargeLink, 0)
    const others = Array.from({ length: otherLinks }, (_, index) => index + 1)
    await forEach(others, 8, (index) => register(0, index))
  } finally {
    await enlace.stop()
  }
  const [linkId, ...otherLinkIds] = linkIds as [string, ...string[]]
  const client = new pg.Client({ connectionString: place.url })
  await client.connect()
  try {
    await client.query(copies, [linkId, otherLinkIds, rowsOfOtherLink])
    await client.query(freshness, [freshShare])
    // What autovacuum does within a minute of so many rows.
    await client.query('vacuum analyze')
    const { rows } = await client.query<Omit<Million, 'linkId'>>(newest, [linkId])
    return { linkId, ...(rows[0] as Omit<Million, 'linkId'>) }
  } finally {
    await client.end()
  }
}

/** Each link has its run of days. An id begins with the digits of its link's, as the product's ids do. */
const copies = `
  with source as (
    select *, row_number() over (order by value_date, id) - 1 as position from transactions where link_id = $1
  ), target as (
    select account.*, row_number() over (order by account.link_id) - 1 as turn
    from accounts as account where link_id = any($2)
  )
  insert into transactions (workspace_id, shard, link_id, id, account_id, identity_key, content_mac, body,
    collected_at, created_at, accounting_date, amount, currency, bill_name, reference, status, type, value_date)
  select target.workspace_id, target.shard, target.link_id,
    overlay(gen_random_uuid()::text placing left(target.link_id::text, 3) from 1)::uuid,
    target.id, source.identity_key, source.content_mac, source.body, target.collected_at, target.created_at,
    source.accounting_date, source.amount, source.currency, source.bill_name, source.reference, source.status,
    source.type, source.value_date
  from target
  join source on source.position / $3 = target.turn % (select count(*) / $3 from source)`

/** The newest of each link look as if the update of the next day had brought them. */
const freshness = `
  update transactions set created_at = created_at + interval '1 day', collected_at = collected_at + interval '1 day'
  from (
    select shard, id, row_number() over newest as position, count(*) over (partition by link_id) as count
    from transactions window newest as (partition by link_id order by value_date desc, id desc)
  ) as ranked
  where transactions.shard = ranked.shard and transactions.id = ranked.id and position <= count * $1::numeric`

const newest = `
  select workspace_id as "workspaceId", id as "transactionId", account_id as "accountId", created_at as "freshAt"
  from transactions where link_id = $1 order by value_date desc, id desc limit 1`
