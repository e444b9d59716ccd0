import { describe, expect, test } from 'vitest'
import { type Body, startApi } from '../../../../test/harness/api.ts'
import { inHouse, listAll } from '../../../../test/harness/sandbox.ts'

const api = await startApi()
const links: Body[] = []
for (const username of ['one', 'two', 'three', 'four', 'five']) {
  links.push(await api.givenLink({ username, external_id: `user-${username}` }))
  api.advance({ hours: 7 })
}
const newestFirst = links.toReversed()

describe('ListLinks', () => {
  test('200: the newest first, in one envelope', async () => {
    expect(await api.get('/api/links/')).toMatchObject({
      status: 200,
      body: { count: 5, next: null, previous: null, results: newestFirst },
    })
  })

  test('200: pages lead to one another by absolute URLs that keep the other parameters', async () => {
    const { body } = await api.get('/api/links/?page_size=2&institution=erebor_mx_retail&page=2&omit=status')
    expect(body.count).toBe(5)
    expect(body.results.map(({ id }: { id: string }) => id)).toEqual(newestFirst.slice(2, 4).map(({ id }) => id))
    const [next, previous] = [new URL(body.next), new URL(body.previous)]
    expect(next.origin).toBe(api.url)
    expect(next.pathname).toBe('/api/links/')
    expect(Object.fromEntries(next.searchParams)).toEqual({
      page_size: '2',
      institution: 'erebor_mx_retail',
      page: '3',
      omit: 'status',
    })
    expect(previous.searchParams.get('page')).toBe('1')
    const last = await api.get(inHouse(body.next))
    expect(last.body).toMatchObject({ next: null, results: [{ id: links[0].id }] })
  })

  test('200: next is as the caller sees the server, behind a proxy too', async () => {
    const headers = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'belvo.example' }
    const { body } = await api.get('/api/links/?page_size=2', { headers })
    expect(body.next).toBe('https://belvo.example/api/links/?page_size=2&page=2')
  })

  test('200: a page size over the maximum is clamped to 1000', async () => {
    expect(await api.get('/api/links/?page_size=999999')).toMatchObject({ status: 200, body: { count: 5, next: null } })
  })

  test('200: a workspace without links has an empty first page', async () => {
    const stranger = api.as(await api.givenStranger())
    expect(await stranger.get('/api/links/')).toMatchObject({
      status: 200,
      body: { count: 0, next: null, previous: null, results: [] },
    })
  })

  test('200: fields keeps what it names, omit drops it, unknown names do nothing', async () => {
    const keysOf = async (query: string) => Object.keys((await api.get(`/api/links/?${query}`)).body.results[0])
    expect(await keysOf('fields=id,status,nothing')).toEqual(['id', 'status'])
    expect(await keysOf('fields=id,%20status&omit=id')).toEqual(['status'])
    expect(await keysOf('omit=id,institution')).not.toContain('id')
    expect(await keysOf('fields=')).toHaveLength(13)
  })

  test('200: a parameter that no filter declares is ignored', async () => {
    expect((await listAll(api, '/api/links/?colour=red&status__range=a,b')).length).toBe(5)
  })

  test('200: the last value counts of a parameter that is given twice', async () => {
    const { body } = await api.get(`/api/links/?external_id=user-one&external_id=user-two`)
    expect(body.results).toEqual([links[1]])
  })

  test('200: the key of refresh_rate is null for the links that are not refreshed', async () => {
    const single = await api.givenLink({ access_mode: 'single' })
    expect((await api.get('/api/links/?refresh_rate=null')).body.results).toEqual([single])
    expect((await api.get('/api/links/?refresh_rate=7d')).body.count).toBe(5)
    expect((await api.get('/api/links/?access_mode=single')).body.results).toEqual([single])
  })

  test.each([
    ['page=0', { code: 'invalid', field: 'page' }],
    ['page=-1', { code: 'invalid', field: 'page' }],
    ['page=two', { code: 'invalid', field: 'page' }],
    ['page_size=0', { code: 'invalid', field: 'page_size' }],
    ['page_size=1.5', { code: 'invalid', field: 'page_size' }],
    ['id=12', { code: 'invalid', field: 'id', message: '“12” is not a valid UUID.' }],
    ['id__in=12,13', { code: 'invalid', field: 'id__in' }],
    ['created_by__not_in=me', { code: 'invalid', field: 'created_by__not_in' }],
    [
      'created_at__gt=yesterday',
      {
        code: 'invalid',
        field: 'created_at__gt',
        message: 'Date has wrong format. Use one of these formats instead: YYYY-MM-DD.',
      },
    ],
    ['created_at=2026-02-30', { code: 'invalid', field: 'created_at' }],
    ['created_at=2026-13-01T00:00:00Z', { code: 'invalid', field: 'created_at' }],
    ['created_at__range=2026-01-01', { code: 'invalid', field: 'created_at__range' }],
    ['created_at__range=2026-01-01,2026-01-02,2026-01-03', { code: 'invalid', field: 'created_at__range' }],
    ['access_mode=both', { code: 'invalid_choice', field: 'access_mode', message: '"both" is not a valid choice.' }],
    ['status__in=valid,broken', { code: 'invalid_choice', field: 'status__in' }],
    ['external_id=a%00b', { code: 'invalid', field: 'external_id' }],
  ])('400: %s', async (query, error) => {
    expect(await api.get(`/api/links/?${query}`)).toMatchObject({ status: 400, body: [error] })
  })

  test('400: two malformed filters are both named', async () => {
    const { status, body } = await api.get('/api/links/?id=12&created_at=never')
    expect([status, body.map(({ field }: { field: string }) => field)]).toEqual([400, ['id', 'created_at']])
  })

  test('400: more values than a parameter may carry', async () => {
    expect(await api.get(`/api/links/?institution__in=${'a,'.repeat(500)}`)).toMatchObject({
      status: 400,
      body: [{ code: 'invalid', field: 'institution__in' }],
    })
  })

  test('404: a page past the end', async () => {
    for (const query of ['page=2', 'page=999999999', 'page_size=2&page=4', 'status=invalid&page=2']) {
      expect(await api.get(`/api/links/?${query}`)).toMatchObject({
        status: 404,
        body: [{ code: 'not_found', message: 'Invalid page.' }],
      })
    }
  })
})
