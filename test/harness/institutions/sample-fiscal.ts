import type { Cadence, Direction } from '../../../contract/retrieval.ts'
import type { SourceRecord } from '../../../server/src/connectors/contract.ts'

/** A record with what the institution knows of it and the record does not say. */
export type FiscalSample = SourceRecord & {
  readonly day?: string
  readonly direction?: Direction
  readonly cadence?: Cadence
  /** What comes with it when documents are asked for. */
  readonly documents?: Readonly<Record<string, string>>
  /** Only people, or only companies, have it: `company` is the one user who is one. */
  readonly of?: 'person' | 'company'
  /** What `busy` sees of it from April 2026 on; null: nothing until then. */
  readonly later?: Readonly<Record<string, unknown>> | null
}

const xml = '<?xml version="1.0" encoding="UTF-8"?><cfdi:Comprobante Version="4.0" Descripcion="Año &amp; «más»"/>'

const retained = { tax_type: 'Tasa', tax: 'ISR', tax_percentage: 10, retained_tax_amount: 100 }
const transferred = { tax_type: 'Tasa', tax: 'IVA', tax_percentage: 16, transferred_tax_amount: 160 }

const item = {
  description: 'Honorarios contables de diciembre',
  product_identification: '84101600',
  quantity: 2.5,
  unit_code: 'E48',
  unit_description: 'Unidad de servicio',
  unit_amount: 400,
  discount: 0,
  tax_subject_code: '02',
  identifier_number: 'PROD-12345',
  pre_tax_amount: 1000,
  tax_percentage: 16,
  tax_amount: 160,
  total_amount: 1160,
  retained_taxes: [retained],
  transferred_taxes: [transferred],
}

/** The line that a receipt of payments or a payslip has because it has to have one. */
const emptyItem = {
  description: 'Pago',
  product_identification: '84111506',
  quantity: 1,
  unit_code: 'ACT',
  unit_description: null,
  unit_amount: 0,
  pre_tax_amount: 0,
  tax_percentage: 0,
  tax_amount: 0,
  total_amount: 0,
  retained_taxes: [],
}

const plain = {
  invoice_identification: '7EE015F3-6311-41EA-B02A-00155D014001',
  invoice_date: '2026-03-02',
  status: 'Vigente',
  invoice_type: 'Ingreso',
  type: 'OUTFLOW',
  sender_id: 'PFIS010101000',
  sender_name: 'PERSONA FÍSICA',
  receiver_id: 'XAXX010101000',
  receiver_name: 'PÚBLICO EN GENERAL',
  cancelation_status: null,
  cancelation_update_date: null,
  certification_date: '2026-03-02',
  certification_authority: 'CCC333333CC33',
  payment_type: '03',
  payment_type_description: null,
  invoice_details: [],
  currency: 'MXN',
  subtotal_amount: 1000,
  exchange_rate: 1,
  tax_amount: 160,
  discount_amount: 0,
  total_amount: 1160,
  payments: [],
  payroll: null,
}

const whole = {
  ...plain,
  tax_details: {
    total_tax_retained: 100,
    total_tax_transferred: 160,
    retained_taxes: [{ tax_type: null, tax: 'ISR', tax_percentage: null, pre_tax_amount: null, tax_amount: 100 }],
    transferred_taxes: [{ tax_type: 'Tasa', tax: 'IVA', tax_percentage: 16, pre_tax_amount: 1000, tax_amount: 160 }],
  },
  sender_fiscal_regime: '612',
  sender_tax_fraud_status: 'NO_TAX_FRAUD_STATUS',
  receiver_postal_code: '11560',
  receiver_fiscal_regime: '616',
  receiver_tax_fraud_status: 'INVESTIGATING',
  payment_method: 'PUE',
  payment_method_description: null,
  usage: 'S01',
  version: '4.0',
  place_of_issue: '01165',
  invoice_details: [item, { ...emptyItem, description: null, quantity: null }],
  related_invoices: [],
  folio: '26',
  series: 'A',
  export_type: '01',
  warnings: null,
  sender_blacklist_status: null,
  receiver_blacklist_status: null,
}

const payment = {
  date: '2026-01-17T12:00:00.000Z',
  payment_type: '03',
  currency: 'MXN',
  exchange_rate: '1',
  amount: 8000.5,
  operation_number: '831840',
  beneficiary_rfc: 'BNM840515VB1',
  beneficiary_account_number: '12343453245633',
  payer_rfc: null,
  payer_account_number: null,
  payer_bank_name: 'CITI BANAMEX',
  related_documents: [
    {
      invoice_identification: '7EE015F3-6311-41EA-B02A-00155D014001',
      currency: 'MXN',
      payment_method: 'PPD',
      partiality_number: 1,
      previous_balance: 18_877.84,
      amount_paid: 8000.5,
      outstanding_balance: 10_877.34,
    },
  ],
}

const nothing = { subtotal_amount: 0, tax_amount: 0, discount_amount: 0, total_amount: 0 }

const payroll = {
  days: 15,
  type: 'O',
  amount: 20_400.1,
  version: '1.2',
  date_from: '2026-02-16',
  date_to: '2026-02-28',
  payment_date: '2026-02-27',
  periodicity: 'FIFTEENTH_DAY',
  earnings_breakdown: [
    { type: 'SALARY', taxable_amount: 20_400.1, vat_free_amount: 0 },
    { type: 'CHRISTMAS_BONUS', taxable_amount: 0, vat_free_amount: 1505 },
    null,
  ],
  tax_deductions: [{ type: 'UNION_FEES', amount: 150.5 }],
  other_payments: [{ type: null, amount: 0.01 }],
}

const folio = (last: number) => `7EE015F3-6311-41EA-B02A-00155D01400${last}`

const invoice = (last: number, body: Readonly<Record<string, unknown>>, more: Partial<FiscalSample> = {}) => {
  const merged = { ...plain, ...body, invoice_identification: folio(last) }
  const { invoice_date: day, type } = merged
  return { key: folio(last), day, direction: type === 'INFLOW' ? 'INFLOW' : 'OUTFLOW', body: merged, ...more } as const
}

const cancelled = { status: 'Cancelado', cancelation_status: 'Cancelado sin aceptación' }

/** Every kind of invoice in both directions, with all keys and with as few as may be. */
export const invoices: readonly FiscalSample[] = [
  invoice(1, whole, { documents: { xml }, later: { ...cancelled, cancelation_update_date: '2026-04-01' } }),
  invoice(2, {
    ...cancelled,
    invoice_date: '2025-12-30',
    type: 'INFLOW',
    invoice_type: 'Egreso',
    cancelation_update_date: '2026-01-02',
    total_amount: 0.01,
    related_invoices: [{ relationship_type: '01', related_invoice_identification: folio(1) }, {}],
  }),
  invoice(3, {
    ...nothing,
    invoice_date: '2026-01-18',
    type: 'INFLOW',
    invoice_type: 'Pago',
    currency: 'XXX',
    exchange_rate: null,
    invoice_details: [emptyItem],
    payments: [payment, { ...payment, date: null, related_documents: [] }],
  }),
  invoice(
    4,
    {
      invoice_date: '2026-02-27',
      type: 'INFLOW',
      invoice_type: 'Nómina',
      receiver_name: 'PERSONA FÍSICA',
      invoice_details: [{ ...emptyItem, description: 'Pago de nómina', tax_percentage: null }],
      payroll,
    },
    { documents: { xml } },
  ),
  invoice(5, { ...nothing, invoice_date: '2025-03-19', invoice_type: 'Traslado', payment_type: null }),
  {
    key: 'of-nothing',
    day: '2025-12-30',
    direction: 'INFLOW',
    body: {
      ...Object.fromEntries(Object.keys(plain).map((key) => [key, null])),
      invoice_date: '2025-12-30T10:11:12',
      invoice_details: [],
      payments: [],
      payroll: {
        ...payroll,
        ...{ days: null, type: null, date_from: null, date_to: null, periodicity: null },
        ...{ earnings_breakdown: null, tax_deductions: null, other_payments: null },
      },
      warnings: {
        code: 'sat_xml_limit_reached',
        message:
          'The daily limit for XML downloads set by SAT was reached so this invoice might be missing data. Please check https://tinyurl.com/yydzhy5d for more information on this error.',
      },
    },
  },
  invoice(7, { invoice_date: '2024-06-30', type: 'INFLOW', warnings: { code: null, message: null } }),
  invoice(8, { invoice_date: '2026-03-30', type: 'INFLOW' }, { later: null }),
]

const retention = {
  invoice_identification: 'DEF404AF-5EEF-4112-AA99-D1EC8493B89A',
  version: '2.0',
  code: 25,
  issued_at: '2026-01-03T21:10:40.000Z',
  certified_at: '2026-01-03T21:10:41.000Z',
  cancelled_at: null,
  sender_id: 'JKUF980404P0',
  sender_name: 'Roberto Nuñez',
  receiver_nationality: 'NATIONAL',
  receiver_id: 'PFIS010101000',
  receiver_name: 'PERSONA FÍSICA',
  total_invoice_amount: 53_249.8,
  total_exempt_amount: 1000.8,
  total_retained_amount: 1550.7,
  total_taxable_amount: 52_249,
  retention_breakdown: [
    { base_amount: 0.03, tax_type: '01', retained_amount: 0, payment_status: 'PAID' },
    { base_amount: null, tax_type: null, retained_amount: null, payment_status: null },
  ],
}

export const taxRetentions: readonly FiscalSample[] = [
  { key: 'retention-1', day: '2026-01-03', direction: 'INFLOW', documents: { xml }, body: retention },
  {
    key: 'retention-2',
    day: '2025-07-31',
    direction: 'OUTFLOW',
    body: {
      ...retention,
      invoice_identification: 'def404af-5eef-4112-aa99-d1ec8493b89b',
      issued_at: '2025-07-31T05:00:00.000Z',
      cancelled_at: '2025-08-01T05:00:00.000Z',
      receiver_nationality: 'FOREIGN',
      retention_breakdown: null,
    },
  },
  {
    key: 'retention-of-nothing',
    direction: 'OUTFLOW',
    body: Object.fromEntries(Object.keys(retention).map((key) => [key, null])),
  },
]

const figuresOf = (names: string, value: number | null) =>
  Object.fromEntries(names.split(' ').map((name) => [name, value]))

const balanceSheet = {
  current_assets:
    'cash_and_equivalents short_term_investments accounts_receivable notes_receivable other_debtors bad_debt_provision tax_recoverable inventory prepaid_expenses assets_available_for_sale total',
  non_current_assets:
    'property_plant_and_equipment accumulated_depreciation_and_amortization long_term_accounts_receivable prepayment_to_suppliers goodwill intangible_assets investments_in_associates long_term_financial_instruments total',
  current_liabilities:
    'bank_loans accounts_payable notes_payable financial_instruments other_creditors income_tax_payable customer_advances provisions taxes_payable total',
  non_current_liabilities:
    'long_term_accounts_payable long_term_financial_instruments deferred_revenue contributions_for_future_capital_increases deferred_income_tax employee_benefits long_term_provisions total',
  equity:
    'stockholders_equity future_capital_contributions legal_reserve capital_update_excess capital_update_insufficiency capital_reserve share_premium_on_stock_sales retained_earnings other_comprehensive_income controlling_interest non_controlling_interest total',
}

const incomeStatement =
  'net_revenue domestic_sales foreign_sales materials_used cost_of_goods_sold cost_of_services_sold gross_profit gross_loss operating_expenses operating_income operating_loss financial_result equity_in_earnings_of_affiliates income_before_taxes loss_before_taxes income_taxes income_from_continuing_operations loss_from_continuing_operations discontinued_operations net_income net_loss'

export const financialStatements: readonly FiscalSample[] = [
  {
    key: '2023',
    body: {
      error: null,
      year: '2023',
      currency: 'MXN',
      balance_sheet: Object.fromEntries(
        Object.entries(balanceSheet).map(([group, names]) => [group, figuresOf(names, 48_572.01)]),
      ),
      income_statement: {
        ...figuresOf(incomeStatement, -0.01),
        income_statement_financial_gains: 85_000.01,
        income_statement_financial_costs: -32_000.01,
      },
    },
  },
  {
    key: '2024',
    body: {
      error: 'The fiscal institution provided the financial statement in an unrecognized format.',
      year: '2024',
      currency: 'MXN',
      balance_sheet: {},
      income_statement: figuresOf(
        `${incomeStatement} income_statement_financial_gains income_statement_financial_costs`,
        null,
      ),
    },
  },
]
