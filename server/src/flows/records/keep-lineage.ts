import type { RecordKind } from '../../../../contract/resource.ts'
import { changedFields } from '../../domain/identity/changed-fields.ts'
import type { Evidence } from '../../domain/identity/evidence.ts'
import { matchingOf } from '../../domain/identity/matching.ts'
import type { Scope, Tx } from '../../store/database.ts'
import { insertSteps, type Step } from '../../store/records/lineage.ts'
import { deleteTraces } from '../../store/records/record-traces.ts'
import { moveKeys } from '../../store/records/record-writes.ts'
import { saveSuccessors } from '../../store/records/records.ts'
import type { World } from '../deps.ts'
import { keyCode } from './former-keys.ts'
import { readStored } from './keep-documents.ts'
import type { PlainRecord } from './present-records.ts'
import type { Came, Looking, Recognised } from './recognition.ts'
import { keepTraces } from './traces.ts'

/**
 * Where so many records of a kind change, or go, in one update, it is not told of each: the rows themselves say when they
 * were made and removed, and a large update stays as fast as it is.
 */
const notedMax = 1_000

/** Whether it is kept what so many records that are gone are recognised by. */
export const isTraced = (resource: RecordKind, goneCount: number): boolean =>
  matchingOf(resource) !== null && goneCount <= notedMax

type Keeping<In extends Came> = { readonly recognised: Recognised<In>; readonly harvest: Looking & Asked }

type Asked = { readonly requestId: string }

/**
 * Before anything is written: notes what the records said until now, keeps what those that go are recognised by, and
 * gives those that moved their new keys. Gives the steps that follow from what was stored.
 */
export async function beginLineage<In extends Came>(
  tx: Tx,
  scope: Scope,
  world: World,
  { recognised, harvest }: Keeping<In>,
): Promise<readonly Step[]> {
  const { resource, link } = harvest
  const { match, moved, displaced } = recognised
  const steps = await changesOf(tx, scope, { recognised, harvest })
  if (match.gone.length > 0 && isTraced(resource, match.gone.length)) {
    const records: PlainRecord[] = []
    for await (const record of readStored(
      tx,
      scope,
      harvest,
      match.gone.map(({ id }) => id),
    ))
      records.push(record)
    await keepTraces(tx, scope, { ...harvest, records, reason: 'gone' })
  }
  const keys = [
    ...moved.map(({ known, key }) => ({ id: known.id, from: known.identity_key, to: key })),
    ...displaced.map(({ known }) => ({ id: known.id, from: known.identity_key, to: null })),
  ]
  await moveKeys(tx, scope, resource, { linkId: link.id, keys })
  return [...moved.map((each) => movedStep(world, harvest, each)), ...steps]
}

/** After everything is written: tells what became of each record, and drops what is needed no more. */
export async function finishLineage<In extends Came>(
  tx: Tx,
  scope: Scope,
  world: World,
  done: Keeping<In> & { readonly steps: readonly Step[]; readonly ids: ReadonlyMap<string, string> },
): Promise<void> {
  const { recognised, harvest, ids } = done
  const { match, superseded } = recognised
  const { resource, link, requestId, now } = harvest
  const back = match.changed.filter(({ known }) => known.removal !== null).map(({ known }) => known.id)
  if (matchingOf(resource)) await deleteTraces(tx, scope, { linkId: link.id, ids: back })
  const successors = superseded.map(({ known, by }) => ({ id: known.id, successorId: by.id }))
  await saveSuccessors(tx, scope, resource, { linkId: link.id, successors })
  const steps = [...done.steps, ...endsOf(world, { recognised, harvest }, ids)]
  if (steps.length > 0) await insertSteps(tx, scope, resource, { linkId: link.id, steps, requestId, now })
}

/** What is told of a match; the codes of the keys tell nobody what they were. */
function movedStep<In extends Came>(
  world: World,
  { resource }: Looking,
  { known, key, evidence }: Recognised<In>['moved'][number],
): Step {
  const formerKey = keyCode(world, resource, known.identity_key)
  const keys = { from: formerKey.toString('hex'), to: keyCode(world, resource, key).toString('hex') }
  return { recordId: known.id, kind: 'moved', formerKey, evidence: { ...evidence, keys } }
}

/** What is told of records that are not as they were stored: by the names of what changed, never by values. */
async function changesOf<In extends Came>(tx: Tx, scope: Scope, { recognised, harvest }: Keeping<In>): Promise<Step[]> {
  const { match } = recognised
  const steps = match.changed.flatMap(({ known }): Step[] =>
    known.removal === null ? [] : [{ recordId: known.id, kind: 'returned', evidence: { reason: known.removal } }],
  )
  const changed = new Map(
    match.changed.filter(({ known }) => known.removal === null).map((pair) => [pair.known.id, pair.incoming]),
  )
  if (changed.size > notedMax || harvest.resource.identity === 'snapshot') return steps
  for await (const { id, body } of readStored(tx, scope, harvest, [...changed.keys()])) {
    const after = changed.get(id)?.body ?? {}
    const fields = changedFields(body, after, harvest.resource.attachments)
    const [from, to] = [body.status, after.status]
    const moved = fields.includes('status') && !harvest.resource.sealed
    if (moved) steps.push({ recordId: id, kind: 'status_changed', evidence: { from, to } })
    const others = moved ? fields.filter((field) => field !== 'status') : fields
    if (others.length > 0) steps.push({ recordId: id, kind: 'content_changed', evidence: { fields: others } })
  }
  return steps
}

/** What is told of those that are gone, and of what took their place. */
function endsOf<In extends Came>(
  world: World,
  { recognised, harvest }: Keeping<In>,
  ids: ReadonlyMap<string, string>,
): Step[] {
  const { match, displaced, superseded } = recognised
  const told = new Set([...displaced, ...superseded].map(({ known }) => known.id))
  const gone = match.gone.length > notedMax ? [] : match.gone.filter(({ id }) => !told.has(id))
  const because = (evidence: Evidence) => ({ reason: 'gone', ...evidence })
  return [
    ...gone.map(({ id }): Step => ({ recordId: id, kind: 'removed', evidence: { reason: 'gone' } })),
    ...superseded.map(
      ({ known, by, evidence }): Step => ({
        ...{ recordId: known.id, kind: 'superseded', otherId: by.id },
        evidence: because(evidence),
      }),
    ),
    ...displaced.flatMap(({ known, key, evidence }): Step[] => {
      const otherId = ids.get(key)
      const other = otherId === undefined ? {} : { otherId }
      const formerKey = keyCode(world, harvest.resource, key)
      const ended: Step = { recordId: known.id, kind: 'removed', formerKey, ...other, evidence: because(evidence) }
      if (otherId === undefined) return [ended]
      return [ended, { recordId: otherId, kind: 'first_seen', otherId: known.id, evidence }]
    }),
  ]
}
