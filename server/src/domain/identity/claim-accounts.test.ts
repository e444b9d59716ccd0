import { expect, test } from 'vitest'
import { accountTraitsOf, claimAccounts } from './claim-accounts.ts'

type Body = Readonly<Record<string, unknown>>

const checking: Body = {
  type: 'CONTA_DEPOSITO_A_VISTA',
  category: 'CHECKING_ACCOUNT',
  currency: 'BRL',
  agency: '6272',
  number: '24550245',
  public_identification_value: '6272/24550245-7',
  internal_identification: 'first-consent-1',
}

const stored = (id: string, more: Body = {}) => ({
  ...{ id, standing: 'present' as const, createdAt: new Date(0) },
  traits: accountTraitsOf({ ...checking, ...more }),
})
const came = (key: string, more: Body = {}) => ({ key, traits: accountTraitsOf({ ...checking, ...more }) })
const claimed = (...given: Parameters<typeof claimAccounts>) =>
  claimAccounts(...given).map(({ id, key }) => `${id} -> ${key}`)

test('new account ids after a renewed consent: the number tells which is which', () => {
  const savings = {
    type: 'CONTA_POUPANCA',
    category: 'SAVINGS_ACCOUNT',
    number: '991',
    public_identification_value: null,
  }
  const before = [stored('a'), stored('b', savings)]
  const after = [
    came('y', { ...savings, internal_identification: 'second-consent-1' }),
    came('x', { internal_identification: 'second-consent-2' }),
  ]
  expect(claimed(before, after)).toEqual(['a -> x', 'b -> y'])
  const [claim] = claimAccounts(before, after)
  expect(claim?.evidence).toEqual({
    strategy: 'exact',
    rule: 'same_account',
    agreed: ['type', 'category', 'currency', 'agency', 'number', 'public_identification_value'],
    differed: [{ field: 'internal_identification' }],
  })
})

test('a number is the same with its dashes and points', () => {
  expect(claimed([stored('a')], [came('x', { number: '2455024-5', public_identification_value: null })])).toEqual([
    'a -> x',
  ])
})

test('a card without a number is recognised by what it is known by in public, or to the institution', () => {
  const card = { number: null, agency: null, public_identification_value: '8763' }
  const moved = { ...card, internal_identification: 'second' }
  expect(claimed([stored('a', card)], [came('x', moved)])).toEqual(['a -> x'])
  const hidden = { ...card, public_identification_value: null }
  expect(claimed([stored('a', hidden)], [came('x', hidden)])).toEqual(['a -> x'])
  expect(claimed([stored('a', hidden)], [came('x', { ...hidden, internal_identification: 'second' })])).toEqual([])
})

test.each<[string, Body]>([
  ['type', { type: 'CONTA_POUPANCA' }],
  ['category', { category: 'SAVINGS_ACCOUNT' }],
  ['currency', { currency: 'USD' }],
  ['agency', { agency: '1' }],
  ['number', { number: '24550246' }],
])('another %s is another account', (_field, more) => {
  expect(claimed([stored('a')], [came('x', more)])).toEqual([])
})

test('where one could be either of two, it is neither', () => {
  expect(claimed([stored('a'), stored('b')], [came('x')])).toEqual([])
  expect(claimed([stored('a')], [came('x'), came('y')])).toEqual([])
})
