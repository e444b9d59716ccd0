import type { Scope } from '../../store/database.ts'
import { saveLinkAtEnd, takeLink } from '../../store/links/links.ts'
import type { Deps } from '../deps.ts'
import { resourcesOfUpdate } from '../links/move-link.ts'
import { requestIdOf } from '../links/request-ids.ts'
import { scheduleUpdate } from './schedule-update.ts'

/** A link's slot has come: its update is due, and what becomes of it plans the next slot. */
export async function startRecurrent(deps: Deps, scope: Scope, linkId: string): Promise<void> {
  const world = await deps.worlds.of(scope)
  await deps.db.transaction(async (tx) => {
    const link = await takeLink(tx, scope, linkId)
    const now = world.clock.now()
    if (!link?.next_refresh_at || link.next_refresh_at > now) return
    await saveLinkAtEnd(tx, scope, linkId, { next_refresh_at: null })
    await scheduleUpdate(tx, scope, world, {
      link,
      cause: 'recurrent',
      resources: resourcesOfUpdate(deps, link),
      dueAt: now,
      requestId: requestIdOf(world, linkId, 'slot', link.next_refresh_at.toISOString()),
    })
  })
  deps.runner.wake(scope.workspaceId)
}
