import { getResource } from '../../../../contract/catalogue.ts'
import type { RecordKind, ResourceName } from '../../../../contract/resource.ts'
import { matchingOf } from '../../domain/identity/matching.ts'
import { traceKeptUntil } from '../../domain/links/retention.ts'
import { seal, unseal } from '../../kit/seal.ts'
import type { Reader, Scope, Tx } from '../../store/database.ts'
import { listTraces, listTracesOfGone, saveTraces, type Trace } from '../../store/records/record-traces.ts'
import type { World } from '../deps.ts'
import { findLinkKey } from '../links/link-secrets.ts'
import type { PlainRecord } from './present-records.ts'

type OfLink = { readonly resource: RecordKind; readonly link: { readonly id: string }; readonly dataKey: Buffer | null }

/**
 * Keeps what records that are about to be removed are recognised by, sealed: what the application deleted must not come
 * back under another key, and what is gone may.
 */
export async function keepTraces(
  tx: Tx,
  scope: Scope,
  kept: OfLink & {
    readonly records: readonly Pick<PlainRecord, 'id' | 'body' | 'parentId'>[]
    readonly reason: 'deleted' | 'gone'
    readonly now: Date
  },
): Promise<void> {
  const { resource, link, dataKey, records, reason, now } = kept
  const matching = matchingOf(resource)
  if (!matching || !dataKey) return
  const traces = records.map(({ id, body, parentId }) => {
    const traits = JSON.stringify(matching.traitsOf(body, parentId))
    return { recordId: id, sealed: seal(dataKey, traits, `trace ${id}`) }
  })
  const until = reason === 'deleted' ? null : traceKeptUntil(now)
  await saveTraces(tx, scope, resource, { linkId: link.id, traces, until })
}

/** What the records that are gone at the institution said of their account and their day, by resource. */
export async function listGone(
  db: Reader,
  scope: Scope,
  world: World,
  linkId: string,
): Promise<
  readonly { readonly resource: ResourceName; readonly parentId: string | null; readonly day: string | null }[]
> {
  const traces = await listTracesOfGone(db, scope, { linkId, now: world.clock.now() })
  // Mostly nothing is gone, and no key is needed.
  const dataKey = traces.length > 0 && (await findLinkKey(db, scope, world, { linkId, purpose: 'data' }))
  if (!dataKey) return []
  return traces.flatMap((trace) => {
    const resource = getResource(trace.resource as ResourceName)
    const matching = matchingOf(resource)
    if (!matching) return []
    const traits = opened(dataKey, trace)
    return [{ resource: resource.name, parentId: matching.parentOf(traits), day: matching.dateOf(traits) }]
  })
}

/** What removed records of the link are recognised by, by their ids. */
export async function openTraces(
  tx: Tx,
  scope: Scope,
  { resource, link, dataKey, now }: OfLink & { readonly now: Date },
): Promise<ReadonlyMap<string, unknown>> {
  if (!dataKey) return new Map()
  const traces = await listTraces(tx, scope, resource, { linkId: link.id, now })
  return new Map(traces.map((trace) => [trace.recordId, opened(dataKey, trace)]))
}

const opened = (dataKey: Buffer, { recordId, sealed }: Trace): unknown =>
  JSON.parse(unseal(dataKey, sealed, `trace ${recordId}`).toString('utf8'))
