/**
 * Loaded into a server before anything else, it puts the public address below on this machine: what a server posts to
 * the internet arrives at a receiver here, and everything above the socket is the real thing.
 */
import { Socket } from 'node:net'

export const elsewhere = '1.2.3.4'

const connect = Socket.prototype.connect as (this: Socket, ...given: unknown[]) => Socket

Socket.prototype.connect = function connectHere(this: Socket, ...given: unknown[]): Socket {
  // `net.connect` hands on what it was given as one list.
  const [first] = Array.isArray(given[0]) ? given[0] : given
  if (isAddress(first) && first.host === elsewhere) first.host = '127.0.0.1'
  return connect.apply(this, given)
}

function isAddress(value: unknown): value is { host?: string } {
  return typeof value === 'object' && value !== null && 'host' in value
}
