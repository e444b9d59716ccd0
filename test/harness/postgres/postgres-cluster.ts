import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { chownSync, cpSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Binaries } from './postgres-binaries.ts'

/** A cluster on disk, not yet running. */
export type Cluster = {
  readonly folder: string
  readonly password: string
  /** The folder of PostgreSQL's programs. */
  readonly programs: string
  readonly user: User
}

/** PostgreSQL refuses to run as root, so root hands it to somebody else. */
type User = { readonly uid?: number; readonly gid?: number }

// Nothing here outlives the run, so nothing has to reach the disk.
const settings = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_connections: '200',
  timezone: 'UTC',
  lc_messages: 'C',
}

// Handed to the operating system before a commit is acknowledged: enough for a crash of the processes alone.
const lasting = { synchronous_commit: 'on' }

/** Makes a cluster in a temporary folder, collated as the embedded database is. */
export function makeCluster(binaries: Binaries, password: string): Cluster {
  const user = userToRunAs()
  const folder = mkdtempSync(join(tmpdir(), 'enlace-pg-'))
  own(folder, user)
  const passwordFile = join(folder, 'password')
  writeFileSync(passwordFile, password, { mode: 0o600 })
  own(passwordFile, user)
  const programs = programsFor(user, binaries.folder, folder)
  const ctype = process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8'
  const form = ['--encoding=UTF8', '--locale=C', `--lc-ctype=${ctype}`, '--no-sync']
  const access = ['--username=postgres', '--auth=scram-sha-256', `--pwfile=${passwordFile}`]
  execFileSync(join(programs, 'initdb'), [`--pgdata=${join(folder, 'data')}`, ...form, ...access], {
    ...user,
    cwd: folder,
    env: environment(folder),
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  return { folder, password, programs, user }
}

/** Starts the server and resolves once it accepts connections; rejects with its log when it ends before that. */
export function runCluster(
  { folder, programs, user }: Cluster,
  { port, durable }: { port: number; durable: boolean },
): Promise<ChildProcess> {
  const place = { port: String(port), listen_addresses: '127.0.0.1', unix_socket_directories: folder }
  const named = { ...settings, ...place, ...(durable ? lasting : {}) }
  const args = Object.entries(named).map(([name, value]) => `--${name}=${value}`)
  const server = spawn(join(programs, 'postgres'), ['-D', join(folder, 'data'), ...args], {
    ...user,
    cwd: folder,
    env: environment(folder),
    // Its own process group: an interrupt from the keyboard is for the test runner, which then stops the server.
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const { promise, resolve, reject } = Promise.withResolvers<ChildProcess>()
  let log = ''
  server.stderr.setEncoding('utf8').on('data', (text: string) => {
    log = (log + text).slice(-4000)
    if (log.includes('ready to accept connections')) resolve(server)
  })
  server.once('error', reject)
  server.once('exit', (code) => reject(new Error(`PostgreSQL ended with ${code} before it was ready:\n${log}`)))
  return promise
}

function userToRunAs(): User {
  if (process.getuid?.() !== 0) return {}
  const [uid, gid] = numbersOf('postgres') ?? numbersOf('nobody') ?? []
  if (uid === undefined || gid === undefined)
    throw new Error('Root needs a user `postgres` or `nobody` to run PostgreSQL as.')
  return { uid, gid }
}

function numbersOf(name: string): number[] | undefined {
  const answers = ['-u', '-g'].map((option) => spawnSync('id', [option, name], { encoding: 'utf8' }))
  return answers.every(({ status }) => status === 0) ? answers.map(({ stdout }) => Number(stdout)) : undefined
}

function own(path: string, { uid, gid }: User): void {
  if (uid !== undefined && gid !== undefined) chownSync(path, uid, gid)
}

/** The programs where they are, or a copy where the user cannot reach them (a checkout below root's home). */
function programsFor(user: User, programs: string, folder: string): string {
  const seen = spawnSync(join(programs, 'postgres'), ['--version'], { ...user, cwd: folder, stdio: 'ignore' })
  if (seen.status === 0) return programs
  const copy = join(folder, 'programs')
  cpSync(dirname(programs), copy, { recursive: true, verbatimSymlinks: true })
  if (user.uid !== undefined) execFileSync('chown', ['-R', `${user.uid}:${user.gid}`, copy])
  return join(copy, 'bin')
}

const environment = (folder: string): NodeJS.ProcessEnv => ({ PATH: process.env.PATH, HOME: folder, LC_ALL: 'C' })
