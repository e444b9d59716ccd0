import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { imagePath, makeImage } from '../server/src/store/image.ts'
import { createDatabase, type Postgres, startPostgres } from '../test/harness/postgres/postgres.ts'
import { type Place, startEnlace } from './candidates/enlace.ts'
import { assertSameStatements } from './candidates/same-statements.ts'
import { type Seeded, seed } from './seed.ts'

/** A database with rows in it, and where the product and the bare programs find it. */
export type Prepared = Seeded & {
  readonly place: Place
  /** The same rows: PostgreSQL serves both, a folder of the embedded database is copied. */
  readonly barePlace: Place
}

/** What the figures of one run share. Databases are made when they are first asked for. */
export class Workbench {
  readonly folder = mkdtempSync(join(tmpdir(), 'enlace-bench-'))
  #embedded: Promise<Prepared> | undefined
  #postgres: Promise<Prepared> | undefined
  #server: Promise<Postgres> | undefined

  on(kind: Place['kind']): Promise<Prepared> {
    if (kind === 'postgres') {
      this.#postgres ??= this.#preparePostgres()
      return this.#postgres
    }
    this.#embedded ??= this.#prepareEmbedded()
    return this.#embedded
  }

  constructor() {
    process.once('exit', () => rmSync(this.folder, { recursive: true, force: true }))
  }

  /** The dump that a first start of the embedded database loads. */
  async image(): Promise<string> {
    const path = await imagePath()
    if (!existsSync(path)) await makeImage(path)
    return path
  }

  /** An empty place of its own for a figure that makes its own rows. */
  async empty(kind: Place['kind'], name: string): Promise<Place> {
    if (kind === 'embedded') {
      await this.image()
      return { kind, folder: join(this.folder, name) }
    }
    this.#server ??= startPostgres()
    const { url } = await this.#server
    return { kind, url: await createDatabase(url, name) }
  }

  async close(): Promise<void> {
    await (await this.#server)?.stop()
  }

  async #prepareEmbedded(): Promise<Prepared> {
    await this.image()
    const place = { kind: 'embedded', folder: join(this.folder, 'enlace') } as const
    const seeded = await seedPlace(place)
    const barePlace = { kind: 'embedded', folder: join(this.folder, 'bare') } as const
    cpSync(join(place.folder, 'database'), join(barePlace.folder, 'database'), { recursive: true })
    await assertSameStatements(place, seeded, this.folder)
    return { ...seeded, place, barePlace }
  }

  async #preparePostgres(): Promise<Prepared> {
    this.#server ??= startPostgres()
    const { url } = await this.#server
    const place = { kind: 'postgres', url: await createDatabase(url, 'bench') } as const
    return { ...(await seedPlace(place)), place, barePlace: place }
  }
}

async function seedPlace(place: Place): Promise<Seeded> {
  const enlace = await startEnlace(place)
  try {
    return await seed(enlace)
  } finally {
    await enlace.stop()
  }
}
