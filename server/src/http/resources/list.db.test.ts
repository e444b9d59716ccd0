import { beforeAll, describe, expect, test } from 'vitest'
import { startApi } from '../../../../test/harness/api.ts'
import { givenRetrieved, inHouse, listAll, type Retrieved } from '../../../../test/harness/sandbox.ts'

const api = await startApi()
const unknown = '3f2b0c1a-5a1e-4c58-9b0a-0d0c0b0a0908'
let mexico: Retrieved
let brazil: Retrieved

beforeAll(async () => {
  mexico = await givenRetrieved(api)
  api.advance({ minutes: 1 })
  brazil = await givenRetrieved(api, { institution: 'erebor_br_retail' })
})

const lists = [
  ['ListAccounts', '/api/accounts/', ({ accounts }: Retrieved) => accounts],
  ['ListOwners', '/api/owners/', ({ owners }: Retrieved) => owners],
  ['ListTransactions', '/api/transactions/', ({ transactions }: Retrieved) => transactions],
] as const

describe.each(lists)('%s', (_, path, recordsOf) => {
  test('200: every record of a link, once, whatever the page size', async () => {
    const ids = new Set(recordsOf(mexico).map(({ id }) => id))
    for (const pageSize of [1_000, 100, 97]) {
      const listed = await listAll(api, `${path}?link=${mexico.link.id}&page_size=${pageSize}`)
      expect(listed.length).toBe(ids.size)
      expect(new Set(listed.map(({ id }) => id))).toEqual(ids)
    }
  })

  test('200: next and previous are absolute and keep every other parameter', async () => {
    const both = `${mexico.link.id},${brazil.link.id}`
    const first = `${path}?link=${mexico.link.id}&link__in=${both}&page_size=1&omit=id&unknown=x%26y`
    const { body } = await api.get(first)
    expect(body).toMatchObject({ count: recordsOf(mexico).length, previous: null })
    if (recordsOf(mexico).length === 1) return expect(body.next).toBeNull()
    const next = new URL(body.next)
    expect(next.origin).toBe(api.url)
    expect(Object.fromEntries(next.searchParams)).toEqual({
      link: mexico.link.id,
      link__in: both,
      page_size: '1',
      omit: 'id',
      unknown: 'x&y',
      page: '2',
    })
    const second = await api.get(inHouse(body.next))
    expect(new URL(second.body.previous).searchParams.get('page')).toBe('1')
  })

  test('200: fields and omit', async () => {
    const first = async (query: string) =>
      (await api.get(`${path}?link=${mexico.link.id}&page_size=1&${query}`)).body.results[0]
    expect(Object.keys(await first('fields=id,created_at'))).toEqual(['id', 'created_at'])
    expect(await first('omit=created_at')).not.toHaveProperty('created_at')
    expect(await first('omit=created_at')).toHaveProperty('id')
  })

  test("200: another workspace's link has nothing to show", async () => {
    const stranger = api.as(await api.givenStranger())
    expect(await stranger.get(`${path}?link=${mexico.link.id}`)).toMatchObject({ status: 200, body: { count: 0 } })
    expect(await stranger.get(`${path}?link__in=${mexico.link.id}&link=${mexico.link.id}`)).toMatchObject({
      body: { results: [] },
    })
  })

  test('200: a page size over the maximum is clamped to 1000', async () => {
    expect((await api.get(`${path}?link=${mexico.link.id}&page_size=5000`)).status).toBe(200)
  })

  test.each([
    ['page=0', 'page'],
    ['page=x', 'page'],
    ['page_size=-3', 'page_size'],
    ['link=first', 'link'],
    ['link__in=first,second', 'link__in'],
    ['created_at__lte=soon', 'created_at__lte'],
    ['created_at__range=2026-01-01', 'created_at__range'],
  ])('400: %s', async (query, field) => {
    expect(await api.get(`${path}?link=${unknown}&${query}`)).toMatchObject({
      status: 400,
      body: [{ code: 'invalid', field }],
    })
  })

  test('404: a page past the end', async () => {
    for (const query of [`link=${mexico.link.id}&page=99`, `link=${unknown}&page=2`]) {
      expect(await api.get(`${path}?${query}`)).toMatchObject({
        status: 404,
        body: [{ code: 'not_found', message: 'Invalid page.' }],
      })
    }
  })
})

describe('the list of transactions', () => {
  test('400: without a link there is no list', async () => {
    for (const query of ['', `?link__in=${mexico.link.id}`]) {
      expect(await api.get(`/api/transactions/${query}`)).toMatchObject({
        status: 400,
        body: [{ code: 'required', field: 'link', message: 'This field is required.' }],
      })
    }
  })

  test.each([
    ['amount__gt=much', { code: 'invalid', field: 'amount__gt', message: 'Enter a number.' }],
    ['amount__range=1', { code: 'invalid', field: 'amount__range' }],
    ['amount=1e3', { code: 'invalid', field: 'amount' }],
    ['account=mine', { code: 'invalid', field: 'account' }],
    ['account__balance__current__lt=low', { code: 'invalid', field: 'account__balance__current__lt' }],
    ['accounting_date=2026-02-31', { code: 'invalid', field: 'accounting_date' }],
    ['value_date__range=2026-01-01,never', { code: 'invalid', field: 'value_date__range' }],
    ['type=SIDEWAYS', { code: 'invalid_choice', field: 'type', message: '"SIDEWAYS" is not a valid choice.' }],
  ])('400: %s', async (query, error) => {
    expect(await api.get(`/api/transactions/?link=${mexico.link.id}&${query}`)).toMatchObject({
      status: 400,
      body: [error],
    })
  })

  test('200: each transaction shows its account as it is now', async () => {
    const accounts = new Map((await listAll(api, `/api/accounts/?link=${mexico.link.id}`)).map((a) => [a.id, a]))
    for (const { account } of await listAll(api, `/api/transactions/?link=${mexico.link.id}`)) {
      expect(account).toEqual(accounts.get(account.id))
    }
  })
})

describe('the lists of accounts and owners', () => {
  test('200: without a link they show the whole workspace, the newest first', async () => {
    for (const [path, recordsOf] of [
      ['/api/accounts/', ({ accounts }: Retrieved) => accounts],
      ['/api/owners/', ({ owners }: Retrieved) => owners],
    ] as const) {
      const listed = await listAll(api, `${path}?page_size=3`)
      expect(new Set(listed.map(({ id }) => id))).toEqual(
        new Set([...recordsOf(mexico), ...recordsOf(brazil)].map(({ id }) => id)),
      )
      expect(listed[0].link).toBe(brazil.link.id)
    }
  })

  test('200: an owner is found by e-mail, whatever its letter case', async () => {
    const [owner] = mexico.owners
    for (const email of [owner.email, owner.email.toUpperCase()]) {
      expect((await listAll(api, `/api/owners/?email=${encodeURIComponent(email)}`)).map(({ id }) => id)).toEqual([
        owner.id,
      ])
    }
    expect((await api.get('/api/owners/?email=nobody@example.com')).body.count).toBe(0)
  })

  test('400: a name is searched for by at least three characters', async () => {
    expect(await api.get('/api/owners/?display_name__icontains=Al')).toMatchObject({
      status: 400,
      body: [{ code: 'invalid', field: 'display_name__icontains' }],
    })
  })
})
