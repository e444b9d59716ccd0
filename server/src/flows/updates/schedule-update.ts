import type { ResourceName } from '../../../../contract/resource.ts'
import { shardOf, uuidInShard } from '../../kit/ids.ts'
import type { Scope, Tx } from '../../store/database.ts'
import type { StoredLink } from '../../store/links/links.ts'
import { insertUpdate, type Update } from '../../store/links/updates.ts'
import type { UsageEntry } from '../../store/workspaces/usage.ts'
import type { World } from '../deps.ts'
import { recordEvent } from '../events/record-event.ts'
import { countUsage } from '../workspaces/count-usage.ts'

export type NewUpdate = {
  readonly link: Pick<StoredLink, 'id'>
  readonly cause: Update['cause']
  readonly resources: readonly ResourceName[]
  readonly dueAt: Date
  /** The id that its webhooks carry; one update has it, and no other. */
  readonly requestId: string
  readonly parameters?: Readonly<Record<string, unknown>>
}

/** Makes an update due inside the caller's transaction, and counts it. */
export async function scheduleUpdate(tx: Tx, scope: Scope, world: World, wanted: NewUpdate): Promise<void> {
  const { link, cause, resources, dueAt, requestId, parameters = {} } = wanted
  const data = { cause, resources }
  recordEvent(tx, scope, world, { linkId: link.id, kind: 'update_due', data, requestId })
  await insertUpdate(tx, {
    workspace_id: scope.workspaceId,
    shard: shardOf(link.id),
    id: uuidInShard(shardOf(link.id), world.ids.bytes('update', link.id, requestId)),
    link_id: link.id,
    cause,
    resources: [...resources],
    request_id: requestId,
    parameters: { ...parameters },
    tries: 0,
    created_at: world.clock.now(),
    due_at: dueAt,
    finished_at: null,
    outcome: null,
  })
  // The update of a later day can be taken back until then, so it counts when it runs.
  if (cause !== 'access_mode_switch')
    await countUsage(tx, scope, world, { linkId: link.id, kind: usageOf(cause), requestId })
}

export function usageOf(cause: Update['cause']): UsageEntry['kind'] {
  if (cause === 'async_post') return 'retrieval'
  return cause === 'recurrent' ? 'recurrent_update' : 'historical_update'
}
