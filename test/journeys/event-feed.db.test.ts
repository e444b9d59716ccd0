import { expect, test } from 'vitest'
import type { Body } from '../harness/api.ts'
import { openStream, type Said } from '../harness/event-stream.ts'
import { openTwoDoors } from '../harness/two-doors.ts'

const { doors, urls, keys, rows } = await openTwoDoors()
const [send] = doors
const path = '/_enlace/events/'
const writersCount = 4
const roundsCount = 6

/** Registers and changes links at both doors; some changes are refused, some links deleted. */
async function write(writer: number): Promise<void> {
  const door = doors[writer % 2] as typeof send
  for (let round = 0; round < roundsCount; round += 1) {
    const body = { institution: 'heimdall_mx_retail', username: 'bnk102', password: 'low', access_mode: 'single' }
    const { body: link } = await door('POST', '/api/links/', { body: { ...body, username: `bnk10${writer}` } })
    await Promise.all([
      door('PATCH', `/api/links/${link.id}/`, { body: { access_mode: 'recurrent' } }),
      door('PUT', `/api/links/${link.id}/`, { body: { password: 'pass_invalid' } }),
      door('PATCH', `/api/links/${link.id}/`, { body: { stale_in: '9d' } }),
    ])
    if (round % 3 === 0)
      await door('DELETE', `/api/links/${link.id}/`, { headers: { 'x-belvo-request-mode': 'async' } })
  }
}

/** Listens until `isDone` says so of what was heard, and hangs up after every few events to come again at another door. */
async function listen(
  from: number,
  { hangsUpAfter, isDone }: { hangsUpAfter: number; isDone: Waits },
): Promise<Said[]> {
  const heard: Said[] = []
  for (let door = 0; !(await isDone(heard)); door += 1) {
    const lastEventId = heard.at(-1)?.id ?? String(from)
    const stream = await openStream(urls[door % 2] as string, path, { lastEventId, keys })
    for (let count = 0; count < hangsUpAfter && !(await isDone(heard)); count += 1) {
      const said = await stream.next()
      if (said) heard.push(said)
    }
    stream.close()
  }
  return heard
}

/** The same by asking again and again, each request waiting for what comes. */
async function ask(from: number, { limit, isDone }: { limit: number; isDone: Waits }): Promise<Body[]> {
  const heard: Body[] = []
  let after = from
  while (!(await isDone(heard))) {
    const { body } = await send('GET', `${path}?after=${after}&limit=${limit}&wait=1`)
    heard.push(...body.results)
    after = body.next
  }
  return heard
}

type Waits = (heard: readonly unknown[]) => Promise<boolean>

test('who comes again after every hang-up has heard everything once, in one order, from either process', async () => {
  const { body: begin } = await send('GET', `${path}?after=latest`)
  let written = false
  const countOf = async (): Promise<number> =>
    Number((await rows(`select count(*) as count from events where position > ${begin.next}`))[0]?.count)
  // Updates that became due go on for a while: who has heard as much as there is, and nobody writes, is done.
  const isDone: Waits = async (heard) => written && heard.length >= (await countOf())
  const listeners = [3, 17, 1_000].map((hangsUpAfter) => listen(begin.next, { hangsUpAfter, isDone }))
  const asker = ask(begin.next, { limit: 5, isDone })
  await Promise.all(Array.from({ length: writersCount }, (_, writer) => write(writer)))
  written = true
  // The last thing to be heard: whoever waits for more when everything else is told would wait for ever.
  await write(0)
  const heard = await Promise.all(listeners)
  const asked = await asker
  const stored = await rows(`select position, link_id, sequence, kind from events
    where position > ${begin.next} order by position`)
  const told = stored.map(({ position, link_id, sequence, kind }) => [
    Number(position),
    link_id,
    Number(sequence),
    kind,
  ])
  expect(told.map(([position]) => position)).toEqual(told.map((_, index) => begin.next + 1 + index))
  expect(told.length).toBeGreaterThan(writersCount * roundsCount * 4)
  const wordsOf = ({ position, link, sequence, type }: Body) => [position, link, sequence, type]
  for (const each of [...heard.map((said) => said.map(({ data }) => data)), asked]) {
    expect(each.map(wordsOf)).toEqual(told.slice(0, each.length))
    expect(each.length).toBeGreaterThan(writersCount * roundsCount * 4)
  }
}, 120_000)
