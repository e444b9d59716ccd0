import type { ResourceName } from '../../contract/resource.ts'
import { countDeletion } from '../../server/src/domain/deletion-limit.ts'
import type { FaultName } from '../../server/src/domain/faults.ts'
import { firstSlot, type RefreshRate } from '../../server/src/domain/links/schedule.ts'
import { wireFaults } from '../../server/src/http/faults.ts'
import { type Answered, allResources, ask } from './institution.ts'
import { type Answer, badTerms, type Intent, type Registration, type Retrieval, type Terms } from './intents.ts'
import {
  confirm,
  dayMs,
  later,
  type ModelLink,
  minuteMs,
  move,
  type Purpose,
  retrieve,
  schedule,
  touch,
} from './link.ts'
import { Seen } from './seen.ts'

/** All that the model knows. */
export type Model = {
  now: Date
  refreshRate: RefreshRate
  deletions: readonly Date[]
  readonly links: ModelLink[]
}

/** Names that the server gave in its answer; the model only knows when there have to be some. */
export type Given = {
  readonly linkId: string | undefined
  readonly session: string | undefined
  readonly requestId: string | undefined
}

export type Expected = {
  readonly status: number
  readonly code: string | null
  /** The link whose wire form the answer shows. */
  readonly shows?: ModelLink
  readonly waitMinutes?: number
}

const done = (status: number, shows?: ModelLink): Expected => ({ status, code: null, ...(shows ? { shows } : {}) })
const refused = (name: FaultName): Expected => ({ status: wireFaults[name].status, code: wireFaults[name].code })

type RequestIntent = Exclude<Intent, { kind: 'trouble' | 'pass' | 'until' }>

/** What a request is answered, and what it does to the link before anything that it makes due is done. */
export async function request(
  model: Model,
  link: ModelLink | undefined,
  intent: RequestIntent,
  given: Given,
): Promise<Expected> {
  if (intent.kind === 'register') return register(model, intent, given)
  if (intent.kind === 'workspace_rate') {
    model.refreshRate = intent.rate
    return done(200)
  }
  if (!link || link.deleted) return refused('not_found')
  switch (intent.kind) {
    case 'modify':
      return modify(model, link, intent, given)
    case 'modify_badly':
      return refused(badTerms[intent.bad]?.fault ?? 'unexpected')
    case 'refresh':
      return refresh(model, link, intent.resources, given)
    case 'retrieve':
      return retrieveNow(model, link, intent, given)
    case 'put':
      return put(model, link, intent, given)
    case 'answer':
      return answer(model, link, intent, given)
    case 'delete':
      return remove(model, link, intent.background)
    case 'rate':
      return setRate(model, link, intent.rate)
  }
}

async function register(model: Model, intent: Registration, given: Given): Promise<Expected> {
  const { person, mode = 'recurrent', resources = [], token, staleIn = null } = intent
  const storage = intent.storage ?? (mode === 'recurrent' ? 'store' : '365d')
  if (mode === 'recurrent' && storage !== 'store') return refused('recurrent_must_store')
  if (storage === 'nostore' && resources.length === 0) return refused('single_must_fetch')
  const answered = await ask(person, model.now, { purpose: 'registration', token })
  if (answered.kind === 'refused') return refused(answered.fault)
  const link: ModelLink = {
    life: {
      id: given.linkId ?? '',
      status: 'unconfirmed',
      accessMode: mode,
      refreshRate: mode === 'recurrent' ? model.refreshRate : null,
      credentialsKept: storage !== 'nostore',
      failedLogins: 0,
      nextRefreshAt: null,
      retries: 0,
    },
    ...{ person, registered: person, fetchResources: resources, staleIn, storage },
    credentialsEndAt: credentialsEnd(storage, model.now),
    credentialsThere: true,
    ...{ accessedAt: null, staleAt: null, refreshedAt: null, session: null, deleted: false },
    ...{ sessions: [], updates: [], used: [], told: [], seen: new Seen() },
  }
  model.links.push(link)
  if (answered.kind === 'asks') return asked(model, link, { kind: 'registration' }, given)
  confirm(link, model.now)
  return done(201, link)
}

function credentialsEnd(storage: string, now: Date): Date | null {
  if (storage === 'store') return null
  return later(now, storage === 'nostore' ? 15 * minuteMs : Number.parseInt(storage, 10) * dayMs)
}

/** A new question takes the place of an older one; it can be answered for twelve minutes. */
function asked({ now }: Model, link: ModelLink, purpose: Purpose, { session = '' }: Given): Expected {
  link.session = { id: session, expiresAt: later(now, 12 * minuteMs), purpose }
  link.sessions.push(session)
  return refused('token_required')
}

/** The institution refused: the sixth rejection in a row has consequences. */
function rejected({ now }: Model, link: ModelLink, { fault }: Extract<Answered, { kind: 'refused' }>): Expected {
  if (fault === 'credentials_rejected') move(link, { kind: 'login_rejected' }, now)
  return refused(fault)
}

async function modify(model: Model, link: ModelLink, asks: Terms, given: Given): Promise<Expected> {
  const { mode = link.life.accessMode, staleIn = link.staleIn, resources = link.fetchResources } = asks
  const terms = { staleIn, fetchResources: resources }
  const switches = mode !== link.life.accessMode
  if (switches && mode === 'recurrent' && link.life.status === 'token_required') {
    if (!link.credentialsThere) return refused('credentials_expired')
    const answered = await ask(link.person, model.now)
    return answered.kind === 'refused' ? refused(answered.fault) : asked(model, link, { kind: 'access' }, given)
  }
  const before = { staleIn: link.staleIn, fetchResources: link.fetchResources }
  Object.assign(link, terms)
  if (switches) {
    const recurrent = { kind: 'switched_to_recurrent', refreshRate: model.refreshRate } as const
    const fault = move(link, mode === 'single' ? { kind: 'switched_to_single' } : recurrent, model.now)
    if (fault) {
      Object.assign(link, before)
      return refused(fault)
    }
    if (mode === 'recurrent') Object.assign(link, { storage: 'store', credentialsEndAt: null })
  }
  if (staleIn !== before.staleIn && link.staleAt && link.accessedAt) {
    link.staleAt = later(link.accessedAt, Number.parseInt(staleIn ?? '', 10) * dayMs)
  }
  return done(200, link)
}

/** Why a link cannot be used, if so. */
function unusable(link: ModelLink): FaultName | null {
  if (link.life.status === 'unconfirmed') return 'link_unconfirmed'
  if (link.storage === 'nostore' || !link.credentialsThere) return 'credentials_expired'
  return link.life.status === 'invalid' ? 'link_invalid' : null
}

async function refresh(model: Model, link: ModelLink, named: Terms['resources'], given: Given): Promise<Expected> {
  const fault = unusable(link)
  if (fault) return refused(fault)
  const leftMs = link.refreshedAt ? link.refreshedAt.getTime() + 10 * minuteMs - model.now.getTime() : 0
  if (leftMs > 0) return { ...refused('link_refreshed'), waitMinutes: Math.ceil(leftMs / minuteMs) }
  const resources = named && named.length > 0 ? named : allResources
  const answered = await ask(link.person, model.now)
  if (answered.kind === 'refused') return rejected(model, link, answered)
  const requestId = given.requestId ?? ''
  if (answered.kind === 'asks') return asked(model, link, { kind: 'refresh', resources, requestId }, given)
  acceptRefresh(model, link, { resources, requestId })
  return done(202)
}

function acceptRefresh(
  { now }: Model,
  link: ModelLink,
  refreshed: Pick<Parameters<typeof schedule>[1], 'resources' | 'requestId'>,
) {
  link.refreshedAt = now
  move(link, { kind: 'login_accepted' }, now)
  schedule(link, { cause: 'refresh', now, ...refreshed })
}

/** The period that a retrieval of transactions names. */
export function periodOf({ resource, days }: Retrieval, now: Date) {
  if (resource !== 'TRANSACTIONS') return {}
  const day = (instant: Date) => instant.toISOString().slice(0, 10)
  return { from: day(later(now, -days * dayMs)), to: day(now) }
}

async function retrieveNow(model: Model, link: ModelLink, wanted: Retrieval, given: Given): Promise<Expected> {
  const { now } = model
  const { resource, save, token } = wanted
  const period = periodOf(wanted, now)
  const fault = unusable(link)
  if (fault) return refused(fault)
  const answered = await ask(link.person, now, { token })
  if (answered.kind === 'refused') return rejected(model, link, answered)
  const purpose = { kind: 'retrieval', resource, period, save } as const
  if (answered.kind === 'asks') return asked(model, link, purpose, given)
  if (!wanted.background || resource !== 'TRANSACTIONS') return keep(model, link, purpose, answered)
  move(link, { kind: 'login_accepted' }, now)
  schedule(link, { cause: 'async_post', resources: [resource], now, period, save, requestId: given.requestId ?? '' })
  return done(202)
}

async function keep(
  { now }: Model,
  link: ModelLink,
  { resource, period, save }: Extract<Purpose, { kind: 'retrieval' }>,
  answered: Extract<Answered, { kind: 'in' }>,
): Promise<Expected> {
  move(link, { kind: 'login_accepted' }, now)
  await retrieve(link, { resources: [resource], period, save }, { answered, now })
  link.used.push('retrieval')
  return done(save ? 201 : 200)
}

export const newPassword = (right: boolean): string => (right ? 'renewed' : 'pass_invalid')

async function put(
  model: Model,
  link: ModelLink,
  { right, token }: { right: boolean; token: string | undefined },
  given: Given,
): Promise<Expected> {
  if (link.life.status === 'unconfirmed') return refused('link_unconfirmed')
  if (link.storage === 'nostore' || !link.credentialsThere) return refused('credentials_expired')
  const person = { username: link.person.username, password: newPassword(right) }
  const answered = await ask(person, model.now, { token })
  if (answered.kind === 'refused') return rejected(model, link, answered)
  if (answered.kind === 'asks') return asked(model, link, { kind: 'credentials', person }, given)
  return acceptCredentials(model, link, person)
}

function acceptCredentials({ now }: Model, link: ModelLink, person: ModelLink['person']): Expected {
  Object.assign(link, { person, credentialsThere: true })
  touch(link, now)
  move(link, { kind: 'credentials_changed' }, now)
  return done(200, link)
}

/** A session that no link ever had. */
const noSession = '0'.repeat(32)

export const sessionOf = ({ sessions }: ModelLink, which: Answer['session']): string =>
  sessions.at(which === 'newest' ? -1 : -2) ?? noSession

/** Where an answer is sent to. */
export function pathOf({ session }: ModelLink, at: Answer['at']): 'links' | ResourceName {
  if (at !== 'asked') return at
  return session?.purpose.kind === 'retrieval' ? session.purpose.resource : 'links'
}

async function answer(model: Model, link: ModelLink, { session, token, at }: Answer, given: Given): Promise<Expected> {
  const open = link.session
  if (!open || open.id !== sessionOf(link, session)) return refused('session_expired')
  const { purpose } = open
  if (purpose.kind !== 'credentials' && !link.credentialsThere) return refused('session_expired')
  const path = pathOf(link, at)
  const elsewhere = path !== 'links' && (purpose.kind !== 'retrieval' || purpose.resource !== path)
  if (elsewhere) return refused('session_expired')
  const person = purpose.kind === 'credentials' ? purpose.person : link.person
  const answered = await ask(person, model.now, {
    purpose: purpose.kind === 'registration' ? 'registration' : 'access',
    token,
    resumes: true,
  })
  if (answered.kind === 'refused') return rejected(model, link, answered)
  if (answered.kind === 'asks') return asked(model, link, purpose, given)
  link.session = null
  if (purpose.kind === 'retrieval' && path !== 'links') return keep(model, link, purpose, answered)
  goOn(model, link, purpose)
  return done(200, link)
}

function goOn(model: Model, link: ModelLink, purpose: Purpose): void {
  switch (purpose.kind) {
    case 'registration':
      confirm(link, model.now)
      return
    case 'credentials':
      acceptCredentials(model, link, purpose.person)
      return
    case 'refresh':
      acceptRefresh(model, link, purpose)
      return
    case 'retrieval':
    case 'access':
      move(link, { kind: 'login_accepted' }, model.now)
  }
}

function remove(model: Model, link: ModelLink, background: boolean): Expected {
  if (!background) {
    const verdict = countDeletion(model.deletions, model.now)
    if (!verdict.allowed) return refused('too_many_deletions')
    model.deletions = verdict.recent
  } else link.told.push('LINK link_deleted historical_update')
  link.deleted = true
  return done(background ? 202 : 204)
}

function setRate({ now }: Model, link: ModelLink, refreshRate: RefreshRate): Expected {
  if (link.life.accessMode === 'single') return refused('field_invalid')
  const planned = { nextRefreshAt: firstSlot(link.life.id, refreshRate, now).at, retries: 0 }
  link.life = { ...link.life, refreshRate, ...(link.life.nextRefreshAt ? planned : {}) }
  return done(200)
}
