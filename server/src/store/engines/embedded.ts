import { existsSync } from 'node:fs'
import { access, constants, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { type Database, makeDatabase } from '../database.ts'
import { oids } from '../oids.ts'
import { lockFolder } from './folder-lock.ts'
import { pgliteDialect } from './pglite-dialect.ts'
import { PgliteSession } from './pglite-session.ts'
import { upkeepSettings } from './pglite-upkeep.ts'

const parsers = {
  [oids.int8]: Number,
  [oids.date]: (value: string) => value,
  // The driver's own go through bytes one by one, in both directions.
  [oids.bytea]: (value: string) => Buffer.from(value.slice(2), 'hex'),
}
const serializers = {
  [oids.bytea]: (value: Uint8Array) =>
    `\\x${Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('hex')}`,
}

const startParams = [
  ...PGlite.defaultStartParams,
  ...Object.entries(upkeepSettings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
]

type ReadImage = () => Promise<Blob | null>

/**
 * Opens the database that runs inside this process. `folder` keeps it on disk, guarded by a lock; `memory` keeps
 * nothing. `image` reads a dump of an empty, migrated database, with which a first start needs no initialisation. Of a
 * later start it is not asked, as it is large.
 */
export async function openEmbedded(folder: string, image: ReadImage | null): Promise<Database> {
  if (folder === 'memory') {
    const pglite = await openPglite('memory://', (await image?.()) ?? null)
    return makeDatabase('embedded', pgliteDialect(new PgliteSession(pglite)), async () => {})
  }
  await makeFolder(folder)
  const unlock = lockFolder(folder)
  try {
    const pglite = await openFolder(folder, image)
    return makeDatabase('embedded', pgliteDialect(new PgliteSession(pglite)), async () => unlock())
  } catch (thrown) {
    unlock()
    throw thrown
  }
}

/** Throws a sentence that names the setting where nothing can be kept there. */
async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    await access(folder, constants.W_OK | constants.X_OK)
  } catch (thrown) {
    const code = thrown instanceof Error && 'code' in thrown ? ` (${thrown.code})` : ''
    throw new Error(`ENLACE_DATA_DIR: the folder ${folder} cannot be written to${code}.`, { cause: thrown })
  }
}

/** The image that `makeImage` wrote for this version of the schema, or null where there is none. */
export async function readImage(path: string): Promise<Blob | null> {
  if (!existsSync(path)) return null
  return new Blob([await readFile(path)])
}

/**
 * A first start that was killed half-way has left files but acknowledged nothing, so without the mark that it came
 * to its end the files are set aside.
 */
async function openFolder(folder: string, image: ReadImage | null): Promise<PGlite> {
  const data = join(folder, 'database')
  const mark = join(folder, 'database.ready')
  const ready = existsSync(mark)
  if (!ready && existsSync(data)) await setAside(data)
  const pglite = await openPglite(data, ready ? null : ((await image?.()) ?? null))
  if (!ready) await writeFile(mark, 'The database beside this file is complete.\n', { flush: true })
  return pglite
}

/** Set aside rather than deleted: it may be somebody's backup that was put there without its mark. */
async function setAside(data: string): Promise<void> {
  const aside = `${data}.unfinished`
  await rm(aside, { recursive: true, force: true })
  await rename(data, aside)
}

/** The database in a folder, with values read and written as the store has them. */
export function openPglite(dataDir: string, image: Blob | null): Promise<PGlite> {
  return PGlite.create({ dataDir, parsers, serializers, startParams, ...(image ? { loadDataDir: image } : {}) })
}
