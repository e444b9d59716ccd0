import type { ResourceName } from '../../contract/resource.ts'
import type { RefreshRate } from '../../server/src/domain/links/schedule.ts'
import type { Keys } from '../harness/api.ts'
import type { Person } from './people.ts'
import type { Shelf } from './shelves.ts'
import { dayMs, firstSlot, minuteMs, type Slot } from './slots.ts'

export type Status = 'unconfirmed' | 'valid' | 'invalid' | 'token_required'
export type AccessMode = 'single' | 'recurrent'
export type UsageKind = 'registration' | 'historical_update' | 'recurrent_update' | 'retrieval'

export type Cause =
  | 'registration'
  | 'refresh'
  | 'access_mode_switch'
  | 'credentials_changed'
  | 'recurrent'
  | 'async_post'

/** An update that somebody was promised, or that the schedule has begun. */
export type Owed = {
  readonly cause: Cause
  readonly resources: readonly ResourceName[]
  /** Whether what it brings is kept. */
  readonly saves: boolean
  dueAt: Date
  /** Whether an update of a switch was counted already. */
  counted: boolean
}

export type ModelLink = {
  readonly id: string
  readonly person: Person
  readonly registeredAt: Date
  status: Status
  accessMode: AccessMode
  refreshRate: RefreshRate | null
  storage: string
  staleIn: string
  failedLogins: number
  credentialsKept: boolean
  credentialsEndAt: Date | null
  accessedAt: Date | null
  staleAt: Date | null
  /** When it was last said for how long its data may stay. */
  staleChangedAt: number | null
  /** When something was retrieved of it that may not have needed a visit. */
  perhapsAccessedAt: Date | null
  refreshedAt: Date | null
  /** Its minute of the day, once it was seen. */
  minuteOfDayMs: number | null
  /** `begun` at an instant as long as the minute is not known. */
  next: Slot | { readonly begun: Date } | null
  retries: number
  /** Its schedule begins with the slot of the day at whose midnight it has `begun`. */
  startsTomorrow: boolean
  session: {
    readonly id: string | null
    readonly expiresAt: Date
    readonly at: string
    readonly purpose: string
  } | null
  consent: { readonly id: string; readonly status: string; readonly endsAt: Date | null } | null
  deleted: boolean
  /** It keeps no credentials, and its own update is done. */
  unkept: boolean
  sequence: number
  readonly owed: Map<string, Owed>
  /** Updates that were taken back, of which nobody has been told yet. */
  readonly cancelled: Set<string>
  readonly used: Record<UsageKind, number>
  readonly shelves: Map<ResourceName, Shelf>
}

/** One thing that happened to a link, as it is written in the history of it. */
export type Happened = {
  /** Its place in the log of the workspace. */
  readonly position: number
  readonly linkId: string
  readonly sequence: number
  readonly kind: string
  readonly requestId: string
  readonly at: Date
  // biome-ignore lint/suspicious/noExplicitAny: what it says depends on its kind.
  readonly data: any
}

/** What was asked in the present step, and what came of it; `requestId` is null where no answer came. */
export type Asked = {
  readonly operation: string
  readonly linkId: string | null
  readonly terms: Readonly<Record<string, unknown>>
  readonly person?: Person
  status: number | null
  code: string | null
  requestId: string | null
  body: unknown
}

/** What was told of, to whom; the ids of webhooks are learned from what was sent. */
export type Told = {
  readonly linkId: string
  readonly requestId: string
  readonly type: string
  readonly code: string
  readonly at: Date
  readonly endpoints: readonly string[]
}

export type Endpoint = { readonly id: string; readonly url: string; readonly addedAt: Date; removedAt: Date | null }

/** All that is known of one workspace; it knows of no other. */
export type ModelWorkspace = {
  readonly name: string
  readonly id: string
  readonly keys: Keys
  /** Where its webhooks are sent, without the endpoint's name. */
  readonly receiverUrl: string
  now: Date
  /** Where the clock has to arrive in this step. */
  target: Date
  refreshRate: RefreshRate
  /** Failures are ordered, so that nobody is reliable. */
  faulty: boolean
  /** They were at the beginning of the step. */
  wasFaulty: boolean
  readonly deletions: Map<string, Date[]>
  readonly links: Map<string, ModelLink>
  /** How far its log was read. */
  position: number
  readonly endpoints: Endpoint[]
  /** What was told since deliveries were looked at. */
  readonly told: Told[]
  deliveriesSeenAt: Date
  /** Webhooks by id and endpoint: what was to be sent, and what came to the receiver. */
  readonly sent: Set<string>
  readonly arrived: Set<string>
  asked: Asked | null
  checkedMonth: string
}

export class Contradiction extends Error {}

export function demand(holds: boolean, otherwise: string): asserts holds {
  if (!holds) throw new Contradiction(otherwise)
}

export const later = (instant: Date, ms: number): Date => new Date(instant.getTime() + ms)
export const afterDays = (instant: Date, days: string): Date => later(instant, Number.parseInt(days, 10) * dayMs)

export function newWorkspace(
  own: Pick<ModelWorkspace, 'name' | 'id' | 'keys' | 'receiverUrl'>,
  now: Date,
): ModelWorkspace {
  return {
    ...{ ...own, now, target: now, refreshRate: '7d', faulty: false },
    ...{ wasFaulty: false, deletions: new Map() },
    ...{ links: new Map(), position: 0, endpoints: [], told: [], deliveriesSeenAt: now },
    ...{
      sent: new Set<string>(),
      arrived: new Set<string>(),
      asked: null,
      checkedMonth: now.toISOString().slice(0, 7),
    },
  }
}

export function newLink(id: string, person: Person, { terms }: Pick<Asked, 'terms'>, at: Date): ModelLink {
  const accessMode = (terms.access_mode ?? 'recurrent') as AccessMode
  const storage = (terms.credentials_storage ?? (accessMode === 'recurrent' ? 'store' : '365d')) as string
  const endsAt = storage === 'store' ? null : storage === 'nostore' ? later(at, 15 * minuteMs) : afterDays(at, storage)
  return {
    ...{ id, person, registeredAt: at, status: 'unconfirmed', accessMode, refreshRate: null, storage },
    ...{ staleIn: (terms.stale_in ?? '365d') as string, failedLogins: 0, credentialsKept: true },
    ...{
      credentialsEndAt: endsAt,
      accessedAt: null,
      staleAt: null,
      staleChangedAt: null,
      perhapsAccessedAt: null,
      refreshedAt: null,
    },
    ...{
      minuteOfDayMs: null,
      next: null,
      retries: 0,
      startsTomorrow: false,
      session: null,
      consent: null,
      deleted: false,
    },
    ...{ unkept: false, sequence: 0 },
    owed: new Map(),
    cancelled: new Set(),
    used: { registration: 0, historical_update: 0, recurrent_update: 0, retrieval: 0 },
    shelves: new Map(),
  }
}

/** Somebody was let in: the days until the data is stale begin anew. */
export function touch(link: ModelLink, at: Date): void {
  link.accessedAt = at
  link.staleAt = afterDays(at, link.staleIn)
}

/** The schedule begins, if there is one; after a switch with the slot of the day after. */
export function startSchedule(link: ModelLink, at: Date, rate = link.refreshRate): void {
  Object.assign(link, { retries: 0, startsTomorrow: false })
  link.refreshRate = link.accessMode === 'recurrent' ? rate : null
  if (!link.refreshRate) link.next = null
  else if (link.minuteOfDayMs === null) link.next = { begun: at }
  else link.next = firstSlot(link.refreshRate, at, link.minuteOfDayMs)
}

export function stopSchedule(link: ModelLink): void {
  link.next = null
  link.retries = 0
}

/** What was planned by the schedule is taken back. */
export function cancelScheduled(
  { owed, cancelled }: ModelLink,
  causes: readonly Cause[] = ['recurrent', 'access_mode_switch'],
): void {
  for (const [requestId, { cause }] of owed)
    if (causes.includes(cause) && owed.delete(requestId)) cancelled.add(requestId)
}

/** A login of a request, or of an update that somebody asked for, was accepted. */
export function loginAccepted(link: ModelLink, at: Date): void {
  link.failedLogins = 0
  if (link.status !== 'token_required') return
  link.status = 'valid'
  startSchedule(link, at)
}

/** Somebody was let in, and something was read. */
export function access(link: ModelLink, at: Date): void {
  loginAccepted(link, at)
  touch(link, at)
}

/** The sixth in a row makes the link invalid. */
export function loginRejected(link: ModelLink): void {
  link.failedLogins += 1
  if (link.failedLogins >= 6 && link.status !== 'unconfirmed') becomeInvalid(link)
}

export function becomeInvalid(link: ModelLink): void {
  if (link.status !== 'invalid') link.session = null
  link.status = 'invalid'
  stopSchedule(link)
  cancelScheduled(link)
}

export function lapse(link: ModelLink): void {
  Object.assign(link, { credentialsKept: false, credentialsEndAt: null, session: null })
  if (link.status !== 'unconfirmed') becomeInvalid(link)
  else stopSchedule(link)
}
