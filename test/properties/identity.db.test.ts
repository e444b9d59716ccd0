import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Body, startApi } from '../harness/api.ts'
import { dayOf, givenRetrieved, lastYear, listAll, type Retrieved } from '../harness/sandbox.ts'

const api = await startApi()
const resources = ['owners', 'accounts', 'transactions'] as const

const stored = async ({ link }: Pick<Retrieved, 'link'>) => {
  const lists = await Promise.all(
    resources.map((resource) => listAll(api, `/api/${resource}/?link=${link.id}&page_size=1000`)),
  )
  return lists.flat()
}

const byId = (records: readonly Body[]) => new Map(records.map((record) => [record.id, record]))

/** Without what tells when the record was seen last. */
function settled(value: Body): Body {
  if (Array.isArray(value)) return value.map(settled)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) =>
      key === 'collected_at' || key === 'last_accessed_at' ? [] : [[key, settled(inner)]],
    ),
  )
}

describe('retrieving again', () => {
  test('changes nothing while the clock stands still, whatever part is asked for', async () => {
    const held = await givenRetrieved(api)
    const before = await stored(held)
    const part = fc.record({
      resource: fc.constantFrom(...resources),
      period: fc.tuple(fc.integer({ min: 0, max: 380 }), fc.integer({ min: 0, max: 380 })),
      account: fc.option(fc.constantFrom(...held.accounts.map(({ id }) => id)), { nil: undefined }),
      save_data: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(part, async ({ resource, period, account, save_data }) => {
        const [from, to] = period.toSorted((one, other) => other - one).map((days) => dayOf(api.now(), -days))
        const dates = { date_from: from, date_to: to, ...(account ? { account } : {}) }
        const more = resource === 'transactions' ? dates : {}
        const again = await api.post(`/api/${resource}/`, { link: held.link.id, save_data, ...more })
        expect(again.status).toBe(save_data ? 201 : 200)
        const known = byId(before)
        for (const record of again.body) expect(record).toEqual(known.get(record.id))
        expect(await stored(held)).toEqual(before)
      }),
      { numRuns: 15, seed: 1 },
    )
  })

  test('keeps ids and created_at when time has passed; nothing settled changes, nothing is there twice', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('erebor_mx_retail', 'erebor_br_retail', 'gotham_co_business'),
        fc.array(fc.integer({ min: 1, max: 40 * 24 }), { minLength: 1, maxLength: 3 }),
        async (institution, hours) => {
          const held = await givenRetrieved(api, { institution, username: `u${hours.join('_')}`.slice(0, 16) })
          for (const passed of hours) {
            const before = await stored(held)
            const openSince = dayOf(api.now(), -openDays)
            api.advance({ hours: passed })
            // A visit that a scheduled one comes in between of leaves it to the next to say what is gone.
            await api.drain()
            await api.post('/api/owners/', { link: held.link.id })
            await api.post('/api/transactions/', { link: held.link.id, ...lastYear(api.now()) })
            compareInTime(before, await stored(held), { hours: passed, openSince })
          }
        },
      ),
      { numRuns: 6, seed: 2 },
    )
  })
})

/** For so many days a bank may still correct a transaction, or take it back (the guide to the sandbox tells of it). */
const openDays = 15

function compareInTime(
  before: readonly Body[],
  after: readonly Body[],
  { hours, openSince }: { hours: number; openSince: string },
): void {
  const now = byId(after)
  expect(now.size).toBe(after.length)
  for (const record of before) {
    const later = now.get(record.id)
    const isOpen = record.value_date >= openSince
    if (isOpen && later === undefined) continue
    expect(later, `record ${record.id} after ${hours} hours`).toBeDefined()
    expect(later.created_at).toBe(record.created_at)
    if (record.status === 'PROCESSED' && record.credit_card_data === null && !isOpen) {
      const [one, other] = [record, later].map(({ account: _, balance: __, ...rest }) => settled(rest))
      expect(other).toEqual(one)
    }
  }
  const transactions = after.filter(({ value_date }) => value_date !== undefined)
  const keys = transactions.map(({ account, internal_identification }) => `${account.id} ${internal_identification}`)
  expect(new Set(keys).size).toBe(keys.length)
}

describe('retrieving the same at the same moment', () => {
  test('leaves every record once, and every answer knows the same ids', async () => {
    const link = await api.givenLink({ username: 'impatient' })
    const body = { link: link.id, ...lastYear(api.now()) }
    const answers = await Promise.all([1, 2, 3, 4].map(() => api.post('/api/transactions/', body)))
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201])
    for (const answer of answers) expect(answer.body).toEqual(answers[0]?.body)
    const listed = await listAll(api, `/api/transactions/?link=${link.id}&page_size=1000`)
    expect(byId(listed)).toEqual(byId(answers[0]?.body))
    expect(listed.length).toBe(answers[0]?.body.length)
  })

  test('while the link is deleted leaves nothing of it', async () => {
    for (let round = 0; round < 3; round += 1) {
      const link = await api.givenLink({ username: 'undecided' })
      const body = { link: link.id, ...lastYear(api.now()) }
      const [deleted, retrieved] = await Promise.all([
        api.delete(`/api/links/${link.id}/`),
        api.post('/api/transactions/', body),
      ])
      expect(deleted.status).toBe(204)
      expect([201, 404]).toContain(retrieved.status)
      expect(await listAll(api, `/api/transactions/?link=${link.id}`)).toEqual([])
      expect(await listAll(api, `/api/accounts/?link=${link.id}`)).toEqual([])
    }
  })
})

describe('a pending transaction', () => {
  test('posts under the id that it had', async () => {
    const held = await givenRetrieved(api, { username: 'shopper' })
    const pending = held.transactions.filter(({ status }) => status === 'PENDING')
    expect(pending.length).toBeGreaterThan(0)
    api.advance({ days: 5 })
    await api.post('/api/transactions/', { link: held.link.id, ...lastYear(api.now()) })
    for (const { id, created_at } of pending) {
      expect((await api.get(`/api/transactions/${id}/`)).body).toMatchObject({
        id,
        created_at,
        status: 'PROCESSED',
        accounting_date: expect.any(String),
      })
    }
  })
})
