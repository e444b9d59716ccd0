import type { ResourceName } from '../../../contract/resource.ts'
import type { SourceRecord } from '../../../server/src/connectors/contract.ts'

const purchaseDetails = {
  vat_refundable_amount: 171000,
  vat_non_refundable_amount: 19000,
  vat_non_refundable_code: 4,
  net_amount_fixed_assets: 1000000,
  vat_fixed_assets: 171000,
  vat_common_use: 0,
  tax_non_credit_amount: 0.02,
  vat_non_withheld: 0,
  tax_exempt_amount: 0,
  credit_or_debit_note_on_purchase: true,
  tax_cigarettes_amount: 50.02,
  tax_cigar_amount: 0,
  tax_processed_tobacco_amount: 0,
  additional_tax_amount: 315000,
  additional_tax_rate: '31.5',
  additional_tax_code: 24,
}

const saleDetails = {
  construction_sector_tax_credit: 0,
  tax_free_trade_zone_amount: 0,
  container_deposit_guarantee: 1500,
  is_free_of_charge: true,
  periodic_billing_type: false,
  non_billable_amount: 0,
  total_amount_for_period: 0,
  domestic_transportation_amount: 67.02,
  international_transportation_amount: 56.02,
  branch_code: 76129014,
  tax_exempt_amount: 4000.02,
  credit_or_debit_note_on_purchase: false,
  additional_tax_code: 27,
  additional_tax_rate: '10',
  additional_tax_amount: 1005.02,
  vat_total_withheld: 33.02,
  vat_partially_withheld: 30.02,
  vat_non_withheld: 40.02,
  vat_sales: 100.02,
  vat_third_party: 1000.02,
  vat_past_due: 31.02,
  invoice_settlement_sender_id: '55524768-7',
  invoice_settlement_net_commission: 54.02,
  invoice_settlement_exempt_commission: 16.02,
  invoice_settlement_vat_commission: 78.02,
  reference_document_type: '33',
  reference_document_folio: '7',
  foreign_recipient_id: 'JANM-7820234',
  foreign_recipient_nationality: 'Perú',
}

const absent = (details: object) => Object.fromEntries(Object.keys(details).map((key) => [key, null]))

const invoice = {
  total_amount: 3272500.02,
  net_amount: 2750000.02,
  vat_amount: 522500,
  currency: 'CLP',
  issue_date: '2026-03-02',
  received_at: '2026-03-02T15:23:47-03:00',
  acknowledged_at: '2026-03-09T08:00:00-03:00',
  claim_date: '2026-03-09',
  status: 'REJECTED',
  document_code: 33,
  category: 'Del Giro',
  folio: '23559723',
  sender_id: '59324768-2',
  sender_name: 'Café del Sur',
  receiver_id: '82136549-6',
  receiver_name: 'Alejandra González',
  type: 'INFLOW',
  purchase_invoice_details: purchaseDetails,
  sales_invoice_details: null,
  summary_invoice_details: null,
}

/** A total of a month names nobody. */
const summary = {
  ...invoice,
  net_amount: 0,
  vat_amount: 0,
  total_amount: 45000,
  issue_date: '2026-01-01',
  received_at: null,
  acknowledged_at: null,
  claim_date: null,
  status: 'REGISTERED',
  document_code: 48,
  category: 'COMPROBANTE_PAGO',
  folio: null,
  sender_name: null,
  receiver_id: null,
  receiver_name: null,
  type: 'OUTFLOW',
  purchase_invoice_details: null,
  summary_invoice_details: {
    month: '2026-01',
    updated_at: '2026-02-12T02:49:38-03:00',
    total_documents: 3,
    tax_exempt_amount: 45000,
  },
}

const outgoing = { ...invoice, type: 'OUTFLOW', purchase_invoice_details: null, sales_invoice_details: saleDetails }

const invoices: readonly SourceRecord[] = [
  { key: 'summary', body: summary },
  { key: 'sale', body: { ...outgoing, issue_date: '2026-02-27' } },
  { key: 'bare-sale', body: { ...outgoing, issue_date: '2025-03-19', sales_invoice_details: absent(saleDetails) } },
  { key: 'bare-purchase', body: { ...invoice, purchase_invoice_details: absent(purchaseDetails), folio: '0' } },
  { key: 'purchase', body: invoice },
]

const rut = { document_id_type: 'RUT', document_id_number: '12345678-5' } as const

const stake = {
  name: 'Juan Pérez',
  ...rut,
  inactive: true,
  start_date: '2010-09-24',
  end_date: '2020-01-31',
  capital_contributed: 1000000.02,
  capital_contribution_outstanding: 3750.02,
  ownership_share: 25.25,
  profit_share: 31.25,
}

const payment = { year: 2025, installment: 4, due_date: '2025-11-30', amount_due: 19.864 }

const { end_date: _ended, ...openStake } = stake

const wholeStatus = {
  entity_details: {
    incorporation_date: '2010-09-24',
    start_date: '2010-10-01',
    end_date: '2024-12-31',
    document_id_type: 'RUT',
    document_id_number: '76192083-9',
    name: 'Empresa de Prueba',
  },
  addresses: (['PRIMARY', 'SECONDARY', 'MAILING_ADDRESS', 'NOTIFICATION_ADDRESS'] as const).map((type) => ({
    ...{ type, date: '2010-09-24', address: 'Calle Falsa 123' },
  })),
  emails: (['CONTACT', 'NOTIFICATION', 'OTHER'] as const).map((type) => ({ type, email: 'empresa@example.cl' })),
  phone_numbers: ['LANDLINE', 'MOBILE', 'OTHER', 'null', null].map((type) => ({ type, number: '123456789' })),
  economic_activities: [
    {
      type: 'ASESORIA EN INGENIERIA',
      activity: 'ACTIVIDADES DE CONSULTORIA DE GESTION',
      code: '702000',
      tax_category: 1,
      vat_affected: true,
      start_date: '2010-09-24',
    },
  ],
  legal_representative: [
    { is_current: true, name: 'Juan Pérez', ...rut, start_date: '2010-09-24', end_date: null },
    { is_current: false, name: 'Juana Pérez', ...rut, start_date: '2010-09-24' },
  ],
  equity_holders: [
    { is_current: false, ...stake },
    { is_current: true, ...openStake },
  ],
  company_partnership_stakes: [stake, openStake],
  regimes: [{ type: 'MICRO EMPRESA', start_date: '2023-01-01' }],
  authorized_tax_documents: [
    { type: 'CONTABILIDAD EN HOJAS SUELTAS CON NRO.UN', document_limit: 2000, authorization_date: '2010-11-18' },
  ],
  property_tax_liabilities: [
    {
      property_id: '12345',
      district: 'ÑUÑOA',
      address: '123 Example Street',
      type: 'HABITACIONAL',
      overdue_tax_payments: [payment],
      scheduled_tax_payments: [],
    },
  ],
  fiscal_office: { name: 'VIÑA DEL MAR', address: 'ARLEGUI 525, VIÑA DEL MAR' },
}

const sparseStatus = {
  ...wholeStatus,
  entity_details: { ...wholeStatus.entity_details, end_date: null },
  addresses: [],
  emails: [],
  phone_numbers: [],
  economic_activities: [],
  legal_representative: [],
  equity_holders: [],
  company_partnership_stakes: [],
  regimes: null,
  authorized_tax_documents: null,
  property_tax_liabilities: null,
}

const debt = {
  financial_institution: 'Banco de Prueba',
  credit_type: 'Vivienda',
  amount: 5000000.02,
  current: 5000000.02,
  delinquent: null,
  severely_delinquent: null,
  defaulted: null,
}

const credit = { financial_institution: 'Banco de Prueba', direct_amount: 5000000.02, indirect_amount: null }

const wholeReport = {
  personal_data: { full_name: 'Cabezas Pérez Martín Vicente ', ...rut },
  debt_data_last_update: '2026-01-31',
  currency: 'CLP',
  total: 5000000.02,
  current: 5000000.02,
  delinquent: null,
  severely_delinquent: null,
  defaulted: null,
  direct_debts: [debt],
  indirect_debts: [{ ...debt, current: null, defaulted: 5000000.02 }],
  credit_lines: [credit],
  other_credits: [{ ...credit, direct_amount: null, indirect_amount: 250000.02 }],
}

const sparseReport = {
  ...wholeReport,
  debt_data_last_update: '2026-02-28',
  total: null,
  current: null,
  direct_debts: null,
  indirect_debts: null,
  credit_lines: null,
  other_credits: null,
}

/** Everything that the tax office of samples shows, in the order in which it names its resources. */
export const chileanRecords: Readonly<Partial<Record<ResourceName, readonly SourceRecord[]>>> = {
  TAX_STATUS_CHILE: [
    { key: 'whole', body: wholeStatus },
    { key: 'sparse', body: sparseStatus },
  ],
  INVOICES_CHILE: invoices,
  DEBT_REPORTS: [
    { key: '2026-01', body: wholeReport },
    { key: '2026-02', body: sparseReport },
  ],
}
