import { shardOf, uuidInShard } from '../../kit/ids.ts'
import type { Scope, Tx } from '../../store/database.ts'
import { insertUsage, type UsageEntry } from '../../store/workspaces/usage.ts'
import type { World } from '../deps.ts'

/** Counts one thing that is billed, in the transaction that accepts it. */
export async function countUsage(
  tx: Tx,
  scope: Scope,
  world: World,
  used: { readonly linkId: string; readonly kind: UsageEntry['kind']; readonly requestId: string },
): Promise<void> {
  const shard = shardOf(used.linkId)
  await insertUsage(tx, {
    workspace_id: scope.workspaceId,
    shard,
    id: uuidInShard(shard, world.ids.bytes('usage', used.linkId, used.kind, used.requestId)),
    link_id: used.linkId,
    kind: used.kind,
    request_id: used.requestId,
    happened_at: world.clock.now(),
  })
}
