/**
 * Loaded before a program (`node --import`), this makes every way out of the machine fail: connections, datagrams and
 * names to be looked up. Each attempt is told on standard error, so that one whose failure is swallowed shows too.
 */
import { Socket as DatagramSocket } from 'node:dgram'
import dns from 'node:dns'
import { syncBuiltinESMExports } from 'node:module'
import net from 'node:net'

type Method = (this: unknown, ...given: unknown[]) => unknown

const isLocal = (host: unknown): boolean =>
  host === undefined ||
  host === null ||
  host === '' ||
  /^(localhost|127(\.\d+){3}|::1|0\.0\.0\.0|::)$/.test(String(host))

function refuse(way: string, host: unknown): never {
  process.stderr.write(`OUTBOUND ${way} ${String(host)}\n`)
  throw new Error(`no network: ${way} to ${String(host)}`)
}

/** Puts a check of the host before a method. */
function guard(owner: object, name: string, hostOf: (given: readonly unknown[]) => unknown): void {
  const methods = owner as Record<string, Method>
  const original = methods[name]
  if (!original) throw new RangeError(`there is no ${name} to guard`)
  methods[name] = function guarded(...given) {
    const host = hostOf(given)
    return isLocal(host) ? original.apply(this, given) : refuse(name, host)
  }
}

/** `connect` takes options, a port and a host, or the list that `net.connect` makes of them. */
function hostOfConnect([first, second]: readonly unknown[]): unknown {
  if (Array.isArray(first)) return hostOfConnect(first)
  if (typeof first === 'object' && first !== null)
    return 'path' in first && first.path ? undefined : (first as { host?: unknown }).host
  return typeof first === 'number' || /^\d+$/.test(String(first)) ? second : undefined
}

/** `send` takes the address last, or before a callback. */
const hostOfSend = (given: readonly unknown[]): unknown =>
  given.findLast((each, index) => index > 1 && typeof each === 'string')

guard(net.Socket.prototype, 'connect', hostOfConnect)
guard(DatagramSocket.prototype, 'connect', ([, host]) => (typeof host === 'string' ? host : undefined))
guard(DatagramSocket.prototype, 'send', hostOfSend)
const questions = ['lookup', 'resolve', 'resolve4', 'resolve6', 'resolveAny', 'resolveTxt', 'resolveSrv']
for (const owner of [dns, dns.promises]) for (const name of questions) guard(owner, name, ([host]) => host)
syncBuiltinESMExports()
