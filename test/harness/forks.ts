import { sql } from 'kysely'
import type { Database } from '../../server/src/store/database.ts'
import { tablesWhere } from '../../server/src/store/workspaces/workspace-tables.ts'
import type { Api, Body, Keys } from './api.ts'
import { openHook } from './hook.ts'

export type GivenFork = {
  readonly id: string
  readonly keys: Keys
  readonly api: ReturnType<Api['as']>
  readonly body: Body
}

/** A fork of the first workspace, or of whoever asks, with its calls. */
export async function givenFork(api: Api, asked: object = {}, from: Pick<Api, 'post'> = api): Promise<GivenFork> {
  const { status, body } = await from.post('/_enlace/forks/', asked)
  if (status !== 201) throw new Error(`no fork: ${JSON.stringify(body)}`)
  const keys = { id: body.key.secret_id, password: body.key.secret_password }
  return { id: body.id, keys, api: api.as(keys), body }
}

/** An advance that is on its way until it is finished: it waits for a receiver that says nothing. */
export async function givenAdvancing({ api }: Pick<GivenFork, 'api'>): Promise<{ finish(): Promise<void> }> {
  const told = Promise.withResolvers<void>()
  const hook = await openHook(() => {
    told.resolve()
    return 'hang'
  })
  const { body: endpoint } = await api.post('/_enlace/webhooks/', { url: hook.url })
  await api.post('/_enlace/clock/freeze/')
  const link = { institution: 'erebor_mx_retail', username: 'advancing', password: 'x', access_mode: 'recurrent' }
  await api.post('/api/links/', link)
  const advancing = api.post('/_enlace/clock/advance/', { by: '30d' })
  await told.promise
  return {
    async finish() {
      await hook.close()
      await api.delete(`/_enlace/webhooks/${endpoint.id}/`)
      await advancing
    },
  }
}

/** The id of the workspace that an emulator begins with. */
export async function firstWorkspaceId({ app }: Api): Promise<string> {
  const row = await app.deps.db.reader
    .selectFrom('instance')
    .select('value')
    .where('name', '=', 'first_workspace')
    .executeTakeFirstOrThrow()
  return row.value
}

/**
 * Every row that a copy has to have, by table, in an order of its own, without the workspace. The log goes on through
 * resets and tells of them, so how far it has come is left out, and what it says of resets.
 */
export async function rowsOf(db: Database, workspaceId: string): Promise<Readonly<Record<string, readonly Body[]>>> {
  const tables = tablesWhere(({ copied, goesOn }) => copied !== 'never' && !goesOn)
  const entries = await Promise.all(
    tables.map(async (table) => {
      const { rows } = await sql<{ row: Body }>`
        select to_jsonb(given) - 'workspace_id' as row from ${sql.table(table)} as given
        where workspace_id = ${workspaceId} order by 1`.execute(db.reader)
      return [table, rows.map(({ row }) => row).filter(({ kind }) => kind !== 'workspace_reset')] as const
    }),
  )
  return Object.fromEntries(entries.filter(([, rows]) => rows.length > 0))
}

/** How many rows of a workspace there are in any table. */
export async function countRowsOf(db: Database, workspaceIds: readonly string[]): Promise<number> {
  const tables = [...tablesWhere(() => true)]
  const counts = await Promise.all(
    tables.map(async (table) => {
      const { rows } = await sql<{ count: number }>`select count(*)::integer as count from ${sql.table(table)}
        where workspace_id = any(${[...workspaceIds]}::uuid[])`.execute(db.reader)
      return rows[0]?.count ?? 0
    }),
  )
  return counts.reduce((sum, count) => sum + count, 0)
}
