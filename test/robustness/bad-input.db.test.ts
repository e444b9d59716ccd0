import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, test } from 'vitest'
import { endpoints } from '../../server/src/http/endpoints.ts'
import { isOwn } from '../../server/src/http/route.ts'
import { startApi } from '../harness/api.ts'
import { brokenHttp, brokenKeys, pipelined } from './broken-http.ts'
import { authorization, type Malformed, malformedFor, request } from './malformed.ts'
import { type Exchange, exchange, type RawReply } from './raw-http.ts'

const api = await startApi()

const atOnce = 8

/** Sends them all, a few at a time, and gives what is wrong with the answers. */
async function offencesOf(malformed: readonly Malformed[]): Promise<string[]> {
  const waiting = [...malformed]
  const offences: string[] = []
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const said = offencesIn(next, await exchange(api.url, next))
      offences.push(...said.map((offence) => `${next.title}: ${offence}`))
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work))
  return offences
}

function offencesIn({ path, bytes }: Malformed, { replies, late }: Exchange): string[] {
  if (late) return ['hangs']
  const isOurs = path !== null && /^\/(api|_enlace)\//.test(path)
  if (isOurs && replies.length === 0) return ['is not answered']
  const isHead = bytes.subarray(0, 5).toString() === 'HEAD '
  return replies.flatMap((reply) => offencesOfReply(reply, isHead))
}

const arrayForm = /^application\/json/

function offencesOfReply({ status, headers, body }: RawReply, isHead: boolean): string[] {
  if (status >= 500 || status < 200) return [`is answered ${status} ${body.slice(0, 200)}`]
  if (status < 400 || isHead) return []
  if (!arrayForm.test(headers['content-type'] ?? '')) return [`is refused in ${headers['content-type']}: ${status}`]
  const errors: unknown = JSON.parse(body)
  if (!Array.isArray(errors) || errors.length === 0) return [`is refused without a list: ${body.slice(0, 200)}`]
  return errors.flatMap((error: Record<string, unknown>) => {
    const whole = typeof error.code === 'string' && typeof error.message === 'string' && error.message !== ''
    const named = /^[0-9a-f]{32}$/.test(String(error.request_id)) && error.request_id === headers['x-request-id']
    return whole && named ? [] : [`is refused with ${JSON.stringify(error).slice(0, 200)}`]
  })
}

async function expectAlive(): Promise<void> {
  expect(await api.get('/_enlace/ready', { keys: null })).toMatchObject({ status: 200 })
  expect(await api.get('/api/institutions/?page_size=1')).toMatchObject({ status: 200 })
}

const byEndpoint = endpoints.map((endpoint) => [endpoint.operationId, malformedFor(endpoint)] as const)

test('there are more than 300 malformed requests, and some for every endpoint', () => {
  expect(byEndpoint.flatMap(([, malformed]) => malformed).length).toBeGreaterThan(300)
  expect(byEndpoint.filter(([, malformed]) => malformed.length < 10)).toEqual([])
})

test.each(byEndpoint)(
  '%s refuses what is malformed, in the usual form',
  { timeout: 120_000 },
  async (_name, malformed) => {
    expect(await offencesOf(malformed)).toEqual([])
    await expectAlive()
  },
)

describe('on our own surface', () => {
  const own = endpoints.filter(isOwn)
  const pathOf = (path: string) => path.replaceAll(/:\w+/g, '7d3c1a52-9b0e-4f6a-8c2d-1e5f7a9b3c4d')
  const send = async (method: string, path: string, body?: string) => {
    const headers = { authorization, ...(body ? { 'content-type': 'application/json' } : {}) }
    const answer = await fetch(`${api.url}${path}`, { method, headers, ...(body ? { body } : {}) })
    return { status: answer.status, body: JSON.parse(await answer.text()) as unknown }
  }
  const refusal = { status: 400, body: expect.arrayContaining([expect.objectContaining({ field: 'nope' })]) }

  test.each(own.map(({ operationId, method, path }) => [operationId, method, pathOf(path)] as const))(
    '%s refuses a parameter that it does not know',
    async (_name, method, path) => {
      expect(await send(method, `${path}?nope=1`)).toEqual(refusal)
    },
  )

  const writing = own.filter(({ method }) => method !== 'GET')
  test.each(writing.map(({ operationId, method, path }) => [operationId, method, pathOf(path)] as const))(
    '%s refuses a key that it does not know',
    async (_name, method, path) => {
      expect(await send(method, path, '{"nope":1}')).toEqual(refusal)
    },
  )
})

// What is named in the refusal has come through: the path led to the endpoint, the query and the body with it.
describe('on our own surface a path without its last slash', () => {
  const own = endpoints.filter(isOwn)
  const ask = async (method: string, path: string, body?: string) => {
    const headers = { authorization, ...(body ? { 'content-type': 'application/json' } : {}) }
    const answer = await fetch(`${api.url}${path}`, { method, headers, redirect: 'error', ...(body ? { body } : {}) })
    const errors = (await answer.json()) as { field?: string }[]
    return { status: answer.status, fields: errors.map(({ field }) => field) }
  }
  const bare = (path: string) => path.replaceAll(/:\w+/g, '7d3c1a52-9b0e-4f6a-8c2d-1e5f7a9b3c4d').replace(/\/$/, '')

  test.each(own.map(({ operationId, method, path }) => [operationId, method, bare(path)] as const))(
    '%s is the same with its query and its body',
    async (_name, method, path) => {
      const query = await ask(method, `${path}?nope=1`)
      expect([query.status, query.fields]).toEqual([400, ['nope']])
      if (method === 'GET') return
      const body = await ask(method, path, '{"nope":1}')
      expect([body.status, body.fields]).toEqual([400, expect.arrayContaining(['nope'])])
    },
  )
})

describe('what was answered 500 once', () => {
  const ask = async (bytes: Buffer) => (await exchange(api.url, { bytes })).replies[0]?.status

  test.each([
    ['the last day of the calendar', '/api/links/?created_at=9999-12-31', 200],
    ['an instant past the last year', '/api/links/?created_at__gt=9999-12-31T23:59:59-23:59', 200],
    ['an instant before the first year', '/api/links/?created_at__lt=0001-01-01T00:00:00%2B23:59', 200],
    ['NUL in the id of a request', '/_enlace/requests/%00/', 404],
  ])('%s', async (_what, path, status) => {
    expect(await ask(request({ method: 'GET', path }))).toBe(status)
  })

  test.each([
    ['/_enlace/keys/', '{"name":"a\\u0000","scopes":["links:read"]}'],
    ['/_enlace/workspaces/', '{"name":"a\\u0000"}'],
    ['/api/links/', '{"institution":"erebor_mx_retail","username":"a","password":"b","external_id":"abc\\u0000"}'],
  ])('NUL in a text for %s', async (path, body) => {
    const bytes = request({ method: 'POST', path, headers: ['content-type: application/json'], body })
    expect((await exchange(api.url, { bytes })).replies[0]).toMatchObject({
      status: 400,
      body: expect.stringContaining('Null characters are not allowed.'),
    })
  })

  test.each(['host:', 'host: a b', 'x-forwarded-host: ]]]'])('a host that makes no URL: %s', async (header) => {
    const host = header.startsWith('host') ? header : `host: enlace.test\r\n${header}`
    const head = `GET /api/links/ HTTP/1.1\r\n${host}\r\nconnection: close\r\nauthorization: ${authorization}\r\n\r\n`
    expect(await ask(Buffer.from(head))).toBe(400)
  })
})

test('broken keys are refused like wrong ones', async () => {
  expect(await offencesOf(brokenKeys)).toEqual([])
  const statuses = await Promise.all(brokenKeys.map(async (each) => (await exchange(api.url, each)).replies[0]?.status))
  expect([...new Set(statuses)]).toEqual([401])
})

test.each(brokenHttp.map((each) => [each.title, each] as const))('%s does no harm', async (_title, each) => {
  expect(await offencesOf([each])).toEqual([])
  await expectAlive()
})

test('pipelined requests are answered one by one', async () => {
  const { replies, late } = await exchange(api.url, { bytes: pipelined(50) })
  expect(late).toBe(false)
  expect(replies.map(({ status }) => status)).toEqual([...Array<number>(49).fill(400), 200])
})

test('prototypes are not polluted by what was sent', () => {
  expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  expect(({} as Record<string, unknown>).link).toBeUndefined()
})

test('memory does not grow with what is refused', { timeout: 180_000 }, async () => {
  setFlagsFromString('--expose-gc')
  const collectGarbage = runInNewContext('gc') as () => void
  const heavy = byEndpoint
    .flatMap(([, malformed]) => malformed)
    .filter(({ bytes }) => bytes.length > 90_000)
    .concat(brokenHttp)
  const heapAfter = async (rounds: number) => {
    for (let round = 0; round < rounds; round += 1) expect(await offencesOf(heavy)).toEqual([])
    ;(api.log as string[]).length = 0
    collectGarbage()
    return process.memoryUsage().heapUsed
  }
  const before = await heapAfter(1)
  const grown = (await heapAfter(3)) - before
  expect(grown).toBeLessThan(20_000_000)
})
