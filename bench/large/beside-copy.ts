import { cpSync } from 'node:fs'
import { join } from 'node:path'
import type { Copying } from '../bare/copy.ts'
import type { Inserted } from '../bare/insert.ts'
import { copyBare } from '../candidates/bare.ts'
import { type Place, type ProgramName, startEnlace } from '../candidates/enlace.ts'
import type { Candidate } from '../candidates/process.ts'
import { finished } from '../load/finished.ts'
import { highestDuring } from '../load/highest.ts'
import { ratios, type Summary, summarise } from '../report/stats.ts'
import type { Workbench } from '../workbench.ts'

/** What one update brought for a link that nothing was known of. */
export type Brought = { readonly linkId: string; readonly rows: number; readonly elapsedMs: number }

/** One kind of large update: once to warm up, while memory is looked at, then as often as there are rounds. */
export type Load = {
  readonly name: string
  /** Left out where memory is all that is asked for. */
  readonly rounds?: number
  bring(enlace: Candidate, round: number): Promise<Brought>
}

export type Loads = {
  readonly name: string
  readonly table: Copying['table']
  readonly program: ProgramName
  /** Those that share a process of the product; each list has one of its own. */
  readonly processes: readonly (readonly Load[])[]
}

export type Loaded = {
  readonly kind: Place['kind']
  readonly name: string
  readonly restMb: number
  readonly peakMb: number
  /** The one that warmed up. */
  readonly first: Brought
  readonly brought: readonly Brought[]
  /** The same rows once more, in the same order. */
  readonly copies: readonly Inserted[]
}

const kinds = ['embedded', 'postgres'] as const

/** Every load on both databases, and `COPY` of what it stored into the table that it was stored in. */
export async function besideCopy(bench: Workbench, loads: Loads): Promise<readonly Loaded[]> {
  const loaded: Loaded[] = []
  for (const kind of kinds) loaded.push(...(await loadOn(kind, bench, loads)))
  return loaded
}

async function loadOn(kind: Place['kind'], bench: Workbench, loads: Loads): Promise<readonly Loaded[]> {
  const place = await bench.empty(kind, loads.name)
  // A first start holds the image of a new database, so it is over before memory is looked at.
  await (await startEnlace(place)).stop()
  const loaded: Omit<Loaded, 'copies'>[] = []
  for (const together of loads.processes) {
    const enlace = await startEnlace(place, [], {}, loads.program)
    try {
      const restMb = enlace.memory().residentMb ?? Number.NaN
      for (const load of together) loaded.push({ kind, restMb, ...(await bringAll(enlace, load)) })
    } finally {
      await enlace.stop()
    }
  }
  const linkIds = loaded.flatMap(({ brought }) => brought.map(({ linkId }) => linkId))
  const copies = await copyBare({ place: copyOf(place, bench, loads), table: loads.table, linkIds })
  const copyOfLink = new Map(linkIds.map((linkId, index) => [linkId, copies[index]]))
  return loaded.map((one) => ({ ...one, copies: one.brought.map((each) => sameRows(each, copyOfLink)) }))
}

async function bringAll(enlace: Candidate, { name, rounds = 0, bring }: Load) {
  const { highest: peakMb, result: first } = await highestDuring(enlace, bring(enlace, 0))
  const brought: Brought[] = []
  for (let round = 1; round <= rounds; round += 1) brought.push(await bring(enlace, round))
  return { name, peakMb, first, brought }
}

function sameRows({ linkId, rows }: Brought, copies: ReadonlyMap<string, Inserted | undefined>): Inserted {
  const copy = copies.get(linkId)
  if (!copy || copy.rows !== rows) throw new Error(`COPY had ${copy?.rows} rows, and the update ${rows}`)
  return copy
}

function copyOf(place: Place, bench: Workbench, { name }: Loads): Place {
  if (place.kind === 'postgres') return place
  const folder = join(bench.folder, `${name} bare`)
  cpSync(join(place.folder, 'database'), join(folder, 'database'), { recursive: true })
  return { kind: 'embedded', folder }
}

/** From the request that makes a link's update due to its end, with what it brought of the resource. */
export async function timeUpdate(
  enlace: Candidate,
  update: { readonly cause: string; readonly resource: string; request(): Promise<string> },
): Promise<Brought> {
  const startedAt = performance.now()
  const linkId = await update.request()
  const outcome = await finished(enlace, linkId, update.cause)
  const elapsedMs = performance.now() - startedAt
  const { resources } = outcome as { resources?: Record<string, { counts?: { fresh: number } }> }
  const rows = resources?.[update.resource]?.counts?.fresh
  if (rows === undefined) throw new Error(`the ${update.cause} failed: ${JSON.stringify(outcome)}`)
  return { linkId, rows, elapsedMs }
}

const rateOf = ({ rows, elapsedMs }: Inserted) => (rows / elapsedMs) * 1_000

/** Rows in a second: of the product, of `COPY`, and the one as a share of the other, round by round. */
export function ratesOf({ brought, copies }: Loaded): Record<'ours' | 'copied' | 'ofCopy', Summary> {
  const [ours, copied] = [brought.map(rateOf), copies.map(rateOf)]
  return { ours: summarise(ours), copied: summarise(copied), ofCopy: ratios(ours, copied) }
}
