import { isDeepStrictEqual } from 'node:util'
import { expect } from 'vitest'
import { listWorkspaceIds } from '../../server/src/store/workspaces/workspaces.ts'
import { type Answer, type Api, type Body, type Call, startApi } from '../harness/api.ts'
import { insideOf, letCredentialsBe, toldOf, wireLinkOf } from '../harness/life.ts'
import { type Receiver, startReceiver } from '../harness/receiver.ts'
import { listAll } from '../harness/sandbox.ts'
import { institution, isKnown, seed } from './institution.ts'
import { badTerms, type Intent } from './intents.ts'
import { later, live, type ModelLink, minuteMs } from './link.ts'
import { type Expected, type Given, type Model, newPassword, pathOf, periodOf, request, sessionOf } from './requests.ts'

const startedAt = '2026-03-18T15:00:01.000Z'

/** Where scripts are run, one after the other, each as if it were the first. */
export type Stage = { readonly api: Api; readonly receiver: Receiver }

export async function setStage(): Promise<Stage> {
  const receiver = await startReceiver()
  const api = await startApi({ ENLACE_SEED: seed, ENLACE_CLOCK: startedAt })
  await api.post('/_enlace/webhooks/', { url: receiver.url })
  return { api, receiver }
}

/** Does all of it in an empty workspace and in the model; throws where the two differ. */
export async function runBoth({ api, receiver }: Stage, script: readonly Intent[]): Promise<void> {
  await beginAnew(api)
  receiver.forget()
  const model: Model = { now: new Date(startedAt), refreshRate: '7d', deletions: [], links: [] }
  for (const [index, intent] of script.entries()) {
    try {
      await take(api, model, intent)
    } catch (thrown) {
      const steps = script.slice(0, index + 1).map((each, number) => `${number} ${JSON.stringify(each)}`)
      throw new Error([...steps, differenceIn(thrown)].join('\n'), { cause: thrown })
    }
  }
  for (const link of model.links) expect(receivedOf(receiver, link)).toEqual(link.told.toSorted())
}

/** What an assertion found to differ, without all that was equal. */
function differenceIn(thrown: unknown): string {
  const { message, actual, expected } = thrown as { message: string; actual?: unknown; expected?: unknown }
  if (typeof actual !== 'object' || typeof expected !== 'object' || !actual || !expected) return message
  const wanted = new Map(Object.entries(expected))
  const differing = Object.entries(actual).filter(([key, value]) => !isDeepStrictEqual(value, wanted.get(key)))
  const lines = differing.map(
    ([key, value]) => `  ${key}: ${JSON.stringify(value)}\n    where the model has ${JSON.stringify(wanted.get(key))}`,
  )
  return `${message.split('\n')[0]}\n${lines.join('\n')}`
}

/** The same calls give the same ids again; the clock, which only goes forward for everybody else, is put back. */
async function beginAnew(api: Api): Promise<void> {
  const { db, worlds } = api.app.deps
  for (const workspaceId of await listWorkspaceIds(db.reader)) {
    const { movable } = await worlds.of({ workspaceId })
    movable?.moveTo(new Date(startedAt))
  }
  expect((await api.post('/_enlace/reset/')).status).toBe(204)
  expect((await api.patch('/_enlace/settings/', { refresh_rate: '7d' })).status).toBe(200)
  // The model remembers everything, however long ago it was.
  await db.reader
    .updateTable('workspaces')
    .set({ sweep_at: new Date('9999-01-01') })
    .execute()
}

/** One thing is done; then what it made due; then everything that can be seen of the links is compared. */
async function take(api: Api, model: Model, intent: Intent): Promise<void> {
  const link = chosenBy(model, intent)
  if (isIdle(intent, link)) return
  switch (intent.kind) {
    case 'pass':
      await advance(api, model, later(model.now, intent.minutes * minuteMs))
      break
    case 'until': {
      const end = link && endOf(link, intent.end)
      if (end && end > model.now) await advance(api, model, end)
      break
    }
    case 'trouble':
      if (link) await getIntoTrouble(api, link, intent.username)
      break
    default: {
      const answer = await send(api, model, link, intent)
      const expected = await request(model, link, intent, namesIn(answer))
      compareAnswer(answer, expected)
      // The next request comes at another instant, when all is done that this one made due.
      await advance(api, model, later(model.now, 1_000))
    }
  }
  // Time passes for all of them, a request is about one.
  await compareLinks(api, link && intent.kind !== 'until' ? [link] : model.links)
}

/** Most answers follow something that need not have led to a question; a bad body is refused whatever the link. */
function isIdle(intent: Intent, link: ModelLink | undefined): boolean {
  if (intent.kind === 'answer') return intent.session === 'newest' && !link?.session
  return intent.kind === 'modify_badly' && (!link || link.deleted)
}

/** A link that is there, mostly, and one that waits for an answer where an answer is given. */
function chosenBy({ links }: Model, intent: Intent): ModelLink | undefined {
  if (!('link' in intent)) return undefined
  const there = links.filter(({ deleted }) => !deleted)
  const waiting = there.filter(({ session }) => session !== null)
  const among = intent.link === 0 ? links : intent.kind === 'answer' && waiting.length > 0 ? waiting : there
  return among[intent.link % Math.max(1, among.length)]
}

async function advance(api: Api, model: Model, to: Date): Promise<void> {
  const { status, body } = await api.post('/_enlace/clock/advance/', { to: to.toISOString() })
  expect([status, body.failed_count, body.now]).toEqual([200, 0, to.toISOString()])
  for (const link of model.links) await live(link, to)
  model.now = to
}

function endOf(link: ModelLink, end: Extract<Intent, { kind: 'until' }>['end']): Date | null | undefined {
  switch (end) {
    case 'cooldown':
      return link.refreshedAt && later(link.refreshedAt, 10 * minuteMs)
    case 'session':
      return link.session?.expiresAt
    case 'credentials':
      return link.credentialsEndAt
    case 'staleness':
      return link.staleAt
    // A moment later, so that nothing else begins at the very instant: it would have no order.
    case 'slot':
      return link.life.nextRefreshAt && later(link.life.nextRefreshAt, 1_000)
    case 'retry': {
      const waits = link.updates.findLast(({ dueAt }) => dueAt !== null)?.dueAt
      return waits && later(waits, 1_000)
    }
  }
}

/** The institution begins to refuse the person, or stops to. */
async function getIntoTrouble(api: Api, link: ModelLink, username: string | null): Promise<void> {
  if (link.deleted || !link.credentialsThere || link.storage === 'nostore') return
  link.person = username === null ? link.registered : { username, password: 'later' }
  await letCredentialsBe(api, link.life.id, link.person)
}

type RequestIntent = Parameters<typeof request>[2]

function send(api: Api, model: Model, link: ModelLink | undefined, intent: RequestIntent): Promise<Answer> {
  const { method, path, ...call } = callOf(model, link, intent)
  return api.send(method, path, call)
}

const unknownId = '3f2b0c1a-5a1e-4c58-9b0a-0d0c0b0a0908'
const inBackground = { 'x-belvo-request-mode': 'async' }

function callOf(
  model: Model,
  link: ModelLink | undefined,
  intent: RequestIntent,
): Call & { readonly method: string; readonly path: string } {
  const id = link?.life.id ?? unknownId
  switch (intent.kind) {
    case 'register': {
      const { person, mode, storage, resources, staleIn, token } = intent
      const terms = { access_mode: mode, credentials_storage: storage, fetch_resources: resources, stale_in: staleIn }
      return { method: 'POST', path: '/api/links/', body: { institution, ...person, token, ...terms } }
    }
    case 'modify': {
      const body = { access_mode: intent.mode, stale_in: intent.staleIn, fetch_resources: intent.resources }
      return { method: 'PATCH', path: `/api/links/${id}/`, body }
    }
    case 'modify_badly':
      return { method: 'PATCH', path: `/api/links/${id}/`, body: badTerms[intent.bad]?.body }
    case 'refresh':
      return { method: 'POST', path: `/api/links/${id}/refresh/`, body: { fetch_resources: intent.resources } }
    case 'retrieve': {
      const { from, to } = periodOf(intent, model.now)
      const body = { link: id, save_data: intent.save, token: intent.token, date_from: from, date_to: to }
      const path = `/api/${intent.resource.toLowerCase()}/`
      return { method: 'POST', path, body, headers: intent.background ? inBackground : {} }
    }
    case 'put':
      return {
        ...{ method: 'PUT', path: `/api/links/${id}/` },
        body: { password: newPassword(intent.right), token: intent.token },
      }
    case 'answer': {
      const session = link ? sessionOf(link, intent.session) : '0'.repeat(32)
      const path = `/api/${(link ? pathOf(link, intent.at) : 'links').toLowerCase()}/`
      return { method: 'PATCH', path, body: { session, link: id, token: intent.token } }
    }
    case 'delete':
      return { method: 'DELETE', path: `/api/links/${id}/`, headers: intent.background ? inBackground : {} }
    case 'rate':
      return { method: 'PATCH', path: `/_enlace/links/${id}/`, body: { refresh_rate: intent.rate } }
    case 'workspace_rate':
      return { method: 'PATCH', path: '/_enlace/settings/', body: { refresh_rate: intent.rate } }
  }
}

function namesIn({ body }: Answer): Given {
  const [question] = Array.isArray(body) ? body : []
  return {
    linkId: body?.id ?? question?.link,
    session: question?.session,
    requestId: body?.request_id ?? question?.request_id,
  }
}

function compareAnswer({ status, body, headers }: Answer, expected: Expected): void {
  const code = status >= 400 ? body[0].code : null
  expect([status, code], JSON.stringify(body)?.slice(0, 300)).toEqual([expected.status, expected.code])
  if (expected.shows) expect(termsOf(body)).toEqual(wireOf(expected.shows))
  if (expected.waitMinutes === undefined) return
  expect(body[0].message).toContain(`Please wait ${expected.waitMinutes} minutes`)
  expect(headers.get('retry-after')).toBe(String(expected.waitMinutes * 60))
}

async function compareLinks(api: Api, links: readonly ModelLink[]): Promise<void> {
  const usage = await listAll(api, '/_enlace/usage/?page_size=1000')
  for (const link of links) {
    const { id } = link.life
    const used = usage.filter((each) => each.link === id).map(({ kind }) => kind)
    const told = (await toldOf(api, id)).filter(({ type }) => isKnown(type)).map(wordsOf)
    expect({ used: used.toSorted(), told }).toEqual({ used: link.used.toSorted(), told: link.told })
    if (link.deleted) expect((await api.get(`/api/links/${id}/`)).status).toBe(404)
    else {
      expect(termsOf(await wireLinkOf(api, id))).toEqual(wireOf(link))
      expect(lifeOf(await insideOf(api, id))).toEqual(insideLife(link))
    }
  }
}

const termsOf = ({ id, access_mode, status, refresh_rate, ...link }: Body) => ({
  ...{ id, access_mode, status, refresh_rate },
  credentials_storage: link.credentials_storage,
  fetch_resources: link.fetch_resources,
  stale_in: link.stale_in,
  last_accessed_at: link.last_accessed_at,
})

const wireOf = ({ life, storage, fetchResources, staleIn, accessedAt }: ModelLink) => ({
  ...{ id: life.id, access_mode: life.accessMode, status: life.status, refresh_rate: life.refreshRate },
  credentials_storage: storage,
  fetch_resources: fetchResources,
  stale_in: staleIn ?? '365d',
  last_accessed_at: accessedAt?.toISOString() ?? null,
})

/** The server shows twenty; what begins at one instant has no order among itself, so the last of them are left out. */
const updatesCompared = 15

const newestFirst = <T extends { created_at: string; cause: string }>(updates: readonly T[]): T[] =>
  updates
    .toSorted((one, other) => other.created_at.localeCompare(one.created_at) || one.cause.localeCompare(other.cause))
    .slice(0, updatesCompared)

const lifeOf = ({ updates, ...inside }: Body) => ({
  failed_logins: inside.failed_logins,
  next_refresh_at: inside.next_refresh_at,
  refresh_retries: inside.refresh_retries,
  refreshed_at: inside.refreshed_at,
  credentials_expire_at: inside.credentials_expire_at,
  stale_at: inside.stale_at,
  updates: newestFirst(
    updates.map(({ cause, resources, created_at, due_at, tries, outcome, finished_at, request_id }: Body) => ({
      ...{ cause, resources: resources.filter(isKnown), created_at, due_at, tries, request_id },
      // An update that waits for its next try has an outcome too: why it waits.
      outcome: finished_at === null ? null : outcome.kind,
    })),
  ),
})

const insideLife = ({ life, updates, ...link }: ModelLink) => ({
  failed_logins: life.failedLogins,
  next_refresh_at: life.nextRefreshAt?.toISOString() ?? null,
  refresh_retries: life.retries,
  refreshed_at: link.refreshedAt?.toISOString() ?? null,
  credentials_expire_at: link.credentialsEndAt?.toISOString() ?? null,
  stale_at: link.staleAt?.toISOString() ?? null,
  updates: newestFirst(
    updates.map(({ cause, resources, createdAt, dueAt, tries, outcome, requestId }) => ({
      ...{ cause, resources, tries, outcome },
      created_at: createdAt.toISOString(),
      due_at: dueAt?.toISOString() ?? null,
      request_id: requestId ?? expect.stringMatching(/^[0-9a-f]{32}$/),
    })),
  ),
})

const counted = /^(total_(accounts|owners|transactions)|(new|updated|deleted)_\w+|error_code)$/

/** A webhook in words: what it is, and the count or the code that it brings. */
function wordsOf({ type, code, process, data }: Body): string {
  const [told] = Object.entries(data).flatMap(([key, value]) => (counted.test(key) ? [` ${value}`] : []))
  return `${type} ${code} ${process}${told ?? ''}`
}

/** What came to the receiver of a link. */
function receivedOf({ received }: Receiver, { life }: ModelLink): string[] {
  const bodies = received.map(({ body }) => body).filter(({ link_id }) => link_id === life.id)
  expect(new Set(bodies.map(({ webhook_id }) => webhook_id)).size).toBe(bodies.length)
  return bodies
    .filter(({ webhook_type }) => isKnown(webhook_type))
    .map((body) =>
      wordsOf({ type: body.webhook_type, code: body.webhook_code, process: body.process_type, data: body.data }),
    )
    .toSorted()
}
