import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'
import { afterAll } from 'vitest'
import { pause } from '../../server/src/kit/deadline.ts'
import type { Body, Keys } from './api.ts'
import { requestInit } from './request.ts'

/**
 * How an application does wrong: it works before it answers, counts a webhook as often as it comes, lets an old reply
 * overwrite a newer one, keeps what was removed, does not answer what it does not know, believes anybody, cannot stand
 * a crowd, lets its reads wait in a queue and an old one overwrite a newer one, overwrites and takes the longer the more is
 * new to it, or never reads at all. `none` does everything right.
 */
export type Vice =
  | 'none'
  | 'works_first'
  | 'appends'
  | 'overwrites'
  | 'only_adds'
  | 'crashes_on_unknown'
  | 'believes_anybody'
  | 'crowded'
  | 'queues'
  | 'stores_slowly'
  | 'never_reads'

type Surroundings = {
  /** The API that it reads from, and its keys there. */
  readonly api: string
  readonly keys: Keys
  readonly authorization?: string
  readonly secret?: string
  now(): Date
}

export type ConsumerUnderTest = {
  readonly url: string
  readonly stateUrl: string
}

const crowd = 2
const questionsFirst = 3
const oldestMs = 300_000
/** How long it lets a read wait; more than the doctor of its test keeps a reply back by itself. */
const queuedMs = 250
/** How long it takes over each record that is new to it, once it has some. */
const storedMs = 25
const knownTypes = new Set(['ACCOUNTS', 'TRANSACTIONS'])

/** An application as somebody might have written it, which is told of webhooks and reads from the API. */
export async function startConsumer(vice: Vice, surroundings: Surroundings): Promise<ConsumerUnderTest> {
  const application = new Application(vice, surroundings)
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://consumer')
    const link = searchParams.get('link') ?? ''
    if (pathname === '/state') return void response.end(JSON.stringify({ transactions: application.believed(link) }))
    const text = await textOf(request)
    const status = await application.take(request.headers, text).catch(() => 500)
    response.writeHead(status).end()
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  afterAll(() => {
    server.closeAllConnections()
    return new Promise<void>((resolve) => void server.close(() => resolve()))
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return { url: `${url}/hook`, stateUrl: `${url}/state` }
}

class Application {
  /** The ids of transactions, by their link. */
  #transactions = new Map<string, readonly string[]>()
  #vice: Vice
  #around: Surroundings
  #known = new Set<string>()
  /** Work on one thing after the other. */
  #queue: Promise<void> = Promise.resolve()
  #openCount = 0

  constructor(vice: Vice, surroundings: Surroundings) {
    this.#vice = vice
    this.#around = surroundings
  }

  believed(link: string): readonly string[] {
    return this.#transactions.get(link) ?? []
  }

  async take(headers: IncomingMessage['headers'], text: string): Promise<number> {
    if (this.#vice !== 'believes_anybody' && !this.#isGenuine(headers, text)) return 401
    if (this.#vice === 'crowded' && !(await this.#standsIt())) return 503
    const webhook = JSON.parse(text)
    if (this.#vice === 'crashes_on_unknown' && !knownTypes.has(webhook.webhook_type)) throw new Error('which type?')
    if (this.#known.has(webhook.webhook_id) && this.#vice !== 'appends') return 200
    this.#known.add(webhook.webhook_id)
    const work = this.#work(webhook)
    if (this.#vice === 'works_first') await work
    return 200
  }

  #isGenuine(headers: IncomingMessage['headers'], text: string): boolean {
    const { authorization, secret, now } = this.#around
    if (authorization !== undefined && headers.authorization !== authorization) return false
    if (secret === undefined) return true
    const [id, timestamp] = [String(headers['webhook-id']), Number(headers['webhook-timestamp'])]
    const sentAt = new Date(timestamp * 1_000)
    if (!(Math.abs(now().getTime() - sentAt.getTime()) < oldestMs)) return false
    return headers['webhook-signature'] === new Webhook(secret).sign(id, sentAt, text)
  }

  /** It asks around before it answers, and does so for a few at once only. */
  async #standsIt(): Promise<boolean> {
    if (this.#openCount >= crowd) return false
    this.#openCount += 1
    for (let asked = 0; asked < questionsFirst; asked += 1) await this.#get('/_enlace/clock/')
    this.#openCount -= 1
    return true
  }

  #work(webhook: Body): Promise<void> {
    if (this.#vice === 'never_reads' || webhook.webhook_type !== 'TRANSACTIONS') return Promise.resolve()
    const job = () => this.#read(webhook)
    if (this.#vice === 'overwrites' || this.#vice === 'stores_slowly') return job()
    if (this.#vice === 'queues') return pause(queuedMs).then(job)
    this.#queue = this.#queue.then(job)
    return this.#queue
  }

  async #read({ link_id: link, webhook_code: code, data }: Body): Promise<void> {
    const listed = await this.#get(`/api/transactions/?link=${link}&page_size=1000`)
    const ids: string[] = listed.results.map(({ id }: Body) => id)
    const known = new Set(this.believed(link))
    const fresh = known.size === 0 ? [] : ids.filter((id) => !known.has(id))
    if (this.#vice === 'stores_slowly') await pause(storedMs * fresh.length)
    this.#transactions.set(link, this.#learned(this.believed(link), ids, { code, data }))
  }

  #learned(before: readonly string[], ids: readonly string[], { code, data }: Body): readonly string[] {
    if (this.#vice === 'appends' && code === 'new_transactions_available')
      return [...before, ...ids.slice(0, data.new_transactions)]
    return this.#vice === 'only_adds' ? [...new Set([...before, ...ids])] : ids
  }

  async #get(path: string): Promise<Body> {
    const { api, keys } = this.#around
    return (await fetch(new URL(path, api), requestInit({ method: 'GET', keys }))).json()
  }
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}
