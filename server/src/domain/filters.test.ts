import { describe, expect, test } from 'vitest'
import type { Filter } from '../../../contract/resource.ts'
import { Faults } from './faults.ts'
import { isDate, parameterName, readFilters } from './filters.ts'

const every = ['eq', 'gt', 'gte', 'lt', 'lte', 'range'] as const
const day: Filter = { field: 'created_at', type: 'instant', operators: every }
const amount: Filter = { field: 'amount', type: 'number', operators: every }

const read = (filter: Filter, query: Record<string, string>) =>
  readFilters([filter], query).map(({ field: _, column: __, of: ___, type: ____, ...comparison }) => comparison)

function problemsOf(filter: Filter, query: Record<string, string>) {
  try {
    return readFilters([filter], query)
  } catch (thrown) {
    if (!(thrown instanceof Faults)) throw thrown
    return thrown.faults.map(({ name, options }) => [name, options.field])
  }
}

test('a parameter is called by its field and its operator', () => {
  expect([parameterName('amount', 'eq'), parameterName('amount', 'gte')]).toEqual(['amount', 'amount__gte'])
})

test('a condition knows its field, its column and whose column that is', () => {
  const filter: Filter = { field: 'account_type', type: 'text', operators: ['eq'], of: 'parent', column: 'type' }
  expect(readFilters([filter], { account_type: 'CREDIT' })).toEqual([
    { field: 'account_type', column: 'type', of: 'parent', type: 'text', test: 'equals', value: 'CREDIT' },
  ])
  expect(readFilters([amount], { amount: '1' })).toMatchObject([{ column: 'amount', of: 'record' }])
})

test('parameters that no filter declares do nothing', () => {
  expect(readFilters([amount], { colour: 'red', amount__in: '1,2', created_at: 'never' })).toEqual([])
})

describe('an instant', () => {
  const span = (from: string, until: string) => [
    { test: 'at_least', value: from },
    { test: 'less', value: until },
  ]

  test('that is a day stands for all of it', () => {
    const [from, until] = ['2026-03-18T00:00:00.000Z', '2026-03-19T00:00:00.000Z'] as const
    expect(read(day, { created_at: '2026-03-18' })).toEqual(span(from, until))
    expect(read(day, { created_at__gt: '2026-03-18' })).toEqual([{ test: 'at_least', value: until }])
    expect(read(day, { created_at__gte: '2026-03-18' })).toEqual([{ test: 'at_least', value: from }])
    expect(read(day, { created_at__lt: '2026-03-18' })).toEqual([{ test: 'less', value: from }])
    expect(read(day, { created_at__lte: '2026-03-18' })).toEqual([{ test: 'less', value: until }])
    expect(read(day, { created_at__range: '2026-03-18, 2026-03-18' })).toEqual(span(from, until))
  })

  test.each([
    '2026-03-18T15:00:00.123Z',
    '2026-03-18T15:00:00.123',
    '2026-03-18 15:00:00.123',
    '2026-03-18T15:00:00.123456Z',
    '2026-03-18T12:00:00.123-03:00',
    '2026-03-18T12:00:00.123-0300',
    '2026-03-18T16:00:00.123+01:00',
    // What a plus becomes that was not percent-encoded.
    '2026-03-18T16:00:00.123 01:00',
  ])('that is written %s is the same millisecond', (text) => {
    expect(read(day, { created_at: text })).toEqual(span('2026-03-18T15:00:00.123Z', '2026-03-18T15:00:00.124Z'))
  })

  test.each([
    '',
    'today',
    '2026-02-29',
    '2026-3-18',
    '18/03/2026',
    '2026-03-18T25:00:00Z',
    '0000-01-01',
    '2026-03-18T',
  ])('is not %j', (text) => {
    expect(problemsOf(day, { created_at__lt: text })).toEqual([['field_invalid', 'created_at__lt']])
  })
})

test('a day of the calendar', () => {
  expect(['2024-02-29', '0001-01-01', '9999-12-31'].map(isDate)).toEqual([true, true, true])
  expect(['2025-02-29', '2026-04-31', '2026-00-10', '10000-01-01'].map(isDate)).toEqual([false, false, false, false])
})

describe('a number', () => {
  test('keeps its digits, so nothing is rounded on the way to the database', () => {
    expect(read(amount, { amount__gt: '0.10' })).toEqual([{ test: 'greater', value: '0.10' }])
    expect(read(amount, { amount__range: '-5,123456789012345.67' })).toEqual([
      { test: 'at_least', value: '-5' },
      { test: 'at_most', value: '123456789012345.67' },
    ])
  })

  test.each(['', 'much', '1e3', '1,5', 'NaN', 'Infinity', '0x10', '1.', '.5', '+1'])('is not %j', (text) => {
    expect(problemsOf(amount, { amount__lte: text })).toEqual([['field_invalid', 'amount__lte']])
  })
})

describe('several values', () => {
  const names: Filter = { field: 'name', type: 'text', operators: ['in', 'not_in', 'allin', 'icontains'] }

  test('are separated by commas, and spaces around them do not count', () => {
    expect(read(names, { name__in: 'a, b ,c' })).toEqual([{ test: 'one_of', values: ['a', 'b', 'c'] }])
    expect(read(names, { name__not_in: 'a' })).toEqual([{ test: 'none_of', values: ['a'] }])
    expect(read(names, { name__allin: 'a,b' })).toEqual([{ test: 'all_of', values: ['a', 'b'] }])
    expect(read(names, { name__icontains: ' a, b' })).toEqual([{ test: 'contains', value: ' a, b' }])
  })

  test('are at most five hundred, and a range is two', () => {
    expect(problemsOf(names, { name__in: Array(501).fill('a').join() })).toEqual([['field_invalid', 'name__in']])
    expect(read(names, { name__in: Array(500).fill('a').join() })).toHaveLength(1)
    expect(problemsOf(amount, { amount__range: '1' })).toEqual([['field_invalid', 'amount__range']])
    expect(problemsOf(amount, { amount__range: '1,2,3' })).toEqual([['field_invalid', 'amount__range']])
  })
})

test('choices, shortest texts, the word null and null characters', () => {
  const status: Filter = { field: 'status', type: 'text', operators: ['eq', 'in'], choices: ['up', 'down'] }
  expect(problemsOf(status, { status: 'left', status__in: 'up,left' })).toEqual([
    ['choice_invalid', 'status'],
    ['choice_invalid', 'status__in'],
  ])
  const name: Filter = { field: 'name', type: 'text', operators: ['icontains'], minLength: 3 }
  expect(problemsOf(name, { name__icontains: '💶💶' })).toEqual([['field_invalid', 'name__icontains']])
  expect(read(name, { name__icontains: '💶💶💶' })).toHaveLength(1)
  expect(problemsOf(name, { name__icontains: 'abc\u0000' })).toEqual([['field_invalid', 'name__icontains']])
  const rate: Filter = { field: 'rate', type: 'text', operators: ['eq'], nullWord: true }
  expect(read(rate, { rate: 'null' })).toEqual([{ test: 'is_null' }])
})
