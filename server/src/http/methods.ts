import type { FastifyInstance, FastifyRequest } from 'fastify'
import { fault } from '../domain/faults.ts'
import { hintAmong } from '../domain/hints.ts'
import { isOwn } from './route.ts'

const methods = ['GET', 'POST', 'PATCH', 'PUT', 'DELETE'] as const

/** Throws `method_not_allowed` when the path exists for other verbs, and names them in `Allow`. */
export function assertMethodAllowed(server: FastifyInstance, request: FastifyRequest): void {
  const [path = '/'] = request.url.split('?')
  const allowed = methods.filter((method) => server.findRoute({ method, url: path }) !== null)
  if (allowed.length === 0) return
  throw fault('method_not_allowed', {
    values: { method: request.method },
    headers: { allow: allowed.join(', ') },
    ...(isOwn({ path }) ? { hint: hintAmong(request.method, allowed) } : {}),
  })
}
