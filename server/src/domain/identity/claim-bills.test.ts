import { expect, test } from 'vitest'
import { billTraitsOf, claimBills } from './claim-bills.ts'

type Body = Readonly<Record<string, unknown>>

const bill: Body = { bill_name: 'FEV 2026', due_date: '2026-02-10', currency: 'BRL', total_amount: 812.4 }

const stored = (id: string, more: Body = {}, account = 'card') => ({
  ...{ id, standing: 'present' as const, createdAt: new Date(0) },
  traits: billTraitsOf({ ...bill, ...more }, account),
})
const came = (key: string, more: Body = {}, account = 'card') => ({
  key,
  traits: billTraitsOf({ ...bill, ...more }, account),
})
const claimed = (...given: Parameters<typeof claimBills>) =>
  claimBills(...given).map(({ id, key }) => `${id} -> ${key}`)

test('new keys of bills after a renewed consent: account and due date tell which is which', () => {
  const march = { bill_name: null, due_date: '2026-03-10', total_amount: 99 }
  const before = [stored('a'), stored('b', march), stored('c', {}, 'other card')]
  const after = [came('z', {}, 'other card'), came('y', { ...march, total_amount: 120 }), came('x')]
  expect(claimed(before, after).toSorted()).toEqual(['a -> x', 'b -> y', 'c -> z'])
  const [same, grown] = claimBills(before, after)
  expect(same?.evidence).toEqual({
    strategy: 'exact',
    rule: 'same_bill',
    agreed: ['account', 'due_date', 'currency', 'bill_name', 'total_amount'],
    differed: [],
  })
  expect(grown?.evidence).toMatchObject({ differed: [{ field: 'total_amount' }] })
})

test('a bill that gets its name when it closes is the same', () => {
  expect(claimed([stored('a', { bill_name: null })], [came('x')])).toEqual(['a -> x'])
})

test.each<[string, Body]>([
  ['due date', { due_date: '2026-03-10' }],
  ['name', { bill_name: 'MAR 2026' }],
  ['currency', { currency: 'USD' }],
])('another %s is another bill', (_field, more) => {
  expect(claimed([stored('a')], [came('x', more)])).toEqual([])
})

test('without a due date nobody knows which it is', () => {
  expect(claimed([stored('a', { due_date: null })], [came('x', { due_date: null })])).toEqual([])
})

test('where one could be either of two, it is neither', () => {
  expect(claimed([stored('a'), stored('b')], [came('x')])).toEqual([])
  expect(claimed([stored('a')], [came('x'), came('y')])).toEqual([])
})
