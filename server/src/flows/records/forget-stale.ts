import { recordKinds } from '../../../../contract/catalogue.ts'
import type { Scope } from '../../store/database.ts'
import { deleteLinkKey } from '../../store/links/link-secrets.ts'
import { saveLink, takeLink } from '../../store/links/links.ts'
import { forgetLineage } from '../../store/records/lineage.ts'
import { forgetTraces } from '../../store/records/record-traces.ts'
import { forgetRecords } from '../../store/records/records.ts'
import type { Deps } from '../deps.ts'
import { recordEvent } from '../events/record-event.ts'
import { requestIdOf } from '../links/request-ids.ts'

/** Removes what was retrieved for a link that nobody has accessed for its `stale_in`, and destroys its data key. */
export async function forgetStale(deps: Deps, scope: Scope, linkId: string): Promise<void> {
  const world = await deps.worlds.of(scope)
  await deps.db.transaction(async (tx) => {
    const link = await takeLink(tx, scope, linkId)
    if (!link?.stale_at || link.stale_at > world.clock.now()) return
    const forgotten: Record<string, number> = {}
    for (const kind of recordKinds) {
      forgotten[kind.name] = await forgetRecords(tx, scope, kind, linkId)
      await forgetLineage(tx, scope, kind, linkId)
    }
    await forgetTraces(tx, scope, linkId)
    await deleteLinkKey(tx, scope, linkId, 'data')
    await saveLink(tx, scope, linkId, { stale_at: null, read_at: {} })
    const requestId = requestIdOf(world, linkId, 'stale', link.stale_at.toISOString())
    recordEvent(tx, scope, world, { linkId, kind: 'records_forgotten', data: { forgotten }, requestId })
  })
}
