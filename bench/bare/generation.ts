import { argv } from 'node:process'
import type { Question } from '../../server/src/connectors/contract.ts'
import { sandboxConnectors } from '../../server/src/connectors/sandbox/connector.ts'
import type { Inserted } from './insert.ts'

export type Generation = {
  readonly institution: string
  readonly username: string
  readonly question: Question
  readonly times: number
}

/** What a made-up institution itself takes for one answer to one person, again and again in the same process. */
async function generate({ institution, username, question }: Generation): Promise<Inserted> {
  const connector = sandboxConnectors.find(({ manifest }) => manifest.name === institution)
  if (!connector) throw new Error(`there is no institution ${institution}`)
  const now = new Date()
  const surroundings = { clock: { now: () => now }, seed: 'bench', signal: new AbortController().signal }
  const login = await connector.login({ username, password: 'bench' }, surroundings, 'access')
  if (login.kind !== 'open') throw new Error('nobody was to be asked')
  const startedAt = performance.now()
  let rows = 0
  for await (const batch of login.session.ask(question)) rows += batch.length
  return { rows, elapsedMs: performance.now() - startedAt }
}

const asked = JSON.parse(argv[2] ?? '') as Generation
const generated: Inserted[] = []
for (let time = 0; time < asked.times; time += 1) generated.push(await generate(asked))
process.stdout.write(JSON.stringify(generated))
