import { cpSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Rewritten } from '../bare/rewrite.ts'
import { rewriteBare, visitBare } from '../candidates/bare.ts'
import { startEnlace } from '../candidates/enlace.ts'
import type { Candidate } from '../candidates/process.ts'
import { call } from '../load/call.ts'
import { type Section, show, showTimes } from '../report/section.ts'
import type { Workbench } from '../workbench.ts'
import type { Figure } from './figure.ts'

const linksCount = 100
const days = 90
const aimS = 60
/** What a daily refresh of a sandbox bank asks for: its last day, and what may still change. */
const daysRead = 36
const institution = 'erebor_br_retail'
const clock = '2026-03-18T15:00:00Z'

type Advanced = { readonly now: string; readonly counts: Readonly<Record<string, number>> }

type Measured = {
  readonly name: string
  readonly seconds: number
  readonly counts: Advanced['counts']
  readonly processorS: number
  readonly peakMb: number
  readonly bare: Rewritten
}

/** A simulated quarter: one hundred links that are refreshed every day, with nobody and with somebody to be told. */
export const ninetyDays: Figure = {
  name: 'ninety-days',
  async run(bench) {
    const measured = [await measure(bench, 'alone'), await measure(bench, 'with a receiver')]
    const visits = await visitBare({ institution, people: linksCount, days, daysRead })
    return describe(measured, visits.elapsedMs / 1_000)
  },
}

async function measure(bench: Workbench, name: 'alone' | 'with a receiver'): Promise<Measured> {
  const place = await bench.empty('embedded', `ninety-days ${name}`)
  if (place.kind !== 'embedded') throw new Error('only the embedded database is stepped through time')
  const receiver = await startReceiver()
  const enlace = await startEnlace(place, [], { ENLACE_CLOCK: clock, ENLACE_SEED: 'bench' })
  let since: string
  let linkIds: readonly string[]
  let advanced: Omit<Measured, 'name' | 'bare'>
  try {
    if (name === 'with a receiver') await call(enlace, 'POST', '/_enlace/webhooks/', { url: receiver.url })
    linkIds = await register(enlace)
    // What the registrations made due.
    since = (await call<Advanced>(enlace, 'POST', '/_enlace/clock/advance/', { by: '1m' })).now
    advanced = await advance(enlace)
  } finally {
    await enlace.stop()
    receiver.close()
  }
  const folder = join(bench.folder, `ninety-days ${name} bare`)
  cpSync(join(place.folder, 'database'), join(folder, 'database'), { recursive: true })
  const batches = [{ since, linkIds, daysSeen: daysRead }]
  const [bare] = await rewriteBare({ place: { kind: 'embedded', folder }, batches, together: 1 })
  if (!bare || bare.updates !== advanced.counts.update)
    throw new Error('the bare loop had other updates than the product')
  return { name, ...advanced, bare }
}

async function register(enlace: Candidate): Promise<string[]> {
  const ids: string[] = []
  for (let index = 0; index < linksCount; index += 1) {
    const person = { institution, username: `person_${index}`, password: 'bench', access_mode: 'recurrent' }
    const { id } = await call<{ id: string }>(enlace, 'POST', '/api/links/', person)
    await call(enlace, 'PATCH', `/_enlace/links/${id}/`, { refresh_rate: '24h' })
    ids.push(id)
  }
  return ids
}

async function advance(enlace: Candidate): Promise<Omit<Measured, 'name' | 'bare'>> {
  const usedBefore = enlace.processorMs()
  const startedAt = performance.now()
  const { counts } = await call<Advanced>(enlace, 'POST', '/_enlace/clock/advance/', { by: `${days}d` })
  const seconds = (performance.now() - startedAt) / 1_000
  const { peakMb } = enlace.memory()
  const processorS = (enlace.processorMs() - usedBefore) / 1_000
  return { seconds, counts, processorS, peakMb: peakMb ?? Number.NaN }
}

/** Takes everything at once. */
async function startReceiver(): Promise<{ readonly url: string; close(): void }> {
  const server = createServer((request, response) => {
    request.resume().on('end', () => response.end('taken'))
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () => server.close().closeAllConnections(),
  }
}

function describe(measured: readonly Measured[], institutionS: number): Section {
  const stepsOf = ({ counts }: Measured) => Object.values(counts).reduce((sum, count) => sum + count, 0)
  return {
    title: 'Ninety days of a hundred daily links',
    notes: [
      `\`POST /_enlace/clock/advance/\` by ${days} days over ${linksCount} recurrent links that are refreshed every day, on the embedded database: every slot, update and delivery in its turn. Once, as it is ${days * linksCount} updates. The **bare loop** puts what the updates wrote back into the same tables: one transaction for each update with its events, usage, new records and deliveries, which marks the same transactions as seen again, and one for each attempt at a delivery. It reads nothing, decides nothing, posts nothing.`,
      `The institution is in the same process. Answering the same questions takes it ${show(institutionS, 1)} s by itself, which the times of Enlace include.`,
    ],
    tables: [
      [
        ['', 'steps', 'seconds', 'steps/s', 'processor s', 'peak MB', 'bare loop s', 'times bare loop'],
        ...measured.map((one) => [
          one.name,
          show(stepsOf(one)),
          show(one.seconds, 1),
          show(stepsOf(one) / one.seconds),
          show(one.processorS, 1),
          show(one.peakMb),
          show(one.bare.elapsedMs / 1_000, 1),
          showTimes((one.seconds * 1_000) / one.bare.elapsedMs),
        ]),
      ],
    ],
    aims: measured.map(({ name, seconds }) => ({
      aim: `${days} days over ${linksCount} daily links, ${name}: under ${aimS} s`,
      measured: `${show(seconds, 1)} s`,
      met: seconds < aimS,
    })),
  }
}
