import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import type { UserDescription } from '../../../../../../contract/users.ts'
import { problemsOf } from '../../../../domain/sandbox/described-users.ts'
import type { SourceRecord } from '../../../contract.ts'
import { answers } from '../../answers.ts'
import { institutionNamed } from '../../fixtures.ts'
import { dayFromIso, isoDay } from '../calendar.ts'
import { makeDescribedWorld } from './described.ts'

vi.setConfig({ testTimeout: 120_000 })

const from = '2025-06-15'
const now = Date.parse('2026-03-12T16:20:00Z')
const today = '2026-03-12'
const institution = institutionNamed('gringotts_co_retail')

const days = fc.integer({ min: dayFromIso(from), max: dayFromIso('2026-04-20') }).map(isoDay)
const amounts = fc.integer({ min: 1, max: 9_999_999 }).map((cents) => cents / 100)
const words = fc.stringMatching(/^[A-Z][A-Z0-9 */]{0,18}[A-Z]$/)

const flows = fc
  .record({
    description: words,
    amount: amounts,
    every: fc.constantFrom('week', 'two_weeks', 'month', 'year' as const),
    starts_on: days,
    raisedAfter: fc.option(fc.integer({ min: 0, max: 120 }), { nil: undefined }),
    raisedTo: amounts,
    lasts: fc.option(fc.integer({ min: 0, max: 200 }), { nil: undefined }),
  })
  .map(({ raisedAfter, raisedTo, lasts, ...flow }) => {
    const later = (count: number) => isoDay(dayFromIso(flow.starts_on) + count)
    return {
      ...flow,
      ...(lasts === undefined ? {} : { ends_on: later(lasts) }),
      ...(raisedAfter === undefined ? {} : { changes: [{ on: later(raisedAfter), amount: raisedTo }] }),
    }
  })

const described: fc.Arbitrary<UserDescription> = fc
  .record({
    balance: fc.integer({ min: -100_000, max: 1_000_000 }).map((cents) => cents / 100),
    incomes: fc.array(flows, { maxLength: 4 }),
    expenses: fc.array(fc.record({ flow: flows, onCard: fc.boolean() }), { maxLength: 5 }),
    events: fc.array(fc.record({ on: days, description: words, amount: amounts, out: fc.boolean() }), { maxLength: 5 }),
    closing_day: fc.integer({ min: 1, max: 28 }),
    due_days: fc.integer({ min: 1, max: 28 }),
  })
  .map(({ balance, incomes, expenses, events, closing_day, due_days }) => ({
    institution: institution.manifest.name,
    username: 'described',
    from,
    accounts: [
      { name: 'main', type: 'checking', balance },
      { name: 'card', type: 'card', limit: 1_000, closing_day, due_days },
    ],
    incomes,
    expenses: expenses.map(({ flow, onCard }) => (onCard ? { ...flow, account: 'card' } : flow)),
    events: events.map(({ out, amount, ...event }) => ({ ...event, amount: out ? -amount : amount })),
  }))

type Flow = NonNullable<UserDescription['incomes']>[number]

const daysBetween = (from: string, day: string): number => dayFromIso(day) - dayFromIso(from)

/** Whether it happens on the day, told from the calendar alone and not from the code under test. */
function happensOn(flow: Flow, day: string): boolean {
  if (day < flow.starts_on || (flow.ends_on !== undefined && day > flow.ends_on)) return false
  if (flow.every === 'week') return daysBetween(flow.starts_on, day) % 7 === 0
  if (flow.every === 'two_weeks') return daysBetween(flow.starts_on, day) % 14 === 0
  const [, month, number] = flow.starts_on.split('-')
  const last = new Date(Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)), 0)).getUTCDate()
  const due = String(Math.min(Number(number), last)).padStart(2, '0')
  return day.slice(8) === due && (flow.every === 'month' || day.slice(5, 7) === month)
}

const amountOn = ({ amount, changes = [] }: Flow, day: string): number =>
  changes.filter(({ on }) => on <= day).at(-1)?.amount ?? amount

/** Every line that the description speaks of up to today: day, words, cents. */
function expected({ incomes = [], expenses = [], events = [] }: UserDescription, account: string | undefined) {
  const lines: string[] = []
  for (let day = from; day <= today; day = isoDay(dayFromIso(day) + 1)) {
    const add = (text: string, cents: number) => lines.push(`${day} ${text} ${cents}`)
    const flowing = (flow: Flow) => flow.account === account && happensOn(flow, day)
    for (const flow of incomes.filter(flowing)) add(flow.description, Math.round(amountOn(flow, day) * 100))
    for (const flow of expenses.filter(flowing)) add(flow.description, -Math.round(amountOn(flow, day) * 100))
    for (const event of events) {
      if (event.account === account && event.on === day) add(event.description, Math.round(event.amount * 100))
    }
  }
  return lines.toSorted()
}

const cents = ({ body }: SourceRecord): number =>
  (body.type === 'INFLOW' ? 1 : -1) * Math.round(Number(body.amount) * 100)

const lineOf = (row: SourceRecord): string => `${row.body.value_date} ${row.body.description} ${cents(row)}`

describe('a described user', () => {
  test('shows every line of the description and no other, and the balance is their sum', () => {
    fc.assert(
      fc.property(described, (description) => {
        expect(problemsOf(description)).toEqual([])
        const world = makeDescribedWorld('seed', institution, description)
        const rows = [...answers(world, { resource: 'TRANSACTIONS' }, now)]
        const [card] = world.cards
        const bills = [...answers(world, { resource: 'BILLS' }, now)]
        const isOwn = (row: SourceRecord) =>
          !/^(PAGO TARJETA CREDITO|ABONO PAGO TARJETA)/.test(String(row.body.description))
        const checking = rows.filter(({ account }) => account === world.checking.key)
        const charged = rows.filter(({ account }) => account === card?.key)
        expect(checking.filter(isOwn).map(lineOf).toSorted()).toEqual(expected(description, undefined))
        expect(charged.filter(isOwn).map(lineOf).toSorted()).toEqual(expected(description, 'card'))

        const paid = checking.filter((row) => !isOwn(row))
        const settled = bills.filter(({ body }) => (body.payments as unknown[]).length > 0)
        expect(paid.reduce((sum, row) => sum - cents(row), 0)).toBe(
          settled.reduce((sum, { body }) => sum + Math.max(0, Math.round(Number(body.total_amount) * 100)), 0),
        )
        const account = [...answers(world, { resource: 'ACCOUNTS' }, now)].find(({ key }) => key === world.checking.key)
        const opening = Math.round((description.accounts[0]?.balance ?? 0) * 100)
        const { current } = (account?.body.balance ?? {}) as { current: number }
        expect(Math.round(current * 100)).toBe(checking.reduce((sum, row) => sum + cents(row), opening))
      }),
      { numRuns: 150, seed: 61 },
    )
  })
})

const laterBy = (day: string, count: number) => isoDay(dayFromIso(day) + count)

/** What happens once and is shown one way after the other; on the card it is over when the bill closes on the 28th. */
const courses = fc
  .record({
    number: fc.integer({ min: 0, max: 15 }),
    month: fc.constantFrom('2026-01', '2026-02', '2026-03'),
    cents: fc.integer({ min: 1, max: 99_999 }),
    finalCents: fc.integer({ min: 1, max: 99_999 }),
    pendingDays: fc.option(fc.integer({ min: 1, max: 6 }), { nil: undefined }),
    removedAfter: fc.option(fc.integer({ min: 1, max: 12 }), { nil: undefined, freq: 3 }),
    dated: fc.boolean(),
    onCard: fc.boolean(),
    renamed: fc.boolean(),
  })
  .map(({ number, month, cents: first, finalCents, pendingDays, removedAfter, dated, onCard, renamed }) => {
    const on = `${month}-${String(number + 1).padStart(2, '0')}`
    const posts = pendingDays !== undefined && (removedAfter === undefined || removedAfter > pendingDays)
    const date = dated && !onCard ? { date: laterBy(on, Math.ceil((pendingDays ?? 0) / 2)) } : {}
    return {
      on,
      description: 'COMPRA',
      amount: -first / 100,
      renamed,
      ...(onCard ? { account: 'card' } : {}),
      ...(pendingDays === undefined ? {} : { pending_until: laterBy(on, pendingDays) }),
      ...(posts ? { posts_as: { amount: -finalCents / 100, ...date } } : {}),
      ...(removedAfter === undefined ? {} : { removed_on: laterBy(on, removedAfter) }),
    }
  })

/** The same with names that nothing else has. */
const withNames = (events: readonly (typeof courses extends fc.Arbitrary<infer T> ? T : never)[]) =>
  events.map(({ renamed, ...event }, index) => ({
    ...event,
    identification: `held-${index}`,
    ...(event.posts_as && renamed
      ? { posts_as: { ...event.posts_as, identification: `posted-${index}`, replaces: true } }
      : {}),
  }))

describe('what is said to change', () => {
  test('is shown as it is said at every instant, and balances are what is shown', () => {
    fc.assert(
      fc.property(
        fc.array(courses, { minLength: 1, maxLength: 8 }).map(withNames),
        fc.integer({ min: 0, max: 24 * 90 }),
        (events, hours) => {
          const accounts = [
            { name: 'main', type: 'checking' as const, balance: 1_000 },
            { name: 'card', type: 'card' as const, limit: 5_000, closing_day: 28, due_days: 5 },
          ]
          const description = { institution: institution.manifest.name, username: 'told', from, accounts, events }
          expect(problemsOf(description)).toEqual([])
          const at = Date.parse('2026-01-01T00:00:00Z') + hours * 3_600_000
          const world = makeDescribedWorld('seed', institution, description)
          const rows = [...answers(world, { resource: 'TRANSACTIONS' }, at)]
          const own = rows.filter(({ body }) => body.description === 'COMPRA')
          const said = events.flatMap((event) => rowSaid(event, at))
          const told = own.map(({ key, body, replaces }) => ({
            ...{ key, status: body.status, amount: -cents({ key, body }), value_date: body.value_date },
            ...(replaces === undefined ? {} : { replaces }),
          }))
          expect(told.toSorted(byName)).toEqual(said.toSorted(byName))

          const balances = [...answers(world, { resource: 'ACCOUNTS' }, at)].map(({ key, body }) => {
            const { current, blocked } = body.balance as Record<string, number>
            const whole = (amount = 0) => Math.round(amount * 100) + 0
            return { key, current: whole(current), blocked: whole(blocked) }
          })
          const main = rows.filter(({ account }) => account === world.checking.key)
          const sumOfThose = (status: string) =>
            main.filter(({ body }) => body.status === status).reduce((sum, row) => sum + cents(row), 0)
          const checking = balances.find(({ key }) => key === world.checking.key)
          expect(checking?.current).toBe(100_000 + sumOfThose('PROCESSED'))
          expect(checking?.blocked).toBe(0 - sumOfThose('PENDING'))
          const running = rows.filter(({ account, body }) => account !== world.checking.key && isRunning(body))
          expect(balances.find(({ key }) => key !== world.checking.key)?.current).toBe(
            0 - running.reduce((sum, row) => sum + cents(row), 0),
          )
        },
      ),
      { numRuns: 300, seed: 67 },
    )
  })
})

type Said = ReturnType<typeof withNames>[number]

/** The row that an event has at the instant, told from the words of the guide. */
function rowSaid(event: Said, at: number) {
  const noon = (day: string) => Date.parse(`${day}T12:00:00Z`)
  if (noon(event.on) > at || (event.removed_on !== undefined && noon(event.removed_on) <= at)) return []
  const isPending = event.pending_until !== undefined && noon(event.pending_until) > at
  const { identification: renamed, ...posted } = { identification: undefined, ...(isPending ? {} : event.posts_as) }
  const amount = 'amount' in posted ? Number(posted.amount) : event.amount
  return [
    {
      key: renamed ?? event.identification,
      status: isPending ? 'PENDING' : 'PROCESSED',
      amount: Math.round(-amount * 100),
      value_date: 'date' in posted ? posted.date : event.on,
      ...(renamed === undefined ? {} : { replaces: event.identification }),
    },
  ]
}

const byName = (one: { key: string }, other: { key: string }): number => (one.key < other.key ? -1 : 1)

const isRunning = (body: SourceRecord['body']): boolean =>
  (body.credit_card_data as { bill_name: unknown }).bill_name === null && body.operation_type !== 'PAGAMENTO'
