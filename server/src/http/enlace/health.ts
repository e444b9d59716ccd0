import type { FastifyInstance } from 'fastify'
import type { Deps } from '../../flows/deps.ts'
import { isReady } from '../../flows/workspaces/is-ready.ts'

/** For whoever watches the process: both need no key and say nothing of any workspace. */
export function mountHealth(server: FastifyInstance, deps: Pick<Deps, 'db'>): void {
  server.get('/_enlace/health', async () => ({ status: 'ok' }))
  server.get('/_enlace/ready', async (_request, reply) => {
    const ready = await isReady(deps)
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not_ready' })
  })
}
