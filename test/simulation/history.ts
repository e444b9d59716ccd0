import type { ResourceName } from '../../contract/resource.ts'
import {
  type Asked,
  access,
  afterDays,
  becomeInvalid,
  type Cause,
  cancelScheduled,
  demand,
  type Happened,
  lapse,
  later,
  loginAccepted,
  loginRejected,
  type ModelLink,
  type ModelWorkspace,
  newLink,
  startSchedule,
  stopSchedule,
  touch,
  type UsageKind,
} from './model.ts'
import { isCalculated } from './people.ts'
import { count, empty, readAlong, takeAway } from './shelves.ts'
import { dayMs, hourMs, midnightOf, minuteMs, type Slot } from './slots.ts'
import { countSwitch, finishUpdate } from './updates.ts'
import { Ledger } from './webhooks.ts'

type Happening = { readonly link: ModelLink; readonly happened: Happened; readonly ledger: Ledger }

/**
 * Goes through what has happened to a workspace since the last time. Everything has to follow from what was asked in
 * this step or from a time that has come, at that very instant; and everything that was answered has to be there.
 */
export function live(workspace: ModelWorkspace, history: readonly Happened[]): void {
  const ledger = new Ledger()
  let followed = false
  for (const happened of history) {
    const link = linkOf(workspace, happened)
    const { linkId, sequence, kind } = happened
    const about = `the ${kind} of ${linkId} at ${happened.at.toISOString()}`
    demand(sequence === link.sequence + 1, `${about} has the number ${sequence} after ${link.sequence}`)
    demand(!link.deleted || kind === 'webhook', `${about} comes after the deletion`)
    link.sequence = sequence
    const follow = follows[kind]
    demand(follow !== undefined, `${about} is not known to the model`)
    if (follow(workspace, { link, happened, ledger }) === 'asked') followed = true
  }
  ledger.close()
  const { asked } = workspace
  const isDone = asked?.status !== null && (asked?.status ?? 500) < 300
  if (asked && isDone && leavesATrace(workspace, asked))
    demand(followed, `${asked.operation} was answered with ${asked.status} and left no trace`)
  for (const link of workspace.links.values()) if (!link.deleted) assertNothingOverdue(link, workspace.now)
  for (const { id, deleted, cancelled } of workspace.links.values())
    demand(deleted || cancelled.size === 0, `updates of ${id} were taken back, and nobody was told: ${[...cancelled]}`)
}

function linkOf(workspace: ModelWorkspace, { linkId, kind, at, requestId }: Happened): ModelLink {
  const known = workspace.links.get(linkId)
  if (known) return known
  demand(kind === 'link_registered', `${kind} happened to ${linkId}, which nobody has registered`)
  const asked = expectAsked(workspace, ['register'], { linkId: null, requestId, about: linkId })
  demand(asked.person !== undefined, 'a registration is of a person')
  const link = newLink(linkId, asked.person, asked, at)
  link.refreshRate = link.accessMode === 'recurrent' ? workspace.refreshRate : null
  workspace.links.set(linkId, link)
  return link
}

/** What happened has to be what was asked in this step, under the id that was answered, if it was. */
function expectAsked(
  { asked }: ModelWorkspace,
  operations: readonly string[],
  { linkId, requestId, about }: { linkId: string | null; requestId: string | null; about: string },
): Asked {
  demand(asked !== null && operations.includes(asked.operation), `${operations.join()} was not asked for: ${about}`)
  demand(linkId === null || asked.linkId === linkId, `${asked.operation} was asked of another link than ${about}`)
  const isAnswered = asked.requestId !== null && requestId !== null
  demand(!isAnswered || asked.requestId === requestId, `${about} is ${requestId}, answered was ${asked.requestId}`)
  const isRefused = asked.status !== null && asked.status >= 400 && asked.status !== 428
  demand(!isRefused || requestId === null, `${about} was refused with ${asked.status} and happened`)
  return asked
}

const asked = (
  workspace: ModelWorkspace,
  { link, happened }: Pick<Happening, 'link'> & { happened: { kind: string; requestId: string | null } },
  ...operations: readonly string[]
): Asked =>
  expectAsked(workspace, operations, {
    ...{ linkId: link.id, about: `${happened.kind} of ${link.id}` },
    requestId: happened.requestId,
  })

/** A modification that changes nothing is answered and leaves no trace; neither does what is no link's. */
const leavesATrace = ({ links }: ModelWorkspace, { operation, linkId, terms }: Asked): boolean => {
  if (operation === 'modify') {
    const link = linkId === null ? undefined : links.get(linkId)
    return link !== undefined && terms.changes === true
  }
  return [
    'register',
    'answer',
    'refresh',
    'retrieve',
    'put',
    'delete_link',
    'delete_record',
    'rate',
    'consent',
  ].includes(operation)
}

type Follow = (workspace: ModelWorkspace, happening: Happening) => 'asked' | 'due'

const follows: Readonly<Record<string, Follow>> = {
  link_registered: (_, { happened }) => {
    demand(happened.sequence === 1, 'a registration comes first')
    return 'asked'
  },
  link_confirmed(workspace, happening) {
    const { link, happened } = happening
    expectAsked(workspace, ['register', 'answer'], { linkId: null, requestId: happened.requestId, about: link.id })
    demand(link.status === 'unconfirmed', `${link.id} is confirmed twice`)
    Object.assign(link, { status: 'valid', failedLogins: 0, session: null })
    link.used.registration += 1
    touch(link, happened.at)
    startSchedule(link, happened.at)
    return 'asked'
  },
  link_changed: changeLink,
  link_moved: moveLink,
  link_deleted(workspace, happening) {
    const { terms } = asked(workspace, happening, 'delete_link')
    const { link, happened, ledger } = happening
    link.deleted = true
    if (!terms.background) countUnanswered(workspace, 'LINKS')
    if (terms.background) ledger.cause({ ...happened, requestId: dashed(happened.requestId) }, 'LINK link_deleted')
    return 'asked'
  },
  consent_given(workspace, { link, happened }) {
    const { consent: id, status, expires_at } = happened.data
    expectAsked(workspace, ['register', 'answer'], { linkId: null, requestId: happened.requestId, about: link.id })
    demand(link.consent === null, `${link.id} is consented to twice`)
    link.consent = { id, status, endsAt: expires_at === null ? null : new Date(expires_at) }
    return 'asked'
  },
  consent_changed: changeConsent,
  token_expired(_, { link, happened }) {
    const isTime = link.session?.expiresAt.getTime() === happened.at.getTime()
    demand(isTime, `a question of ${link.id} ended, which was open until ${link.session?.expiresAt.toISOString()}`)
    link.session = null
    return 'due'
  },
  token_asked(workspace, happening) {
    const { link, happened } = happening
    const step = expectAsked(workspace, ['register', 'answer', 'refresh', 'retrieve', 'put', 'modify'], {
      ...{ linkId: null, requestId: null, about: `a question of ${link.id}` },
    })
    demand(step.status === null || step.status === 428, `a question was answered with ${step.status}`)
    const [question] = (Array.isArray(step.body) ? step.body : []) as { session?: string }[]
    link.session = {
      id: question?.session ?? null,
      expiresAt: later(happened.at, 12 * minuteMs),
      // A question about balances is answered where links are; they have no door for it.
      at:
        happened.data.purpose === 'retrieval' && step.terms.resource !== 'BALANCES'
          ? String(step.terms.path ?? link.session?.at)
          : '/api/links/',
      purpose: happened.data.purpose,
    }
    return 'asked'
  },
  records_retrieved(workspace, happening) {
    const { link, happened } = happening
    asked(workspace, happening, 'retrieve', 'answer')
    link.used.retrieval += 1
    link.session = workspace.asked?.operation === 'answer' ? null : link.session
    // What is calculated from what is known needs no visit; whether there was one is seen by the link.
    if (isCalculated(happened.data.resource)) link.perhapsAccessedAt = happened.at
    else access(link, happened.at)
    if (happened.data.saved)
      for (const [name, counts] of Object.entries(happened.data.counts)) count(link, name, counts)
    readAlong(link, Object.keys(happened.data.counts))
    return 'asked'
  },
  records_forgotten(_, { link, happened }) {
    const isLate = link.staleAt !== null && link.staleAt < happened.at && link.staleChangedAt === happened.at.getTime()
    const isTime = isLate || happened.at.getTime() === link.staleAt?.getTime()
    demand(isTime, `${link.id} was forgotten, and is stale ${link.staleAt?.toISOString()}`)
    link.staleAt = null
    for (const shelf of link.shelves.values()) empty(shelf)
    return 'due'
  },
  record_deleted(workspace, happening) {
    const { terms } = asked(workspace, happening, 'delete_record')
    const { resource, id } = happening.happened.data
    demand(terms.id === id, `${id} was deleted in place of ${terms.id}`)
    takeAway(happening.link, resource, id)
    countUnanswered(workspace, resource)
    return 'asked'
  },
  update_due: promiseUpdate,
  update_put_off(_, { link, happened }) {
    const { cause } = happened.data
    demand(link.owed.get(happened.requestId)?.cause === cause, `${link.id} puts off what nobody waits for: ${cause}`)
    return 'due'
  },
  update_cancelled(_, { link, happened }) {
    const isPlanned = link.owed.delete(happened.requestId) || link.cancelled.delete(happened.requestId)
    demand(isPlanned, `${link.id} takes back what was not planned: ${happened.requestId}`)
    return 'due'
  },
  update_finished(workspace, { link, happened, ledger }) {
    finishUpdate(workspace, link, happened, ledger)
    return 'due'
  },
  webhook(workspace, { link, happened, ledger }) {
    ledger.tell(happened)
    const { type, code } = happened.data
    const endpoints = workspace.endpoints.filter(({ removedAt }) => removedAt === null).map(({ id }) => id)
    workspace.told.push({ linkId: link.id, requestId: happened.requestId, type, code, at: happened.at, endpoints })
    return 'due'
  },
}

/** Five deletions a minute: that nobody heard of one does not make it uncounted. */
function countUnanswered({ asked, deletions, now }: ModelWorkspace, kind: string): void {
  if (asked?.status === null) deletions.set(kind, [...(deletions.get(kind) ?? []), now])
}

function changeLink(workspace: ModelWorkspace, happening: Happening): 'asked' {
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

function moveLink(workspace: ModelWorkspace, happening: Happening): 'asked' | 'due' {
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

function changeConsent(workspace: ModelWorkspace, happening: Happening): 'asked' | 'due' {
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
function promiseUpdate(workspace: ModelWorkspace, happening: Happening): 'asked' | 'due' {
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

const triesEndMs = 17 * hourMs

/** Whatever had its time by now has to have happened. */
function assertNothingOverdue(link: ModelLink, now: Date): void {
  const { credentialsEndAt, staleAt, next, consent, owed } = link
  const due = (at: Date | null | undefined) => at !== null && at !== undefined && at <= now
  demand(!due(credentialsEndAt), `the credentials of ${link.id} did not lapse at ${credentialsEndAt?.toISOString()}`)
  demand(!due(staleAt), `the data of ${link.id} was not forgotten at ${staleAt?.toISOString()}`)
  demand(!(next && 'at' in next && due(next.at)), `the slot of ${link.id} was left out: ${JSON.stringify(next)}`)
  const endsAt = consent?.status === 'AUTHORISED' ? consent.endsAt : null
  demand(!due(endsAt), `the consent of ${link.id} did not end at ${endsAt?.toISOString()}`)
  if (link.session && link.session.expiresAt <= now) link.session = null
  for (const [requestId, each] of owed) {
    const { cause, dueAt } = each
    if (cause === 'access_mode_switch' && dueAt <= now) countSwitch(link, each)
    const patience = cause === 'recurrent' ? 0 : triesEndMs
    demand(
      now < later(dueAt, patience) || dueAt > now,
      `the ${cause} ${requestId} of ${link.id} did not come to an end`,
    )
  }
}

const dashed = (hex: string): string => hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
