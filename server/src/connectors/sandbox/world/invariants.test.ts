import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { isClabe, isCnpj, isCpf, isCurp, isIsin, isNit, isRfc } from '../../../domain/identifiers.ts'
import type { SourceRecord } from '../../contract.ts'
import { answers } from '../answers.ts'
import { institutionNamed } from '../fixtures.ts'
import { sandboxInstitutions } from '../manifest.ts'
import { dayAt, isoDay, monthOf } from './calendar.ts'
import { profileOf } from './people/personas.ts'
import { makeWorld, type World } from './world.ts'

vi.setConfig({ testTimeout: 300_000 })

/** How many worlds the invariants are held against; the very large person is seen by itself below. */
const worlds = Number(process.env.ENLACE_TEST_WORLDS ?? 1_000)

const users = [
  'bnk100',
  'bnk102',
  'overdrawn',
  'salaried',
  'public_servant',
  'gig_worker',
  'pensioner',
  'student',
  'over_indebted',
  'seasonal',
  'two_jobs',
  'foreign_transfer',
  'small_company',
  'sole_proprietor',
  'loss_company',
  'second_thoughts',
] as const

const ofBank = institutionNamed('ofmockbank_br_retail')

/** Somebody at some institution at some moment between 2015 and 2040; the bank that shows everything more often. */
const visits = fc.record({
  seed: fc.string({ minLength: 1, maxLength: 8 }),
  institution: fc.oneof({ weight: 2, arbitrary: fc.constantFrom(...sandboxInstitutions) }, fc.constant(ofBank)),
  user: fc.oneof(fc.constantFrom(...users), fc.constantFrom('76109277673', '50685362006773')),
  now: fc.date({ min: new Date('2015-01-01T00:00:00Z'), max: new Date('2040-12-31T23:59:59Z'), noInvalidDate: true }),
})

type Visit = typeof visits extends fc.Arbitrary<infer T> ? T : never
type Records = readonly SourceRecord[]

function look({ seed, institution, user, now }: Visit) {
  const world = makeWorld(seed, institution, user) as World
  const at = now.getTime()
  const read = (resource: Parameters<typeof answers>[1]['resource']): Records => [...answers(world, { resource }, at)]
  return {
    world,
    at,
    instant: now.toISOString(),
    accounts: read('ACCOUNTS'),
    rows: read('TRANSACTIONS'),
    balances: read('BALANCES'),
    bills: read('BILLS'),
    owners: read('OWNERS'),
    investments: read('INVESTMENTS'),
    deals: read('INVESTMENT_TRANSACTIONS'),
    exchanges: read('EXCHANGES'),
  }
}

type Look = ReturnType<typeof look>
type Body = Readonly<Record<string, unknown>>

const cents = (amount: unknown): number => Math.round(Number(amount) * 100)
const signed = ({ body }: SourceRecord): number => (body.type === 'INFLOW' ? 1 : -1) * cents(body.amount)
const total = (records: Records): number => records.reduce((sum, row) => sum + signed(row), 0)
const cardOf = ({ body }: SourceRecord): Body => body.credit_card_data as Body

/** Everything that is held against every world; each throws where the world does not keep it. */
const invariants: Readonly<Record<string, (look: Look) => void>> = {
  'a closed bill is what its rows add up to, charges included, and its payment leaves the checking account'(seen) {
    for (const { body, account, key } of seen.bills) {
      const rows = seen.rows.filter((row) => row.account === account && row.body.operation_type !== 'PAGAMENTO')
      const own = rows.filter((row) => cardOf(row).bill_internal_identification === key)
      if (body.bill_name === null) {
        expect(own).toEqual([])
        continue
      }
      const bill = seen.world.cards.find((card) => card.key === account)?.bill(monthNamed(String(body.bill_name)))
      const whole = (bill?.closesOn ?? 0) > dayAt(seen.at) - 365 + 34
      if (whole) expect(-total(own)).toBe(cents(body.total_amount))
      const charges = (body.finance_charges as Body[]).filter(({ type }) => type !== 'NO_CHARGE')
      const charged = charges.map(({ amount }) => cents(amount))
      const printed = own
        .filter((row) => bill?.charges.length && isCharge(row, bill.charges))
        .map((row) => -signed(row))
      if (whole) expect(printed.toSorted()).toEqual(charged.toSorted())
      for (const { amount, payment_date } of body.payments as Body[]) {
        expect(cents(amount)).toBe(cents(body.total_amount))
        const pays = (row: SourceRecord, type: string) =>
          row.body.type === type && row.body.value_date === payment_date && row.body.amount === amount
        expect(seen.rows.some((row) => row.account === account && pays(row, 'INFLOW'))).toBe(true)
        expect(seen.rows.some((row) => row.account === seen.world.checking.key && pays(row, 'OUTFLOW'))).toBe(true)
      }
    }
  },

  'a loan amortises to nothing by its own schedule, and every instalment leaves the checking account'(seen) {
    for (const loan of seen.world.loans) {
      const { instalments, principal, rate } = loan.contractAt(seen.at, monthOf(dayAt(seen.at)))
      let left = principal
      for (const { cents: due, principalAfter } of instalments) {
        left -= due - Math.round(left * rate)
        expect(left).toBe(principalAfter)
      }
      expect(left).toBe(0)
      const paid = seen.rows.filter(({ account, body }) => account === loan.key && body.loan_data !== null)
      for (const row of paid) expect(debitsAt(seen, row)).toContain(-signed(row))
      const shown = seen.accounts.find(({ key }) => key === loan.key)?.body.loan_data as Record<string, number>
      const remaining = instalments.filter(({ at }) => at > seen.at)
      expect(cents(shown.outstanding_balance)).toBe(remaining.reduce((sum, { cents: due }) => sum + due, 0))
      expect(shown.number_of_installments_outstanding).toBe(remaining.length)
      expect(shown.settlement_date !== null).toBe(remaining.length === 0)
    }
  },

  'an investment holds what its transactions put into it, at the price of one, and the cash is on the checking account'(
    seen,
  ) {
    for (const { key, body } of seen.investments) {
      const own = seen.deals.filter(({ parent }) => parent === key)
      const moves = own.filter((deal) => !paidOut.has(String(deal.body.subtype)))
      const units = moves.reduce((sum, deal) => sum + tenThousandths(deal.body.quantity) * direction(deal), 0)
      const { quantity, gross_value, gross_unit_price, net_value } = body.balance as Record<string, number>
      const bought = seen.world.portfolio?.investmentsAt(seen.at).find((each) => each.key === key)
      // One that has ended is shown until its last transaction is too old, and its first ones are so before that.
      if ((bought?.boughtOn ?? 0) > dayAt(seen.at) - 365) expect(tenThousandths(quantity)).toBe(units)
      else expect(quantity).toBe(0)
      expect(Math.abs((gross_value ?? 0) - (quantity ?? 0) * (gross_unit_price ?? 0))).toBeLessThan(0.0051)
      expect(net_value).toBeLessThanOrEqual(gross_value ?? 0)
    }
    for (const { deals } of seen.world.portfolio?.investmentsAt(seen.at) ?? []) {
      for (const deal of deals.filter(({ at, day }) => at <= seen.at && day > dayAt(seen.at) - 365)) {
        const cash =
          deal.type === 'INFLOW'
            ? deal.grossCents + deal.feeCents
            : deal.incomeTaxCents + deal.feeCents - deal.grossCents
        if (cash !== 0) expect(cashAt(seen, deal.at)).toContain(-cash)
      }
    }
  },

  'an exchange is its foreign money at its rate, and settles on the checking account'(seen) {
    for (const { key, body, parts = [] } of seen.exchanges) {
      const { local_operation_value_amount: local, foreign_operation_value_amount: foreign } = body
      expect(cents(local)).toBe(Math.round(cents(foreign) * Number(body.local_operation_tax_amount)))
      const types = parts.map((event) => event.body.event_type)
      expect(types[0]).toBe(1)
      expect(new Set(types).size).toBe(types.length)
      const settled = parts.find((event) => event.body.event_type === 4)
      expect(body.operation_outstanding_balance_amount).toBe(settled ? 0 : foreign)
      if (!settled) continue
      const exchange = seen.world.foreign?.exchangesAt(seen.at).find((each) => each.key === key)
      const sign = body.operation_type === 'COMPRA' ? -1 : 1
      expect(cashAt(seen, exchange?.events.at(-1)?.at ?? 0)).toContain(sign * cents(local))
    }
  },

  'overdrafts and limits are what the balances leave of them'(seen) {
    for (const { key, body } of seen.accounts) {
      const balance = body.balance as Record<string, number>
      const credit = body.credit_data as (Body & { limits: Record<string, number>[] }) | null
      if (credit) {
        for (const { used_amount = 0, available_amount = 0, credit_limit = 0 } of credit.limits) {
          expect(cents(used_amount) + cents(available_amount)).toBe(cents(credit_limit))
          expect(used_amount).toBeGreaterThanOrEqual(0)
        }
        expect(cents(balance.available)).toBe(cents(credit.credit_limit) - cents(balance.current))
      }
      const shown = seen.balances.find((each) => each.key === key)
      if (!shown) continue
      const free = cents(balance.current) - cents(balance.blocked)
      expect(cents(shown.body.available)).toBe(Math.max(0, free))
      expect(cents(shown.body.blocked)).toBe(cents(balance.blocked))
      const overdraft = body.overdraft as Record<string, number> | null
      const owed = Math.max(0, -cents(balance.current))
      expect(cents(overdraft?.used ?? 0) + cents(overdraft?.unarranged ?? 0)).toBe(owed)
      expect(cents(balance.available)).toBe(free + cents(overdraft?.arranged ?? 0))
      if (profileOf(seen.world.client.persona).keeps === 'dips') expect(overdraft?.unarranged).toBe(0)
    }
  },

  'the checking account is its balance a month ago and what was posted since'(seen) {
    const { checking, savings } = seen.world
    for (const account of savings ? [checking, savings] : [checking]) {
      const month = monthOf(dayAt(seen.at))
      const movements = [month - 2, month - 1, month].flatMap((each) => account.movements(each))
      const posted = movements.filter(({ postedAt }) => postedAt <= seen.at)
      const current = posted.reduce((sum, movement) => sum + movement.cents, account.opening(month - 2))
      // What was still pending when the first month began has posted within three days of it.
      const before = account.movements(month - 3).filter(({ postedAt }) => monthOf(dayAt(postedAt)) === month - 2)
      expect(before.every(({ postedAt }) => postedAt <= seen.at)).toBe(true)
      const shown = seen.accounts.find(({ key }) => key === account.key)?.body.balance as Record<string, number>
      expect(cents(shown.current)).toBe(current)
    }
  },

  'nothing comes from the future, and everything belongs to something that is shown'(seen) {
    const today = isoDay(dayAt(seen.at))
    const accounts = new Set(seen.accounts.map(({ key }) => key))
    const investments = new Set(seen.investments.map(({ key }) => key))
    for (const { account, body } of seen.rows) {
      if (!accounts.has(account ?? '')) expect.fail(`no account ${account}`)
      if (String(body.transacted_at ?? body.value_date) > seen.instant) expect.fail(`${body.transacted_at} is to come`)
    }
    for (const { account } of [...seen.bills, ...seen.balances]) expect(accounts).toContain(account)
    for (const { parent, body } of seen.deals) {
      expect(investments).toContain(parent)
      expect(String(body.value_date) <= today).toBe(true)
    }
    for (const { body, parts = [] } of seen.exchanges) {
      const instants = [body.operation_requested_at, ...parts.map((event) => event.body.event_created_at)]
      for (const each of instants) expect(String(each) <= seen.instant).toBe(true)
    }
    for (const resource of ['accounts', 'rows', 'bills', 'investments', 'deals', 'exchanges'] as const) {
      expect(new Set(seen[resource].map(({ key }) => key)).size).toBe(seen[resource].length)
    }
  },

  'identifiers are valid and the same wherever they stand'(seen) {
    for (const { body } of seen.accounts) {
      const value = String(body.public_identification_value)
      if (body.public_identification_name === 'CLABE') expect(isClabe(value)).toBe(true)
    }
    for (const { body } of seen.investments) {
      if (body.isin_number !== null) expect(isIsin(String(body.isin_number))).toBe(true)
      if (body.issuer_id_number !== null) expect(isCnpj(String(body.issuer_id_number))).toBe(true)
    }
    const [owner] = seen.owners
    const { document_type: type, document_number: number } = (owner?.body.document_id ?? {}) as Record<string, string>
    if (number !== '50685362006773') expect(checks[type ?? '']?.(number ?? '')).toBe(true)
    const { products = [] } = (owner?.body.financial_relation ?? {}) as { products?: Body[] }
    const deposits = seen.accounts.filter(({ body }) => body.balance_type === 'ASSET')
    for (const product of products) {
      expect(deposits.some(({ body }) => body.number === product.number && body.agency === product.agency)).toBe(true)
    }
  },
}

const paidOut = new Set(['PAGAMENTO_JUROS', 'DIVIDENDOS', 'JCP'])
const tenThousandths = (quantity: unknown): number => Math.round(Number(quantity) * 10_000)
const direction = ({ body }: SourceRecord): number => (body.type === 'INFLOW' ? 1 : -1)

const checks: Readonly<Record<string, (text: string) => boolean>> = {
  CURP: isCurp,
  RFC: isRfc,
  CPF: isCpf,
  CNPJ: isCnpj,
  NIT: isNit,
  CC: (text) => /^\d{10}$/.test(text),
}

const isCharge = (row: SourceRecord, charges: readonly { cents: number }[]): boolean =>
  charges.some((charge) => charge.cents === -signed(row)) && row.body.mcc === null && cardOf(row).fee_type === null

/** What moves on the checking account at the instant, in cents. */
const cashAt = ({ world, rows }: Look, at: number): number[] => {
  const instant = new Date(at).toISOString()
  return rows.filter((row) => row.account === world.checking.key && row.body.transacted_at === instant).map(signed)
}

const debitsAt = (seen: Look, { body }: SourceRecord): number[] => cashAt(seen, Date.parse(String(body.transacted_at)))

const names = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const monthNamed = (bill: string): number => Number(bill.slice(4)) * 12 + names.indexOf(bill.slice(0, 3))

test(`${Object.keys(invariants).length} invariants hold in ${worlds} worlds`, () => {
  const met = { bills: 0, charges: 0, loans: 0, deals: 0, exchanges: 0, overdrawn: 0 }
  fc.assert(
    fc.property(visits, (visit) => {
      const seen = look(visit)
      met.bills += seen.bills.length
      met.charges += seen.bills.filter(({ body }) => (body.finance_charges as Body[])[0]?.amount !== 0).length
      met.loans += seen.world.loans.length
      met.deals += seen.deals.length
      met.exchanges += seen.exchanges.length
      met.overdrawn += seen.accounts.filter(({ body }) => Number((body.balance as Body).current) < 0).length
      for (const [name, hold] of Object.entries(invariants)) {
        try {
          hold(seen)
        } catch (thrown) {
          throw new Error(`${name}: ${(thrown as Error).message}`, { cause: thrown })
        }
      }
    }),
    { numRuns: worlds, seed: 53 },
  )
  // An invariant that meets nothing holds for nothing.
  for (const [what, count] of Object.entries(met)) expect(count, what).toBeGreaterThan(0)
})

describe('time goes on', () => {
  test('day after day nothing that was seen changes but what banks change', () => {
    const steps = fc.record({ visit: visits, days: fc.integer({ min: 1, max: 45 }) })
    fc.assert(
      fc.property(steps, ({ visit, days }) => {
        const before = look(visit)
        const after = look({ ...visit, now: new Date(visit.now.getTime() + days * 86_400_000) })
        for (const resource of ['deals', 'exchanges'] as const) {
          const later = new Map(after[resource].map((each) => [each.key, each]))
          for (const { key, body, parts = [] } of before[resource]) {
            const again = later.get(key)
            if (!again) continue
            if (resource === 'deals') expect(again.body).toEqual(body)
            expect(again.parts?.slice(0, parts.length) ?? []).toEqual(parts)
          }
        }
        const bills = new Map(after.bills.map((each) => [each.key, each.body]))
        for (const { key, body } of before.bills) {
          const again = bills.get(key)
          if (body.bill_name === null || !again) continue
          const { payments, ...rest } = body
          expect(again).toMatchObject(rest)
          expect((again.payments as unknown[]).length).toBeGreaterThanOrEqual((payments as unknown[]).length)
        }
      }),
      { numRuns: Math.ceil(worlds / 4), seed: 59 },
    )
  })
})
