import type { FickleReceiver } from './fickle-receiver.ts'
import type { Ask } from './half-done.ts'
import type { Ledger, Promised } from './life-clients.ts'

type Checked = {
  readonly ledger: Ledger
  readonly receiver: FickleReceiver
  /** Whether whoever held a claim on a link has let go of it: an emulator's start does that. */
  readonly claimsDropped: boolean
}

/** What was promised and is not so, once everything that was due has been done. */
export async function brokenPromises(ask: Ask, { ledger, receiver, claimsDropped }: Checked): Promise<string[]> {
  const tables = await readTables(ask)
  const ofLinks = [...ledger].flatMap(([id, promised]) =>
    brokenOfLink(tables, { id, promised, claimsDropped }).map(
      (problem) => `the ${promised.life} link ${id} ${problem}`,
    ),
  )
  return [...ofLinks, ...untold(tables, receiver), ...(await outOfOrder(ask, receiver))]
}

type LinkRow = {
  readonly status: string
  readonly access_mode: string
  readonly stale_in: string | null
  readonly claimed: boolean
  readonly passwords: number
}
type UpdateRow = { readonly link_id: string; readonly request_id: string; readonly kind: string | null }
type DeliveryRow = { readonly link_id: string; readonly webhook_id: string; readonly status: string; payload: string }

type Tables = {
  readonly links: ReadonlyMap<string, LinkRow>
  readonly updates: readonly UpdateRow[]
  readonly deliveries: ReadonlyMap<string, readonly Told[]>
}

type Told = {
  readonly webhookId: string
  readonly status: string
  readonly type: string
  readonly code: string
  readonly requestId: string
}

async function readTables(ask: Ask): Promise<Tables> {
  const links = await ask(`select id, status, access_mode, stale_in, refresh_claimed_at is not null as claimed,
    (select count(*)::int from events where events.link_id = links.id and kind = 'link_changed'
    and data->>'credentials' = 'changed') as passwords from links`)
  const updates = await ask(`select link_id, request_id, outcome->>'kind' as kind from updates
    where finished_at is not null`)
  const deliveries = (await ask(
    'select link_id, webhook_id, status, payload from deliveries where not ordered',
  )) as unknown as DeliveryRow[]
  return {
    links: new Map(links.map(({ id, ...row }) => [String(id), row as LinkRow])),
    updates: updates as unknown as UpdateRow[],
    deliveries: Map.groupBy(deliveries.map(toldBy), ({ linkId }) => linkId),
  }
}

function toldBy({ link_id: linkId, webhook_id: webhookId, status, payload }: DeliveryRow) {
  const { webhook_type: type, webhook_code: code, request_id: requestId } = JSON.parse(payload)
  return { linkId, webhookId, status, type, code, requestId }
}

type Life = { readonly id: string; readonly promised: Promised; readonly claimsDropped: boolean }

function brokenOfLink(tables: Tables, { id, promised, claimsDropped }: Life): string[] {
  const { deletion } = promised
  const row = tables.links.get(id)
  if (typeof deletion === 'object') return brokenOfDeleted(tables, id, { row, requestId: deletion.requestId })
  if (!row) return deletion === 'unanswered' ? [] : ['is gone']
  const problems: string[] = []
  if (promised.confirmed && row.status === 'unconfirmed') problems.push('is unconfirmed again')
  if (row.status === 'invalid' && promised.life !== 'doomed') problems.push('is invalid')
  if (!promised.accessModes.has(row.access_mode)) problems.push(`has the access mode ${row.access_mode}`)
  if (!promised.staleIns.has(row.stale_in ?? '365d')) problems.push(`has stale_in ${row.stale_in}`)
  if (row.passwords < promised.passwordsCount) problems.push('lost a new password')
  const mayBeClaimed = promised.refreshUnanswered && !claimsDropped
  if (row.claimed && !mayBeClaimed) problems.push('is still claimed by a refresh')
  for (const refresh of promised.refreshes) problems.push(...brokenOfRefresh(tables, id, refresh))
  return problems
}

function brokenOfDeleted(
  { deliveries }: Tables,
  id: string,
  { row, requestId }: { row: LinkRow | undefined; requestId: string },
): string[] {
  const told = (deliveries.get(id) ?? []).filter(({ code }) => code === 'link_deleted')
  const right = told.length === 1 && told[0]?.requestId === requestId
  return [...(row ? ['is not deleted'] : []), ...(right ? [] : [`told ${told.length} times of its deletion`])]
}

/** Each accepted refresh retrieved what it was to retrieve, once, and told of it under its request. */
function brokenOfRefresh(
  { updates, deliveries }: Tables,
  id: string,
  { requestId, resources }: Promised['refreshes'][number],
): string[] {
  const own = updates.filter((update) => update.link_id === id && update.request_id === requestId)
  const problems = own.length === 1 && own[0]?.kind === 'done' ? [] : [`did not do the refresh ${requestId}`]
  const told = (deliveries.get(id) ?? []).filter((each) => each.requestId === requestId)
  const types = told.map(({ type }) => type).sort()
  if (types.join() === resources.toSorted().join() && told.every(({ code }) => code === 'historical_update'))
    return problems
  return [...problems, `told of ${types.join(', ') || 'nothing'} after the refresh ${requestId}`]
}

/** The receiver was told of everything that it takes, of nothing else, and in the same words on every try. */
function untold({ deliveries }: Tables, receiver: FickleReceiver): string[] {
  const problems: string[] = []
  const known = new Set<string>()
  for (const { webhookId, status } of [...deliveries.values()].flat()) {
    known.add(webhookId)
    const arrivals = receiver.arrived.get(webhookId)
    const expected = receiver.isHopeless(webhookId) ? 'abandoned' : 'delivered'
    if (status !== expected) problems.push(`the webhook ${webhookId} is ${status}, not ${expected}`)
    if (status === 'delivered' && !arrivals?.accepted) problems.push(`the webhook ${webhookId} did not arrive`)
    if (status === 'abandoned' && (arrivals?.posts ?? 0) < 5) problems.push(`${webhookId} was not tried five times`)
    if (arrivals && arrivals.bodies.size > 1) problems.push(`the webhook ${webhookId} changed between its tries`)
  }
  const unknown = [...receiver.arrived.keys()].filter((webhookId) => !known.has(webhookId))
  return [...problems, ...unknown.map((webhookId) => `the webhook ${webhookId} was told and never happened`)]
}

type OrderedRow = {
  readonly link_id: string
  readonly webhook_id: string
  readonly status: string
  readonly event_sequence: string | number
}

/** Who asked for order has taken each link's webhooks in order, and everything that it would take at all. */
async function outOfOrder(ask: Ask, { takenInOrder, isHopeless }: FickleReceiver): Promise<string[]> {
  const rows = (await ask(
    'select link_id, webhook_id, status, event_sequence from deliveries where ordered',
  )) as unknown as OrderedRow[]
  const firsts = new Map(takenInOrder.toReversed().map((taken) => [taken.webhookId, taken]))
  const problems: string[] = []
  for (const { webhook_id: id, status, link_id: link, event_sequence: sequence } of rows) {
    const expected = isHopeless(id) ? 'abandoned' : 'delivered'
    if (status !== expected) problems.push(`the ordered webhook ${id} is ${status}, not ${expected}`)
    const taken = firsts.get(id)
    if ((status === 'delivered') !== (taken !== undefined)) problems.push(`${id} is ${status}, and was taken or not`)
    if (taken && (taken.link !== link || taken.sequence !== Number(sequence)))
      problems.push(`the headers of ${id} say ${taken.link} ${taken.sequence}`)
  }
  const inOrderOfArrival = takenInOrder.filter((taken) => firsts.get(taken.webhookId) === taken)
  for (const [link, taken] of Map.groupBy(inOrderOfArrival, (each) => each.link)) {
    const sequences = taken.map(({ sequence }) => sequence)
    const isGrowing = sequences.every((sequence, index) => index === 0 || sequence > (sequences[index - 1] ?? 0))
    if (!isGrowing) problems.push(`the link ${link} was told in the order ${sequences.join(' ')}`)
  }
  return problems
}
