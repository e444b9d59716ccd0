import type { Socket } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import { startApi } from '../../../../../test/harness/api.ts'
import { openStream } from '../../../../../test/harness/event-stream.ts'
import { appendMany } from '../../../../../test/harness/many-events.ts'

const path = '/_enlace/events/'
const count = 8_000
/** Sixteen megabytes of them are more than sockets take. */
const filling = 'x'.repeat(2_000)

test('200: who falls so far behind that a reset overtakes the stream is told what is missing', async () => {
  const api = await startApi()
  const { next: begin } = (await api.get(`${path}?after=latest`)).body
  await appendMany(api, count, filling)
  const stream = await openStream(api.url, `${path}?after=${begin}`)
  onTestFinished(() => stream.close())
  expect((await stream.next())?.id).toBe(String(begin + 1))
  await api.post('/_enlace/reset/')
  let last = begin + 1
  let said = await stream.next()
  for (; said?.event === 'link_moved'; said = await stream.next()) last = Number(said.id)
  const end = begin + count
  expect(last).toBeLessThan(end)
  expect(said).toEqual({ id: '', event: 'missed', data: { after: last, oldest: end + 1 } })
  expect(await stream.next()).toMatchObject({ id: String(end + 1), event: 'workspace_reset' })
})

test('who is not overtaken by a reset that the stream goes through is told of nothing missed', async () => {
  const api = await startApi()
  const { next: begin } = (await api.get(`${path}?after=latest`)).body
  const stream = await openStream(api.url, `${path}?after=${begin}&type=workspace_reset,link_registered`)
  onTestFinished(() => stream.close())
  await api.givenLink()
  expect(await stream.next()).toMatchObject({ event: 'link_registered' })
  const caughtUp = await stream.said.next()
  await api.post('/_enlace/reset/')
  expect(await stream.next()).toMatchObject({ event: 'workspace_reset' })
  expect(caughtUp.value).toEqual({ id: expect.any(String) })
})

// Who does not read cannot be told that it is over.
test('a stream ends when the server stops, also for a reader who takes nothing any more', async () => {
  const api = await startApi()
  const sockets: Socket[] = []
  api.app.server.server.on('connection', (socket: Socket) => sockets.push(socket))
  await appendMany(api, count, filling)
  const stream = await openStream(api.url, path)
  onTestFinished(() => stream.close())
  const unsent = () => Math.max(...sockets.map((socket) => socket.writableLength))
  await vi.waitFor(() => expect(unsent()).toBeGreaterThan(0), { timeout: 20_000 })
  await api.app.close()
  expect(sockets.every((socket) => socket.destroyed)).toBe(true)
}, 30_000)
