import { randomUUID } from 'node:crypto'
import { argv } from 'node:process'
import { createDatabase, startPostgres } from '../test/harness/postgres/postgres.ts'
import { crashRepeatedly, summary } from '../test/robustness/crash.ts'
import type { Place } from '../test/robustness/places.ts'

/** Crashes emulators on both databases, then one of two servers, again and again: npm run crash [-- rounds [seed]] */
const rounds = Number(argv[2] ?? 100)
const seed = argv[3] ?? randomUUID()

// An exit takes the servers along that were started; a signal alone would leave them.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

console.log(`seed ${seed}`)
const afterRound = (round: number) => void (round % 10 === 0 && console.log(`${round} of ${rounds}`))
const postgres = await startPostgres()
try {
  const places: readonly Place[] = [
    { kind: 'embedded' },
    { kind: 'postgres', databaseUrl: await createDatabase(postgres.url, 'crash') },
    { kind: 'servers', databaseUrl: await createDatabase(postgres.url, 'crash_servers') },
  ]
  for (const place of places) {
    const report = await crashRepeatedly(place, { rounds, seed, afterRound })
    console.log([summary(place.kind, report), ...report.problems].join('\n'))
    if (report.problems.length > 0) process.exitCode = 1
  }
} finally {
  await postgres.stop()
}
