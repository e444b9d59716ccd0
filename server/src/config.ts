import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'

export type Config = {
  readonly host: string
  readonly port: number
  readonly databaseUrl: string | null
  /** A folder, or `memory`. */
  readonly dataDir: string
  readonly mode: 'emulator' | 'server'
  readonly sandbox: boolean
  readonly secretId: string
  readonly secretPassword: string
  /** 32 bytes; null where the emulator makes its own. */
  readonly masterKey: Buffer | null
  readonly webhook: { readonly url: string; readonly authorization: string | null } | null
  /** Null where none was asked for: the one that the data was made with stays. */
  readonly seed: string | null
  /** The instant at which the emulator's clock starts frozen; null: it runs. */
  readonly clock: Date | null
  readonly logLevel: (typeof logLevels)[number]
}

/** The keys that the emulator answers to when none are given. Known to everybody, so the server refuses them. */
export const demoKeys = { id: 'enlace-demo-id', password: 'enlace-demo-password' } as const

/** Whether the emulator answers to the keys that everybody knows. */
export const hasDemoKeys = (config: Pick<Config, 'secretId' | 'secretPassword'>): boolean =>
  config.secretId === demoKeys.id && config.secretPassword === demoKeys.password

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const

/** What is wrong with the environment, one line for each variable. */
export class ConfigError extends Error {
  readonly lines: readonly string[]

  constructor(lines: readonly string[]) {
    super(`The configuration is not usable:\n${lines.map((line) => `  ${line}`).join('\n')}`)
    this.lines = lines
  }
}

/** Reads the environment once, at the door. Everything past main.ts receives values, never names. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const read = new Reader(env)
  const mode = read.choice('ENLACE_MODE', ['emulator', 'server'], 'emulator')
  const config: Config = {
    host: read.host('HOST', '127.0.0.1'),
    port: read.port('PORT', 4400),
    databaseUrl: read.databaseUrl('DATABASE_URL'),
    dataDir: read.text('ENLACE_DATA_DIR') ?? '.enlace',
    mode,
    sandbox: read.choice('ENLACE_SANDBOX', ['on', 'off'], mode === 'emulator' ? 'on' : 'off') === 'on',
    secretId: read.secret('ENLACE_SECRET_ID') ?? demoKeys.id,
    secretPassword: read.secret('ENLACE_SECRET_PASSWORD') ?? demoKeys.password,
    masterKey: read.masterKey(),
    webhook: read.webhook(),
    seed: read.text('ENLACE_SEED') ?? null,
    clock: read.instant('ENLACE_CLOCK'),
    logLevel: read.choice('LOG_LEVEL', logLevels, 'info'),
  }
  read.problems.push(...contradictions(config, env))
  if (read.problems.length > 0) throw new ConfigError(read.problems)
  return Object.freeze(config)
}

/** Rules that hold between variables. */
function contradictions(config: Config, env: Readonly<Record<string, string | undefined>>): string[] {
  const problems: string[] = []
  const isSet = (name: string) => (env[name] ?? '') !== ''
  if (isSet('ENLACE_SECRET_ID') !== isSet('ENLACE_SECRET_PASSWORD')) {
    problems.push('ENLACE_SECRET_ID, ENLACE_SECRET_PASSWORD: give both or neither')
  }
  const keyNamed = isSet('ENLACE_MASTER_KEY') || isSet('ENLACE_MASTER_KEY_FILE')
  if (config.databaseUrl !== null && config.masterKey === null && !keyNamed) {
    problems.push('ENLACE_MASTER_KEY: needed with DATABASE_URL; make one with: openssl rand -base64 32')
  }
  if (config.mode === 'emulator') return problems
  if (config.databaseUrl === null) problems.push('DATABASE_URL: needed when ENLACE_MODE is server')
  if (config.masterKey === null && config.databaseUrl === null && !keyNamed) {
    problems.push('ENLACE_MASTER_KEY: needed when ENLACE_MODE is server; make one with: openssl rand -base64 32')
  }
  if (config.secretId === demoKeys.id || config.secretPassword === demoKeys.password) {
    problems.push(
      'ENLACE_SECRET_ID, ENLACE_SECRET_PASSWORD: needed when ENLACE_MODE is server, and other than the demo keys',
    )
  }
  if (config.clock !== null) problems.push('ENLACE_CLOCK: only an emulator has a clock that can be set')
  if (config.seed !== null) problems.push('ENLACE_SEED: only an emulator has a seed')
  return problems
}

/** Takes variables one by one and gathers what is wrong with them; an empty one counts as absent. */
class Reader {
  readonly problems: string[] = []
  #env: Readonly<Record<string, string | undefined>>

  constructor(env: Readonly<Record<string, string | undefined>>) {
    this.#env = env
  }

  text(name: string): string | undefined {
    const value = this.#env[name]
    return value === undefined || value === '' ? undefined : value
  }

  choice<const T extends string>(name: string, choices: readonly T[], fallback: T): T {
    const value = this.text(name)
    if (value === undefined) return fallback
    const chosen = choices.find((choice) => choice === value)
    if (chosen === undefined)
      this.problems.push(`${name}: expected one of ${choices.join(', ')}, got ${JSON.stringify(value)}`)
    return chosen ?? fallback
  }

  host(name: string, fallback: string): string {
    const value = this.text(name) ?? fallback
    if (isIP(value) !== 0 || /^[a-z0-9]([a-z0-9.-]{0,252})$/i.test(value)) return value
    this.problems.push(`${name}: expected a host name or an address, got ${JSON.stringify(value)}`)
    return fallback
  }

  port(name: string, fallback: number): number {
    const value = this.text(name)
    if (value === undefined) return fallback
    const port = Number(value)
    if (/^\d{1,5}$/.test(value) && port <= 65_535) return port
    this.problems.push(`${name}: expected a number from 0 to 65535, got ${JSON.stringify(value)}`)
    return fallback
  }

  databaseUrl(name: string): string | null {
    const value = this.text(name)
    if (value === undefined) return null
    // The value holds a password, so the line does not repeat it.
    if (!/^postgres(ql)?:\/\//.test(value) || !URL.canParse(value)) {
      this.problems.push(`${name}: expected postgres://user:password@host:port/database`)
    }
    return value
  }

  secret(name: string): string | undefined {
    const value = this.text(name)
    if (value !== undefined && (value.length < 8 || value.length > 256 || /[\s:]/.test(value))) {
      this.problems.push(`${name}: expected 8 to 256 characters without spaces or colons`)
    }
    return value
  }

  masterKey(): Buffer | null {
    const [given, file] = [this.text('ENLACE_MASTER_KEY'), this.text('ENLACE_MASTER_KEY_FILE')]
    if (given !== undefined && file !== undefined) {
      this.problems.push('ENLACE_MASTER_KEY, ENLACE_MASTER_KEY_FILE: give one of the two')
      return null
    }
    if (file !== undefined) {
      const text = this.#readFile(file)
      return text === null ? null : this.#keyBytes('ENLACE_MASTER_KEY_FILE', text)
    }
    return given === undefined ? null : this.#keyBytes('ENLACE_MASTER_KEY', given)
  }

  webhook(): Config['webhook'] {
    const url = this.text('ENLACE_WEBHOOK_URL')
    const authorization = this.text('ENLACE_WEBHOOK_AUTHORIZATION') ?? null
    if (authorization !== null && (url === undefined || !/^[\x20-\x7e]{1,4096}$/.test(authorization))) {
      this.problems.push(
        'ENLACE_WEBHOOK_AUTHORIZATION: expected the value of an Authorization header, with ENLACE_WEBHOOK_URL',
      )
    }
    if (url === undefined) return null
    if (!/^https?:\/\//.test(url) || !URL.canParse(url))
      this.problems.push('ENLACE_WEBHOOK_URL: expected an http or https URL')
    return { url, authorization }
  }

  instant(name: string): Date | null {
    const value = this.text(name)
    if (value === undefined) return null
    const instant = new Date(value)
    const wellFormed = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?Z)?$/.test(value)
    // The 31st of February would be read as a day of March.
    if (wellFormed && !Number.isNaN(instant.getTime()) && instant.toISOString().startsWith(value.slice(0, 10)))
      return instant
    this.problems.push(`${name}: expected an instant in UTC such as 2026-01-31T12:00:00Z, got ${JSON.stringify(value)}`)
    return null
  }

  #readFile(path: string): string | null {
    try {
      return readFileSync(path, 'utf8')
    } catch {
      this.problems.push(`ENLACE_MASTER_KEY_FILE: cannot read ${path}`)
      return null
    }
  }

  #keyBytes(name: string, text: string): Buffer | null {
    if (/^[A-Za-z0-9+/_-]{43}=?$/.test(text.trim())) return Buffer.from(text.trim(), 'base64')
    this.problems.push(`${name}: expected 32 bytes in base64; make them with: openssl rand -base64 32`)
    return null
  }
}
