import { sql } from 'kysely'
import type { Database } from '../database.ts'
import type { Tables } from '../tables.ts'

/** A table whose rows belong to a workspace. */
export type WorkspaceTable = Exclude<keyof Tables, 'instance' | 'migrations' | 'workspaces'>

type Handling = {
  /** Whether a copy of the workspace has the rows too; `told`: only a copy that tells the same receivers. */
  readonly copied: 'always' | 'told' | 'never'
  /** How its rows go when the workspace is emptied: by themselves, with the row that they refer to, or not at all. */
  readonly emptied: 'itself' | 'along' | 'never'
  /** Rows of other tables refer to its rows, and would go with them. */
  readonly referred?: true
  /** A snapshot does not put it back as it was. */
  readonly goesOn?: true
}

const ofLinks = { copied: 'always', emptied: 'along' } as const satisfies Handling
const ofWorld = { copied: 'always', emptied: 'itself' } as const satisfies Handling

/** What becomes of each table when a workspace is copied or emptied; one that others refer to comes before them. */
export const workspaceTables = {
  links: { ...ofWorld, referred: true },
  link_keys: ofLinks,
  link_credentials: ofLinks,
  consents: ofLinks,
  updates: ofLinks,
  mfa_sessions: ofLinks,
  accounts: ofLinks,
  owners: ofLinks,
  transactions: ofLinks,
  balances: ofLinks,
  bills: ofLinks,
  investments: ofLinks,
  investment_transactions: ofLinks,
  exchanges: ofLinks,
  exchange_history: ofLinks,
  incomes: ofLinks,
  recurring_expenses: ofLinks,
  risk_insights: ofLinks,
  invoices: ofLinks,
  tax_returns: ofLinks,
  tax_status: ofLinks,
  tax_compliance_status: ofLinks,
  tax_retentions: ofLinks,
  financial_statements: ofLinks,
  employment_records: ofLinks,
  current_employments: ofLinks,
  employment_metrics: ofLinks,
  employments: ofLinks,
  invoices_chile: ofLinks,
  tax_status_chile: ofLinks,
  debt_reports: ofLinks,
  record_traces: ofLinks,
  lineage: ofLinks,
  events: ofWorld,
  // Whoever reads the log is not shown a position twice.
  event_feeds: { copied: 'always', emptied: 'never', goesOn: true },
  usage: ofWorld,
  recent_deletions: ofWorld,
  described_users: ofWorld,
  world_changes: ofWorld,
  fault_rules: ofWorld,
  counters: { copied: 'always', emptied: 'never' },
  webhook_endpoints: { copied: 'told', emptied: 'never', referred: true },
  webhook_secrets: { copied: 'told', emptied: 'never' },
  deliveries: { copied: 'told', emptied: 'itself', referred: true },
  delivery_attempts: { copied: 'told', emptied: 'along' },
  api_keys: { copied: 'never', emptied: 'never', referred: true },
  // A token names its workspace, so one that was made in another opens nothing.
  widget_tokens: { copied: 'never', emptied: 'itself' },
  requests: { copied: 'never', emptied: 'itself' },
  meetings: { copied: 'never', emptied: 'never' },
} as const satisfies Readonly<Record<WorkspaceTable, Handling>>

/** The tables that a choice falls on, in the order in which rows can be written. */
export const tablesWhere = (chosen: (handling: Handling) => boolean): WorkspaceTable[] =>
  Object.entries<Handling>(workspaceTables).flatMap(([table, handling]) =>
    chosen(handling) ? [table as WorkspaceTable] : [],
  )

export const isReferred = (table: WorkspaceTable): boolean => (workspaceTables[table] as Handling).referred === true

/** The columns of a table apart from the workspace: those of its key, and the others. */
export type Shape = { readonly key: readonly string[]; readonly others: readonly string[] }

export type Shapes = ReadonlyMap<WorkspaceTable, Shape>

const known = new WeakMap<Database, Promise<Shapes>>()

/** The columns of every table, as the database has them, so that none is forgotten; asked once. */
export function shapesOf(db: Database): Promise<Shapes> {
  const present = known.get(db)
  if (present) return present
  const reading = readShapes(db)
  known.set(db, reading)
  reading.catch(() => known.delete(db))
  return reading
}

async function readShapes(db: Database): Promise<Shapes> {
  const { rows } = await sql<{ name: WorkspaceTable; key: string[]; others: string[] }>`
    select relation.relname as name,
      coalesce(array_agg(attname::text order by attnum) filter (where attnum = any(indkey)), '{}') as key,
      coalesce(array_agg(attname::text order by attnum) filter (where attnum <> all(indkey)), '{}') as others
    from pg_class as relation
    join pg_index on indrelid = relation.oid and indisprimary
    join pg_attribute on attrelid = relation.oid and attnum > 0 and not attisdropped and attname <> 'workspace_id'
    where relation.relnamespace = current_schema()::regnamespace
      and relation.relname = any(${tablesWhere(({ copied }) => copied !== 'never')}::text[])
    group by relation.relname`.execute(db.reader)
  return new Map(rows.map(({ name, key, others }) => [name, { key, others }]))
}
