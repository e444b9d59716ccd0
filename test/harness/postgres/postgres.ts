import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { join } from 'node:path'
import pg from 'pg'
import { postgresBinaries } from './postgres-binaries.ts'
import { makeCluster, runCluster } from './postgres-cluster.ts'

/** A PostgreSQL of our own, gone without a trace when it is stopped or its starter ends. */
export type Postgres = {
  /** Connects to the database `postgres` as superuser. */
  readonly url: string
  /** Breaks every connection and comes back at the same url with the same rows. */
  restart(): Promise<void>
  /** Ends as if its machine had: every connection breaks in whatever it does, and nothing is written any more. */
  crash(): Promise<void>
  /** After a crash: recovers, and is back at the same url. */
  recover(): Promise<void>
  stop(): Promise<void>
}

/** `durable`: what is committed survives a crash, which costs time that most tests do not need to spend. */
export async function startPostgres({ durable = false }: { durable?: boolean } = {}): Promise<Postgres> {
  const binaries = postgresBinaries()
  console.log(`PostgreSQL ${binaries.version} from ${binaries.folder}`)
  const cluster = makeCluster(binaries, randomBytes(16).toString('hex'))
  const watchdog = watchOver(cluster.folder)
  const port = await freePort()
  let server = await runCluster(cluster, { port, durable })
  return {
    url: `postgres://postgres:${cluster.password}@127.0.0.1:${port}/postgres`,
    async restart() {
      await end(server)
      server = await runCluster(cluster, { port, durable })
    },
    crash: () => end(server, 'SIGQUIT'),
    async recover() {
      server = await runCluster(cluster, { port, durable })
    },
    async stop() {
      await end(server)
      rmSync(cluster.folder, { recursive: true, force: true })
      watchdog.release()
    },
  }
}

/** Makes a database, empty or as a copy of `template`, which nobody may be connected to; answers its url. */
export async function createDatabase(serverUrl: string, name: string, template = 'template1'): Promise<string> {
  const client = new pg.Client({ connectionString: serverUrl })
  await client.connect()
  try {
    await client.query(`create database ${pg.escapeIdentifier(name)} template ${pg.escapeIdentifier(template)}`)
  } finally {
    await client.end()
  }
  const url = new URL(serverUrl)
  url.pathname = `/${encodeURIComponent(name)}`
  return url.href
}

/** SIGINT is a fast shutdown: connections are broken, what was committed is written. SIGQUIT is an immediate one. */
async function end(server: ChildProcess, signal: 'SIGINT' | 'SIGQUIT' = 'SIGINT'): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return
  const ended = once(server, 'exit')
  server.kill(signal)
  await ended
}

/** A process that removes the cluster when this one ends, in whatever way: it waits for its end of a pipe to close. */
function watchOver(folder: string): { release(): void } {
  const program = join(import.meta.dirname, 'postgres-watchdog.ts')
  const watchdog = spawn(process.execPath, [program, folder], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] })
  watchdog.unref()
  return { release: () => watchdog.stdin.end() }
}

async function freePort(): Promise<number> {
  const listener = createServer().listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const { port } = listener.address() as AddressInfo
  listener.close()
  await once(listener, 'close')
  return port
}
