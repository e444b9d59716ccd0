import { describe, expect, test, vi } from 'vitest'
import { answers } from '../../answers.ts'
import { institutionNamed } from '../../fixtures.ts'
import { isoDay } from '../calendar.ts'
import { makeWorld } from '../world.ts'

vi.setConfig({ testTimeout: 120_000 })

const ofBank = institutionNamed('ofmockbank_br_retail')

describe('a life', () => {
  const at = (user: string, iso: string, name = 'erebor_br_retail') => {
    const world = makeWorld('seed', institutionNamed(name), user)
    const read = (resource: Parameters<typeof answers>[1]['resource']) => [
      ...answers(world, { resource }, Date.parse(`${iso}T23:59:59Z`)),
    ]
    return { world, read }
  }

  test('a salary rises once a year, in the same month of every year', () => {
    const rises = [2024, 2025, 2026].map((year) => {
      const rows = at('salaried', `${year}-12-31`).read('TRANSACTIONS')
      const paid = rows.filter(({ body }) => String(body.description).startsWith('CREDITO SALARIO'))
      const amounts = paid.map(({ body }) => [Number(body.amount), String(body.value_date).slice(5, 7)] as const)
      const risen = amounts.filter(([amount], index) => index > 0 && amount > (amounts[index - 1]?.[0] ?? amount))
      return risen.map(([, month]) => month)
    })
    expect(rises[0]).toHaveLength(1)
    expect(new Set(rises.map(String)).size).toBe(1)
  })

  test('a loan ends, stays settled for a while, and is followed by another', () => {
    const seen = Array.from({ length: 26 }, (_each, back) => {
      const month = String((back % 12) + 1).padStart(2, '0')
      const { read } = at('salaried', `${2024 + Math.floor(back / 12)}-${month}-28`)
      const account = read('ACCOUNTS').find(({ body }) => body.category === 'LOAN_ACCOUNT')
      return account?.body.loan_data as Record<string, unknown>
    })
    const settled = seen.filter(({ settlement_date: on }) => on !== null)
    expect(settled.length).toBeGreaterThan(3)
    expect(settled.length).toBeLessThan(14)
    for (const { outstanding_balance: owed } of settled) expect(owed).toBe(0)
    expect(new Set(seen.map(({ contract_number: number }) => number)).size).toBeGreaterThan(1)
  })

  test('an investment matures, and its money is back on the checking account', () => {
    const { world } = at('76109277673', '2026-03-12', 'ofmockbank_br_retail')
    const [bought] = world?.portfolio?.investmentsAt(Date.parse('2026-03-12T12:00:00Z')) ?? []
    if (!bought) throw new Error('expected an investment')
    const after = at('76109277673', isoDay(bought.closesOn), 'ofmockbank_br_retail').read('INVESTMENTS')
    const shown = after.find(({ key }) => key === bought.key)?.body.balance
    expect(shown).toMatchObject({ quantity: 0, gross_value: 0, net_value: 0 })
  })
})

describe('the very large one', () => {
  const now = Date.parse('2026-03-12T16:20:00Z')

  test.each(['gotham_mx_business', 'erebor_co_retail', 'ofmockbank_br_retail'])(
    'has 100,000 movements a year at %s',
    (name) => {
      const world = makeWorld('seed', institutionNamed(name), 'very_large')
      let count = 0
      let last = ''
      for (const { body } of answers(world, { resource: 'TRANSACTIONS' }, now)) {
        count += 1
        if (String(body.transacted_at) < last) expect.fail(`${body.transacted_at} comes after ${last}`)
        last = String(body.transacted_at)
      }
      expect(count).toBeGreaterThanOrEqual(100_000)
      expect(count).toBeLessThan(110_000)
    },
  )

  test('a day of it is told without the year', () => {
    const world = makeWorld('seed', ofBank, 'very_large')
    const question = { resource: 'TRANSACTIONS', from: '2026-02-03', to: '2026-02-03' } as const
    const rows = [...answers(world, question, now)]
    expect(rows.length).toBeGreaterThan(270)
    expect(rows.every(({ body }) => body.value_date === '2026-02-03')).toBe(true)
  })
})

test('every persona is one of its own: what comes in and goes out is as its name says', () => {
  const now = Date.parse('2026-03-12T16:20:00Z')
  const worldOf = (user: string) => makeWorld('seed', institutionNamed('erebor_br_retail'), user)
  const rows = (user: string) => [...answers(worldOf(user), { resource: 'TRANSACTIONS' }, now)]
  const printed = (user: string) => rows(user).map(({ body }) => String(body.description))
  expect(printed('salaried').some((text) => text.startsWith('CREDITO SALARIO'))).toBe(true)
  expect(printed('gig_worker').some((text) => text.includes('SALARIO'))).toBe(false)
  expect(printed('pensioner').filter((text) => text.startsWith('CREDITO BENEFICIO INSS')).length).toBeGreaterThan(11)
  expect(new Set(printed('two_jobs').filter((text) => text.startsWith('CREDITO SALARIO'))).size).toBe(2)
  expect(worldOf('over_indebted')?.loans.length).toBe(3)
  expect(worldOf('small_company')?.holder.kind).toBe('company')
  expect(worldOf('sole_proprietor')?.holder.kind).toBe('person')
  const wages = rows('seasonal').filter(({ body }) => / DIARIAS|^DEP DINHEIRO/.test(String(body.description)))
  expect(new Set(wages.map(({ body }) => String(body.value_date).slice(5, 7))).size).toBe(5)
})
