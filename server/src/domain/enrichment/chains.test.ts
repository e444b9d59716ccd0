import { describe, expect, test } from 'vitest'
import { chainsIn, type Payment } from './chains.ts'

const payment = (day: number, cents: number): Payment => ({ day, cents, instalment: null })

const everyWeek = (from: number, cents: number, count = 10) =>
  Array.from({ length: count }, (_, index) => payment(from + 7 * index, cents))

const told = (payments: readonly Payment[]) =>
  chainsIn(payments.toSorted((one, other) => one.day - other.day || one.cents - other.cents)).map(
    ({ cadence, payments: chain }) => [cadence.name, chain.length, chain[0]?.cents],
  )

describe('payments to one payee', () => {
  test('of two prices on the same days of the week are two chains', () => {
    expect(told([...everyWeek(0, 500), ...everyWeek(0, 900)])).toEqual([
      ['WEEKLY', 10, 500],
      ['WEEKLY', 10, 900],
    ])
  })

  test('that explain each other only with a third chain are none', () => {
    const starting = (...days: number[]) => days.flatMap((start) => everyWeek(start, 500))
    expect(told(starting(0, 3))).toHaveLength(2)
    expect(told(starting(0, 2, 4))).toEqual([])
  })

  test('need not all be explained: one in five may be something else', () => {
    expect(told([...everyWeek(0, 500), payment(3, 500), payment(39, 500)])).toEqual([['WEEKLY', 10, 500]])
    const more = [3, 12, 26, 39].map((day) => payment(day, 500))
    expect(told([...everyWeek(0, 500), ...more])).toEqual([])
  })

  test('may miss one for four; two in a row end the chain, and what comes later is another one', () => {
    const without = (...days: number[]) => everyWeek(0, 500, 14).filter(({ day }) => !days.includes(day / 7))
    expect(told(without(2, 9))).toEqual([['WEEKLY', 12, 500]])
    expect(told(without(2, 9, 12)).map(([name]) => name)).not.toContain('WEEKLY')
    expect(told(everyWeek(0, 500, 15).filter(({ day }) => ![2, 9, 12].includes(day / 7)))).toHaveLength(1)
    expect(told(without(6, 7))).toEqual([
      ['WEEKLY', 6, 500],
      ['WEEKLY', 6, 500],
    ])
  })

  test('have one price that changes once, unless they are all there is', () => {
    const prices = (cents: readonly number[]) => cents.map((each, index) => payment(7 * index, each))
    expect(told(prices([500, 500, 900, 900, 900]))).toEqual([['WEEKLY', 5, 500]])
    expect(told(prices([500, 900, 500, 900, 500, 700]))).toEqual([['WEEKLY', 6, 500]])
    expect(told(prices([500, 2_100, 500, 2_100, 700, 1_000]))).toEqual([])
  })
})

describe('limits', () => {
  const months = (late: number) => [0, 31, 59 + late, 90].map((day) => payment(day, 500))

  test('a payment of a month is five days late, and not six', () => {
    expect(told(months(5))).toEqual([['MONTHLY', 4, 500]])
    expect(told(months(6))).toEqual([])
  })

  test('a price that changes by a quarter is the same', () => {
    const twice = (cents: number) => [payment(0, 400), payment(182, cents)]
    expect(told(twice(500))).toEqual([['BIANNUALLY', 2, 400]])
    expect(told(twice(501))).toEqual([])
  })

  test('a bill that varies needs a fourth payment', () => {
    const bills = [900, 500, 1_900, 700].map((cents, month) => payment(30 * month, cents))
    expect(told(bills)).toEqual([['MONTHLY', 4, 900]])
    expect(told(bills.slice(0, 3))).toEqual([])
  })

  test('among others, so does one of one price', () => {
    const others = [5, 17, 33, 48, 66, 70, 101].map((day, index) => payment(day, 2_000 * (index + 2)))
    const price = (count: number) => Array.from({ length: count }, (_, month) => payment(30 * month, 500))
    expect(told([...price(4), ...others])).toEqual([['MONTHLY', 4, 500]])
    expect(told([...price(3), ...others])).toEqual([])
    // A tenth more is the same price, and a fifth more is another one.
    const dearer = (cents: number) => others.map(({ day }) => payment(day, cents))
    expect(told([...price(4), ...dearer(600)])).toEqual([['MONTHLY', 4, 500]])
    expect(told([...price(4), ...dearer(550)])).toEqual([])
  })
})

test.each([3, 6, 12, 24, 48])(
  'chance: of a thousand payees paid %i times at random, under two in a hundred',
  (count) => {
    const draw = sequence(count)
    const found = Array.from({ length: 1_000 }, () => {
      const payments = Array.from({ length: count }, () => payment(draw(365), 1_000 + draw(9_000)))
      return told(payments)
    }).filter((chains) => chains.length > 0)
    expect(found.length).toBeLessThan(20)
    expect(found.filter((chains) => chains.some(([name]) => name === 'MONTHLY')).length).toBeLessThanOrEqual(5)
  },
)

/** The same numbers in every run, so that what is measured here is what the documentation says. */
function sequence(seed: number): (limit: number) => number {
  let state = seed
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * limit)
  }
}
