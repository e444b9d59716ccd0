import { createHash } from 'node:crypto'
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PGlite } from '@electric-sql/pglite'
import { wallClock } from '../kit/clock.ts'
import { makeDatabase } from './database.ts'
import { pgliteDialect } from './engines/pglite-dialect.ts'
import { PgliteSession } from './engines/pglite-session.ts'
import { migrate, schemaVersion } from './migrate.ts'

const cache = fileURLToPath(new URL('../../../node_modules/.cache/enlace/', import.meta.url))

/** Where the dump of an empty, migrated database of this schema and this PGlite is kept. */
export async function imagePath(): Promise<string> {
  const manifest = await readFile(new URL('../package.json', import.meta.resolve('@electric-sql/pglite')), 'utf8')
  const { version } = JSON.parse(manifest) as { version: string }
  const key = createHash('sha256').update(`${version} ${schemaVersion}`).digest('hex').slice(0, 16)
  return join(cache, `database-${key}.tar`)
}

/** Makes the image in a few seconds; whoever reads it meanwhile sees the old one or none. */
export async function makeImage(path: string): Promise<void> {
  const pglite = await PGlite.create('memory://')
  const db = makeDatabase('embedded', pgliteDialect(new PgliteSession(pglite)), async () => {})
  await migrate(db, wallClock.now())
  const dump = await pglite.dumpDataDir('none')
  await db.close()
  await mkdir(dirname(path), { recursive: true })
  await writeFile(`${path}.${process.pid}`, Buffer.from(await dump.arrayBuffer()))
  await rename(`${path}.${process.pid}`, path)
}
