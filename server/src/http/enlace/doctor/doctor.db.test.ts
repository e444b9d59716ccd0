import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import type { CheckReport } from '../../../../../contract/doctor.ts'
import { type Body, sendTo, startApi } from '../../../../../test/harness/api.ts'
import { startConsumer } from '../../../../../test/harness/consumer.ts'
import { startReceiver } from '../../../../../test/harness/receiver.ts'
import { databaseUnderTest } from '../../../../../test/harness/under-test.ts'
import { Doctor } from '../../../flows/doctor/doctor.ts'

const house = await startApi()
const limits = {
  ...{ answerMaxMs: 10_000, nearMs: 50, farMs: 100, quietMs: 60, settleMaxMs: 10_000 },
  ...{ readMaxMs: 200, heldMaxMs: 200, burstCount: 20, runMaxMs: 60_000 },
}
Object.assign(house.app.deps, { doctor: new Doctor(limits) })

async function given() {
  const keys = await house.givenStranger()
  const api = house.as(keys)
  const finished = async (id: string) => (await api.get(`/_enlace/doctor/${id}/?wait=120`)).body
  return { keys, api, finished }
}

const short = { checks: ['delivery'] }

const verdictsIn = ({ checks }: Body): readonly string[] =>
  checks.map(({ check, verdict }: CheckReport) => `${check} ${verdict}`)

describe('ExamineEndpoint', () => {
  test('202: it begins, and says what it will look at', async () => {
    const { api, finished } = await given()
    const { url } = await startReceiver()
    const { status, body } = await api.post('/_enlace/doctor/', { url, checks: ['replay', 'delivery'] })
    expect(status).toBe(202)
    expect(body).toMatchObject({ state: 'running', url, grade: null, checks: [], waiting: ['delivery', 'replay'] })
    await finished(body.id)
  })

  test('200: in words, check by check, with the grade at the end', async () => {
    const { keys } = await given()
    const { url } = await startConsumer('none', { api: house.url, keys, now: () => house.now() })
    const headers = { accept: 'text/markdown' }
    const asked = { method: 'POST', path: '/_enlace/doctor/', keys, headers, body: { url, ...short } }
    const { status, headers: told, body } = await sendTo(house.url, asked)
    expect([status, told.get('content-type')]).toEqual([200, 'text/markdown; charset=utf-8'])
    expect(body).toMatch(/^# http.*\n## Plain deliveries: passed\n\n- Played: .*\*\*Grade A\*\*, 100 percent\.\n\n$/s)
  })

  test('202: a reset breaks it off, and nothing of it is left', async () => {
    const { api, finished } = await given()
    const { url, received, forget } = await startReceiver(204)
    await api.put('/_enlace/snapshots/before/')
    for (const body of [{ snapshot: 'before' }, {}]) {
      const { body: begun } = await api.post('/_enlace/doctor/', { url })
      await expect.poll(() => received.length, { timeout: 20_000 }).toBeGreaterThan(0)
      forget()
      expect((await api.post('/_enlace/reset/', body)).status).toBe(204)
      expect(await finished(begun.id)).toMatchObject({ state: 'broken_off', problem: 'not_found' })
      expect((await api.get('/api/links/')).body.count).toBe(0)
    }
  })

  test('400: addresses that are none, an unknown check, a key that there is not', async () => {
    const { api } = await given()
    const ask = async (more: Body) => (await api.post('/_enlace/doctor/', { url: 'http://localhost:9', ...more })).body
    expect(await ask({ url: 'ftp://localhost' })).toMatchObject([{ code: 'invalid', field: 'url' }])
    expect(await ask({ state_url: 'file:///etc/passwd' })).toMatchObject([{ code: 'invalid', field: 'state_url' }])
    expect(await ask({ secret: 'secret' })).toMatchObject([{ code: 'invalid', field: 'secret' }])
    expect(await ask({ checks: ['pulse'] })).toMatchObject([{ code: 'invalid_choice', field: 'checks.0' }])
    expect((await api.post('/_enlace/doctor/', {})).body).toMatchObject([{ code: 'required', field: 'url' }])
  })

  test('400: without the sandbox a link has to be named', async () => {
    const api = await startApi({ ENLACE_SANDBOX: 'off' })
    const asked = await api.post('/_enlace/doctor/', { url: 'http://localhost:9' })
    expect(asked).toMatchObject({ status: 400, body: [{ code: 'required', field: 'link' }] })
  })

  test('404: a link that the workspace does not have', async () => {
    const { api } = await given()
    const theirs = await house.givenLink({ username: 'theirs' })
    const asked = { url: 'http://localhost:9', link: theirs.id }
    const refusal = { code: 'not_found', field: 'link' }
    expect(await api.post('/_enlace/doctor/', asked)).toMatchObject({ status: 404, body: [refusal] })
  })

  // A server needs PostgreSQL, so the embedded run has nothing to show here.
  test.skipIf(databaseUnderTest().kind === 'embedded')('404: in server mode there is no doctor', async () => {
    const own = { id: 'the-server-s-own-id', password: 'the-server-s-own-password' }
    const settings = { ENLACE_SANDBOX: 'on', ENLACE_SECRET_ID: own.id, ENLACE_SECRET_PASSWORD: own.password }
    const server = (await startApi({ ENLACE_MODE: 'server', ...settings })).as(own)
    const receiver = await startReceiver()
    expect(await server.post('/_enlace/doctor/', { url: receiver.url })).toMatchObject({ status: 404 })
    const path = '/_enlace/doctor/7d3c1a52-9b0e-4f6a-8c2d-1e5f7a9b3c4d/'
    expect(await server.get(path)).toMatchObject({ status: 404, body: [{ code: 'not_found' }] })
    expect(receiver.received).toEqual([])
  })

  test('409: one at a time in a workspace, and any number in others', async () => {
    const [one, other] = [await given(), await given()]
    const { url } = await startReceiver()
    const first = await one.api.post('/_enlace/doctor/', { url, ...short })
    const second = await one.api.post('/_enlace/doctor/', { url, ...short })
    expect(second).toMatchObject({ status: 409, body: [{ code: 'doctor_busy' }] })
    const elsewhere = await other.api.post('/_enlace/doctor/', { url, ...short })
    expect(elsewhere.status).toBe(202)
    await one.finished(first.body.id)
    await other.finished(elsewhere.body.id)
    const third = await one.api.post('/_enlace/doctor/', { url, ...short })
    expect(third.status).toBe(202)
    expect(third.body.id).not.toBe(first.body.id)
    await one.finished(third.body.id)
  })

  test('its own links come and go without a word to anybody else', async () => {
    const { api, finished } = await given()
    const [examined, registered] = [await startReceiver(), await startReceiver()]
    await api.post('/_enlace/webhooks/', { url: registered.url })
    const { body } = await api.post('/_enlace/doctor/', { url: examined.url, checks: ['burst'], external_id: 'user-7' })
    const report = await finished(body.id)
    expect(verdictsIn(report)).toEqual(['burst passed'])
    expect(report.checks[0].figures).toMatchObject({ sent: 20, acknowledged: 20 })
    const told = new Set(examined.received.map((post) => post.body.link_id))
    expect(told.size).toBe(4)
    expect(new Set(examined.received.map((post) => post.body.external_id))).toEqual(new Set(['user-7']))
    expect((await api.get('/api/links/')).body.count).toBe(0)
    await house.drain()
    expect(registered.received).toEqual([])
  })

  test('a link of the application is told of as it is, and stays as it is', async () => {
    const { api, keys, finished } = await given()
    const form = { institution: 'erebor_mx_retail', username: 'bnk100', password: 'full', access_mode: 'single' }
    const { id: link } = (await api.post('/api/links/', form)).body
    const period = { link, date_from: '2026-02-01', date_to: '2026-03-01' }
    await api.post('/api/transactions/', period)
    const before = (await api.get(`/api/transactions/?link=${link}&page_size=1000`)).body
    const consumer = await startConsumer('none', { api: house.url, keys, now: () => house.now() })
    const { body } = await api.post('/_enlace/doctor/', { url: consumer.url, state_url: consumer.stateUrl, link })
    const report = await finished(body.id)
    const skipped = verdictsIn(report).filter((each) => !each.endsWith('passed'))
    expect(skipped).toEqual(['removal skipped', 'forgeries skipped'])
    expect(report).toMatchObject({ link, grade: 'A', state: 'finished' })
    expect((await api.get(`/api/transactions/?link=${link}&page_size=1000`)).body).toEqual(before)
  }, 60_000)
})

describe('GetExamination', () => {
  test('200: as far as it has come, or over where somebody waits for it; in JSON and in words', async () => {
    const { api, keys, finished } = await given()
    const { url } = await startConsumer('none', { api: house.url, keys, now: () => house.now() })
    const { id } = (await api.post('/_enlace/doctor/', { url, ...short })).body
    const path = `/_enlace/doctor/${id}/`
    expect((await api.get(path)).body.state).toBe('running')
    expect(await finished(id)).toMatchObject({ state: 'finished', grade: 'A', percent: 100, waiting: [] })
    const words = (await api.get(path, { headers: { accept: 'text/plain' } })).body
    expect(words).toContain('## Plain deliveries: passed')
    expect(words).toContain('**Grade A**, 100 percent.')
  })

  test('400: a wait that is no number of seconds up to 300', async () => {
    const { api } = await given()
    for (const wait of ['long', '-1', '301']) {
      const path = `/_enlace/doctor/7d3c1a52-9b0e-4f6a-8c2d-1e5f7a9b3c4d/?wait=${wait}`
      expect(await api.get(path)).toMatchObject({ status: 400, body: [{ code: 'invalid', field: 'wait' }] })
    }
  })

  test("404: another workspace's examination looks like none", async () => {
    const [theirs, stranger] = [await given(), await given()]
    const { url } = await startReceiver()
    const { id } = (await theirs.api.post('/_enlace/doctor/', { url, ...short })).body
    expect(await stranger.api.get(`/_enlace/doctor/${id}/`)).toMatchObject({ status: 404 })
    await theirs.finished(id)
  })
})

describe('what an examination can say', () => {
  test('nobody at the url: the deliveries fail, the rest is skipped, an F', async () => {
    const { api, finished } = await given()
    const { body } = await api.post('/_enlace/doctor/', { url: await closedPort() })
    const report = await finished(body.id)
    expect(verdictsIn(report).filter((each) => !each.endsWith('skipped'))).toEqual(['delivery failed'])
    expect(report).toMatchObject({ grade: 'F', percent: 0 })
    expect(report.checks[0].seen.join()).toContain('connection_refused')
  })

  test('an application that never reads is not praised for what cannot be seen', async () => {
    const { api, keys, finished } = await given()
    const { url } = await startConsumer('never_reads', { api: house.url, keys, now: () => house.now() })
    const report = await finished((await api.post('/_enlace/doctor/', { url })).body.id)
    expect(verdictsIn(report)).toEqual([
      'delivery warned',
      ...['duplicates', 'reordering', 'late_answers', 'removal'].map((name) => `${name} skipped`),
      ...['unknown_webhooks passed', 'forgeries skipped', 'burst passed', 'replay skipped'],
    ])
    expect(report.grade).not.toBe('A')
  }, 60_000)

  test('without a state_url a webhook that is read twice is a warning', async () => {
    const { api, keys, finished } = await given()
    const { url } = await startConsumer('appends', { api: house.url, keys, now: () => house.now() })
    const report = await finished((await api.post('/_enlace/doctor/', { url, checks: ['duplicates'] })).body.id)
    expect(verdictsIn(report)).toEqual(['duplicates warned'])
  }, 60_000)

  test('a state_url that cannot be read is a warning that says why', async () => {
    const { api, finished } = await given()
    const { url, received } = await startReceiver()
    const asked = { url, state_url: url, ...short }
    const report = await finished((await api.post('/_enlace/doctor/', asked)).body.id)
    expect(verdictsIn(report)).toEqual(['delivery warned'])
    expect(report.checks[0].seen).toContain('The state_url could not be read: answered no {"transactions": ["id", …]}.')
    // One that hangs costs five seconds each time.
    expect(received.filter(({ body }) => body === null)).toHaveLength(2)
  })

  test('what is emptied under it is broken off, and the next one begins', async () => {
    const { api, finished } = await given()
    const receiver = await startReceiver()
    const { id } = (await api.post('/_enlace/doctor/', { url: receiver.url })).body
    await expect.poll(() => receiver.received.length, { timeout: 20_000 }).toBeGreaterThan(0)
    await api.post('/_enlace/reset/')
    expect(await finished(id)).toMatchObject({ state: 'broken_off', problem: 'not_found', grade: null })
    const again = (await api.post('/_enlace/doctor/', { url: receiver.url, ...short })).body
    expect(await finished(again.id)).toMatchObject({ state: 'finished' })
  }, 60_000)

  test('links that a run could not remove any more go with the next one', async () => {
    const { api, finished } = await given()
    const form = { institution: 'erebor_mx_retail', password: 'full', access_mode: 'single' }
    for (const username of ['enlace_doctor', 'enlace_doctor_2', 'somebody'])
      await api.post('/api/links/', { ...form, username })
    const { url } = await startReceiver()
    await finished((await api.post('/_enlace/doctor/', { url, ...short })).body.id)
    expect((await api.get('/api/links/')).body.count).toBe(1)
  })

  test('what takes too long is broken off', async () => {
    const own = await startApi()
    Object.assign(own.app.deps, { doctor: new Doctor({ ...limits, runMaxMs: 0 }) })
    const { url, received } = await startReceiver()
    const { id } = (await own.post('/_enlace/doctor/', { url })).body
    const { body } = await own.get(`/_enlace/doctor/${id}/?wait=60`)
    expect(body).toMatchObject({ state: 'broken_off', problem: 'request_timed_out', checks: [] })
    expect(received).toEqual([])
  })

  test('a stop breaks it off, with nothing left behind', async () => {
    const own = await startApi()
    const doctor = new Doctor({ ...limits, quietMs: 300 })
    Object.assign(own.app.deps, { doctor })
    const { url } = await startReceiver()
    const { id } = (await own.post('/_enlace/doctor/', { url })).body
    const waiting = own.get(`/_enlace/doctor/${id}/?wait=60`)
    await doctor.close()
    expect((await waiting).body).toMatchObject({ state: 'broken_off', problem: 'shutting_down' })
    expect((await own.get('/api/links/')).body.count).toBe(0)
    expect(await own.post('/_enlace/doctor/', { url })).toMatchObject({ status: 503 })
  }, 60_000)
})

async function closedPort(): Promise<string> {
  const server = createServer()
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise<void>((resolve) => void server.close(() => resolve()))
  return `http://127.0.0.1:${port}/hook`
}
