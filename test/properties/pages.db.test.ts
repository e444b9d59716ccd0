import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Body, startApi } from '../harness/api.ts'
import { givenRetrieved, listAll } from '../harness/sandbox.ts'

const api = await startApi()
const held = await givenRetrieved(api)
for (const institution of ['erebor_br_retail', 'gotham_mx_business', 'gringotts_co_retail']) {
  api.advance({ minutes: 1 })
  await givenRetrieved(api, { institution, username: 'bnk102' })
  await api.givenLink({ institution })
}

const lists = [
  ['links', '/api/links/', 'created_at'],
  ['institutions', '/api/institutions/', null],
  ['accounts', '/api/accounts/', 'created_at'],
  ['owners', '/api/owners/', 'created_at'],
  ['transactions', `/api/transactions/?link=${held.link.id}`, 'value_date'],
] as const

describe.each(lists)('the pages of the list of %s', (_, path, newestBy) => {
  const separator = path.includes('?') ? '&' : '?'

  test('hold the whole list once, in one order, whatever their size', async () => {
    const whole = await listAll(api, `${path}${separator}page_size=1000`)
    expect(whole.length).toBeGreaterThan(1)
    const smallest = Math.ceil(whole.length / 12)
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: smallest, max: whole.length + 3 }), async (pageSize) => {
        const paged: Body[] = []
        const pages = Math.max(1, Math.ceil(whole.length / pageSize))
        for (let page = 1; page <= pages; page += 1) {
          const { body } = await api.get(`${path}${separator}page_size=${pageSize}&page=${page}`)
          expect(body.count).toBe(whole.length)
          expect([body.previous !== null, body.next !== null]).toEqual([page > 1, page < pages])
          paged.push(...body.results)
        }
        expect(paged).toEqual(whole)
        const past = await api.get(`${path}${separator}page_size=${pageSize}&page=${pages + 1}`)
        expect(past.status).toBe(404)
      }),
      { numRuns: 6, seed: 3 },
    )
  })

  test('are in order: the newest first, then the greatest id', async () => {
    const whole = await listAll(api, `${path}${separator}page_size=1000`)
    expect(new Set(whole.map(({ id }) => id)).size).toBe(whole.length)
    const rank = (record: Body) => (newestBy === null ? String(9_999 - record.id) : `${record[newestBy]} ${record.id}`)
    const ranks = whole.map(rank)
    expect(ranks).toEqual(ranks.toSorted().reverse())
  })
})
