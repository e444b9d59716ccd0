import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { afterAll } from 'vitest'
import { type App, makeApp } from '../../server/src/app.ts'
import { type Config, demoKeys, readConfig } from '../../server/src/config.ts'
import type { Connector } from '../../server/src/connectors/contract.ts'
import type { Clock } from '../../server/src/kit/clock.ts'
import { makeLogger } from '../../server/src/kit/logger.ts'
import { imagePath, makeImage } from '../../server/src/store/image.ts'
import { listWorkspaceIds } from '../../server/src/store/workspaces/workspaces.ts'
import { judgeReply } from '../contract/judge.ts'
import { createDatabase } from './postgres/postgres.ts'
import { noteReached } from './reached.ts'
import { type Keys, requestInit } from './request.ts'
import { databaseUnderTest } from './under-test.ts'

export type { Keys } from './request.ts'

// biome-ignore lint/suspicious/noExplicitAny: a reply is looked into by tests, and judged by the contract before that.
export type Body = any

export type Answer = {
  readonly status: number
  readonly headers: Headers
  readonly body: Body
}

export type Call = {
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** Other keys than the first workspace's; null sends none. */
  readonly keys?: Keys | null
}

type Verbs = {
  get(path: string, call?: Call): Promise<Answer>
  post(path: string, body?: unknown, call?: Call): Promise<Answer>
  patch(path: string, body?: unknown, call?: Call): Promise<Answer>
  put(path: string, body?: unknown, call?: Call): Promise<Answer>
  delete(path: string, call?: Call): Promise<Answer>
}

export type Api = Verbs & {
  readonly url: string
  readonly app: App
  /** Every line that was logged so far. */
  readonly log: readonly string[]
  send(method: string, path: string, call?: Call): Promise<Answer>
  /** The same calls with other keys. */
  as(keys: Keys): Verbs
  /** Another workspace, with its admin key. */
  givenStranger(): Promise<Keys>
  /** A link at a sandbox bank, with more of the body where a test needs it. */
  givenLink(more?: Readonly<Record<string, unknown>>): Promise<Body>
  now(): Date
  advance(by: { seconds?: number; minutes?: number; hours?: number; days?: number }): void
  /** From now on the clock moves by so much whenever somebody looks at it. */
  letRun(by: { milliseconds: number }): void
  /** Resolves when nothing is due any more, in any workspace. */
  drain(): Promise<void>
}

export const startedAt = new Date('2026-03-18T15:00:00.000Z')

class StandingClock implements Clock {
  #now = startedAt
  #stepMs = 0

  now(): Date {
    this.advance(this.#stepMs)
    return this.#now
  }

  step(ms: number): void {
    this.#stepMs = ms
  }

  advance(ms: number): void {
    this.#now = new Date(this.#now.getTime() + ms)
  }
}

/**
 * An empty database of the kind under test, the real server on a real port, and a clock that stands still; with more
 * institutions where a test brings its own.
 */
export async function startApi(
  settings: Readonly<Record<string, string>> = {},
  institutions: readonly Connector[] = [],
): Promise<Api> {
  const clock = new StandingClock()
  const log: string[] = []
  const logger = makeLogger('debug', { write: (line: string) => void log.push(line) })
  const app = await makeApp(await configUnderTest(settings), logger, clock, institutions)
  await app.server.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.addresses()[0] as AddressInfo
  const url = `http://127.0.0.1:${port}`
  const send = (method: string, path: string, call: Call = {}) => sendTo(url, { method, path, ...call })
  afterAll(() => app.close())
  const api = { url, app, log, send, ...verbs(send), as: (keys: Keys) => verbs(send, keys) }
  return {
    ...api,
    async givenStranger() {
      const { body } = await api.post('/_enlace/workspaces/', { name: 'stranger' })
      return { id: body.key.secret_id, password: body.key.secret_password }
    },
    async givenLink(more = {}) {
      const link = { institution: 'erebor_mx_retail', username: 'bnk100', password: 'full', ...more }
      const answer = await api.post('/api/links/', link)
      if (answer.status !== 201) throw new Error(`no link: ${JSON.stringify(answer.body)}`)
      // Its own update is done before the test goes on: what it finds would otherwise come when it likes.
      if (app.deps.stepper) await drainAll(app)
      return answer.body
    },
    now: () => clock.now(),
    advance: ({ seconds = 0, minutes = 0, hours = 0, days = 0 }) =>
      clock.advance((((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1_000),
    letRun: ({ milliseconds }) => clock.step(milliseconds),
    drain: () => drainAll(app),
  }
}

async function drainAll({ deps: { db, stepper } }: App): Promise<void> {
  if (!stepper) throw new Error('only an emulator can be drained')
  for (const workspaceId of await listWorkspaceIds(db.reader)) await stepper.drain(workspaceId)
}

async function configUnderTest(settings: Readonly<Record<string, string>>): Promise<Config> {
  const database = databaseUnderTest()
  if (database.kind === 'embedded') {
    const path = await imagePath()
    if (!existsSync(path)) await makeImage(path)
    return readConfig({ ENLACE_DATA_DIR: 'memory', ...settings })
  }
  return readConfig({
    DATABASE_URL: await createDatabase(database.url, `test_${randomUUID().replaceAll('-', '')}`),
    ENLACE_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
    ...settings,
  })
}

function verbs(send: (method: string, path: string, call?: Call) => Promise<Answer>, keys?: Keys): Verbs {
  const withKeys = (call: Call = {}): Call => (keys ? { keys, ...call } : call)
  return {
    get: (path, call) => send('GET', path, withKeys(call)),
    post: (path, body, call) => send('POST', path, withKeys({ body, ...call })),
    patch: (path, body, call) => send('PATCH', path, withKeys({ body, ...call })),
    put: (path, body, call) => send('PUT', path, withKeys({ body, ...call })),
    delete: (path, call) => send('DELETE', path, withKeys(call)),
  }
}

/** Sends a request; whatever comes back from `/api/` has to keep the contract. */
export async function sendTo(
  url: string,
  { method, path, body, headers, keys = demoKeys }: Call & { method: string; path: string },
) {
  const response = await fetch(new URL(path, url), requestInit({ method, body, headers, keys }))
  const text = await response.text()
  const isJson = response.headers.get('content-type')?.startsWith('application/json') === true
  const answer: Answer = {
    status: response.status,
    headers: response.headers,
    body: isJson ? JSON.parse(text) : text === '' ? undefined : text,
  }
  if (path.startsWith('/api/')) {
    const reply = { method, path, status: answer.status, body: answer.body }
    judgeReply(reply)
    noteReached(reply)
  }
  return answer
}
