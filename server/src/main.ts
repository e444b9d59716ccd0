import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { App } from './app.ts'
import { welcome } from './cli/welcome.ts'
import { type Config, ConfigError, readConfig } from './config.ts'
import { deadline } from './kit/deadline.ts'
import { makeLogger } from './kit/logger.ts'

const closingMaxMs = 10_000

// More than a thousand modules: the next start takes them as they were compiled by this one.
enableCompileCache(fileURLToPath(new URL('../../node_modules/.cache/enlace/compiled', import.meta.url)))

// What is below and needed by a start is declared with `function`: a `const` would not exist yet.
await start()

async function start(): Promise<void> {
  try {
    const config = readConfig(process.env)
    const logger = makeLogger(config.logLevel)
    // Imported only here, so that the cache knows of it.
    const { makeApp } = await import('./app.ts')
    const app = await makeApp(config, logger)
    stopOnSignals(app)
    void app.displaced.then(giveUp)
    await listen(app, config)
    if (config.logLevel !== 'silent') process.stdout.write(welcome(config, app.server.addresses()))
  } catch (thrown) {
    giveUp(thrown)
  }
}

/** At once: nothing that is still under way may be written. */
function giveUp(thrown: unknown): never {
  process.stderr.write(`${thrown instanceof Error ? reasonOf(thrown) : String(thrown)}\n`)
  process.exit(1)
}

async function listen(app: App, { host, port }: Config): Promise<void> {
  try {
    await app.server.listen({ host, port })
  } catch (thrown) {
    await app.close()
    if (!(thrown instanceof Error && 'code' in thrown)) throw thrown
    if (thrown.code === 'EADDRINUSE') {
      throw new Error(`Port ${port} of ${host} is taken by another program. Stop it, or set PORT.`)
    }
    throw new Error(`HOST, PORT: this process cannot listen on ${host}, port ${port} (${thrown.code}).`)
  }
}

/** A wrong setting or a held folder is told in a sentence; anything else with the place where it happened. */
function reasonOf(thrown: Error): string {
  return thrown instanceof ConfigError || thrown.stack === undefined || isSentence(thrown)
    ? thrown.message
    : thrown.stack
}

function isSentence(thrown: Error): boolean {
  return thrown.constructor === Error && /^[A-Z].*[.]$/s.test(thrown.message)
}

/** The first signal closes in order within ten seconds, a second one ends at once. */
function stopOnSignals(app: App): void {
  let stopping = false
  const stop = () => {
    if (stopping) process.exit(1)
    stopping = true
    deadline(closingMaxMs).addEventListener('abort', () => process.exit(1))
    app.close().then(
      () => process.exit(0),
      () => process.exit(1),
    )
  }
  process.on('SIGTERM', stop)
  process.on('SIGINT', stop)
}
