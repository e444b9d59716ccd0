import { type LookupAddress, lookup } from 'node:dns'
import { BlockList, isIP, type LookupFunction } from 'node:net'
import { Agent, type Dispatcher, errors, request } from 'undici'
import { deadline, stopwatch, within } from './deadline.ts'

/** What a server answered, as far as it is of interest; or why it did not, in a word. */
export type OutboundReply =
  | {
      readonly kind: 'status'
      readonly status: number
      readonly reply: string
      /** What the header says, where there is one. */
      readonly retryAfter?: string
      readonly durationMs: number
    }
  | { readonly kind: 'problem'; readonly problem: string; readonly durationMs: number }

export type Outbound = {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly timeoutMs: number
}

/** A question whose reply is read up to so many bytes. */
export type OutboundQuestion = Omit<Outbound, 'body'> & { readonly replyMaxBytes: number }

/** How much of a reply is read before the connection is dropped, how much of it is kept, how long it may take after its status. */
type ReplyLimits = { readonly maxBytes: number; readonly keptCharacters: number; readonly maxMs: number }

/** The answer to a post is its status; what comes with it is for people. */
const postReply: ReplyLimits = { maxBytes: 65_536, keptCharacters: 1_024, maxMs: 1_000 }

/**
 * The way out of the house: posts to addresses that users name. It follows no redirect, and gives up when there is no
 * status at its deadline; then it reads a bounded part of the reply for a bounded time. `open` decides whether private, loopback and link-local addresses may be
 * reached; the decision is made on the address that is connected to, so a name cannot be rebound behind it.
 */
export class OutboundClient {
  #agent: Agent
  #open: boolean

  constructor({ open }: { open: boolean }) {
    this.#open = open
    this.#agent = new Agent({
      connect: open ? {} : { lookup: publicOnly as unknown as LookupFunction },
      // The caller bounds what is under way. A bound here would let one address keep others of its host waiting while
      // their deadlines run, and so would the one connection of HTTP/2.
      connections: null,
      allowH2: false,
      maxHeaderSize: 16_384,
    })
  }

  /** Never throws: a failure is an outcome. */
  post({ body, ...asked }: Outbound): Promise<OutboundReply> {
    return this.#ask({ ...asked, method: 'POST', body }, postReply)
  }

  /** Never throws: a failure is an outcome. A reply that is longer than it may be is cut. */
  get({ replyMaxBytes, ...asked }: OutboundQuestion): Promise<OutboundReply> {
    const limits = { maxBytes: replyMaxBytes, keptCharacters: replyMaxBytes, maxMs: asked.timeoutMs }
    return this.#ask({ ...asked, method: 'GET', body: null }, limits)
  }

  async close(): Promise<void> {
    await this.#agent.destroy()
  }

  async #ask({ url, method, headers, body, timeoutMs }: Asked, limits: ReplyLimits): Promise<OutboundReply> {
    const elapsed = stopwatch()
    const signal = deadline(timeoutMs)
    try {
      this.#assertReachable(new URL(url))
      const response = await this.#send(url, { method, headers, body, signal, dispatcher: this.#agent })
      const durationMs = elapsed()
      const { 'retry-after': retryAfter } = response.headers
      const wish = typeof retryAfter === 'string' ? { retryAfter } : {}
      const reply = await firstOf(response.body, limits)
      return { kind: 'status', status: response.statusCode, reply, ...wish, durationMs }
    } catch (thrown) {
      // Whichever error a passed deadline ends in.
      const problem = signal.aborted ? 'timeout' : problemOf(thrown)
      return { kind: 'problem', problem, durationMs: elapsed() }
    }
  }

  /** A kept connection that its other side closes in the same instant says nothing about the receiver: once more. */
  async #send(...post: Parameters<typeof request>): Promise<Dispatcher.ResponseData<unknown>> {
    try {
      return await request(...post)
    } catch (thrown) {
      if (!wasKeptTooLong(thrown)) throw thrown
      return request(...post)
    }
  }

  /** A literal address is connected to without a lookup, so it is looked at here. */
  #assertReachable({ hostname, protocol }: URL): void {
    if (protocol !== 'http:' && protocol !== 'https:') throw new Error('not http')
    const address = hostname.replace(/^\[|\]$/g, '')
    if (!this.#open && isIP(address) !== 0 && !isPublicAddress(address)) throw new AddressRefused()
  }
}

type Asked = Omit<Outbound, 'body'> & { readonly method: 'GET' | 'POST'; readonly body: string | null }

/** It has answered before, and it closed before anything of this answer came. */
const wasKeptTooLong = (thrown: unknown): boolean =>
  thrown instanceof errors.SocketError && thrown.message === 'other side closed' && (thrown.socket?.bytesRead ?? 0) > 0

class AddressRefused extends Error {
  override readonly name = 'AddressRefused'

  constructor() {
    super('the address is not public')
  }
}

/** Looks a name up and refuses it when any of its addresses is not public. */
function publicOnly(
  hostname: string,
  options: { all?: boolean },
  callback: (error: Error | null, address: string | LookupAddress[], family?: number) => void,
): void {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    if (error) return callback(error, [])
    if (addresses.some(({ address }) => !isPublicAddress(address))) return callback(new AddressRefused(), [])
    const [first] = addresses
    if (options.all) return callback(null, addresses)
    callback(null, first?.address ?? '', first?.family ?? 4)
  })
}

/** IPv4 networks that are not on the public internet (RFC 6890 and its updates), as address and prefix length. */
const closedNetworks = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const

/**
 * Of global unicast: protocol assignments, benchmarks, documentation, and tunnels (Teredo, 6to4) whose addresses hide an
 * IPv4 one.
 */
const closedNetworks6 = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const

const closed = new BlockList()
for (const [network, bits] of closedNetworks) closed.addSubnet(network, bits, 'ipv4')
for (const [network, bits] of closedNetworks6) closed.addSubnet(network, bits, 'ipv6')
const globalUnicast = new BlockList()
globalUnicast.addSubnet('2000::', 3, 'ipv6')

/** Whether an IP address is on the public internet; of IPv6 only global unicast is, and what it may embed is looked at. */
export function isPublicAddress(address: string): boolean {
  const version = isIP(address)
  if (version === 4) return !closed.check(address, 'ipv4')
  // A zone (`%eth0`) means something on this machine only.
  if (version !== 6 || address.includes('%')) return false
  const embedded = embeddedIn(address)
  if (embedded !== null) return isPublicAddress(embedded)
  return globalUnicast.check(address, 'ipv6') && !closed.check(address, 'ipv6')
}

/** The IPv4 address that an IPv6 one stands for: mapped (`::ffff:0:0/96`), or behind a translator (`64:ff9b::/96`). */
function embeddedIn(address: string): string | null {
  // However it was spelled, a URL has it in its shortest form, with hexadecimal groups.
  const groups = /^\[(?:::ffff|64:ff9b:):([0-9a-f]{1,4}:)?([0-9a-f]{1,4})\]$/.exec(
    new URL(`http://[${address}]`).hostname,
  )
  if (!groups) return null
  const [high, low] = [groups[1] ?? '0', groups[2] ?? '0'].map((group) => Number.parseInt(group, 16)) as [
    number,
    number,
  ]
  return [high >> 8, high & 255, low >> 8, low & 255].join('.')
}

/** The first part of a reply, or of what there is of it when the time is over; the rest is never read. */
async function firstOf(
  body: AsyncIterable<Uint8Array> & { destroy(): unknown },
  { maxBytes, keptCharacters, maxMs }: ReplyLimits,
): Promise<string> {
  const chunks: Uint8Array[] = []
  const read = async () => {
    let size = 0
    for await (const chunk of body) {
      chunks.push(chunk)
      size += chunk.length
      if (size >= maxBytes) return
    }
  }
  // The answer is the status. What comes after it is kept for people, and who does not get it has still been answered.
  await within(maxMs, read(), () => new Error('the reply has no end')).catch(() => body.destroy())
  return Buffer.concat(chunks).toString('utf8').slice(0, keptCharacters).replaceAll('\u0000', '')
}

/** A word for what went wrong; never the text of an error, which may repeat what was sent. */
function problemOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return 'failed'
  if (thrown.name === 'TimeoutError' || thrown.name === 'AbortError') return 'timeout'
  if (thrown.name === 'AddressRefused') return 'address_refused'
  const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : ''
  return problems[code as keyof typeof problems] ?? 'failed'
}

const problems = {
  ECONNREFUSED: 'connection_refused',
  ECONNRESET: 'connection_reset',
  ENOTFOUND: 'name_not_found',
  EAI_AGAIN: 'name_not_found',
  UND_ERR_CONNECT_TIMEOUT: 'timeout',
  UND_ERR_HEADERS_TIMEOUT: 'timeout',
  UND_ERR_BODY_TIMEOUT: 'timeout',
  UND_ERR_SOCKET: 'connection_reset',
} as const
