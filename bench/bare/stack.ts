import { existsSync } from 'node:fs'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { argv, env } from 'node:process'
import { PGlite } from '@electric-sql/pglite'
import Fastify from 'fastify'

/** The embedded database with the same image or folder, a web server that answers once it is open, and nothing else. */
const [folder = '', image = ''] = argv.slice(2)
const dataDir = join(folder, 'database')
await mkdir(folder, { recursive: true })
const pglite = existsSync(dataDir)
  ? await PGlite.create({ dataDir })
  : await PGlite.create({ dataDir, loadDataDir: new Blob([await readFile(image)]) })

const server = Fastify()
server.get('/api/', async () => {
  await pglite.query('select 1')
  return {}
})
await server.listen({ host: '127.0.0.1', port: Number(env.PORT) })
process.once('SIGTERM', () => pglite.close().then(() => process.exit(0)))
