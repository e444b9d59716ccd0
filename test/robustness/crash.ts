import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { Dice } from '../../server/src/kit/random.ts'
import type { ChildServer } from './child-server.ts'
import { type FickleReceiver, openFickleReceiver } from './fickle-receiver.ts'
import { halfDone } from './half-done.ts'
import { brokenPromises } from './life-checks.ts'
import { type Ledger, liveAsClient, type Stage } from './life-clients.ts'
import { missingIn } from './missing.ts'
import { begin, clockOf, keysOf, lookInto, type Place, settle, startIn, todayIn, wentBack } from './places.ts'

type Plan = { readonly rounds: number; readonly seed: string; readonly afterRound?: (round: number) => void }

export type CrashReport = {
  readonly rounds: number
  readonly links: number
  readonly records: number
  readonly refreshes: number
  readonly webhooks: number
  /** From the start of the process after each crash until it served. */
  readonly readyMs: readonly number[]
  /** What was lost, changed or half done; empty when all is well. */
  readonly problems: readonly string[]
}

const clientsCount = 4
/** A hang costs five seconds, so short runs have none; after a second one an emulator would wait no more. */
const hangsFrom = 5
const lifeMs = { shortest: 30, longest: 2_000 }
const linksFirst = 2
const beginsWithinMs = 30_000
const looksEveryMs = 10

/**
 * Kills a working server at moments that the seed decides, starts it again on the same data, and looks whether
 * everything that it had answered is still there, and everything that it had accepted comes to its end. Of two servers
 * on one database each is killed in turn, and the other goes on.
 */
export async function crashRepeatedly(place: Place, plan: Plan): Promise<CrashReport> {
  const { rounds, seed, afterRound } = plan
  const folder = mkdtempSync(join(tmpdir(), 'enlace-crash-'))
  const receiver = await openFickleReceiver(seed, rounds < hangsFrom ? 0 : 1)
  const start = () => startIn(place, folder, receiver)
  const all: Ledger = new Map()
  const problems: string[] = []
  const readyMs: number[] = []
  const servers = await Promise.all(place.kind === 'servers' ? [start(), start()] : [start()])
  try {
    await begin(place, servers[0] as ChildServer, receiver)
    for (let round = 1; round <= rounds; round += 1) {
      const victim = round % servers.length
      const { ledger, clock, again } = await workUntilKilled(servers, { round, seed, victim, place, start })
      servers[victim] = again
      readyMs.push(again.readyMs)
      const found = [...(await missingIn(again.url, ledger, keysOf(place))), ...(await wentBack(again, clock))]
      problems.push(...found.map((problem) => `round ${round}: ${problem}`))
      for (const [link, promised] of ledger) all.set(link, promised)
      afterRound?.(round)
    }
    problems.push(...(await settle(place, servers[0] as ChildServer)))
    for (const { url } of servers) problems.push(...(await missingIn(url, all, keysOf(place))))
    for (const { code } of await Promise.all(servers.map((server) => server.end('SIGTERM')))) {
      if (code !== 0) problems.push(`the last stop ended with ${code}`)
    }
    const claimsDropped = place.kind !== 'servers'
    const looked = await lookInto(place, folder, async (ask) => [
      ...(await halfDone(ask)),
      ...(await brokenPromises(ask, { ledger: all, receiver, claimsDropped })),
    ])
    problems.push(...looked)
  } catch (thrown) {
    throw new Error(`after ${readyMs.length} rounds; ${servers.map(lastWords).join('; ')}`, { cause: thrown })
  } finally {
    await Promise.all(servers.map((server) => server.end('SIGKILL')))
    await receiver.close()
    rmSync(folder, { recursive: true, force: true })
  }
  return { rounds, ...sumsOf(all, receiver), readyMs, problems }
}

function lastWords({ process, said }: ChildServer): string {
  const { exitCode, signalCode } = process
  return `a server that ended with ${exitCode ?? signalCode ?? 'nothing yet'} said ${said().stderr || 'nothing'}`
}

function sumsOf(all: Ledger, { arrived }: FickleReceiver) {
  const sum = (count: (promised: Promised) => number) =>
    [...all.values()].reduce((total, each) => total + count(each), 0)
  type Promised = Ledger extends Map<string, infer Each> ? Each : never
  return {
    links: all.size,
    records: sum(({ accounts, transactions }) => accounts.length + transactions.length),
    refreshes: sum(({ refreshes }) => refreshes.length),
    webhooks: arrived.size,
  }
}

/** One line for people. */
export function summary(kind: Place['kind'], { rounds, links, records, refreshes, webhooks, ...report }: CrashReport) {
  const sorted = report.readyMs.toSorted((one, other) => one - other)
  const median = sorted[Math.floor(sorted.length / 2)]
  return (
    `${kind}: ${rounds} crashes, ${links} links, ${records} records and ${refreshes} refreshes acknowledged, ` +
    `${webhooks} webhooks, ${report.problems.length} problems; ` +
    `ready again after ${median} ms (median), ${sorted.at(-1)} ms (longest)`
  )
}

type Round = {
  readonly round: number
  readonly seed: string
  readonly victim: number
  readonly place: Place
  start(): Promise<ChildServer>
}

/** Clients work side by side until one server is gone in the middle of it; it is started again before the rest ends. */
async function workUntilKilled(servers: readonly ChildServer[], { round, seed, victim, place, start }: Round) {
  const dice = new Dice(seed, 'crash', round)
  const ledger: Ledger = new Map()
  const killing = new AbortController()
  const gone = killing.signal
  const over = new AbortController()
  const again = new Promise<ChildServer>((resolve, reject) => {
    gone.addEventListener('abort', () => {
      const restarted = servers[victim]?.end('SIGKILL').then(start)
      restarted?.finally(() => over.abort()).then(resolve, reject)
    })
  })
  const clock = clockOf(place)
  const stageOf = (index: number): Stage => ({
    url: servers[index]?.url ?? '',
    keys: keysOf(place),
    ledger,
    gone: index === victim ? gone : over.signal,
    outages: false,
    today: todayIn(place),
    clock,
  })
  const clients = Array.from({ length: clientsCount }, (_, client) =>
    liveAsClient(stageOf(client % servers.length), `r${round}_${client}`, seed),
  )
  const end = atWork(ledger).then(() => wait(dice.between(lifeMs.shortest, lifeMs.longest)))
  void end.then(() => killing.abort())
  const [started] = await Promise.all([again, ...clients])
  return { ledger, clock, again: started }
}

/** A slow machine gets its time to begin: the moment of the kill counts from where work is under way. */
async function atWork(ledger: Ledger): Promise<void> {
  for (let waitedMs = 0; ledger.size < linksFirst && waitedMs < beginsWithinMs; waitedMs += looksEveryMs) {
    await wait(looksEveryMs)
  }
}
