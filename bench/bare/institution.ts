import { argv } from 'node:process'
import { sandboxConnectors } from '../../server/src/connectors/sandbox/connector.ts'

/** So many people, each visited once a day; a visit after the first reads the last `daysRead` days of transactions. */
export type Visits = {
  readonly institution: string
  readonly people: number
  readonly days: number
  readonly daysRead: number
}
export type Visited = { readonly visits: number; readonly elapsedMs: number }

const dayMs = 86_400_000

/** What the made-up institution itself costs: its answers to the questions of so many visits, and nothing else. */
async function visitAll({ institution, people, days, daysRead }: Visits): Promise<Visited> {
  const connector = sandboxConnectors.find(({ manifest }) => manifest.name === institution)
  if (!connector) throw new Error(`there is no institution ${institution}`)
  const begin = Date.parse('2026-03-18T15:00:00Z')
  const startedAt = performance.now()
  for (let day = 0; day < days; day += 1) {
    for (let person = 0; person < people; person += 1) {
      const now = new Date(begin + day * dayMs)
      const surroundings = { clock: { now: () => now }, seed: 'bench', signal: new AbortController().signal }
      const login = await connector.login(
        { username: `person_${person}`, password: 'bench' },
        { ...surroundings },
        'access',
      )
      if (login.kind !== 'open') throw new Error('nobody was to be asked')
      const from = new Date(now.getTime() - daysRead * dayMs).toISOString().slice(0, 10)
      for (const question of [
        { resource: 'ACCOUNTS' },
        { resource: 'OWNERS' },
        { resource: 'TRANSACTIONS', from },
      ] as const) {
        for await (const batch of login.session.ask(question)) if (batch.length === 0) throw new Error('an empty batch')
      }
    }
  }
  return { visits: people * days, elapsedMs: performance.now() - startedAt }
}

process.stdout.write(JSON.stringify(await visitAll(JSON.parse(argv[2] ?? '') as Visits)))
