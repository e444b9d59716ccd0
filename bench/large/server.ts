import { makeApp } from '../../server/src/app.ts'
import { readConfig } from '../../server/src/config.ts'
import { wallClock } from '../../server/src/kit/clock.ts'
import { makeLogger } from '../../server/src/kit/logger.ts'
import { largeBank } from './bank.ts'

/** The product with one more institution, in a process of its own. */
const config = readConfig(process.env)
const app = await makeApp(config, makeLogger(config.logLevel), wallClock, [largeBank])
process.once('SIGTERM', () => app.close().then(() => process.exit(0)))
await app.server.listen({ host: '127.0.0.1', port: config.port })
