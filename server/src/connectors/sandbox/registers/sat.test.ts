import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import type { ResourceName } from '../../../../../contract/resource.ts'
import type { Connector, SourceRecord, Surroundings } from '../../contract.ts'
import { behavesLikeAConnector } from '../../suite.ts'
import { sandboxConnectors } from '../connector.ts'
import { dayMs } from '../world/calendar.ts'
import { citizenOf } from './citizen.ts'
import { taxpayerOf } from './fiscal/taxpayer.ts'
import { sat } from './sat.ts'

vi.setConfig({ testTimeout: 120_000 })

const connector = sandboxConnectors.find(({ manifest }) => manifest.id === 1013) as Connector
const instant = '2026-06-20T12:00:00.000Z'
const patient = new AbortController().signal
const surroundings = (signal: AbortSignal = patient): Surroundings => ({
  clock: { now: () => new Date(instant) },
  seed: 'seed',
  signal,
})

behavesLikeAConnector({
  connector,
  good: { username: 'PMO010101000', password: 'business' },
  wrong: { username: 'user_invalid', password: 'pass_invalid' },
  surroundings,
})

type Options = {
  readonly seed?: string
  readonly now?: string
  readonly from?: string
  readonly to?: string
  readonly direction?: 'INFLOW' | 'OUTFLOW'
  readonly cadence?: 'monthly' | 'yearly'
  readonly attachments?: true
}
type Body = Readonly<Record<string, unknown>>

const ask = (user: string, resource: ResourceName, options: Options = {}): readonly SourceRecord[] => {
  const { seed = 'seed', now = instant, ...question } = options
  return [...sat.answers({ seed, user, now: Date.parse(now) }, { resource, ...question })]
}
const bodies = (...asked: Parameters<typeof ask>): readonly Body[] => ask(...asked).map(({ body }) => body)

const cents = (amount: unknown): number => Math.round(Number(amount) * 100)
const inner = (value: unknown, ...keys: readonly string[]): Body =>
  keys.reduce((at, key) => at[key] as Body, value as Body)

describe('who is who', () => {
  test('the published users have the RFC that is their name, and so has the bank', () => {
    expect(taxpayerOf('seed', 'PFIS010101000').party).toMatchObject({ kind: 'person', rfc: 'PFIS010101000' })
    expect(taxpayerOf('seed', 'PMO010101000').party).toMatchObject({ kind: 'company', rfc: 'PMO010101000' })
  })

  test('a person has the names and numbers that every register knows', () => {
    const citizen = citizenOf('seed', 'MX', 'salaried')
    const [status] = bodies('salaried', 'TAX_STATUS')
    if (citizen?.kind !== 'person') throw new Error('a person was expected')
    expect(status?.tax_payer_information).toMatchObject({ rfc: citizen.taxNumber, curp: citizen.personNumber })
    expect(status?.obligations).toEqual([])
  })

  test('a company has obligations and no CURP', () => {
    const [status] = bodies('PMO010101000', 'TAX_STATUS')
    expect(status?.tax_payer_information).toMatchObject({ rfc: 'PMO010101000', curp: null, name: null })
    expect(status?.obligations).not.toEqual([])
  })

  test('the proof is drawn up on the first business day of the month, and is the same until the next', () => {
    const [early] = bodies('salaried', 'TAX_STATUS', { now: '2026-06-01T12:00:00.000Z' })
    const [late] = bodies('salaried', 'TAX_STATUS', { now: '2026-06-30T12:00:00.000Z' })
    expect(early?.place_and_date_of_issuance).toMatch(/ A 01 DE JUNIO DE 2026$/)
    expect(late).toEqual(early)
  })
})

describe('invoices', () => {
  test('are told by direction and by period', () => {
    const period = { from: '2026-03-01', to: '2026-03-31' }
    const both = bodies('small_company', 'INVOICES', period)
    const issued = bodies('small_company', 'INVOICES', { ...period, direction: 'OUTFLOW' })
    const received = bodies('small_company', 'INVOICES', { ...period, direction: 'INFLOW' })
    expect(issued.every(({ type }) => type === 'OUTFLOW')).toBe(true)
    expect(issued.length).toBeGreaterThan(0)
    expect(issued.length + received.length).toBe(both.length)
    expect(both.every(({ invoice_date }) => String(invoice_date).startsWith('2026-03'))).toBe(true)
    expect(bodies('small_company', 'INVOICES', { from: '2026-07-01' })).toEqual([])
  })

  test('of a company are of all five kinds', () => {
    const kinds = bodies('PMO010101000', 'INVOICES', { from: '2026-01-01' }).map((body) => body.invoice_type)
    expect([...new Set(kinds)].toSorted()).toEqual(['Egreso', 'Ingreso', 'Nómina', 'Pago', 'Traslado'])
  })

  test('one with an error is asked to be cancelled, then is cancelled, and another stands in its place', () => {
    const year = ask('small_company', 'INVOICES', { from: '2023-06-20' })
    // Silence is consent after three days.
    const cancelled = year.find(({ body }) => body.cancelation_status === 'Plazo vencido') as SourceRecord
    const { key, body } = cancelled
    const replaced = year.filter((other) =>
      (other.body.related_invoices as Body[]).some((related) => related.related_invoice_identification === key),
    )
    expect(replaced.map((other) => other.body)).toMatchObject([
      { status: 'Vigente', total_amount: body.total_amount, related_invoices: [{ relationship_type: '04' }] },
    ])
    const before = Date.parse(String(replaced[0]?.body.invoice_date))
    const states = [...Array(8).keys()].flatMap((day) =>
      [0, 6, 12, 18].map((hour) => {
        const now = new Date(before + day * dayMs + hour * 3_600_000).toISOString()
        const found = ask('small_company', 'INVOICES', { from: '2023-06-20', now }).find((each) => each.key === key)
        return `${found?.body.status} ${found?.body.cancelation_status}`
      }),
    )
    expect([...new Set(states)]).toEqual(['Vigente null', 'Vigente En proceso', `Cancelado ${body.cancelation_status}`])
  })

  test('of a landlord and of a carrier show what a company keeps back', () => {
    const received = bodies('small_company', 'INVOICES', { from: '2025-06-20', direction: 'INFLOW' })
    const rent = received.find(({ sender_fiscal_regime }) => sender_fiscal_regime === '606') as Body
    const [line] = rent.invoice_details as Body[]
    expect(line?.retained_taxes).toMatchObject([
      { tax: 'ISR', tax_percentage: 10 },
      { tax: 'IVA', tax_percentage: 10.6667 },
    ])
  })

  test('of the very large company are more than 20,000 in five years, and a month is told alone', () => {
    const month = ask('very_large', 'INVOICES', { from: '2026-03-01', to: '2026-03-31' })
    expect(month.length * 60).toBeGreaterThan(20_000)
  })

  test('of a pensioner certify a pension', () => {
    const pensions = bodies('pensioner', 'INVOICES', { from: '2026-01-01' }).filter(({ payroll }) => payroll !== null)
    expect(new Set(pensions.map(({ total_amount }) => total_amount)).size).toBe(1)
  })
})

describe('tax returns', () => {
  const companies = fc.record({
    seed: fc.string({ minLength: 1, maxLength: 6 }),
    year: fc.integer({ min: 2016, max: 2039 }),
  })

  test("a company's year is what its months add up to, and its balance is even", () => {
    fc.assert(
      fc.property(companies, fc.constantFrom('small_company', 'PMO010101000'), ({ seed, year }, user) => {
        const period = { seed, now: `${year + 1}-06-20T12:00:00.000Z`, from: `${year}-01-01`, to: `${year}-12-31` }
        const months = bodies(user, 'TAX_RETURNS', { ...period, cadence: 'monthly' }).filter(isLast)
        const [yearly] = bodies(user, 'TAX_RETURNS', { ...period, cadence: 'yearly' }).toReversed()
        expect(months).toHaveLength(12)
        const incomes = months.map((body) => inner(body.determinacion_isr, 'personas_morales_regimen_general'))
        const income = incomes.reduce((sum, each) => sum + Number(each.ingresos_nominales_mes_que_declara), 0)
        const block = 'determinacion_del_impuesto_sobre_la_renta'
        expect(inner(yearly, block, block).total_ingresos_acumulables).toBe(income)
        const paid = incomes.reduce((sum, each) => sum + Number(each.impuesto_a_cargo), 0)
        expect(inner(yearly, block, block).pagos_provisionales_efectuados_enterados_a_federacion).toBe(paid)
        for (const statement of bodies(user, 'FINANCIAL_STATEMENTS', period)) balances(statement, year, income)
      }),
      { numRuns: 6 },
    )
  })

  test("a person's year has every employer with what the receipts say", () => {
    const period = { from: '2025-01-01', to: '2025-12-31' }
    const [yearly] = bodies('two_jobs', 'TAX_RETURNS', { ...period, cadence: 'yearly' }).toReversed()
    const receipts = bodies('two_jobs', 'INVOICES', period).filter(({ payroll }) => payroll !== null)
    const employers = inner(yearly, 'sueldos_salarios').retenedores as Body[]
    expect(employers).toHaveLength(2)
    for (const { rfc_retenedor, ingreso_anual } of employers) {
      const paid = receipts.filter(({ sender_id }) => sender_id === rfc_retenedor)
      const total = paid.reduce((sum, { payroll }) => sum + cents((payroll as Body).amount), 0)
      expect(ingreso_anual).toBe(Math.round(total / 100))
    }
  })

  test('are handed in on the 17th of the next month at the latest, but for who is behind, who pays for it', () => {
    const [month] = bodies('small_company', 'TAX_RETURNS', { from: '2025-03-01', to: '2025-03-31', cadence: 'monthly' })
    expect(String(inner(month, 'informacion_general').fecha_hora_presentacion)).toMatch(/^2025-04-1[1-7]T/)
    const [late] = bodies('loss_company', 'TAX_RETURNS', { from: '2025-02-01', to: '2025-02-28', cadence: 'monthly' })
    expect(String(inner(late, 'informacion_general').fecha_hora_presentacion)).toMatch(/^2025-08-/)
    expect(inner(late, 'detalle_pago_isr', 'r12_isr_retenciones_por_salarios').recargos).toBeGreaterThan(0)
  })

  test('now and then one is corrected, after it', () => {
    const all = bodies('small_company', 'TAX_RETURNS', { cadence: 'monthly', from: '2021-07-01' })
    const corrected = all.find(
      (body) => inner(body, 'informacion_general').tipo_declaracion === 'Complementaria',
    ) as Body
    const general = inner(corrected, 'informacion_general')
    const first = all.find((body) => isSamePeriod(body, general)) as Body
    const incomeOf = (body: Body) =>
      Number(inner(body.determinacion_isr, 'personas_morales_regimen_general').ingresos_nominales_mes_que_declara)
    expect(incomeOf(first)).toBeLessThan(incomeOf(corrected))
    expect(
      String(inner(first, 'informacion_general').fecha_hora_presentacion) < String(general.fecha_hora_presentacion),
    ).toBe(true)
  })

  test('late ones are told to who asks for what is new, whatever period they are for', () => {
    const seen = bodies('loss_company', 'TAX_RETURNS', { from: '2025-08-01', to: '2025-08-31' })
    const periods = seen.map((body) => inner(body, 'informacion_general').periodo_declaracion)
    expect(periods).toContain('Febrero')
    expect(bodies('salaried', 'TAX_RETURNS', { cadence: 'monthly' })).toEqual([])
  })

  const isSamePeriod = (body: Body, { ejercicio, periodo_declaracion }: Body): boolean => {
    const general = inner(body, 'informacion_general')
    return general.ejercicio === ejercicio && general.periodo_declaracion === periodo_declaracion
  }

  /** The one that counts: none for the same month comes after it. */
  const isLast = (body: Body, index: number, all: readonly Body[]): boolean =>
    !all.slice(index + 1).some((other) => isSamePeriod(other, inner(body, 'informacion_general')))

  function balances({ balance_sheet, income_statement, year: of }: Body, year: number, income: number): void {
    const groups = balance_sheet as Readonly<Record<string, Body>>
    const total = (name: string) => cents(groups[name]?.total)
    for (const { total: whole, ...parts } of Object.values(groups)) {
      expect(Object.values(parts).reduce((sum: number, part) => sum + cents(part), 0)).toBe(cents(whole))
    }
    const assets = total('current_assets') + total('non_current_assets')
    expect(total('current_liabilities') + total('non_current_liabilities') + total('equity')).toBe(assets)
    const results = income_statement as Body
    const net = cents(results.net_income ?? 0) - cents(results.net_loss ?? 0)
    const before = cents(results.income_before_taxes ?? 0) - cents(results.loss_before_taxes ?? 0)
    expect(net).toBe(before - cents(results.income_taxes))
    if (of === String(year)) expect(Math.abs(Number(results.net_revenue) - income)).toBeLessThanOrEqual(6)
  }
})

describe('opinions', () => {
  test.each([
    ['small_company', 'POSITIVE'],
    ['salaried', 'POSITIVE'],
    ['loss_company', 'NEGATIVE'],
    ['over_indebted', 'NEGATIVE'],
    ['fiscal101', 'NO_OBLIGATIONS'],
    ['student', 'NO_OBLIGATIONS'],
  ])('of %s are %s, in every month of a year', (user, outcome) => {
    const found = [...Array(12).keys()].map(
      (month) => bodies(user, 'TAX_COMPLIANCE_STATUS', { now: new Date(Date.UTC(2026, month, 20)).toISOString() })[0],
    )
    expect(found.map((body) => body?.outcome)).toEqual(found.map(() => outcome))
  })
})

describe('retentions', () => {
  test('of a platform are what its weekly payments kept back', () => {
    const month = { from: '2026-04-01', to: '2026-04-30' }
    const rides = bodies('gig_worker', 'INVOICES', { ...month, direction: 'OUTFLOW' })
    const certified = bodies('gig_worker', 'TAX_RETENTIONS', { from: '2026-05-01', to: '2026-05-31' })
    const valid = certified.filter(({ cancelled_at }) => cancelled_at === null)
    const kept = rides.reduce((sum, { tax_details }) => sum + cents((tax_details as Body).total_tax_retained), 0)
    expect(valid.reduce((sum, each) => sum + cents(each.total_retained_amount), 0)).toBe(kept)
    expect(new Set(valid.map(({ sender_id }) => sender_id)).size).toBe(2)
  })

  test('of savings leave what the statement shows as interest', () => {
    const [certificate] = bodies('salaried', 'TAX_RETENTIONS', { from: '2026-02-01', to: '2026-02-28' })
    const savings = taxpayerOf('seed', 'salaried').world?.savings
    const months = [...Array(12).keys()].map((month) => 2025 * 12 + month)
    const earned = months.flatMap((month) => savings?.movements(month) ?? []).filter(({ what }) => what === 'interest')
    const net = cents(certificate?.total_invoice_amount) - cents(certificate?.total_retained_amount)
    expect(net).toBe(earned.reduce((sum, movement) => sum + movement.cents, 0))
    expect(net).toBeGreaterThan(0)
  })

  test('of the rent are issued by the company that pays it', () => {
    const [certificate] = bodies('small_company', 'TAX_RETENTIONS', { from: '2026-01-01', direction: 'OUTFLOW' })
    expect(certificate).toMatchObject({ code: 5, sender_id: taxpayerOf('seed', 'small_company').party.rfc })
  })
})

describe('financial statements', () => {
  test('are those of the last three closed years, and people have none', () => {
    expect(bodies('small_company', 'FINANCIAL_STATEMENTS').map(({ year }) => year)).toEqual(['2023', '2024', '2025'])
    const early = bodies('small_company', 'FINANCIAL_STATEMENTS', { now: '2026-02-10T12:00:00.000Z' })
    expect(early.map(({ year }) => year)).toEqual(['2022', '2023', '2024'])
    expect(bodies('salaried', 'FINANCIAL_STATEMENTS')).toEqual([])
  })

  test('of the company in loss lack the newest year, and show losses', () => {
    const [first, , last] = bodies('loss_company', 'FINANCIAL_STATEMENTS')
    expect(last).toMatchObject({ error: expect.stringMatching(/^No available financial statement/), balance_sheet: {} })
    expect(first?.error).toBeNull()
    expect(inner(first, 'income_statement').net_loss).toBeGreaterThan(0)
  })
})

describe('documents', () => {
  const recent = { from: '2026-03-01' }

  test.each([
    ['small_company', 'INVOICES', ['xml']],
    ['pensioner', 'INVOICES', ['xml']],
    ['gig_worker', 'INVOICES', ['xml']],
    ['salaried', 'INVOICES', ['xml']],
    ['gig_worker', 'TAX_RETENTIONS', ['xml']],
    ['small_company', 'TAX_RETURNS', ['pdf', 'receipt_pdf']],
    ['gig_worker', 'TAX_RETURNS', ['pdf', 'receipt_pdf']],
    ['PFIS010101000', 'TAX_STATUS', ['pdf']],
    ['loss_company', 'TAX_COMPLIANCE_STATUS', ['pdf']],
  ] as const)('of %s come with %s where they are asked for, and change nothing else', (user, resource, keys) => {
    const without = ask(user, resource, recent)
    const records = ask(user, resource, { ...recent, attachments: true })
    expect(records.length).toBeGreaterThan(0)
    for (const [index, { key, body }] of records.entries()) {
      for (const name of keys) expect(String(body[name])).toMatch(name === 'xml' ? key : /^JVBERi0/)
      const nulls = Object.fromEntries(keys.map((name) => [name, null]))
      expect({ ...body, ...nulls }).toEqual(without[index]?.body)
    }
  })

  test('of a wage name the worker by CURP and social security', () => {
    const citizen = citizenOf('seed', 'MX', 'salaried')
    if (citizen?.kind !== 'person') throw new Error('a person was expected')
    const invoices = bodies('salaried', 'INVOICES', { ...recent, attachments: true })
    const wage = invoices.find(({ payroll }) => payroll !== null)
    expect(wage?.xml).toContain(`Curp="${citizen.personNumber}"`)
    expect(wage?.xml).toContain(`NumSeguridadSocial="${citizen.socialSecurityNumber}"`)
  })
})

test('whoever has no data has no invoices, returns or retentions, and no obligations', () => {
  for (const resource of ['INVOICES', 'TAX_RETURNS', 'TAX_RETENTIONS', 'FINANCIAL_STATEMENTS'] as const) {
    expect(bodies('fiscal101', resource)).toEqual([])
  }
})
