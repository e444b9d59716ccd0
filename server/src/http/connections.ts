import type { IncomingMessage, Server } from 'node:http'
import type { Socket } from 'node:net'

/**
 * Remembers the connections that never asked for anything; the returned function ends them. Node counts them as busy,
 * so a browser that opened one in advance would hold up a stop.
 */
export function watchConnections(server: Server): () => void {
  const silent = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    silent.add(socket)
    socket.once('close', () => silent.delete(socket))
  })
  server.on('request', ({ socket }: IncomingMessage) => silent.delete(socket))
  return () => {
    for (const socket of silent) socket.destroy()
  }
}
