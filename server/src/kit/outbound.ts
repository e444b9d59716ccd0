import { type LookupAddress, lookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { Agent, request } from 'undici'
import { deadline, stopwatch } from './deadline.ts'

/** What a server answered, as far as it is of interest; or why it did not, in a word. */
export type OutboundReply =
  | { readonly kind: 'status'; readonly status: number; readonly reply: string; readonly durationMs: number }
  | { readonly kind: 'problem'; readonly problem: string; readonly durationMs: number }

export type Outbound = {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  readonly timeoutMs: number
}

/** How much of a reply is read before the connection is dropped, and how much of it is kept. */
const replyMaxBytes = 65_536
const replyKeptCharacters = 1_024

/**
 * The way out of the house: posts to addresses that users name. It follows no redirect, reads a bounded part of the
 * reply, and gives up at its deadline. `open` decides whether private, loopback and link-local addresses may be
 * reached; the decision is made on the address that is connected to, so a name cannot be rebound behind it.
 */
export class OutboundClient {
  #agent: Agent
  #open: boolean

  constructor({ open }: { open: boolean }) {
    this.#open = open
    this.#agent = new Agent({
      connect: open ? {} : { lookup: publicOnly as unknown as LookupFunction },
      connections: 8,
      maxHeaderSize: 16_384,
    })
  }

  /** Never throws: a failure is an outcome. */
  async post({ url, headers, body, timeoutMs }: Outbound): Promise<OutboundReply> {
    const elapsed = stopwatch()
    const signal = deadline(timeoutMs)
    try {
      this.#assertReachable(new URL(url))
      const response = await request(url, { method: 'POST', headers, body, signal, dispatcher: this.#agent })
      const reply = await firstOf(response.body)
      return { kind: 'status', status: response.statusCode, reply, durationMs: elapsed() }
    } catch (thrown) {
      // Whichever error a passed deadline ends in.
      const problem = signal.aborted ? 'timeout' : problemOf(thrown)
      return { kind: 'problem', problem, durationMs: elapsed() }
    }
  }

  async close(): Promise<void> {
    await this.#agent.destroy()
  }

  /** A literal address is connected to without a lookup, so it is looked at here. */
  #assertReachable({ hostname, protocol }: URL): void {
    if (protocol !== 'http:' && protocol !== 'https:') throw new Error('not http')
    const address = hostname.replace(/^\[|\]$/g, '')
    if (!this.#open && isIP(address) !== 0 && !isPublicAddress(address)) throw new AddressRefused()
  }
}

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
const closedNetworks: readonly (readonly [string, number])[] = [
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
]

/** Documentation, and tunnels (Teredo, 6to4) whose addresses hide an IPv4 one. */
const closedPrefixes = ['2001:db8:', '2001:0:', '2001::', '2002:', '3fff:'] as const

/** Whether an IP address is on the public internet; of IPv6 only global unicast is, and what it may embed is looked at. */
export function isPublicAddress(address: string): boolean {
  if (isIP(address) === 4) return !closedNetworks.some(([network, bits]) => isWithin(address, network, bits))
  const lower = address.toLowerCase()
  const embedded = /^(?:::ffff:|64:ff9b::)(\d+\.\d+\.\d+\.\d+)$/.exec(lower)?.[1]
  if (embedded) return isPublicAddress(embedded)
  return /^[23][0-9a-f]{3}:/.test(lower) && !closedPrefixes.some((prefix) => lower.startsWith(prefix))
}

function isWithin(address: string, network: string, bits: number): boolean {
  const shift = 32 - bits
  return toNumber(address) >>> shift === toNumber(network) >>> shift
}

const toNumber = (address: string): number =>
  address.split('.').reduce((sum, part) => ((sum << 8) | Number(part)) >>> 0, 0)

/** The first part of a reply; the rest is never read. */
async function firstOf(body: AsyncIterable<Uint8Array> & { destroy(): unknown }): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    chunks.push(chunk)
    size += chunk.length
    if (size >= replyMaxBytes) break
  }
  return Buffer.concat(chunks).toString('utf8').slice(0, replyKeptCharacters).replaceAll('\u0000', '')
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
