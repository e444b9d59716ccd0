import { cpSync } from 'node:fs'
import { join } from 'node:path'
import type { Rewritten } from '../bare/rewrite.ts'
import { rewriteBare, visitBare } from '../candidates/bare.ts'
import { type Place, startEnlace } from '../candidates/enlace.ts'
import type { Candidate } from '../candidates/process.ts'
import { call, forEach } from '../load/call.ts'
import { finished } from '../load/finished.ts'
import { type Section, show, showPercent, showSummary } from '../report/section.ts'
import { ratios, summarise } from '../report/stats.ts'
import type { Workbench } from '../workbench.ts'
import type { Figure } from './figure.ts'

const kinds = ['embedded', 'postgres'] as const
/** A link is refreshed once in ten minutes, so every round has its own. */
const linksOfRound = 40
const connections = 16
/** How many updates the server does at once; the embedded database has one connection. */
const together = { embedded: 1, postgres: 8 } as const
const daysRead = 365
const institution = 'erebor_br_retail'

type Round = {
  readonly since: string
  readonly linkIds: readonly string[]
  readonly acceptedMs: number
  readonly finishedMs: number
}

type Measured = {
  readonly kind: Place['kind']
  readonly rounds: readonly Round[]
  readonly bare: readonly Rewritten[]
}

/** Refreshes on demand, from the request to the end of the update, beside only writing what they write. */
export const refreshes: Figure = {
  name: 'refreshes',
  async run(bench, rounds) {
    const measured: Measured[] = []
    for (const kind of kinds) measured.push(await measureOn(kind, bench, rounds))
    const visits = await visitBare({ institution, people: linksOfRound, days: 1, daysRead })
    return describe(measured, visits.elapsedMs / visits.visits)
  },
}

async function measureOn(kind: Place['kind'], bench: Workbench, count: number): Promise<Measured> {
  const place = await bench.empty(kind, 'refreshes')
  const enlace = await startEnlace(place)
  const rounds: Round[] = []
  try {
    // The first round warms up.
    const links = await register(enlace, (count + 1) * linksOfRound)
    for (let round = 0; round <= count; round += 1) {
      rounds.push(await refresh(enlace, links.slice(round * linksOfRound, (round + 1) * linksOfRound)))
    }
  } finally {
    await enlace.stop()
  }
  const batches = rounds.map(({ since, linkIds }) => ({ since, linkIds, daysSeen: daysRead }))
  const barePlace = copyOf(place, join(bench.folder, 'refreshes bare'))
  const bare = await rewriteBare({ place: barePlace, batches, together: together[kind] })
  for (const { updates } of bare) {
    if (updates !== linksOfRound) throw new Error('the bare loop had other updates than the product')
  }
  return { kind, rounds: rounds.slice(1), bare: bare.slice(1) }
}

function copyOf(place: Place, folder: string): Place {
  if (place.kind === 'postgres') return place
  cpSync(join(place.folder, 'database'), join(folder, 'database'), { recursive: true })
  return { kind: 'embedded', folder }
}

/** People whose year has been read and stored by the update of their registration. */
async function register(enlace: Candidate, count: number): Promise<readonly string[]> {
  const ids: string[] = []
  for (let index = 0; index < count; index += 1) {
    const person = { institution, username: `person_${index}`, password: 'bench', access_mode: 'recurrent' }
    ids.push((await call<{ id: string }>(enlace, 'POST', '/api/links/', person)).id)
  }
  for (const id of ids) await finished(enlace, id, 'registration')
  return ids
}

async function refresh(enlace: Candidate, linkIds: readonly string[]): Promise<Round> {
  const since = new Date().toISOString()
  const startedAt = performance.now()
  await forEach(linkIds, connections, async (id) => {
    await call(enlace, 'POST', `/api/links/${id}/refresh/`)
  })
  const acceptedMs = performance.now() - startedAt
  for (const id of linkIds) await finished(enlace, id, 'refresh')
  return { since, linkIds, acceptedMs, finishedMs: performance.now() - startedAt }
}

function describe(measured: readonly Measured[], institutionMs: number): Section {
  const accepted = ({ rounds }: Measured) => rounds.map(({ acceptedMs }) => (linksOfRound / acceptedMs) * 1_000)
  const done = ({ rounds }: Measured) => rounds.map(({ finishedMs }) => (linksOfRound / finishedMs) * 1_000)
  const bare = (one: Measured) => one.bare.map(({ updates, elapsedMs }) => (updates / elapsedMs) * 1_000)
  return {
    title: 'Refreshes',
    notes: [
      `\`POST /api/links/{id}/refresh/\` for ${linksOfRound} links of which a year is known, from ${connections} connections; then until the last of their updates has read, compared and kept a year of accounts, owners and transactions, and written its webhook events. The requests and the updates share the processor, so **accepted** is what is left while the first updates run. The **bare loop** puts what the updates wrote back into the same tables, one transaction for each, ${together.postgres} at once on PostgreSQL, and marks the same transactions as seen again; it reads and compares nothing.`,
      `The institution answers without delay, in the same process. Working out a year of one person takes it ${show(institutionMs, 1)} ms by itself, which the rates of Enlace include.`,
    ],
    tables: [
      [
        ['Database', 'accepted /s', 'finished /s', 'bare loop /s', 'of bare loop'],
        ...measured.map((one) => [
          one.kind,
          showSummary(summarise(accepted(one))),
          showSummary(summarise(done(one)), 1),
          showSummary(summarise(bare(one)), 1),
          showPercent(ratios(done(one), bare(one)).median),
        ]),
      ],
    ],
    aims: [],
  }
}
