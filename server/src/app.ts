import { existsSync } from 'node:fs'
import { chmod, link, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import { type Config, demoKeys, hasDemoKeys } from './config.ts'
import type { Connector } from './connectors/contract.ts'
import { allConnectors, makeRegistry } from './connectors/registry.ts'
import type { Deps } from './flows/deps.ts'
import { Doctor } from './flows/doctor/doctor.ts'
import { FeedWatch } from './flows/events/feed-watch.ts'
import { Meetings } from './flows/faults/meetings.ts'
import { prepareInstallation } from './flows/workspaces/prepare-installation.ts'
import { RequestLog } from './flows/workspaces/request-log.ts'
import { Vault } from './flows/workspaces/vault.ts'
import { makeWorlds } from './flows/workspaces/worlds.ts'
import { makeServer } from './http/server.ts'
import { type Clock, wallClock } from './kit/clock.ts'
import { OutboundClient } from './kit/outbound.ts'
import { drawBytes } from './kit/random.ts'
import type { Runner } from './queue/contract.ts'
import { makeWork } from './runners.ts'
import type { Database } from './store/database.ts'
import { openEmbedded, readImage } from './store/engines/embedded.ts'
import { openPostgres } from './store/engines/postgres.ts'
import { imagePath } from './store/image.ts'
import { migrate } from './store/migrate.ts'

export type App = {
  readonly deps: Deps
  readonly server: FastifyInstance
  /** Resolves, with a sentence, when another emulator took the data and this one must not go on; never otherwise. */
  readonly displaced: Promise<Error>
  /** Finishes what runs, refuses what is new, writes what waits, lets go of the data. */
  close(): Promise<void>
}

/** Builds everything once, by hand, and migrates the database; listening is the caller's. `more` joins the connectors. */
export async function makeApp(
  config: Config,
  logger: FastifyBaseLogger,
  wall: Clock = wallClock,
  more: readonly Connector[] = [],
): Promise<App> {
  const displaced = Promise.withResolvers<Error>()
  const db = await openDatabase(config, displaced.resolve)
  try {
    await migrate(db, wall.now())
    const masterKey = config.masterKey ?? (await ownMasterKey(config.dataDir))
    const vault = new Vault(masterKey)
    const { mode } = config
    await prepareInstallation(
      { db, vault, wall, mode },
      {
        mode,
        seed: config.seed,
        clock: config.clock,
        secrets: secretsOf(config),
        demoId: demoKeys.id,
        masterKey,
        webhook: config.webhook,
      },
    )
    const requestLog = new RequestLog({ db, wall }, (thrown) =>
      logger.error({ err: thrown }, 'the request log could not be written'),
    )
    const meetings =
      mode === 'emulator'
        ? new Meetings(db, (thrown) => logger.error({ err: thrown }, 'what was met could not be written'))
        : null
    const feed = new FeedWatch(db, (thrown) => logger.error({ err: thrown }, 'events cannot be looked for'))
    const doctor = mode === 'emulator' ? new Doctor() : null
    const connectors = makeRegistry([...allConnectors({ sandbox: config.sandbox }), ...more])
    const outbound = new OutboundClient({ open: mode === 'emulator' })
    const work = makeWork(config, () => deps, logger)
    const worlds = makeWorlds({ mode, db, vault, wall })
    const deps: Deps = {
      mode,
      db,
      vault,
      wall,
      connectors,
      requestLog,
      meetings,
      feed,
      doctor,
      worlds,
      outbound,
      log: logger,
      ...work,
    }
    const server = makeServer({
      deps,
      logger,
      facts: { version: await ownVersion(), mode, database: db.kind, demoKeys: shownKeys(config) },
    })
    return {
      deps,
      server,
      displaced: displaced.promise,
      close: () => close({ server, feed, runner: work.runner, doctor, outbound, requestLog, meetings, db }),
    }
  } catch (thrown) {
    await db.close()
    throw thrown
  }
}

type Open = {
  readonly server: FastifyInstance
  readonly feed: FeedWatch
  readonly runner: Runner
  readonly doctor: Doctor | null
  readonly outbound: OutboundClient
  readonly requestLog: RequestLog
  readonly meetings: Meetings | null
  readonly db: Database
}

async function close({ server, feed, runner, doctor, outbound, requestLog, meetings, db }: Open): Promise<void> {
  // First, as those who listen would keep the server open.
  feed.close()
  // Together, as a request that advances a clock ends when the runner stops, and one that hears of an examination with that.
  await Promise.all([server.close(), runner.close(), doctor?.close()])
  await outbound.close()
  await requestLog.close()
  await meetings?.close()
  await db.close()
}

const secretsOf = (config: Config) => ({ id: config.secretId, password: config.secretPassword })

const shownKeys = (config: Config) => (hasDemoKeys(config) ? demoKeys : null)

async function openDatabase(config: Config, displaced: (reason: Error) => void): Promise<Database> {
  const { databaseUrl, mode } = config
  if (databaseUrl !== null) return openPostgres(databaseUrl, { alone: mode === 'emulator', displaced })
  return openEmbedded(config.dataDir, async () => readImage(await imagePath()))
}

/** The version in the package's manifest. */
async function ownVersion(): Promise<string> {
  const manifest = await readFile(new URL('../../package.json', import.meta.url), 'utf8')
  return (JSON.parse(manifest) as { version: string }).version
}

/** The emulator's own key: made once, kept beside the data for its owner's eyes alone; in memory it is forgotten. */
async function ownMasterKey(dataDir: string): Promise<Buffer> {
  if (dataDir === 'memory') return drawBytes(32)
  const path = join(dataDir, 'master.key')
  await makeKeyFile(path)
  await chmod(path, 0o600)
  const key = Buffer.from(await readFile(path, 'utf8'), 'base64')
  if (key.length !== 32) throw new Error(`${path} holds no master key of 32 bytes.`)
  return key
}

/** The file appears with its whole content or not at all, and is never replaced; the data folder's lock is held. */
async function makeKeyFile(path: string): Promise<void> {
  const unfinished = `${path}.new`
  await rm(unfinished, { force: true })
  if (existsSync(path)) return
  await writeFile(unfinished, `${drawBytes(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx', flush: true })
  await link(unfinished, path)
  await rm(unfinished)
}
