import fc from 'fast-check'
import { expect, test } from 'vitest'
import { account, transaction } from '../../../../test/harness/enrichment.ts'
import { dayOf } from './days.ts'
import { byId, readMovement, type Transaction } from './input.ts'
import { ownTransfers, type TransferEnd, transferEnd } from './own-transfers.ts'

const accounts = byId([
  account(),
  account({ id: 'savings', category: 'SAVINGS_ACCOUNT' }),
  account({ id: 'card', category: 'CREDIT_CARD' }),
  account({ id: 'dollars', currency: 'USD' }),
])
const span = { from: dayOf('2026-01-01'), to: dayOf('2026-12-31') }

function endsOf(transactions: readonly Transaction[]): TransferEnd[] {
  return transactions.flatMap((each) => {
    const movement = readMovement(each, accounts, span)
    return (movement && transferEnd(movement, each)) ?? []
  })
}

const pairs = (...transactions: Transaction[]) => {
  const found = ownTransfers(endsOf(transactions))
  return transactions.map(({ id }) => found.has(id))
}

const sent = (on: string, given: Partial<Transaction> = {}) =>
  transaction({ on, cents: 50_000, type: 'OUTFLOW', ...given })
const received = (on: string, given: Partial<Transaction> = {}, at = 'savings') =>
  transaction({ on, cents: 50_000, at, ...given })
const pix = { operation_type: 'PIX' }

test.each([
  ['on the same day, even if nothing is known of them', sent('2026-03-02'), received('2026-03-02')],
  ['over a weekend, where one is called a transfer', sent('2026-03-06', pix), received('2026-03-09')],
  ['whichever of them is called so', sent('2026-03-06'), received('2026-03-09', { category: 'Transfers' })],
  ['when the inflow is booked before the outflow', sent('2026-03-09', pix), received('2026-03-06', pix)],
])('two ends are one transfer %s', (_, outflow, inflow) => {
  expect(pairs(outflow, inflow)).toEqual([true, true])
})

test.each([
  ['on the same account', sent('2026-03-02', pix), received('2026-03-02', pix, 'checking')],
  ['a day apart, where nothing is known of them', sent('2026-03-02'), received('2026-03-03')],
  ['four days apart', sent('2026-03-02', pix), received('2026-03-06', pix)],
  ['of another amount', sent('2026-03-02', pix), received('2026-03-02', { ...pix, amount: 500.01 })],
  ['of another currency', sent('2026-03-02', pix), received('2026-03-02', { ...pix, currency: 'USD' }, 'dollars')],
  ['where one is a salary', sent('2026-03-02', pix), received('2026-03-02', { category: 'Income & Payments' })],
  ['where one was paid by card', sent('2026-03-02', { operation_type: 'CARTAO' }), received('2026-03-02', pix)],
])('two ends are none %s', (_, outflow, inflow) => {
  expect(pairs(outflow, inflow)).toEqual([false, false])
})

test('each end has one other, and the nearest in time', () => {
  const [first, second] = [sent('2026-03-02', pix), sent('2026-03-04', pix)]
  const inflow = received('2026-03-04', pix)
  expect(pairs(first, second, inflow)).toEqual([false, true, true])
})

test('a hundred thousand equal amounts on one day are matched one to one', () => {
  const many = Array.from({ length: 50_000 }, () => [sent('2026-03-02', pix), received('2026-03-02', pix)]).flat()
  expect(ownTransfers(endsOf(many)).size).toBe(100_000)
  const oneSided = many.map((each) => ({ ...each, account: { id: 'checking' } }))
  expect(ownTransfers(endsOf(oneSided)).size).toBe(0)
})

test('the order of the ends does not matter', () => {
  const some = fc.array(
    fc.record({
      day: fc.integer({ min: 1, max: 9 }),
      at: fc.constantFrom('checking', 'savings', 'card'),
      type: fc.constantFrom('INFLOW', 'OUTFLOW'),
      cents: fc.constantFrom(1_000, 2_000),
      operation_type: fc.constantFrom('PIX', 'OUTROS'),
    }),
    { maxLength: 30 },
  )
  fc.assert(
    fc.property(some, fc.func(fc.integer()), (drafts, rank) => {
      const rows = drafts.map(({ day, ...given }) => transaction({ on: `2026-03-0${day}`, ...given }))
      const ends = endsOf(rows)
      const shuffled = ends.toSorted((one, other) => rank(one.id) - rank(other.id))
      expect(ownTransfers(shuffled)).toEqual(ownTransfers(ends))
      const found = ends.filter(({ id }) => ownTransfers(ends).has(id))
      expect(found.filter(({ inflow }) => inflow)).toHaveLength(found.length / 2)
    }),
  )
})
