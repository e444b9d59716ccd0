import type { FastifyInstance } from 'fastify'

/** What the pages say of this installation. */
export type PageFacts = {
  readonly version: string
  readonly mode: 'emulator' | 'server'
  readonly database: 'embedded' | 'postgres'
  /** The demo keys, where they are in use and may be shown. */
  readonly demoKeys: { readonly id: string; readonly password: string } | null
}

export function mountPages(server: FastifyInstance, facts: PageFacts): void {
  server.get('/', async (_request, reply) =>
    reply.type('text/html; charset=utf-8').send(`<title>Enlace ${facts.version}</title>`),
  )
}
