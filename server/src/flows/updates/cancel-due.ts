import type { Scope, Tx } from '../../store/database.ts'
import { cancelUpdates, type Update } from '../../store/links/updates.ts'
import type { World } from '../deps.ts'
import { recordEvent } from '../events/record-event.ts'

/**
 * Takes back what is due of a link for these causes, inside the caller's transaction, which holds the link's lock. The
 * update in whose course that happens comes to its own end.
 */
export async function cancelDue(
  tx: Tx,
  scope: Scope,
  world: World,
  { linkId, causes, inCourseOf }: { linkId: string; causes: readonly Update['cause'][]; inCourseOf: string },
): Promise<void> {
  const cancelled = await cancelUpdates(tx, scope, { linkId, causes, exceptOf: inCourseOf, now: world.clock.now() })
  for (const { cause, request_id: requestId } of cancelled.toSorted((one, other) => (one.id < other.id ? -1 : 1)))
    recordEvent(tx, scope, world, { linkId, kind: 'update_cancelled', data: { cause }, requestId })
}
