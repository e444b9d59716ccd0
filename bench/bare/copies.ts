import { argv } from 'node:process'
import { tablesWhere } from '../../server/src/store/workspaces/workspace-tables.ts'
import type { Place } from '../candidates/enlace.ts'
import { type Bare, openBare } from './database.ts'

export type Copying = { readonly place: Place; readonly workspaceId: string; readonly times: number }
export type Copied = { readonly rows: number; readonly elapsedMs: readonly number[] }

type Table = { readonly name: string; readonly columns: string }

/** Those that hold rows of the workspace, with their columns apart from the workspace. */
async function tablesOf(db: Bare, workspaceId: string): Promise<Table[]> {
  const tables: Table[] = []
  for (const name of tablesWhere(({ copied }) => copied === 'always')) {
    const held = await db.query(`select 1 from ${name} where workspace_id = $1 limit 1`, [workspaceId])
    if (held.rows.length === 0) continue
    const { rows } = await db.query(
      `select column_name as name from information_schema.columns
        where table_schema = current_schema() and table_name = $1 and column_name <> 'workspace_id'`,
      [name],
    )
    tables.push({ name, columns: rows.map((row) => `"${row.name}"`).join(', ') })
  }
  return tables
}

/** The same rows under another workspace: the least that a copy has to write, in one transaction of prepared statements. */
async function copy(db: Bare, tables: readonly Table[], { from, to }: { from: string; to: string }): Promise<void> {
  await db.transaction(async (query) => {
    for (const { name, columns } of tables) {
      await query(
        `insert into ${name} (workspace_id, ${columns}) select $1::uuid, ${columns} from ${name} where workspace_id = $2::uuid`,
        [to, from],
      )
    }
  })
}

const { place, workspaceId, times } = JSON.parse(argv[2] ?? '') as Copying
const db = await openBare(place)
const tables = await tablesOf(db, workspaceId)
const to = '00000000-0000-4000-8000-000000000001'
await db.query(
  `insert into workspaces (id, name, seed, clock_offset_ms, sealed_key, sealed_identity_key, created_at, sweep_at)
    select $1::uuid, 'bare', seed, clock_offset_ms, sealed_key, sealed_identity_key, created_at, sweep_at
    from workspaces where id = $2::uuid`,
  [to, workspaceId],
)
const elapsedMs: number[] = []
let rows = 0
for (let time = 0; time < times; time += 1) {
  const startedAt = performance.now()
  await copy(db, tables, { from: workspaceId, to })
  elapsedMs.push(performance.now() - startedAt)
  rows = 0
  for (const { name } of tables.toReversed()) {
    const counted = await db.query(`select count(*)::integer as count from ${name} where workspace_id = $1`, [to])
    rows += Number(counted.rows[0]?.count)
    await db.query(`delete from ${name} where workspace_id = $1`, [to])
  }
}
await db.close()
process.stdout.write(JSON.stringify({ rows, elapsedMs }))
