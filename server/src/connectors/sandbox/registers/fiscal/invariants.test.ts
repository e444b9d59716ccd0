import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import type { ResourceName } from '../../../../../../contract/resource.ts'
import { isRfc } from '../../../../domain/identifiers.ts'
import type { SourceRecord } from '../../../contract.ts'
import { dayAt, firstDay, isoDay, isoMonth, type Month, monthOf } from '../../world/calendar.ts'
import type { Movement } from '../../world/movement.ts'
import { sat } from '../sat.ts'
import { monthlyFilings } from './filing.ts'
import { makeTaxpayer, type Taxpayer } from './taxpayer.ts'

vi.setConfig({ testTimeout: 300_000 })

/** How many taxpayers the invariants are held against; the very large company has a test of its own. */
const taxpayers = Number(process.env.ENLACE_TEST_WORLDS ?? 60)

const people = [
  'PFIS010101000',
  'fiscal100',
  'bnk102',
  'overdrawn',
  'salaried',
  'gig_worker',
  'pensioner',
  'student',
  'over_indebted',
  'seasonal',
  'two_jobs',
  'foreign_transfer',
  'sole_proprietor',
] as const
const companies = ['PMO010101000', 'small_company', 'loss_company'] as const

/** Somebody at some moment between 2015 and 2040, companies as often as people. */
const visits = fc.record({
  seed: fc.string({ minLength: 1, maxLength: 8 }),
  user: fc.oneof(fc.constantFrom(...people), fc.constantFrom(...companies)),
  now: fc.date({ min: new Date('2015-06-01T00:00:00Z'), max: new Date('2040-12-31T23:59:59Z'), noInvalidDate: true }),
})

type Visit = typeof visits extends fc.Arbitrary<infer T> ? T : never
type Records = readonly SourceRecord[]
type Body = Readonly<Record<string, unknown>>

function look({ seed, user, now }: Visit) {
  const at = now.getTime()
  const taxpayer = makeTaxpayer(seed, user)
  const current = monthOf(dayAt(at))
  // Long over: whatever belongs to this month has been invoiced, paid and declared.
  const month = current - 3
  const from = isoDay(firstDay(month - 5))
  const ask = (resource: ResourceName, instant = at): Records => [
    ...sat.answers({ seed, user, now: instant }, { resource, from }),
  ]
  return { taxpayer, at, month, ask, invoices: ask('INVOICES'), returns: ask('TAX_RETURNS') }
}

type Look = ReturnType<typeof look>

const cents = (amount: unknown): number => Math.round(Number(amount) * 100)
const sumOf = (bodies: readonly Body[], of: (body: Body) => number): number =>
  bodies.reduce((sum, body) => sum + of(body), 0)
const listOf = (value: unknown): readonly Body[] => value as readonly Body[]
const sorted = (numbers: readonly number[]): readonly number[] => numbers.toSorted((one, other) => one - other)

const issued = ({ body }: SourceRecord): boolean => body.type === 'OUTFLOW'
const ofKind = (records: Records, kind: string): Records => records.filter(({ body }) => body.invoice_type === kind)
const datedIn = (month: Month, date: unknown): boolean => String(date).startsWith(isoMonth(month))
const bodies = (records: Records): readonly Body[] => records.map(({ body }) => body)

const movementsOf = ({ world }: Taxpayer, month: Month, ...what: readonly string[]): readonly Movement[] =>
  (world?.checking.movements(month) ?? []).filter((movement) => what.includes(movement.what ?? ''))

const payments = (records: Records): readonly Body[] =>
  ofKind(records, 'Pago').flatMap(({ body }) => listOf(body.payments))

const documents = (records: Records): readonly Body[] =>
  payments(records).flatMap((payment) => listOf(payment.related_documents))

const net = (body: Body): number => cents(body.subtotal_amount) - cents(body.discount_amount)

/** Everything that is held against every taxpayer; each throws where the authority does not keep it. */
const invariants: Readonly<Record<string, (look: Look) => void>> = {
  'the lines of an invoice add up to its sums, and its sums to its total'({ invoices }) {
    for (const { body } of invoices.filter(({ body }) => !['Pago', 'Traslado'].includes(String(body.invoice_type)))) {
      const lines = listOf(body.invoice_details)
      for (const line of lines) {
        expect(cents(line.pre_tax_amount)).toBe(Math.round(Number(line.quantity) * cents(line.unit_amount)))
        const taxed = cents(line.pre_tax_amount) - cents(line.discount ?? 0)
        expect(cents(line.tax_amount)).toBe(Math.round((taxed * Number(line.tax_percentage)) / 100))
        expect(cents(line.total_amount)).toBe(cents(line.pre_tax_amount) + cents(line.tax_amount))
      }
      const { total_tax_retained, total_tax_transferred } = body.tax_details as Body
      expect(cents(body.subtotal_amount)).toBe(sumOf(lines, (line) => cents(line.pre_tax_amount)))
      expect(cents(body.discount_amount)).toBe(sumOf(lines, (line) => cents(line.discount ?? 0)))
      expect(cents(body.tax_amount)).toBe(sumOf(lines, (line) => cents(line.tax_amount)))
      expect(cents(total_tax_transferred)).toBe(cents(body.tax_amount))
      const kept = sumOf(lines, (line) => sumOf(listOf(line.retained_taxes), (tax) => cents(tax.retained_tax_amount)))
      expect(cents(total_tax_retained)).toBe(kept)
      expect(cents(body.total_amount)).toBe(net(body) + cents(body.tax_amount) - kept)
      expect(cents(body.total_amount)).toBeGreaterThan(0)
    }
  },

  'receipts of payment carry a balance from the invoice, less its credit notes, down to nothing'({ invoices, month }) {
    const receipts = documents(invoices)
    for (const { key, body } of invoices.filter(({ body }) => body.payment_method === 'PPD')) {
      const own = receipts
        .filter((document) => document.invoice_identification === key)
        .toSorted((one, other) => Number(one.partiality_number) - Number(other.partiality_number))
      if (body.status === 'Cancelado') expect(own).toEqual([])
      if (own.length === 0) continue
      const notes = ofKind(invoices, 'Egreso').filter(({ body: note }) =>
        listOf(note.related_invoices).some((related) => related.related_invoice_identification === key),
      )
      let left = cents(body.total_amount) - sumOf(bodies(notes), (note) => cents(note.total_amount))
      for (const [index, document] of own.entries()) {
        expect(document.partiality_number).toBe(index + 1)
        expect(cents(document.previous_balance)).toBe(left)
        left -= cents(document.amount_paid)
        expect(cents(document.outstanding_balance)).toBe(left)
      }
      if (datedIn(month - 2, body.invoice_date)) expect(left).toBe(0)
    }
  },

  'what a company sells and buys is what its account shows, payment by payment'({ taxpayer, invoices, month }) {
    for (const [what, type] of [
      ['customer', 'OUTFLOW'],
      ['supplier', 'INFLOW'],
    ] as const) {
      const moved = movementsOf(taxpayer, month, what).map((movement) => Math.abs(movement.cents))
      const own = invoices.filter(({ body }) => body.type === type && body.status === 'Vigente')
      const later = payments(own).filter(({ date }) => datedIn(month, date))
      const atOnce = bodies(own).filter((body) => body.series === 'A' && body.payment_method === 'PUE' && isTrade(body))
      const paid = [
        ...later.map((payment) => cents(payment.amount)),
        ...atOnce.filter((body) => datedIn(month, body.invoice_date)).map((body) => cents(body.total_amount)),
      ]
      if (taxpayer.client.business) expect(sorted(paid)).toEqual(sorted(moved))
    }
  },

  'what is sold over the counter and by card is in the invoices to everybody and to those who asked'(seen) {
    const { taxpayer, invoices, month } = seen
    const moved = movementsOf(taxpayer, month, 'acquirer', 'sale').reduce((sum, movement) => sum + movement.cents, 0)
    const own = bodies(invoices).filter((body) => body.series === 'G' && datedIn(month, body.invoice_date))
    const asked = taxpayer.books(month).invoiced.map((entry) => entry.cents)
    const told = sumOf(own, (body) => cents(body.total_amount)) + asked.reduce((sum, each) => sum + each, 0)
    expect(told).toBe(moved)
    const totals = bodies(invoices)
      .filter(({ series }) => series === 'B')
      .map((body) => cents(body.total_amount))
    for (const each of asked) expect(totals).toContain(each)
  },

  'wages and pensions are certified with what the account shows'({ taxpayer, invoices, month }) {
    const own = ofKind(invoices, 'Nómina').filter(({ body }) => datedIn(month, (body.payroll as Body).payment_date))
    const what = taxpayer.client.business ? ['payroll'] : ['salary', 'extraSalary', 'dayWage', 'pension']
    const moved = movementsOf(taxpayer, month, ...what).map((movement) => Math.abs(movement.cents))
    const paid = own.map(({ body }) => cents(body.total_amount))
    if (!taxpayer.client.business) expect(sorted(paid)).toEqual(sorted(moved))
    const total = (numbers: readonly number[]) => numbers.reduce((sum, each) => sum + each, 0)
    expect(total(paid)).toBe(total(moved))
    for (const { body } of own) {
      const { amount, earnings_breakdown, tax_deductions } = body.payroll as Body
      const earned = sumOf(
        listOf(earnings_breakdown),
        (each) => cents(each.taxable_amount) + cents(each.vat_free_amount),
      )
      expect(cents(amount)).toBe(earned)
      expect(cents(body.total_amount)).toBe(earned - sumOf(listOf(tax_deductions), (each) => cents(each.amount)))
    }
  },

  'the last return of a month follows from its invoices, to the peso'({ taxpayer, at, invoices, returns, month }) {
    const isFinal = monthlyFilings(taxpayer, month).every(({ filedAt }) => filedAt <= at)
    const own = returns.filter(({ body }) => isMonth(body, month))
    const last = own.at(-1)?.body
    if (!last || !isFinal || !taxpayer.client.business) return
    const kept = bodies(invoices).filter((body) => body.status === 'Vigente' && datedIn(month, body.invoice_date))
    const sold = sumOf(
      kept.filter((body) => body.type === 'OUTFLOW' && body.invoice_type === 'Ingreso'),
      net,
    )
    const notes = sumOf(
      kept.filter((body) => body.type === 'OUTFLOW' && body.invoice_type === 'Egreso'),
      net,
    )
    const isr = inner(last.determinacion_isr, 'personas_morales_regimen_general')
    expect(isr.ingresos_nominales_mes_que_declara).toBe(Math.round((sold - notes) / 100))
    expect(isr.total_ingresos_nominales).toBe(
      Number(isr.suma_ingresos_nominales_meses_anteriores_ejercicio) + Number(isr.ingresos_nominales_mes_que_declara),
    )
    const wages = kept.filter((body) => body.type === 'OUTFLOW' && body.invoice_type === 'Nómina')
    const withheld = sumOf(wages, (body) =>
      sumOf(listOf((body.payroll as Body).tax_deductions), (each) =>
        each.type === 'INCOME_TAX' ? cents(each.amount) : 0,
      ),
    )
    const salaries = inner(last.detalle_pago_isr, 'r12_isr_retenciones_por_salarios')
    expect(salaries.a_cargo).toBe(Math.round(withheld / 100))
    const iva = inner(last.determinacion_iva, 'determinacion_iva')
    const owed =
      Number(iva.impuesto_causado) - Number(iva.total_iva_acreditable) - Number(iva.iva_retenido_al_contribuyente)
    expect(Number(iva.cantidad_a_cargo) - Number(iva.saldo_a_favor_periodo)).toBe(owed)
    expect(Math.abs(Number(iva.impuesto_causado) - taxPaid({ taxpayer, invoices, month }) / 100)).toBeLessThanOrEqual(1)
  },

  'nobody is dated in the future, certified before issue or cancelled before that'({ at, invoices, returns }) {
    const today = isoDay(dayAt(at))
    for (const { body } of invoices) {
      const { invoice_date: date, certification_date: certified, cancelation_update_date: cancelled } = body
      expect(String(date) <= String(certified) && String(certified) <= today).toBe(true)
      if (cancelled !== null) expect(String(certified) <= String(cancelled) && String(cancelled) <= today).toBe(true)
      expect(body.status === 'Cancelado' || cancelled === null || body.cancelation_status === 'En proceso').toBe(true)
    }
    for (const { body } of returns) {
      const { fecha_hora_presentacion } = body.informacion_general as Body
      expect(Date.parse(String(fecha_hora_presentacion))).toBeLessThanOrEqual(at)
    }
  },

  'numbers rise within each series, everybody has an RFC, and the taxpayer is on one side'({ taxpayer, invoices }) {
    const last = new Map<string, number>()
    for (const { key, body } of invoices) {
      expect(key).toMatch(/^[0-9A-F]{8}-([0-9A-F]{4}-){3}[0-9A-F]{12}$/)
      const series = `${body.sender_id} ${body.series}`
      expect(Number(body.folio)).toBeGreaterThan(last.get(series) ?? 0)
      last.set(series, Number(body.folio))
      expect([body.sender_id, body.receiver_id]).toContain(taxpayer.party.rfc)
      for (const rfc of [body.sender_id, body.receiver_id]) {
        if (rfc !== taxpayer.party.rfc && !/^XE?AXX?010101000$/.test(String(rfc))) expect(isRfc(String(rfc))).toBe(true)
      }
    }
    expect(new Set(invoices.map(({ key }) => key)).size).toBe(invoices.length)
  },

  'asked again the authority says the same, and later the same but for cancellations'({ at, ask, invoices, returns }) {
    expect(ask('INVOICES')).toEqual(invoices)
    const later = at + 40 * 86_400_000
    const seen = new Map(ask('INVOICES', later).map((record) => [record.key, record.body]))
    for (const { key, body } of invoices) {
      const { status, cancelation_status, cancelation_update_date, ...lasting } = body
      expect(seen.get(key)).toMatchObject(lasting)
      if (status === 'Cancelado') expect(seen.get(key)).toEqual(body)
    }
    const filed = new Map(ask('TAX_RETURNS', later).map((record) => [record.key, record.body]))
    for (const { key, body } of returns) expect(filed.get(key)).toEqual(body)
    const certified = new Map(ask('TAX_RETENTIONS', later).map((record) => [record.key, record.body]))
    for (const { key, body } of ask('TAX_RETENTIONS')) {
      const { cancelled_at, ...lasting } = body
      expect(certified.get(key)).toMatchObject(cancelled_at === null ? lasting : body)
    }
  },
}

const inner = (block: unknown, key: string): Body => (block as Readonly<Record<string, Body>>)[key] as Body

const isMonth = (body: Body, month: Month): boolean => {
  const { ejercicio, periodo_declaracion } = body.informacion_general as Body
  return body.type === 'monthly' && ejercicio === Math.floor(month / 12) && periodo_declaracion === names[month % 12]
}

const names = 'Enero Febrero Marzo Abril Mayo Junio Julio Agosto Septiembre Octubre Noviembre Diciembre'.split(' ')

/** Neither rent nor what comes through a wire, which have no partner on the account's trade. */
const isTrade = (body: Body): boolean =>
  !/^(8013|8310|8311|84121)/.test(String(listOf(body.invoice_details)[0]?.product_identification))

/** IVA in what customers paid in the month, in cents: whole invoices paid at once, shares of the others. */
function taxPaid({ invoices, month }: Pick<Look, 'taxpayer' | 'invoices' | 'month'>): number {
  const own = invoices.filter(issued).filter(({ body }) => body.status === 'Vigente')
  const byKey = new Map(own.map(({ key, body }) => [key, body]))
  const atOnce = bodies(own)
    .filter((body) => body.payment_method === 'PUE' && body.invoice_type === 'Ingreso')
    .filter((body) => datedIn(month, body.invoice_date))
  const shares = payments(own)
    .filter(({ date }) => datedIn(month, date))
    .flatMap((payment) => listOf(payment.related_documents))
    .map((document) => {
      const invoice = byKey.get(String(document.invoice_identification))
      return (cents(invoice?.tax_amount) * cents(document.amount_paid)) / cents(invoice?.total_amount)
    })
  return sumOf(atOnce, (body) => cents(body.tax_amount)) + shares.reduce((sum, share) => sum + share, 0)
}

describe(`in any of ${taxpayers} tax lives`, () => {
  test('everything that is promised holds', () => {
    fc.assert(
      fc.property(visits, (visit) => {
        const seen = look(visit)
        for (const [promise, holds] of Object.entries(invariants)) {
          try {
            holds(seen)
          } catch (broken) {
            throw new Error(promise, { cause: broken })
          }
        }
      }),
      { numRuns: taxpayers },
    )
  })
})
