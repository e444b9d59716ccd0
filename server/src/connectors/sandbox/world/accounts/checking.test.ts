import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import type { SourceRecord } from '../../../contract.ts'
import { answers } from '../../answers.ts'
import { institutionNamed } from '../../fixtures.ts'
import { type SandboxInstitution, sandboxInstitutions } from '../../manifest.ts'
import { dayAt, dayFromIso, daysShown, isoDay, monthIn, monthOf } from '../calendar.ts'
import { makeWorld, type World } from '../world.ts'
import { bookedOn } from './checking.ts'

// Thousands of years of movements take their time on a busy machine.
vi.setConfig({ testTimeout: 120_000 })

/** How many worlds the money is counted in. */
const worlds = Number(process.env.ENLACE_TEST_WORLDS ?? 250)

/** Somebody at some institution at some moment between 2015 and 2040. */
const visits = fc.record({
  seed: fc.string({ minLength: 1, maxLength: 8 }),
  institution: fc.constantFrom(...sandboxInstitutions),
  user: fc.oneof(
    { weight: 6, arbitrary: fc.stringMatching(/^[a-z][a-z0-9_]{0,15}$/).filter((name) => !name.startsWith('user_')) },
    { weight: 1, arbitrary: fc.constantFrom('bnk100', 'bnk102', 'bnk103') },
  ),
  now: fc.date({ min: new Date('2015-01-01T00:00:00Z'), max: new Date('2040-12-31T23:59:59Z'), noInvalidDate: true }),
})

type Visit = typeof visits extends fc.Arbitrary<infer T> ? T : never

const worldOf = ({ seed, institution, user }: Pick<Visit, 'seed' | 'institution' | 'user'>): World => {
  const world = makeWorld(seed, institution, user)
  if (!world) throw new Error('expected a world')
  return world
}

/** What the institution shows at that moment, and the world behind it. */
function look(visit: Visit) {
  const world = worldOf(visit)
  const now = visit.now.getTime()
  return {
    world,
    accounts: [...answers(world, { resource: 'ACCOUNTS' }, now)],
    rows: [...answers(world, { resource: 'TRANSACTIONS' }, now)],
  }
}

/** Whole cents, as numbers of the wire are never the sum of floats. */
const cents = (amount: unknown): number => Math.round(Number(amount) * 100)

const signed = ({ body }: SourceRecord): number => (body.type === 'INFLOW' ? 1 : -1) * cents(body.amount)

type Balance = { current: number; available: number; blocked?: number }
const balanceOf = ({ body }: SourceRecord): Balance => body.balance as Balance

const ofCategory = (records: readonly SourceRecord[], category: string): SourceRecord | undefined =>
  records.find(({ body }) => body.category === category)

function postedByDay(rows: readonly SourceRecord[]): Map<string, number> {
  const sums = new Map<string, number>()
  for (const row of rows) {
    const day = row.body.accounting_date
    if (typeof day === 'string') sums.set(day, (sums.get(day) ?? 0) + signed(row))
  }
  return sums
}

/** Every day from `first` to today, the balance is the one before it and what was posted on it. */
function reconcile(
  account: Parameters<typeof bookedOn>[0],
  rows: readonly SourceRecord[],
  first: number,
  today: number,
): void {
  const posted = postedByDay(rows)
  let balance = bookedOn(account, first - 1)
  for (let day = first; day < today; day += 1) {
    balance += posted.get(isoDay(day)) ?? 0
    if (balance !== bookedOn(account, day)) expect.fail(`${isoDay(day)}: ${balance} is not ${bookedOn(account, day)}`)
  }
}

test('every day of every deposit account, the balance is the opening and what was posted since', () => {
  fc.assert(
    fc.property(visits, (visit) => {
      const { world, accounts, rows } = look(visit)
      const today = dayAt(visit.now.getTime())
      // Rows before the first day shown may post on the first ones: nothing takes longer than three days.
      const first = today - daysShown + 4
      for (const account of [world.checking, world.savings]) {
        if (!account) continue
        const own = rows.filter(({ account: key }) => key === account.key)
        reconcile(account, own, first, today)

        const shown = accounts.find(({ key }) => key === account.key) as SourceRecord
        const since = own.filter(
          ({ body }) => typeof body.accounting_date === 'string' && body.accounting_date >= isoDay(first),
        )
        const current = since.reduce((sum, row) => sum + signed(row), bookedOn(account, first - 1))
        expect(cents(balanceOf(shown).current)).toBe(current)

        const pending = own.filter(({ body }) => body.status === 'PENDING' && body.type === 'OUTFLOW')
        const blocked = -pending.reduce((sum, row) => sum + signed(row), 0)
        const overdraft = shown.body.overdraft as { arranged: number } | null
        expect(cents(balanceOf(shown).blocked)).toBe(blocked)
        expect(cents(balanceOf(shown).available)).toBe(current - blocked + cents(overdraft?.arranged ?? 0))
      }
    }),
    { numRuns: worlds, seed: 7 },
  )
})

test('what was seen is seen again: only what was pending posts, bills close, and banks have second thoughts', () => {
  const later = fc.integer({ min: 0, max: 150 * 86_400_000 })
  fc.assert(
    fc.property(visits, later, (visit, ms) => {
      const before = look(visit)
      const after = look({ ...visit, now: new Date(visit.now.getTime() + ms) })
      const oldest = String(after.rows[0]?.body.value_date)
      const taken = takenBack(before.world, visit.now.getTime())
      const stays = ({ key }: SourceRecord) => !taken.has(key)
      const seen = before.rows.filter(({ body }) => String(body.value_date) >= oldest).filter(stays)
      const instant = visit.now.toISOString()
      const again = after.rows.filter(({ body }) => String(body.transacted_at) <= instant).filter(stays)
      expect(again.map(({ key }) => key)).toEqual(seen.map(({ key }) => key))
      for (const [index, row] of seen.entries()) expect(lasting(again[index], row)).toEqual(lasting(row, row))
    }),
    { numRuns: 100, seed: 11 },
  )
})

/** The rows that the bank will have taken back some days after the instant. */
const takenBack = ({ checking }: World, now: number): ReadonlySet<string> =>
  new Set(
    [monthOf(dayAt(now)) - 1, monthOf(dayAt(now))].flatMap((month) => checking.slips(month)).map(({ key }) => key),
  )

test('a frequent user sees a posted row corrected and one taken back every month, and the money still adds up', () => {
  fc.assert(
    fc.property(visits, (visit) => {
      const world = worldOf({ ...visit, user: 'bnk100' })
      const month = monthOf(dayAt(visit.now.getTime()))
      const corrected = world.checking.movements(month).filter((each) => each.corrected)
      if (!world.client.business) expect(corrected.length).toBeGreaterThan(0)
      for (const { corrected: again, text, postedAt } of corrected) {
        expect(again?.at).toBeGreaterThan(postedAt)
        expect(again?.text).not.toBe(text)
      }
      const [charge, reversal] = world.checking.slips(month)
      expect((charge?.cents ?? 0) + (reversal?.cents ?? 0)).toBe(0)
      expect(charge?.cents).not.toBe(0)
      for (const { removedAt = 0, postedAt } of world.checking.slips(month)) {
        expect(removedAt - postedAt).toBeGreaterThan(7 * 86_400_000)
      }
    }),
    { numRuns: 100, seed: 41 },
  )
})

const billKeys = [
  'bill_name',
  'bill_due_date',
  'bill_internal_identification',
  'bill_amount',
  'credit_card_bill',
] as const

/** The row without what may still change of it, as it was when it was first seen. */
function lasting(row: SourceRecord | undefined, first: SourceRecord): unknown {
  const { status, accounting_date, credit_card_data, ...whole } = row?.body ?? {}
  const { description, observations, ...printedAlike } = whole
  const printedAnew = observations !== null && first.body.observations === null
  const uncorrected = String(description).startsWith(String(first.body.description))
  const body =
    printedAnew && uncorrected ? { ...printedAlike, description: first.body.description, observations: null } : whole
  const card = credit_card_data ? { ...(credit_card_data as Record<string, unknown>) } : null
  const open = (first.body.credit_card_data as Record<string, unknown> | null)?.bill_name === null
  if (card && open) for (const key of billKeys) delete card[key]
  const settled = first.body.status === 'PENDING' ? {} : { status, accounting_date }
  return { ...row, body: { ...body, ...settled, card } }
}

test('a month looks the same, whatever was looked at before it', () => {
  const months = fc.integer({ min: monthIn(2014, 1), max: monthIn(2040, 12) })
  fc.assert(
    fc.property(visits, fc.array(months, { maxLength: 4 }), months, (visit, others, month) => {
      const fresh = worldOf(visit)
      const used = worldOf(visit)
      for (const other of others) used.checking.movements(other)
      expect(used.checking.movements(month)).toEqual(fresh.checking.movements(month))
      expect(used.cards[0]?.movements(month)).toEqual(fresh.cards[0]?.movements(month))
    }),
    { numRuns: 100, seed: 13 },
  )
})

describe('credit', () => {
  test('a card’s balance is what its shown rows have spent since the last closing', () => {
    fc.assert(
      fc.property(visits, (visit) => {
        const { accounts, rows } = look(visit)
        const card = ofCategory(accounts, 'CREDIT_CARD')
        if (!card) return
        const running = rows.filter(({ account, body }) => account === card.key && isRunning(body))
        const spent = -running.reduce((sum, row) => sum + signed(row), 0)
        expect(cents(balanceOf(card).current)).toBe(spent)
        const { credit_limit: limit, limits } = card.body.credit_data as { credit_limit: number; limits: Limit[] }
        expect(cents(balanceOf(card).available)).toBe(cents(limit) - spent)
        for (const each of limits)
          expect(cents(each.used_amount) + cents(each.available_amount)).toBe(cents(each.credit_limit))
      }),
      { numRuns: 100, seed: 17 },
    )
  })

  type Limit = { credit_limit: number; used_amount: number; available_amount: number }

  const isRunning = (body: Readonly<Record<string, unknown>>): boolean =>
    (body.credit_card_data as { bill_name: unknown }).bill_name === null && body.operation_type !== 'PAGAMENTO'

  test('checking pays each bill with what its rows add up to', () => {
    fc.assert(
      fc.property(visits, (visit) => {
        const { accounts, rows } = look(visit)
        const card = ofCategory(accounts, 'CREDIT_CARD')
        const checking = ofCategory(accounts, 'CHECKING_ACCOUNT')
        if (!card || !checking) return
        const own = rows.filter(({ account }) => account === card.key)
        const paid = own.filter(({ body }) => body.operation_type === 'PAGAMENTO')
        expect(paid.length).toBeGreaterThanOrEqual(11)
        const oldest = dayFromIso(String(own[0]?.body.value_date))
        for (const payment of paid) {
          const debit = rows.find(
            ({ account, body }) =>
              account === checking.key && body.type === 'OUTFLOW' && body.transacted_at === payment.body.transacted_at,
          )
          expect(debit?.body.amount).toBe(payment.body.amount)
          const bill = latestBillBefore(own, String(payment.body.value_date))
          if (!bill || dayFromIso(String(payment.body.value_date)) - oldest < 60) continue
          const spent = own.filter(
            ({ body }) => nameOf(body) === nameOf(bill.body) && body.operation_type !== 'PAGAMENTO',
          )
          expect(-spent.reduce((sum, row) => sum + signed(row), 0)).toBe(cents(payment.body.amount))
        }
      }),
      { numRuns: 60, seed: 19 },
    )
  })

  const nameOf = (body: Readonly<Record<string, unknown>>): unknown =>
    (body.credit_card_data as { bill_name: unknown } | null)?.bill_name

  const latestBillBefore = (rows: readonly SourceRecord[], date: string): SourceRecord | undefined =>
    rows.find(({ body }) => (body.credit_card_data as { bill_due_date: unknown }).bill_due_date === date)

  test('the loan follows its schedule, and checking pays every instalment', () => {
    fc.assert(
      fc.property(visits, (visit) => {
        const { accounts, rows } = look(visit)
        const loan = ofCategory(accounts, 'LOAN_ACCOUNT')
        const checking = ofCategory(accounts, 'CHECKING_ACCOUNT')
        if (!loan || !checking) return
        const data = loan.body.loan_data as Record<string, number>
        expect((data.number_of_installments_paid ?? 0) + (data.number_of_installments_outstanding ?? 0)).toBe(
          data.number_of_installments_total,
        )
        expect(balanceOf(loan).current).toBe(data.outstanding_balance)
        expect(balanceOf(loan).current).toBeGreaterThanOrEqual(0)
        expect(balanceOf(loan).available).toBeLessThanOrEqual(balanceOf(loan).current)
        const instalments = rows.filter(({ account, body }) => account === loan.key && body.loan_data !== null)
        expect(instalments.length).toBeGreaterThanOrEqual(11)
        for (const { body } of instalments) {
          const same = rows.filter(
            (row) => row.account === checking.key && row.body.transacted_at === body.transacted_at,
          )
          expect(same.map((row) => signed(row))).toContain(-cents(body.amount))
        }
      }),
      { numRuns: 100, seed: 23 },
    )
  })
})

describe('people', () => {
  const moments = fc.date({
    min: new Date('2015-01-01T00:00:00Z'),
    max: new Date('2040-12-31T23:59:59Z'),
    noInvalidDate: true,
  })
  const institutions = fc.constantFrom(...sandboxInstitutions)
  const seeds = fc.string({ minLength: 1, maxLength: 6 })

  test('the overdrawn one is below zero at every moment', () => {
    fc.assert(
      fc.property(seeds, institutions, moments, (seed, institution, now) => {
        const { accounts } = look({ seed, institution, user: 'bnk103', now })
        const checking = ofCategory(accounts, 'CHECKING_ACCOUNT') as SourceRecord
        expect(balanceOf(checking).current).toBeLessThan(0)
        const { used, arranged, unarranged } = checking.body.overdraft as Record<string, number>
        expect(cents(used) + cents(unarranged)).toBe(-cents(balanceOf(checking).current))
        expect(used).toBeLessThanOrEqual(arranged ?? 0)
      }),
      { numRuns: 80, seed: 29 },
    )
  })

  test('everybody else never is, on no day of the year', () => {
    fc.assert(
      fc.property(seeds, institutions, moments, (seed, institution, now) => {
        const world = worldOf({ seed, institution, user: 'bnk100' })
        const today = dayAt(now.getTime())
        for (let day = today - daysShown; day <= today; day += 1) {
          for (const account of [world.checking, world.savings]) {
            if (account) expect(bookedOn(account, day)).toBeGreaterThanOrEqual(0)
          }
        }
      }),
      { numRuns: 60, seed: 31 },
    )
  })

  test('the quiet one has fewer than forty movements a year, the one without data nothing', () => {
    fc.assert(
      fc.property(seeds, institutions, moments, (seed, institution, now) => {
        const { rows } = look({ seed, institution, user: 'bnk102', now })
        expect(rows.length).toBeLessThan(40)
        expect(rows.length).toBeGreaterThan(20)
        expect(makeWorld(seed, institution, 'bnk101')).toBeNull()
      }),
      { numRuns: 50, seed: 37 },
    )
  })

  test.each(sandboxInstitutions.map((each) => [each.manifest.name, each] as const))(
    'a frequent user of %s has 50 to 80 movements a month',
    (_name, institution) => {
      for (const user of ['bnk100', 'user_valid', 'ana', 'bruno', 'carla']) {
        const world = worldOf({ seed: 'seed', institution, user })
        const first = monthOf(dayFromIso('2025-04-01'))
        const counts = Array.from({ length: 12 }, (_each, index) =>
          [world.checking, world.savings, ...world.cards, ...world.loans].reduce(
            (sum, account) => sum + (account?.movements(first + index).length ?? 0),
            0,
          ),
        )
        expect(Math.min(...counts)).toBeGreaterThanOrEqual(45)
        expect(counts.reduce((sum, count) => sum + count, 0) / 12).toBeGreaterThanOrEqual(50)
        expect(Math.max(...counts)).toBeLessThanOrEqual(80)
      }
    },
  )

  test('most of them have something pending', () => {
    const institution: SandboxInstitution = institutionNamed('gringotts_br_retail')
    const now = new Date('2026-03-12T16:20:00Z')
    const looks = Array.from({ length: 40 }, (_each, index) =>
      look({ seed: 'seed', institution, user: `person${index}`, now }),
    )
    const pending = looks.filter(({ rows }) => rows.some(({ body }) => body.status === 'PENDING'))
    expect(pending.length).toBeGreaterThan(30)
    for (const { rows } of looks) {
      for (const { body } of rows) {
        if (body.status === 'PENDING') expect(String(body.value_date) >= '2026-03-09').toBe(true)
        expect(body.accounting_date === null).toBe(body.status === 'PENDING')
      }
    }
  })
})
