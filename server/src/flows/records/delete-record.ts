import { getResource } from '../../../../contract/catalogue.ts'
import type { ResourceDefinition } from '../../../../contract/resource.ts'
import { countDeletion } from '../../domain/deletion-limit.ts'
import { fault } from '../../domain/faults.ts'
import { matchingOf } from '../../domain/identity/matching.ts'
import { dashed } from '../../kit/ids.ts'
import type { Scope, Tx } from '../../store/database.ts'
import { deleteLink, takeLink } from '../../store/links/links.ts'
import { insertSteps } from '../../store/records/lineage.ts'
import { saveRecentDeletions, takeRecentDeletions } from '../../store/records/recent-deletions.ts'
import { findRecord, removeRecords } from '../../store/records/records.ts'
import type { Deps, World } from '../deps.ts'
import { recordEvent } from '../events/record-event.ts'
import { linkKey } from '../links/link-secrets.ts'
import { beginRequest } from '../links/request-ids.ts'
import { announce } from '../webhooks/announce.ts'
import { readStored } from './keep-documents.ts'
import type { PlainRecord } from './present-records.ts'
import { keepTraces } from './traces.ts'

type Deleting = Pick<Deps, 'db' | 'worlds' | 'runner'>

/** Deletes one record for good, with what hangs from it; gives the request id of the change. */
export async function deleteRecord(
  deps: Deleting,
  scope: Scope,
  resource: ResourceDefinition,
  id: string,
): Promise<string> {
  const world = await deps.worlds.of(scope)
  return deps.db.transaction(async (tx) => {
    const linkId = (await findRecord(tx, scope, resource, id))?.link_id
    if (!linkId || !(await takeLink(tx, scope, linkId))) throw fault('not_found')
    const now = world.clock.now()
    await rememberDeleted(tx, scope, world, { resource, linkId, id })
    const removed = await removeRecords(tx, scope, resource, { linkId, which: { ids: [id] }, reason: 'deleted', now })
    if (removed === 0) throw fault('not_found')
    for (const along of resource.deletes) {
      const which = along.of === 'record' ? { parentIds: [id] } : 'all'
      const reason = along.of === 'record' ? 'deleted' : 'cascaded'
      await removeRecords(tx, scope, getResource(along.resource), { linkId, which, reason, now })
    }
    if (resource.part)
      await removeRecords(tx, scope, resource.part, { linkId, which: { parentIds: [id] }, reason: 'deleted', now })
    if (resource.deletionLimited) await limitDeletions(tx, scope, resource.name, now)
    const data = { resource: resource.name, id }
    const requestId = await beginRequest(tx, scope, world, linkId)
    recordEvent(tx, scope, world, { linkId, kind: 'record_deleted', data, requestId })
    const step = { recordId: id, kind: 'removed', evidence: { reason: 'deleted' } } as const
    await insertSteps(tx, scope, resource, { linkId, steps: [step], requestId, now })
    return requestId
  })
}

/** Keeps what the record is recognised by, so that it does not come back under another key. */
async function rememberDeleted(
  tx: Tx,
  scope: Scope,
  world: World,
  { resource, linkId, id }: { resource: ResourceDefinition; linkId: string; id: string },
): Promise<void> {
  if (!matchingOf(resource)) return
  const dataKey = await linkKey(tx, scope, world, { linkId, purpose: 'data' })
  const of = { resource, link: { id: linkId }, dataKey }
  const records: PlainRecord[] = []
  // Read again under the link's lock: an update may have changed it since it was looked for.
  for await (const record of readStored(tx, scope, of, [id])) records.push(record)
  await keepTraces(tx, scope, { ...of, records, reason: 'deleted', now: world.clock.now() })
}

/** Deletes a link with its keys, credentials and records; `limited` counts it against the five a minute. */
export async function deleteLinkForGood(
  deps: Deleting,
  scope: Scope,
  { id, limited }: { id: string; limited: boolean },
): Promise<string> {
  const world = await deps.worlds.of(scope)
  const deleted = await deps.db.transaction(async (tx) => {
    const link = await takeLink(tx, scope, id)
    if (!link) throw fault('not_found')
    if (limited) await limitDeletions(tx, scope, 'LINKS', world.clock.now())
    const requestId = await beginRequest(tx, scope, world, id)
    recordEvent(tx, scope, world, { linkId: id, kind: 'link_deleted', requestId })
    if (!limited) {
      const webhook = {
        type: 'LINK',
        code: 'link_deleted',
        process: 'historical_update',
        requestId: dashed(requestId),
        data: {},
      } as const
      await announce(tx, scope, world, { link, webhook })
    }
    await deleteLink(tx, scope, id)
    return requestId
  })
  deps.runner.wake(scope.workspaceId)
  return deleted
}

/** Counts a synchronous deletion, or throws `too_many_deletions` and so undoes it. */
async function limitDeletions(tx: Tx, scope: Scope, kind: string, now: Date): Promise<void> {
  const verdict = countDeletion(await takeRecentDeletions(tx, scope, kind), now)
  if (!verdict.allowed) {
    throw fault('too_many_deletions', {
      values: { seconds: verdict.waitSeconds },
      headers: { 'retry-after': String(verdict.waitSeconds) },
    })
  }
  await saveRecentDeletions(tx, scope, kind, verdict.recent)
}
