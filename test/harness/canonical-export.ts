import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { openLinkKey, type Vault, type WorkspaceKeys } from '../../server/src/flows/workspaces/vault.ts'
import { unseal } from '../../server/src/kit/seal.ts'
import type { Reader } from '../../server/src/store/database.ts'

/** Tables that say nothing of a life, with the reason. Every other table of the schema is exported. */
export const tablesLeftOut: Readonly<Record<string, string>> = {
  migrations: 'when this installation was migrated',
  instance: 'holds a check of the master key, which every installation draws for itself',
  requests: 'the log of requests: real time, and drawn ids',
  meetings: 'counted in memory and written when a timer says so',
}

/** Columns that differ although the life is the same, with the reason. */
export const columnsLeftOut: Readonly<Record<string, string>> = {
  'workspaces.sealed_key': 'a drawn key',
  'link_keys.sealed_key': 'a drawn key',
  'api_keys.secret_mac': 'of a drawn secret',
  'webhook_secrets.sealed_secret': 'a drawn secret',
  'delivery_attempts.duration_ms': 'real time',
}

type Row = Readonly<Record<string, unknown>>
type Keys = { readonly workspace: WorkspaceKeys; readonly links: ReadonlyMap<string, Buffer> }

/** What is sealed, and how it is opened: by the key of the link for a purpose, or by the workspace's. */
const sealed: Readonly<Record<string, (row: Row, bytes: Uint8Array, keys: Keys) => Buffer>> = {
  'workspaces.sealed_identity_key': (_, __, { workspace }) => workspace.identity,
  'link_credentials.sealed': (row, bytes, { links }) =>
    unseal(keyOf(links, row, 'credentials'), bytes, `link ${row.link_id} credentials`),
  'mfa_sessions.sealed_purpose': (row, bytes, { links }) =>
    unseal(keyOf(links, row, 'credentials'), bytes, `session ${row.id}`),
  'consents.sealed_person': (row, bytes, { links }) => unseal(keyOf(links, row, 'consent'), bytes, `consent ${row.id}`),
  'webhook_endpoints.sealed_authorization': (row, bytes, { workspace }) =>
    unseal(workspace.sealing, bytes, `endpoint ${row.id} authorization`),
  'widget_tokens.sealed_widget': (row, bytes, { workspace }) =>
    unseal(workspace.sealing, bytes, `widget token ${row.id}`),
  'record_traces.sealed': (row, bytes, { links }) => unseal(keyOf(links, row, 'data'), bytes, `trace ${row.record_id}`),
  '*.sealed_body': (row, bytes, { links }) => unseal(keyOf(links, row, 'data'), bytes, `record ${row.id}`),
}

function keyOf(links: Keys['links'], { link_id }: Row, purpose: string): Buffer {
  const key = links.get(`${link_id} ${purpose}`)
  if (!key) throw new Error(`the link ${link_id} has no key for its ${purpose}`)
  return key
}

export type Export = {
  /** `table {"column":value,…}`, tables by name and rows by primary key. */
  readonly lines: readonly string[]
  readonly sha256: string
}

/**
 * Everything that the product keeps, in a form that only depends on what was kept: the tables are read off the schema,
 * so that a new one is in it, and what is sealed is opened. Of one workspace, where it is named.
 */
export async function exportCanonically(db: Reader, vault: Vault, workspaceId?: string): Promise<Export> {
  const keys = await openKeys(db, vault)
  const lines: string[] = []
  for (const { name, columns, primaryKey } of await listTables(db)) {
    if (name in tablesLeftOut) continue
    const owner = name === 'workspaces' ? 'id' : columns.includes('workspace_id') ? 'workspace_id' : null
    if (owner === null) throw new Error(`${name} belongs to no workspace: say why it is left out`)
    const shown = columns.filter((column) => !(`${name}.${column}` in columnsLeftOut))
    const { rows } = await sql<Row>`select * from ${sql.table(name)}
      where ${workspaceId === undefined ? sql`true` : sql`${sql.ref(owner)} = ${workspaceId}`}`.execute(db)
    const ordered = rows.map((row) => ({ row, place: JSON.stringify(primaryKey.map((column) => plain(row[column]))) }))
    for (const { row } of ordered.toSorted((one, other) => (one.place < other.place ? -1 : 1))) {
      const values = shown.map((column) => {
        const workspace = keys.get(String(row[owner])) as Keys
        return [column, shownValue(name, column, { row, keys: workspace })]
      })
      lines.push(`${name} ${JSON.stringify(Object.fromEntries(values))}`)
    }
  }
  return { lines, sha256: digestOf(lines) }
}

export const digestOf = (lines: readonly string[]): string =>
  createHash('sha256')
    .update(lines.map((line) => `${line}\n`).join(''))
    .digest('hex')

function shownValue(table: string, column: string, { row, keys }: { row: Row; keys: Keys }): unknown {
  const value = row[column]
  if (!column.startsWith('sealed')) return plain(value)
  const open = sealed[`${table}.${column}`] ?? sealed[`*.${column}`]
  if (!open) throw new Error(`nobody says how ${table}.${column} is opened`)
  return value === null ? null : readable(open(row, value as Uint8Array, keys))
}

const readable = (opened: Buffer): unknown => {
  const text = opened.toString('utf8')
  return text.startsWith('{') ? sorted(JSON.parse(text)) : opened.toString('base64')
}

/** Both drivers' values in one form: instants in UTC, bytes in hexadecimal, numbers that are texts as texts. */
function plain(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString()
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex')
  if (Array.isArray(value)) return value.map(plain)
  return typeof value === 'object' && value !== null ? sorted(value) : value
}

/** With its keys in the order of the alphabet, as `jsonb` keeps them in one of its own. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1))
  return Object.fromEntries(entries.map(([key, each]) => [key, sorted(each)]))
}

async function openKeys(db: Reader, vault: Vault): Promise<ReadonlyMap<string, Keys>> {
  const workspaces = await db.selectFrom('workspaces').select(['id', 'sealed_key', 'sealed_identity_key']).execute()
  const linkKeys = await db
    .selectFrom('link_keys')
    .select(['workspace_id', 'link_id', 'purpose', 'sealed_key'])
    .execute()
  return new Map(
    workspaces.map((row) => {
      const workspace = vault.openWorkspace(row)
      const own = linkKeys.filter(({ workspace_id }) => workspace_id === row.id)
      const links = own.map(({ link_id, purpose, sealed_key }) => {
        const key = openLinkKey(workspace, { linkId: link_id, purpose, sealedKey: sealed_key })
        return [`${link_id} ${purpose}`, key] as const
      })
      return [row.id, { workspace, links: new Map(links) }]
    }),
  )
}

type Table = { readonly name: string; readonly columns: readonly string[]; readonly primaryKey: readonly string[] }

/** The tables of the schema, with their columns by name and those of their primary key in order. */
export async function listTables(db: Reader): Promise<readonly Table[]> {
  const { rows } = await sql<{ name: string; columns: string[]; key: string[] | null }>`
    select tables.relname as name,
      (select array_agg(attname::text order by attname) from pg_attribute
        where attrelid = tables.oid and attnum > 0 and not attisdropped) as columns,
      (select array_agg(attname::text order by array_position(indkey::int2[], attnum)) from pg_index
        join pg_attribute on attrelid = indrelid and attnum = any(indkey)
        where indrelid = tables.oid and indisprimary) as key
    from pg_class as tables join pg_namespace on pg_namespace.oid = relnamespace
    where relkind in ('r', 'p') and not relispartition and nspname = current_schema() order by tables.relname`.execute(
    db,
  )
  return rows.map(({ name, columns, key }) => ({ name, columns, primaryKey: key ?? columns }))
}
