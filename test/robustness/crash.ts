import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import pg from 'pg'
import { Dice } from '../../server/src/kit/random.ts'
import { openEmbedded } from '../../server/src/store/embedded.ts'
import { type ChildServer, call, type Environment, startServer } from './child-server.ts'
import { halfDone } from './half-done.ts'

/** Where the data lives that has to survive. */
export type Place = { readonly kind: 'embedded' } | { readonly kind: 'postgres'; readonly databaseUrl: string }

type Plan = { readonly rounds: number; readonly seed: string; readonly afterRound?: (round: number) => void }

export type CrashReport = {
  readonly rounds: number
  readonly acknowledgedLinks: number
  readonly acknowledgedRecords: number
  /** From the start of the process after each crash until it served. */
  readonly readyMs: readonly number[]
  /** What was lost, changed or half done; empty when all is well. */
  readonly problems: readonly string[]
}

type Row = Readonly<Record<string, unknown>>

/** What the server has promised: links, and the ids of their records. */
type Acknowledged = Map<string, { readonly accounts: readonly string[]; readonly transactions: readonly string[] }>

const clientsCount = 4
const lifeMs = { shortest: 30, longest: 1_500 }

/**
 * Kills a working server at moments that the seed decides, starts it again on the same data, and looks whether
 * everything that it had answered is still there.
 */
export async function crashRepeatedly(place: Place, { rounds, seed, afterRound }: Plan): Promise<CrashReport> {
  const folder = mkdtempSync(join(tmpdir(), 'enlace-crash-'))
  const env = environmentOf(place, folder)
  const all: Acknowledged = new Map()
  const problems: string[] = []
  const readyMs: number[] = []
  let server = await startServer(env)
  try {
    for (let round = 1; round <= rounds; round += 1) {
      const promised = await workUntilKilled(server, { round, seed })
      server = await startServer(env)
      readyMs.push(server.readyMs)
      problems.push(...(await missingIn(server, promised)).map((problem) => `round ${round}: ${problem}`))
      for (const [link, records] of promised) all.set(link, records)
      afterRound?.(round)
    }
    problems.push(...(await missingIn(server, all)).map((problem) => `at the end: ${problem}`))
    const { code } = await server.end('SIGTERM')
    if (code !== 0) problems.push(`the last stop ended with ${code}`)
    problems.push(...(await inspect(place, folder)))
  } finally {
    await server.end('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  }
  const records = [...all.values()].reduce((sum, each) => sum + each.accounts.length + each.transactions.length, 0)
  return { rounds, acknowledgedLinks: all.size, acknowledgedRecords: records, readyMs, problems }
}

/** One line for people. */
export function summary(
  kind: Place['kind'],
  { rounds, acknowledgedLinks, acknowledgedRecords, ...report }: CrashReport,
) {
  const sorted = report.readyMs.toSorted((one, other) => one - other)
  const median = sorted[Math.floor(sorted.length / 2)]
  return (
    `${kind}: ${rounds} crashes, ${acknowledgedLinks} links and ${acknowledgedRecords} records acknowledged, ` +
    `${report.problems.length} problems; ready again after ${median} ms (median), ${sorted.at(-1)} ms (longest)`
  )
}

export const environmentOf = (place: Place, folder: string): Environment =>
  place.kind === 'embedded'
    ? { ENLACE_DATA_DIR: folder }
    : { DATABASE_URL: place.databaseUrl, ENLACE_MASTER_KEY: Buffer.alloc(32, 7).toString('base64') }

/** Clients work side by side until the server is gone in the middle of it. */
async function workUntilKilled(
  server: ChildServer,
  { round, seed }: { round: number; seed: string },
): Promise<Acknowledged> {
  const dice = new Dice(seed, 'crash', round)
  const acknowledged: Acknowledged = new Map()
  const gone = AbortSignal.timeout(dice.between(lifeMs.shortest, lifeMs.longest))
  const killed = new Promise<void>((resolve, reject) => {
    gone.addEventListener('abort', () => server.end('SIGKILL').then(() => resolve(), reject))
  })
  const clients = Array.from({ length: clientsCount }, (_, client) =>
    workAsClient(server.url, `r${round}_${client}`, { acknowledged, gone }),
  )
  await Promise.all([killed, ...clients])
  return acknowledged
}

type Work = { readonly acknowledged: Acknowledged; readonly gone: AbortSignal }

async function workAsClient(url: string, name: string, { acknowledged, gone }: Work): Promise<void> {
  for (let number = 0; ; number += 1) {
    try {
      const bank = { institution: 'erebor_mx_retail', username: `${name}_${number}`, password: 'full' }
      const link = idOf(await acknowledgedBy(url, '/api/links/', bank))
      acknowledged.set(link, { accounts: [], transactions: [] })
      const accounts = idsOf(await acknowledgedBy(url, '/api/accounts/', { link }))
      acknowledged.set(link, { accounts, transactions: [] })
      const period = daysBack(20)
      const transactions = idsOf(await acknowledgedBy(url, '/api/transactions/', { link, ...period }))
      acknowledged.set(link, { accounts, transactions })
    } catch (thrown) {
      // The kill lands a moment after its signal fires, so a broken connection is only expected from then on.
      if (gone.aborted && thrown instanceof TypeError) return
      throw thrown
    }
  }
}

async function acknowledgedBy(url: string, path: string, body: object): Promise<unknown> {
  const answer = await call(url, path, body)
  if (answer.status !== 201) throw new Error(`${path} answered ${answer.status}: ${JSON.stringify(answer.body)}`)
  return answer.body
}

const idOf = (record: unknown): string => (record as { id: string }).id
const idsOf = (records: unknown): string[] => (records as { id: string }[]).map(({ id }) => id)

function daysBack(count: number) {
  const now = Date.now()
  const day = (ms: number) => new Date(ms).toISOString().slice(0, 10)
  return { date_from: day(now - count * 86_400_000), date_to: day(now) }
}

async function missingIn({ url }: ChildServer, acknowledged: Acknowledged): Promise<string[]> {
  const problems: string[] = []
  for (const [link, { accounts, transactions }] of acknowledged) {
    const { status } = await call(url, `/api/links/${link}/`)
    if (status !== 200) problems.push(`the link ${link} answers ${status}`)
    problems.push(...(await missingRecords(url, `accounts/?link=${link}`, accounts)))
    problems.push(...(await missingRecords(url, `transactions/?link=${link}`, transactions)))
  }
  return problems
}

async function missingRecords(url: string, list: string, ids: readonly string[]): Promise<string[]> {
  if (ids.length === 0) return []
  const { body } = await call(url, `/api/${list}&page_size=1000`)
  const kept = new Set(idsOf((body as { results: unknown }).results))
  return ids.filter((id) => !kept.has(id)).map((id) => `${list} lacks ${id}`)
}

/** Looks into the tables themselves, while nobody else does. */
async function inspect(place: Place, folder: string): Promise<string[]> {
  if (place.kind === 'postgres') {
    const client = new pg.Client({ connectionString: place.databaseUrl })
    await client.connect()
    const problems = await halfDone(async (query) => (await client.query(query)).rows)
    await client.end()
    return problems
  }
  const db = await openEmbedded(folder, null)
  const problems = await halfDone(async (query) => (await sql.raw<Row>(query).execute(db.reader)).rows)
  await db.close()
  return problems
}
