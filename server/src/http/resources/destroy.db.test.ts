import { beforeEach, describe, expect, test } from 'vitest'
import { type Body, startApi } from '../../../../test/harness/api.ts'
import { givenRetrieved, lastYear, listAll, type Retrieved } from '../../../../test/harness/sandbox.ts'

const api = await startApi()
const unknown = '3f2b0c1a-5a1e-4c58-9b0a-0d0c0b0a0908'
const idsOf = (records: readonly Body[]) => records.map(({ id }) => id)
const listed = (resource: string, { link }: Retrieved) =>
  listAll(api, `/api/${resource}/?link=${link.id}&page_size=1000`)

let held: Retrieved
beforeEach(async () => {
  api.advance({ minutes: 1 })
  held = await givenRetrieved(api)
})

describe.each([
  ['DestroyAccount', 'accounts', () => held.accounts],
  ['DestroyOwner', 'owners', () => held.owners],
  ['DestroyTransaction', 'transactions', () => held.transactions],
] as const)('%s', (_, resource, records) => {
  test('204: the record is gone, from its page and from its list', async () => {
    const [record] = records()
    const answer = await api.delete(`/api/${resource}/${record.id}/`)
    expect([answer.status, answer.body]).toEqual([204, undefined])
    expect(await api.get(`/api/${resource}/${record.id}/`)).toMatchObject({ status: 404 })
    expect(idsOf(await listed(resource, held))).not.toContain(record.id)
    expect(await api.delete(`/api/${resource}/${record.id}/`)).toMatchObject({ status: 404 })
  })

  test('204: the record does not come back with the next retrieval', async () => {
    const [record] = records()
    await api.delete(`/api/${resource}/${record.id}/`)
    const body = { link: held.link.id, ...(resource === 'transactions' ? lastYear(api.now()) : {}) }
    for (const save_data of [true, false]) {
      const again = await api.post(`/api/${resource}/`, { ...body, save_data })
      expect(idsOf(again.body)).not.toContain(record.id)
      expect(again.body.length).toBe(records().length - 1)
    }
    expect(idsOf(await listed(resource, held))).not.toContain(record.id)
  })

  test('404: an id that nobody has', async () => {
    for (const id of [unknown, 'none']) {
      expect(await api.delete(`/api/${resource}/${id}/`)).toMatchObject({ status: 404, body: [{ code: 'not_found' }] })
    }
  })

  test("404: another workspace's record looks like no record at all, and stays", async () => {
    const stranger = api.as(await api.givenStranger())
    const [record] = records()
    expect(await stranger.delete(`/api/${resource}/${record.id}/`)).toMatchObject({ status: 404 })
    expect(await api.get(`/api/${resource}/${record.id}/`)).toMatchObject({ status: 200 })
  })
})

describe.each([
  ['accounts', 3],
  ['transactions', 1],
] as const)('the limit of deletions of %s', (resource, linksCount) => {
  test('429: five a minute, then Retry-After says how long', async () => {
    const ids = idsOf(await listed(resource, held))
    for (let count = 1; count < linksCount; count += 1) {
      ids.push(...idsOf((await givenRetrieved(api, { username: `more${count}` }))[resource]))
    }
    for (const id of ids.slice(0, 5)) {
      expect((await api.delete(`/api/${resource}/${id}/`)).status).toBe(204)
      api.advance({ seconds: 2 })
    }
    const refused = await api.delete(`/api/${resource}/${ids[5]}/`)
    expect(refused).toMatchObject({ status: 429, body: [{ code: 'too_many_requests' }] })
    expect(refused.headers.get('retry-after')).toBe('50')
    expect((await api.get(`/api/${resource}/${ids[5]}/`)).status).toBe(200)
    api.advance({ seconds: 50 })
    expect((await api.delete(`/api/${resource}/${ids[5]}/`)).status).toBe(204)
  })
})

describe('the limit of deletions', () => {
  test('204: links, accounts and transactions are counted apart, owners not at all', async () => {
    const [checking] = held.accounts
    const transactions = held.transactions.filter(({ account }) => account.id !== checking.id)
    for (const { id } of transactions.slice(0, 5)) await api.delete(`/api/transactions/${id}/`)
    expect((await api.delete(`/api/transactions/${transactions[5].id}/`)).status).toBe(429)
    expect((await api.delete(`/api/accounts/${checking.id}/`)).status).toBe(204)
    expect((await api.delete(`/api/links/${held.link.id}/`)).status).toBe(204)
    for (let count = 0; count < 7; count += 1) {
      const { owners } = await givenRetrieved(api, { username: 'bnk102' })
      expect((await api.delete(`/api/owners/${owners[0].id}/`)).status).toBe(204)
    }
  })
})

describe('the deletion of an account', () => {
  test('204: it takes its transactions and the owners of the link along', async () => {
    const [checking] = held.accounts
    const kept = held.transactions.filter(({ account }) => account.id !== checking.id)
    expect(kept.length).toBeLessThan(held.transactions.length)
    await api.delete(`/api/accounts/${checking.id}/`)
    expect(idsOf(await listed('accounts', held)).sort()).toEqual(idsOf(held.accounts.slice(1)).sort())
    expect(idsOf(await listed('transactions', held)).sort()).toEqual(idsOf(kept).sort())
    expect(await listed('owners', held)).toEqual([])
  })

  test('204: neither it nor its transactions come back, not even under another id', async () => {
    const [checking] = held.accounts
    await api.delete(`/api/accounts/${checking.id}/`)
    const again = await api.post('/api/transactions/', { link: held.link.id, ...lastYear(api.now()) })
    expect(again.status).toBe(201)
    const kept = held.transactions.filter(({ account }) => account.id !== checking.id)
    expect(idsOf(again.body)).toEqual(idsOf(kept))
    api.advance({ days: 3 })
    const later = await api.post('/api/transactions/', { link: held.link.id, ...lastYear(api.now()) })
    expect(later.body.length).toBeGreaterThan(0)
    const accountIds = new Set(later.body.map(({ account }: Body) => account.id))
    expect(accountIds).toEqual(new Set(kept.map(({ account }) => account.id)))
    expect(idsOf(await listed('accounts', held))).not.toContain(checking.id)
    expect(
      await api.post('/api/transactions/', { link: held.link.id, account: checking.id, ...lastYear(api.now()) }),
    ).toMatchObject({ status: 404 })
  })

  test('204: the owners that went along are retrieved anew, under their ids', async () => {
    await api.delete(`/api/accounts/${held.accounts[0].id}/`)
    const again = await api.post('/api/owners/', { link: held.link.id })
    expect(again.status).toBe(201)
    expect(idsOf(again.body)).toEqual(idsOf(held.owners))
  })
})
