import type { ResourceName } from '../../contract/resource.ts'
import type { FaultName } from '../../server/src/domain/faults.ts'
import { type LifeEvent, type LinkLife, step } from '../../server/src/domain/links/link-life.ts'
import { type Answered, allResources, ask, type Period, type Person } from './institution.ts'
import type { Seen } from './seen.ts'

type Cause = 'registration' | 'refresh' | 'access_mode_switch' | 'credentials_changed' | 'recurrent' | 'async_post'

/** An update that was made due; `outcome` is null as long as it is to be done. */
export type ModelUpdate = {
  readonly cause: Cause
  readonly resources: readonly ResourceName[]
  readonly createdAt: Date
  readonly requestId: string | null
  readonly period: Period
  readonly save: boolean
  dueAt: Date | null
  tries: number
  outcome: 'done' | 'failed' | 'token' | 'cancelled' | null
}

/** What goes on once the person has answered. */
export type Purpose =
  | { readonly kind: 'registration' | 'access' }
  | { readonly kind: 'credentials'; readonly person: Person }
  | { readonly kind: 'refresh'; readonly resources: readonly ResourceName[]; readonly requestId: string }
  | { readonly kind: 'retrieval'; readonly resource: ResourceName; readonly period: Period; readonly save: boolean }

export type ModelSession = { readonly id: string; readonly expiresAt: Date; readonly purpose: Purpose }

/** One link in the model: its life, which only the table moves, and the bookkeeping around it. */
export type ModelLink = {
  life: LinkLife
  /** Who the institution meets: somebody else than was registered while it is in trouble. */
  person: Person
  readonly registered: Person
  fetchResources: readonly ResourceName[]
  staleIn: string | null
  storage: string
  credentialsEndAt: Date | null
  credentialsThere: boolean
  accessedAt: Date | null
  staleAt: Date | null
  refreshedAt: Date | null
  session: ModelSession | null
  /** Every session that was ever opened, oldest first. */
  readonly sessions: string[]
  deleted: boolean
  readonly updates: ModelUpdate[]
  readonly used: string[]
  readonly told: string[]
  readonly seen: Seen
}

export const minuteMs = 60_000
export const dayMs = 1_440 * minuteMs
export const later = (instant: Date, ms: number): Date => new Date(instant.getTime() + ms)

/** Takes one step of the table, with everything that it makes due, takes back and tells; a Fault's name if refused. */
export function move(link: ModelLink, event: LifeEvent, now: Date): FaultName | null {
  const taken = step(link.life, event, now)
  if (taken.kind === 'refused') return taken.fault
  if (taken.link.status === 'invalid' && link.life.status !== 'invalid') link.session = null
  link.life = taken.link
  if (taken.cancelsDue) {
    for (const update of link.updates) {
      const spoken = update.cause === 'recurrent' || update.cause === 'access_mode_switch'
      if (spoken && update.outcome === null) Object.assign(update, { dueAt: null, outcome: 'cancelled' })
    }
  }
  for (const code of taken.announces) {
    link.told.push(`LINK ${code} recurrent_update ${code === 'token_required' ? 'token_required' : 'login_error'}`)
  }
  for (const { cause, at } of taken.due) {
    const resources = ownResources(link)
    if (resources.length > 0) schedule(link, { cause, resources, now, at })
  }
  return null
}

/** What an update of the link's own reads. */
const ownResources = ({ life, fetchResources }: ModelLink): readonly ResourceName[] =>
  life.accessMode === 'recurrent' ? allResources : allResources.filter((name) => fetchResources.includes(name))

const usageOf = (cause: Cause): string =>
  cause === 'async_post' ? 'retrieval' : cause === 'recurrent' ? 'recurrent_update' : 'historical_update'

/** Makes an update due, and counts it. */
export function schedule(
  link: ModelLink,
  due: Pick<ModelUpdate, 'cause' | 'resources'> & {
    readonly now: Date
    readonly at?: Date
    readonly requestId?: string
    readonly period?: Period
    readonly save?: boolean
  },
): void {
  const { cause, resources, now, at = now, requestId = null, period = {}, save = true } = due
  const open = { dueAt: at, tries: 0, outcome: null }
  link.updates.push({ cause, resources, createdAt: now, requestId, period, save, ...open })
  // What can be taken back until the next day counts when it is done.
  if (cause !== 'access_mode_switch') link.used.push(usageOf(cause))
}

/** Somebody was let in, or something retrieved: the days until the data is stale begin anew. */
export function touch(link: ModelLink, now: Date): void {
  link.accessedAt = now
  link.staleAt = later(now, Number.parseInt(link.staleIn ?? '365d', 10) * dayMs)
}

export function confirm(link: ModelLink, now: Date): void {
  link.used.push('registration')
  touch(link, now)
  move(link, { kind: 'confirmed' }, now)
}

/** Lives through everything that falls due for the link up to `until`. */
export async function live(link: ModelLink, until: Date): Promise<void> {
  while (!link.deleted) {
    const next = nextDue(link)
    if (!next || next.at > until) return
    await next.run(next.at)
  }
}

/** At one instant, what ends comes before what begins. */
function nextDue(link: ModelLink) {
  const updates = link.updates.flatMap((update) => (update.dueAt ? [{ update, at: update.dueAt }] : []))
  const [first] = updates.toSorted((one, other) => one.at.getTime() - other.at.getTime())
  const kinds: { at: Date | null; run(now: Date): unknown }[] = [
    { at: link.credentialsEndAt, run: (now) => lapse(link, now) },
    { at: link.session?.expiresAt ?? null, run: () => Object.assign(link, { session: null }) },
    { at: link.staleAt, run: () => forget(link) },
    { at: link.life.nextRefreshAt, run: (now) => comeToSlot(link, now) },
    { at: first?.at ?? null, run: (now) => first && perform(link, first.update, now) },
  ]
  const due = kinds.flatMap(({ at, run }) => (at ? [{ at, run }] : []))
  return due.toSorted((one, other) => one.at.getTime() - other.at.getTime())[0]
}

function lapse(link: ModelLink, now: Date): void {
  Object.assign(link, { credentialsThere: false, credentialsEndAt: null, session: null })
  move(link, { kind: 'credentials_lapsed' }, now)
}

function forget(link: ModelLink): void {
  link.seen.forget()
  link.staleAt = null
}

function comeToSlot(link: ModelLink, now: Date): void {
  link.life = { ...link.life, nextRefreshAt: null }
  schedule(link, { cause: 'recurrent', resources: ownResources(link), now })
}

const continuing: readonly Cause[] = ['registration', 'refresh', 'credentials_changed', 'async_post']
const institutionsFault: readonly FaultName[] = [
  'institution_down',
  'institution_unavailable',
  'too_many_sessions',
  'request_timed_out',
  'login_failed',
  'unexpected',
]
const retryHours = [1, 4, 12]

async function perform(link: ModelLink, update: ModelUpdate, now: Date): Promise<void> {
  const answered = await visitFor(link, update, now)
  if (update.cause === 'access_mode_switch' && update.tries === 0) link.used.push(usageOf(update.cause))
  const wait = retryHours[update.tries]
  update.tries += 1
  if (answered.kind === 'refused' && update.cause !== 'recurrent' && institutionsFault.includes(answered.fault)) {
    update.dueAt = wait === undefined ? null : later(now, wait * 60 * minuteMs)
    if (update.dueAt) return
  }
  Object.assign(update, { dueAt: null, outcome: { in: 'done', asks: 'token', refused: 'failed' }[answered.kind] })
  if (answered.kind === 'in') await keepAndTell(link, update, { answered, now })
  const event = eventOf(update, answered)
  if (event) move(link, event, now)
  if (update.cause === 'registration' && link.storage === 'nostore') lapse(link, now)
}

function visitFor(link: ModelLink, { cause, tries }: ModelUpdate, now: Date): Promise<Answered> | Answered {
  if (!link.credentialsThere) return { kind: 'refused', fault: 'credentials_expired' }
  return ask(link.person, now, { continues: tries === 0 && continuing.includes(cause) })
}

/** What a visit was, for the life of the link: scheduled work alone speaks for the schedule. */
function eventOf({ cause }: ModelUpdate, answered: Answered): LifeEvent | null {
  const scheduled = cause === 'recurrent' || cause === 'access_mode_switch'
  if (answered.kind === 'in') return { kind: cause === 'recurrent' ? 'refreshed' : 'login_accepted' }
  if (answered.kind === 'asks') return scheduled ? { kind: 'refresh_wants_token' } : null
  if (answered.fault === 'credentials_rejected') return { kind: scheduled ? 'refresh_rejected' : 'login_rejected' }
  return cause === 'recurrent' ? { kind: 'refresh_failed' } : null
}

/** Reads what was named and the accounts that transactions belong to. */
export async function retrieve(
  link: ModelLink,
  wanted: Pick<ModelUpdate, 'resources' | 'period' | 'save'>,
  { answered, now }: { answered: Extract<Answered, { kind: 'in' }>; now: Date },
) {
  const { resources, period, save } = wanted
  touch(link, now)
  const needed = resources.includes('TRANSACTIONS') ? ['ACCOUNTS' as const] : []
  const counts = new Map<ResourceName, ReturnType<Seen['take']>>()
  for (const name of new Set([...needed, ...resources])) {
    const asked = name === 'TRANSACTIONS' ? period : {}
    counts.set(name, link.seen.take(name, await answered.read(name, asked), { period: asked, keep: save, now }))
  }
  return counts
}

async function keepAndTell(
  link: ModelLink,
  update: ModelUpdate,
  visit: { answered: Extract<Answered, { kind: 'in' }>; now: Date },
): Promise<void> {
  const counts = await retrieve(link, update, visit)
  for (const name of update.resources) {
    const { fresh, changed, gone } = counts.get(name) ?? { fresh: 0, changed: 0, gone: 0 }
    const news = `new_${name.toLowerCase()}_available`
    const tell = (words: string) => link.told.push(`${name} ${words}`)
    if (update.cause === 'async_post') tell(`${news} async_post ${fresh}`)
    else if (update.cause !== 'recurrent') tell(`historical_update historical_update ${link.seen.count(name)}`)
    else {
      if (fresh > 0) tell(`${news} recurrent_update ${fresh}`)
      if (name === 'TRANSACTIONS' && changed > 0) tell(`transactions_updated recurrent_update ${changed}`)
      if (name === 'TRANSACTIONS' && gone > 0) tell(`transactions_deleted recurrent_update ${gone}`)
    }
  }
}
