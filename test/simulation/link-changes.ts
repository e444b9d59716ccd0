import type { ResourceName } from '../../contract/resource.ts'
import { asked, type Happening } from './asked.ts'
import {
  afterDays,
  becomeInvalid,
  type Cause,
  cancelScheduled,
  demand,
  lapse,
  loginAccepted,
  loginRejected,
  type ModelLink,
  type ModelWorkspace,
  startSchedule,
  stopSchedule,
  touch,
  type UsageKind,
} from './model.ts'
import { dayMs, midnightOf, type Slot } from './slots.ts'

/** What was asked of a link: new credentials, another rate, other terms. */
export function changeLink(workspace: ModelWorkspace, happening: Happening): 'asked' {
  const { link, happened } = happening
  const { data, at } = happened
  if (data.credentials === 'changed') {
    asked(workspace, happening, 'put', 'answer')
    touch(link, at)
    Object.assign(link, { status: 'valid', failedLogins: 0, credentialsKept: true, session: null })
    startSchedule(link, at)
    return 'asked'
  }
  if (data.access_mode === undefined) {
    const { terms } = asked(workspace, happening, 'rate')
    demand(terms.rate === data.refresh_rate, `the rate of ${link.id} became ${data.refresh_rate}`)
    const planned = link.next !== null
    link.refreshRate = data.refresh_rate
    if (planned) startSchedule(link, at, data.refresh_rate)
    return 'asked'
  }
  const { terms } = asked(workspace, happening, 'modify')
  for (const [name, value] of Object.entries(terms.body as object))
    if (data[name] !== undefined) demand(String(data[name]) === String(value), `${name} of ${link.id} is ${data[name]}`)
  if (data.stale_in !== undefined) {
    link.staleIn = data.stale_in
    if (link.staleAt && link.accessedAt) link.staleAt = afterDays(link.accessedAt, link.staleIn)
    link.staleChangedAt = at.getTime()
  }
  if (data.access_mode !== link.accessMode) switchMode(workspace, link, at)
  return 'asked'
}

function switchMode(workspace: ModelWorkspace, link: ModelLink, at: Date): void {
  link.accessMode = link.accessMode === 'single' ? 'recurrent' : 'single'
  if (link.accessMode === 'single') {
    link.refreshRate = null
    stopSchedule(link)
    cancelScheduled(link)
    return
  }
  Object.assign(link, { storage: 'store', credentialsEndAt: null })
  // It goes on from the slot of the next day, whose minute is not known before it is seen.
  const from = link.minuteOfDayMs === null ? at : new Date(midnightOf(at) + dayMs + link.minuteOfDayMs)
  startSchedule(link, from, workspace.refreshRate)
  if (link.minuteOfDayMs === null)
    Object.assign(link, { next: { begun: new Date(midnightOf(at) + dayMs) }, startsTomorrow: true })
}

/** A link went on without being changed: its credentials lapsed, or a login came to an end. */
export function moveLink(workspace: ModelWorkspace, happening: Happening): 'asked' | 'due' {
  const { link, happened } = happening
  const { data, at } = happened
  if (data.reason === 'credentials_lapsed') {
    const isOver = link.credentialsEndAt?.getTime() === at.getTime()
    const isUnkept = link.unkept
    demand(isOver || isUnkept, `the credentials of ${link.id} lapsed, not at ${link.credentialsEndAt?.toISOString()}`)
    lapse(link)
    return 'due'
  }
  if (data.reason === 'token') {
    asked(workspace, happening, 'answer')
    link.session = null
    loginAccepted(link, at)
    return 'asked'
  }
  const { asked: step } = workspace
  const isMet = step !== null && step.linkId === link.id && (step.status === null || step.status >= 400)
  demand(isMet, `a login of ${link.id} was rejected, and nobody was told`)
  loginRejected(link)
  demand(data.failed_logins === link.failedLogins, `${link.id} has ${data.failed_logins} failed logins`)
  return 'due'
}

/** A consent ended, by itself or because somebody said so, or was given anew. */
export function changeConsent(workspace: ModelWorkspace, happening: Happening): 'asked' | 'due' {
  const { link, happened, ledger } = happening
  const { consent: id, status, expires_at } = happened.data
  const before = link.consent ?? { id, status: 'AUTHORISED', endsAt: null }
  const endsAt = expires_at === null ? null : new Date(expires_at)
  const isOver = status === 'EXPIRED' && before.endsAt?.getTime() === happened.at.getTime()
  if (!isOver || workspace.asked?.operation === 'consent') asked(workspace, happening, 'consent')
  const granted = status === 'AUTHORISED'
  link.consent = { id, status, endsAt: endsAt }
  if (granted && before.status !== 'AUTHORISED' && link.credentialsKept && link.status !== 'unconfirmed') {
    Object.assign(link, { status: 'valid', failedLogins: 0 })
    startSchedule(link, happened.at)
  }
  if (!granted && before.status === 'AUTHORISED') {
    cancelScheduled(link, ['registration', 'refresh', 'credentials_changed', 'async_post'])
    link.session = null
    becomeInvalid(link)
  }
  const moved = before.endsAt?.getTime() !== endsAt?.getTime()
  if (link.accessMode === 'recurrent') {
    if (status === 'EXPIRED' && before.status !== 'EXPIRED')
      ledger.cause(happened, 'CONSENT openfinance_consent_expired')
    if (granted && moved) ledger.cause(happened, 'CONSENT openfinance_consent_expiration_changed')
  }
  return isOver ? 'due' : 'asked'
}

const usageOf = { recurrent: 'recurrent_update', async_post: 'retrieval' } as const satisfies Partial<
  Record<Cause, UsageKind>
>

/** An update was promised: somebody asked for it, or the schedule came to its slot. */
export function promiseUpdate(workspace: ModelWorkspace, happening: Happening): 'asked' | 'due' {
  const { link, happened } = happening
  const { cause, resources } = happened.data as { cause: Cause; resources: readonly ResourceName[] }
  demand(!link.owed.has(happened.requestId), `the update ${happened.requestId} is promised twice`)
  let dueAt = happened.at
  if (cause === 'recurrent') {
    const slot = link.next as Slot | null
    const isTime = slot !== null && 'at' in slot && slot.at.getTime() === happened.at.getTime()
    demand(isTime, `${link.id} is refreshed by schedule, and its slot is ${JSON.stringify(slot)}`)
    link.next = null
  }
  if (cause === 'refresh') {
    asked(workspace, happening, 'refresh', 'answer')
    link.refreshedAt = happened.at
    link.session = workspace.asked?.operation === 'answer' ? null : link.session
  }
  if (cause === 'async_post') asked(workspace, happening, 'retrieve')
  if (cause === 'refresh' || cause === 'async_post') loginAccepted(link, happened.at)
  if (cause === 'access_mode_switch') {
    // Its update has a name of its own, as the switch is not all that can lead to one.
    asked(workspace, { ...happening, happened: { ...happened, requestId: null } }, 'modify')
    dueAt = new Date(midnightOf(happened.at) + dayMs + (link.minuteOfDayMs ?? 0))
  } else link.used[usageOf[cause as keyof typeof usageOf] ?? 'historical_update'] += 1
  const saves = cause !== 'async_post' || workspace.asked?.terms.saves !== false
  link.owed.set(happened.requestId, { cause, resources, saves, dueAt, counted: false })
  return cause === 'recurrent' ? 'due' : 'asked'
}
