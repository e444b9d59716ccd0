import { describe, expect, test } from 'vitest'
import { facts } from './facts.ts'
import { judgeReply } from './judge.ts'

const requestId = '0123456789abcdef0123456789abcdef'
const id = '30cb4806-6e00-48a4-91c9-ca55968576c8'
const link = {
  id,
  institution: 'erebor_mx_retail',
  access_mode: 'single',
  last_accessed_at: '2026-01-31T12:00:00.000Z',
  created_at: '2026-01-31T12:00:00.000Z',
  external_id: null,
  institution_user_id: 'sooE7XJWEKypZJR603ecaWYk-8Ap0oD8Nr1pBQ4eG9c=',
  status: 'valid',
  created_by: id,
  refresh_rate: null,
  credentials_storage: '365d',
  fetch_resources: ['ACCOUNTS'],
  stale_in: '365d',
}
const refused = [{ code: 'not_found', message: 'Not found', request_id: requestId }]
const tokenAsked = [
  {
    ...refused[0],
    session: requestId,
    expiry: 720,
    link: id,
    token_generation_data: { instructions: 'Enter it', type: 'numeric', value: '1', expects_user_input: true },
  },
]
const page = (results: readonly unknown[]) => ({ count: results.length, next: null, previous: null, results })

const judging = (method: string, path: string, status: number, body: unknown) => () =>
  judgeReply({ method, path, status, body })

describe('lets through', () => {
  test.each([
    ['GET', `/api/links/${id}/`, 200, link],
    ['GET', `/api/links/${id}`, 200, link],
    ['GET', '/api/links/?page=2', 200, page([link])],
    ['GET', '/api/links/?fields=id', 200, page([{ id }])],
    ['GET', '/api/accounts/?omit=balance', 200, page([])],
    ['DELETE', `/api/links/${id}/`, 204, undefined],
    ['DELETE', `/api/links/${id}/`, 202, { request_id: id }],
    ['GET', '/api/', 200, {}],
    ['GET', '/api/nowhere/', 404, refused],
    ['PUT', '/api/links/', 405, refused],
    ['POST', '/api/links/', 400, [{ ...refused[0], code: 'required', field: 'institution' }]],
    ['GET', '/_enlace/health', 200, { status: 'ok' }],
    ['POST', `/api/links/${id}/refresh/`, 202, { request_id: requestId }],
    ['POST', `/api/links/${id}/refresh/`, 409, [{ ...refused[0], code: 'link_refreshed' }]],
    ['POST', `/api/links/${id}/refresh/`, 408, refused],
    ['POST', `/api/links/${id}/refresh/`, 428, tokenAsked],
    ['PATCH', '/api/links/', 428, tokenAsked],
    ['PATCH', `/api/links/${id}/`, 428, tokenAsked],
  ])('%s %s %i', (method, path, status, body) => {
    expect(judging(method, path, status, body)).not.toThrow()
  })
})

describe('stops', () => {
  test.each([
    ['GET', `/api/links/${id}/`, 200, { ...link, status: 'fine' }, '/status is "fine", not one of'],
    ['GET', `/api/links/${id}/`, 200, { ...link, extra: 1 }, 'the body has the unknown key extra'],
    ['GET', `/api/links/${id}/`, 200, { ...link, created_at: 'today' }, '/created_at must match format "date-time"'],
    ['GET', `/api/links/${id}/`, 200, { ...link, id: null }, '/id must be string, but is null'],
    ['GET', `/api/links/${id}/`, 200, { id }, 'the body lacks institution'],
    ['GET', '/api/links/', 200, [link], 'the body must be object'],
    ['GET', '/api/links/', 200, { results: [] }, 'the body lacks count'],
    ['GET', '/api/links/?fields=id', 200, page([{ id, extra: 1 }]), '/results/0 has the unknown key extra'],
    ['POST', '/api/links/', 200, link, 'RegisterLink declares only'],
    ['POST', '/api/links/', 409, refused, 'RegisterLink declares only'],
    ['DELETE', `/api/links/${id}/`, 204, {}, 'the body has to be empty'],
    ['POST', '/api/nowhere/', 201, {}, 'the specification has no such operation'],
    ['GET', '/api/links/', 401, refused[0], 'the body must be array'],
    ['GET', '/api/links/', 401, [], 'the body must NOT have fewer than 1 items'],
    ['GET', '/api/links/', 401, [{ code: 'a', message: 'b' }], '/0 lacks request_id'],
    ['POST', '/api/links/', 428, refused, '/0 lacks session'],
    ['POST', '/api/links/', 428, [{ ...tokenAsked[0], extra: 1 }], '/0 has the unknown key extra'],
    ['PATCH', `/api/links/${id}/`, 409, refused, 'ModifyLinkDataRetrieval declares only'],
  ])('%s %s %i: %j', (...[method, path, status, body, problem]) => {
    expect(judging(method, path, status, body)).toThrow(problem)
  })

  test('says which request it is about', () => {
    expect(judging('GET', '/api/links/?page=2', 200, {})).toThrow('GET /api/links/?page=2 answered 200')
  })
})

test('can judge every reply that the specification declares', () => {
  const replies = Object.entries(facts.paths).flatMap(([path, operations]) =>
    Object.entries(operations).flatMap(([method, { responses }]) =>
      Object.keys(responses).map((status) => [method.toUpperCase(), path, Number(status)] as const),
    ),
  )
  expect(replies.length).toBeGreaterThan(500)
  for (const [method, path, status] of replies) {
    for (const query of ['', '?fields=id']) {
      const given = judging(method, path.replace('{id}', id) + query, status, 'no such thing')
      expect(given).toThrow(/must be|has to be empty/)
    }
  }
}, 120_000)
