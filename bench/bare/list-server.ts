import { argv, env } from 'node:process'
import { fastify } from 'fastify'
import type { List } from '../large/lists.ts'
import { openBare } from './database.ts'
import { plainStatements } from './list-statements.ts'

/**
 * The peer of a list: Fastify and the driver, where each list is a route with its SQL as anybody would write it. It
 * knows no keys, reads no filter, checks nothing and shows the bodies as they are stored, without their accounts.
 */
const { url, lists } = JSON.parse(argv[2] ?? '') as { url: string; lists: readonly List[] }
const db = await openBare({ kind: 'postgres', url })
const server = fastify()
server.get('/api/', () => ({}))
for (const [index, list] of lists.entries()) {
  const { count, rows } = plainStatements(list)
  server.get(`/lists/${index}`, async (_, reply) => {
    const counted = list.single ? [] : (await db.query(count.text, count.values)).rows
    const found = (await db.query(rows.text, rows.values)).rows
    if (found.length === 0 && list.offset > 0) return reply.code(404).send({ message: 'no such page' })
    const results = found.map(({ body, ...facts }) => ({ ...facts, ...(body as object) }))
    return list.single ? results[0] : { count: counted[0]?.count, results }
  })
}
await server.listen({ host: '127.0.0.1', port: Number(env.PORT) })
process.once('SIGTERM', () => server.close().then(() => process.exit(0)))
