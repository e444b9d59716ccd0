import type { ResourceName } from '../../contract/resource.ts'
import {
  becomeInvalid,
  type Cause,
  cancelScheduled,
  demand,
  type Happened,
  later,
  loginAccepted,
  loginRejected,
  type ModelLink,
  type ModelWorkspace,
  type Owed,
  stopSchedule,
  touch,
} from './model.ts'
import { count, readAlong } from './shelves.ts'
import { hourMs, slotAfterFailure, slotAfterSuccess } from './slots.ts'
import type { Counts, Ledger } from './webhooks.ts'

type Part = { readonly kind: 'kept'; readonly counts: Counts } | { readonly kind: 'failed'; readonly fault: string }

type Outcome =
  | { readonly kind: 'done'; readonly resources: Readonly<Record<string, Part>> }
  | { readonly kind: 'token' }
  | { readonly kind: 'failed'; readonly fault: string }

/** After an hour, four more and twelve more an update that the institution stood in the way of is tried again. */
const triesAfterHours = [0, 1, 5, 17]

const inTheWay: readonly string[] = [
  ...['institution_down', 'institution_unavailable', 'too_many_sessions'],
  ...['request_timed_out', 'login_failed', 'unexpected'],
]

/** An update that was promised came to its end: at its time, once, with everything that follows. */
export function finishUpdate(workspace: ModelWorkspace, link: ModelLink, happened: Happened, ledger: Ledger): void {
  const { cause, outcome } = happened.data as { cause: Cause; outcome: Outcome }
  const owed = link.owed.get(happened.requestId)
  const about = `the ${cause} ${happened.requestId} of ${link.id}`
  demand(owed !== undefined && owed.cause === cause, `${about} was not promised, or was done before`)
  link.owed.delete(happened.requestId)
  assertInTime(owed, happened, { outcome, about })
  if (cause === 'access_mode_switch') countSwitch(link, owed)
  if (link.person.reliable && !workspace.faulty && !workspace.wasFaulty) assertReliable(link, { cause, outcome, about })
  switch (outcome.kind) {
    case 'done':
      finishVisit(link, happened, { cause, outcome, ledger, owed })
      break
    case 'token':
      if (!isScheduled(cause)) break
      link.status = 'token_required'
      stopSchedule(link)
      cancelScheduled(link)
      ledger.cause(happened, 'LINK token_required')
      break
    case 'failed':
      failUpdate(link, happened, { cause, fault: outcome.fault, ledger })
  }
  if (cause === 'registration' && link.storage === 'nostore') link.unkept = true
}

const isScheduled = (cause: Cause): boolean => cause === 'recurrent' || cause === 'access_mode_switch'

function assertInTime(owed: Owed, { at }: Happened, { outcome, about }: { outcome: Outcome; about: string }): void {
  const hours = owed.cause === 'recurrent' ? [0] : triesAfterHours
  const isInTime = hours.some((each) => later(owed.dueAt, each * hourMs).getTime() === at.getTime())
  demand(isInTime, `${about} was due at ${owed.dueAt.toISOString()} and done at ${at.toISOString()}`)
  if (outcome.kind !== 'failed' || owed.cause === 'recurrent' || !inTheWay.includes(outcome.fault)) return
  const last = later(owed.dueAt, 17 * hourMs)
  demand(at.getTime() === last.getTime(), `${about} was given up with ${outcome.fault} before its last try`)
}

function assertReliable(link: ModelLink, done: { cause: Cause; outcome: Outcome; about: string }): void {
  const { cause, outcome, about } = done
  const mayAsk = link.person.token !== undefined && isScheduled(cause)
  const withoutCredentials = outcome.kind === 'failed' && outcome.fault === 'credentials_expired'
  demand(outcome.kind === 'done' || mayAsk || withoutCredentials, `${about} came to ${JSON.stringify(outcome)}`)
}

function finishVisit(
  link: ModelLink,
  happened: Happened,
  done: {
    readonly cause: Cause
    readonly outcome: Extract<Outcome, { kind: 'done' }>
    readonly ledger: Ledger
    readonly owed: Owed
  },
): void {
  const { cause, outcome, ledger, owed } = done
  touch(link, happened.at)
  for (const [name, part] of Object.entries(outcome.resources)) {
    if (part.kind === 'failed') continue
    // What a retrieval in the background was asked not to keep was counted all the same.
    if (owed.saves) count(link, name, part.counts)
    ledger.causeOf(happened, name as ResourceName, { cause, counts: part.counts })
  }
  readAlong(link, Object.keys(outcome.resources))
  if (cause !== 'recurrent') {
    loginAccepted(link, happened.at)
    return
  }
  Object.assign(link, { status: 'valid', failedLogins: 0, retries: 0 })
  if (link.refreshRate) link.next = slotAfterSuccess(link.refreshRate, happened.at, link.minuteOfDayMs ?? 0)
}

function failUpdate(
  link: ModelLink,
  happened: Happened,
  { cause, fault, ledger }: { cause: Cause; fault: string; ledger: Ledger },
): void {
  if (fault === 'credentials_rejected') {
    if (!isScheduled(cause)) loginRejected(link)
    else {
      becomeInvalid(link)
      ledger.cause(happened, 'LINK invalid_credentials')
    }
    return
  }
  if (cause !== 'recurrent' || link.status !== 'valid' || !link.refreshRate) return
  const plan = { minuteOfDayMs: link.minuteOfDayMs ?? 0, retries: link.retries }
  const { slot, retries } = slotAfterFailure(link.refreshRate, happened.at, plan)
  Object.assign(link, { next: slot, retries })
}

/** What can be taken back until the next day counts when it is done, or tried for the first time. */
export function countSwitch(link: ModelLink, owed: Owed): void {
  if (owed.counted) return
  owed.counted = true
  link.used.historical_update += 1
}
