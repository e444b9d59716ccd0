import { asked, expectAsked, type Happening, leavesATrace } from './asked.ts'
import { changeConsent, changeLink, moveLink, promiseUpdate } from './link-changes.ts'
import {
  access,
  demand,
  type Happened,
  later,
  type ModelLink,
  type ModelWorkspace,
  newLink,
  startSchedule,
  touch,
} from './model.ts'
import { isCalculated } from './people.ts'
import { count, empty, readAlong, takeAway } from './shelves.ts'
import { hourMs, minuteMs } from './slots.ts'
import { countSwitch, finishUpdate } from './updates.ts'
import { Ledger } from './webhooks.ts'

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

type Follow = (workspace: ModelWorkspace, happening: Happening) => 'asked' | 'due'

/** What has to come of each kind of event, and whether somebody asked for it. */
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
