import { sql } from 'kysely'
import { tellAfterCommit } from '../../server/src/store/database.ts'
import type { Api } from './api.ts'

/** Many events of nothing in the first workspace, in one statement. */
export async function appendMany({ app }: Api, count: number, filling = ''): Promise<void> {
  await app.deps.db.transaction(async (tx) => {
    await sql`
      insert into events (workspace_id, shard, id, position, kind, data, happened_at)
      select workspace_id, 0, ('00000000-0000-4000-8000-' || lpad(to_hex(position + number), 12, '0'))::uuid,
        position + number, 'link_moved', jsonb_build_object('filling', ${filling}::text), ${new Date(0)}
      from event_feeds, generate_series(1, ${count}::int) as number`.execute(tx)
    const { rows } = await sql<{ workspaceId: string; position: number }>`
      update event_feeds set position = position + ${count}
      returning workspace_id as "workspaceId", position`.execute(tx)
    for (const moved of rows) tellAfterCommit(tx, moved)
  })
}
