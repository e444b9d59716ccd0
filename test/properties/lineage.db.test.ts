import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { SourceRecord } from '../../server/src/connectors/contract.ts'
import { type Body, startApi } from '../harness/api.ts'
import {
  account,
  lineageOf,
  refresh,
  ScriptedBank,
  storedOf,
  transaction,
} from '../harness/institutions/scripted-bank.ts'

const bank = new ScriptedBank()
const api = await startApi({}, [bank.connector])
const institution = bank.connector.manifest.name

/** What stands behind a row: it is one thing, whatever the bank makes of it. */
type Real = {
  readonly amount: number
  readonly day: number
  readonly description: string
  readonly type: string
  readonly posted: boolean
}

const real: fc.Arbitrary<Real> = fc.record({
  amount: fc.constantFrom(12.5, 80, 80, 81, 300),
  day: fc.integer({ min: 1, max: 15 }),
  description: fc.constantFrom('PADARIA ESTRELA', 'POSTO IPIRANGA', 'FARMACIA CENTRAL'),
  type: fc.constantFrom('OUTFLOW', 'OUTFLOW', 'INFLOW'),
  posted: fc.boolean(),
})

const reals = fc.array(real, { minLength: 1, maxLength: 7 })

/** The rows of the bank for what there is, under keys of one time. */
const shownAs = (rows: readonly Real[], time: string, of = 'first'): SourceRecord[] =>
  rows.map(({ day, posted, ...row }, index) => {
    const value_date = `2026-03-${String(day).padStart(2, '0')}`
    const status = posted ? 'PROCESSED' : 'PENDING'
    return transaction(`${time}-${index}`, { ...row, value_date, status }, { account: of })
  })

async function givenLink(rows: readonly SourceRecord[]): Promise<Body> {
  bank.accounts = [account('first')]
  bank.transactions = rows
  return api.givenLink({ institution, access_mode: 'recurrent' })
}

const idsOf = async (link: Body, path = 'transactions') => (await storedOf(api, link, path)).map(({ id }) => id).sort()

/** What a record says, without what says when it was looked at and by what the bank knows it. */
const saidBy = (records: readonly Body[]) =>
  records
    .map(({ id, amount, value_date, description, type, status }) => [id, amount, value_date, description, type, status])
    .map((row) => JSON.stringify(row))
    .sort()

const nothing = { fresh: 0, changed: 0, gone: 0 }
const some = { numRuns: 12 }

describe('histories of a bank', () => {
  test('shown again as it is, nothing changes, whatever came before', async () => {
    await fc.assert(
      fc.asyncProperty(reals, reals, async (before, after) => {
        const link = await givenLink(shownAs(before, 'one'))
        bank.transactions = shownAs(after, 'two')
        await refresh(api, link)
        const stored = saidBy(await storedOf(api, link))
        expect((await refresh(api, link)).TRANSACTIONS.counts).toEqual(nothing)
        expect(saidBy(await storedOf(api, link))).toEqual(stored)
        expect(stored).toHaveLength(after.length)
      }),
      { ...some, seed: 11 },
    )
  })

  test('new keys for everything, in any order, make no new record and lose none', async () => {
    const orders = reals.chain((rows) =>
      fc.tuple(fc.constant(rows), fc.shuffledSubarray([...rows.keys()], { minLength: rows.length })),
    )
    await fc.assert(
      fc.asyncProperty(orders, async ([rows, order]) => {
        const link = await givenLink(shownAs(rows, 'one'))
        const before = saidBy(await storedOf(api, link))
        const again = shownAs(rows, 'two')
        bank.transactions = order.map((index) => again[index] as SourceRecord)
        expect((await refresh(api, link)).TRANSACTIONS.counts).toMatchObject({ fresh: 0, gone: 0 })
        expect(saidBy(await storedOf(api, link))).toEqual(before)
      }),
      { ...some, seed: 12 },
    )
  })

  test('a renewed consent leaves every id, of accounts and of what they hold', async () => {
    await fc.assert(
      fc.asyncProperty(reals, async (rows) => {
        const link = await givenLink(shownAs(rows, 'one'))
        const before = [await idsOf(link, 'accounts'), await idsOf(link)]
        bank.accounts = [account('renewed')]
        bank.transactions = shownAs(rows, 'two', 'renewed')
        await refresh(api, link)
        expect([await idsOf(link, 'accounts'), await idsOf(link)]).toEqual(before)
      }),
      { ...some, seed: 13 },
    )
  })

  test('what was deleted does not come back, and takes nothing else along', async () => {
    await fc.assert(
      fc.asyncProperty(reals, fc.nat(), async (rows, choice) => {
        const link = await givenLink(shownAs(rows, 'one'))
        const ids = await idsOf(link)
        const deleted = ids[choice % ids.length] as string
        api.advance({ minutes: 2 })
        expect((await api.delete(`/api/transactions/${deleted}/`)).status).toBe(204)
        const left = ids.filter((id) => id !== deleted)
        for (const time of ['one', 'two', 'two', 'three']) {
          bank.transactions = shownAs(rows, time)
          await refresh(api, link)
          expect(await idsOf(link)).toEqual(left)
        }
        expect(await lineageOf(api, deleted)).toMatchObject({ status: 'removed', reason: 'deleted' })
      }),
      { ...some, seed: 14 },
    )
  })

  test('money never changes its direction under an id', async () => {
    await fc.assert(
      fc.asyncProperty(reals, reals, async (before, after) => {
        const link = await givenLink(shownAs(before, 'one'))
        const directions = new Map((await storedOf(api, link)).map(({ id, type }) => [id, type]))
        // The same keys, too: a bank that gives them away again.
        bank.transactions = shownAs(after, 'one')
        await refresh(api, link)
        for (const { id, type } of await storedOf(api, link)) {
          if (directions.has(id)) expect(type).toBe(directions.get(id))
        }
      }),
      { ...some, seed: 15 },
    )
  })
})
