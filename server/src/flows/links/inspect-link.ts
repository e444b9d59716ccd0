import { fault } from '../../domain/faults.ts'
import type { RefreshRate } from '../../domain/links/schedule.ts'
import { firstSlot } from '../../domain/links/schedule.ts'
import type { Scope } from '../../store/database.ts'
import { findLink, type StoredLink, saveLink, takeLink } from '../../store/links/links.ts'
import { listUpdates, type Update } from '../../store/links/updates.ts'
import type { Deps } from '../deps.ts'
import { recordEvent } from '../events/record-event.ts'
import { beginRequest } from './request-ids.ts'

export type Inspected = { readonly link: StoredLink; readonly updates: readonly Update[] }

const updatesShown = 20

/** A link from inside: its schedule and its last updates, the running one included. */
export async function inspectLink({ db }: Pick<Deps, 'db'>, scope: Scope, id: string): Promise<Inspected> {
  const link = await findLink(db.reader, scope, id)
  if (!link) throw fault('not_found')
  return { link, updates: await listUpdates(db.reader, scope, id, updatesShown) }
}

/** Sets how often one recurrent link is refreshed; its schedule starts anew. */
export async function setLinkRefreshRate(
  deps: Pick<Deps, 'db' | 'worlds' | 'runner'>,
  scope: Scope,
  id: string,
  refreshRate: RefreshRate,
): Promise<Inspected> {
  const world = await deps.worlds.of(scope)
  await deps.db.transaction(async (tx) => {
    const link = await takeLink(tx, scope, id)
    if (!link) throw fault('not_found')
    if (link.access_mode !== 'recurrent') {
      throw fault('field_invalid', {
        field: 'refresh_rate',
        values: { problem: 'Single links are not refreshed by schedule.' },
      })
    }
    const { at } = firstSlot(id, refreshRate, world.clock.now())
    const planned = link.next_refresh_at === null ? {} : { next_refresh_at: at, refresh_retries: 0 }
    await saveLink(tx, scope, id, { refresh_rate: refreshRate, ...planned })
    const requestId = await beginRequest(tx, scope, world, id)
    const data = { refresh_rate: refreshRate }
    recordEvent(tx, scope, world, { linkId: id, kind: 'link_changed', data, requestId })
  })
  deps.runner.wake(scope.workspaceId)
  return inspectLink(deps, scope, id)
}
