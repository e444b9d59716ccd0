import pg from 'pg'
import type { EventsRead } from '../bare/event-reads.ts'
import type { Numbering } from '../bare/event-writes.ts'
import { readEventsBare, writeEventsBare } from '../candidates/bare.ts'
import { startEnlace } from '../candidates/enlace.ts'
import { headers } from '../candidates/keys.ts'
import type { Candidate } from '../candidates/process.ts'
import { call } from '../load/call.ts'
import { finished } from '../load/finished.ts'
import { type Section, show, showPercent, showSummary } from '../report/section.ts'
import { ratios, summarise } from '../report/stats.ts'
import { type Figure, inRounds } from './figure.ts'

const eventsCount = 100_000
const writers = 8
const writtenForMs = 1_500
const ofBareAim = 0.25

const reads = { pages: 1_000, stream: 100 } as const
type Reading = keyof typeof reads
const numberings: readonly Numbering[] = ['row', 'sequence', 'none']

type Page = { readonly results: readonly unknown[]; readonly next: number }
type Rates = Record<Reading, { readonly enlace: number[]; readonly bare: number[] }>

/** How fast the log of a workspace is read to its end, and what its order costs those who write. */
export const events: Figure = {
  name: 'events',
  async run(bench, rounds) {
    const place = await bench.empty('postgres', 'events')
    if (place.kind !== 'postgres') throw new Error('the log is read on PostgreSQL')
    const { url } = place
    const enlace = await startEnlace(place)
    const rates: Rates = { pages: { enlace: [], bare: [] }, stream: { enlace: [], bare: [] } }
    const written: Record<Numbering, number[]> = { row: [], sequence: [], none: [] }
    try {
      const { workspaceId, end } = await fillLog(enlace, url)
      for (const reading of ['pages', 'stream'] as const) {
        console.log(`  ${reading}`)
        const read = reading === 'pages' ? readPages : readStream
        await read(enlace, end)
        const measures = {
          enlace: () => timed(() => read(enlace, end)),
          bare: () => readEventsBare({ url, workspaceId, limit: reads[reading] }),
        }
        await inRounds(rounds, ['enlace', 'bare'] as const, async (candidate) => {
          rates[reading][candidate].push(perSecond(await measures[candidate]()))
        })
      }
      console.log('  writes')
      await inRounds(rounds, numberings, async (numbering) => {
        const asked = { url, workspaceId, numbering, writers, measuredMs: writtenForMs }
        const { transactions, elapsedMs } = await writeEventsBare(asked)
        written[numbering].push((transactions / elapsedMs) * 1_000)
      })
    } finally {
      await enlace.stop()
    }
    return describe(rates, written)
  },
}

/** A hundred thousand events: those of a link that came through the product, again and again under other numbers. */
async function fillLog(enlace: Candidate, url: string): Promise<{ workspaceId: string; end: number }> {
  const person = { institution: 'erebor_mx_retail', username: 'events', password: 'bench', access_mode: 'recurrent' }
  const { id } = await call<{ id: string }>(enlace, 'POST', '/api/links/', person)
  await finished(enlace, id, 'registration')
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<{ workspace_id: string; position: string }>(
    'update event_feeds set position = position + $1 returning workspace_id, position',
    [eventsCount],
  )
  const [feed] = rows
  if (!feed) throw new Error('there is no log')
  await client.query(
    `insert into events (workspace_id, shard, id, position, link_id, sequence, kind, request_id, data, happened_at)
      select workspace_id, shard, overlay(gen_random_uuid()::text placing left(link_id::text, 3) from 1)::uuid,
        $1::bigint - $2::bigint + number, link_id, 1000 + number, kind, request_id, data, happened_at
      from generate_series(1, $2::int) as number
      join (select *, row_number() over (order by sequence) - 1 as turn, count(*) over () as turns
        from events where link_id = $3) as told on number % turns = turn`,
    [feed.position, eventsCount, id],
  )
  await client.query('vacuum analyze events')
  await client.end()
  return { workspaceId: feed.workspace_id, end: Number(feed.position) }
}

async function readPages(enlace: Candidate, end: number): Promise<number> {
  let count = 0
  for (let after = 0; after < end; ) {
    const page = await call<Page>(enlace, 'GET', `/_enlace/events/?after=${after}&limit=${reads.pages}`)
    count += page.results.length
    after = page.next
  }
  return count
}

/** Until the last event is there; what is told is found and not parsed. */
async function readStream({ port }: Candidate, end: number): Promise<number> {
  const hangUp = new AbortController()
  const { authorization } = headers
  const { body } = await fetch(`http://127.0.0.1:${port}/_enlace/events/`, {
    signal: hangUp.signal,
    headers: { authorization, accept: 'text/event-stream' },
  })
  let count = 0
  let tail = ''
  for await (const part of (body ?? new ReadableStream<Uint8Array>()).pipeThrough(new TextDecoderStream())) {
    const blocks = (tail + part).split('\n\n')
    tail = blocks.pop() ?? ''
    count += blocks.filter((block) => block.includes('\nevent: ')).length
    if (blocks.some((block) => block.includes(`id: ${end}\n`))) break
  }
  hangUp.abort()
  return count
}

async function timed(work: () => Promise<number>): Promise<EventsRead> {
  const startedAt = performance.now()
  const count = await work()
  if (count < eventsCount) throw new Error(`${count} events were read of more than ${eventsCount}`)
  return { events: count, elapsedMs: performance.now() - startedAt }
}

const perSecond = ({ events: count, elapsedMs }: EventsRead): number => (count / elapsedMs) * 1_000

function describe(rates: Rates, written: Readonly<Record<Numbering, readonly number[]>>): Section {
  const row = (name: string, { enlace, bare }: Rates[Reading]) => [
    name,
    showSummary(summarise(enlace)),
    showSummary(summarise(bare)),
    showPercent(ratios(enlace, bare).median),
  ]
  const cost = (name: string, numbering: Numbering) => [
    name,
    showSummary(summarise(written[numbering])),
    showPercent(ratios(written[numbering], written.none).median),
  ]
  const worst = Math.min(...Object.values(rates).map(({ enlace, bare }) => ratios(enlace, bare).median))
  return {
    title: `The log of a workspace with ${show(eventsCount)} events`,
    notes: [
      'The whole log on PostgreSQL, read by one client from its beginning to its end; events per second, median of the rounds (lowest–highest). **Bare SQL** sends the same statements by the driver, page after page of the same size, and makes nothing of the rows.',
      `Writes are bare SQL: ${writers} connections, each with a link of its own, one event in each transaction, all in one workspace. Only where the positions come from differs. A sequence is no alternative, as readers would miss events; it shows what the order costs. PostgreSQL is without \`fsync\`; where a commit waits for a disk, those of one workspace wait one after the other.`,
    ],
    tables: [
      [
        ['Read', 'Enlace /s', 'Bare SQL /s', 'of bare SQL'],
        row(`pages of ${show(reads.pages)}`, rates.pages),
        row('a stream', rates.stream),
      ],
      [
        ['Positions from', 'transactions /s', 'of those without'],
        cost('a row that stays locked until the commit', 'row'),
        cost('a sequence', 'sequence'),
        cost('nowhere', 'none'),
      ],
    ],
    aims: [
      { aim: `at least ${showPercent(ofBareAim)} of bare SQL`, measured: showPercent(worst), met: worst >= ofBareAim },
    ],
  }
}
