import type { SourceRecord } from '../../../server/src/connectors/contract.ts'

/** The longest identification that the contract has room for. */
export const longId = `A${'b-9'.repeat(33)}`
export const longText = (length: number) =>
  'Çé '
    .repeat(length)
    .slice(0, length - 1)
    .concat('!')

const noBond = { classification_details: null, voucher_payment_details: null, debtor_details: null } as const

export const investments: readonly SourceRecord[] = [
  {
    key: 'fund-1',
    body: {
      type: 'INVESTMENT_FUND',
      issuer_id_number: '10187609364567',
      isin_number: 'BRCST4CTF001',
      currency: 'BRL',
      product_name: longText(250),
      is_tax_exempt: false,
      balance: {
        reference_date: '2026-03-17T17:32:00Z',
        gross_value: 1000,
        blocked_amount: 0,
        quantity: 0.12345678,
        gross_unit_price: null,
      },
      remuneration: {},
      ...noBond,
      classification_details: { category: 'RENDA_FIXA', class: longText(70), subclass: null },
    },
  },
  {
    key: 'debenture-1',
    body: {
      type: 'FIXED_INCOME_CREDIT',
      issuer_id_number: null,
      isin_number: null,
      currency: 'BRL',
      product_name: 'DEBENTURES',
      is_tax_exempt: true,
      clearing_code: 'CDB421GPXXX',
      due_date: '2030-01-01',
      issue_date: '2021-01-01',
      purchase_date: '2021-01-02',
      grace_period_date: null,
      issue_unit_price: 1000,
      remuneration: { pre_fixed_rate: 0.05, post_fixed_rate: null, rate_type: 'EXPONENCIAL', indexer: 'CDI' },
      classification_details: null,
      voucher_payment_details: { is_voucher_payment: true, periodicity: 'MENSAL', periodicity_additional_info: null },
      debtor_details: { name: longText(70), id_document_number: '12345678000190' },
    },
  },
  { key: 'bare-1', body: noBond },
]

export const investmentTransactions: readonly SourceRecord[] = [
  {
    key: 'quota-1',
    parent: 'fund-1',
    body: {
      internal_identification: 'quota-1',
      value_date: '2025-11-18',
      gross_value: 60,
      net_value: 60,
      value: 60,
      quantity: 0.05,
      type: 'INFLOW',
      subtype: 'APLICACAO',
      exit_fee: 0,
      broker_note_details: null,
    },
  },
  {
    key: 'coupon-1',
    parent: 'debenture-1',
    body: {
      internal_identification: longId,
      value_date: '2026-03-02',
      gross_value: -0.5,
      net_value: -0.6,
      transaction_tax: 0,
      income_tax: 0.1,
      type: 'OUTFLOW',
      subtype: 'OUTROS',
      subtype_additional_info: longText(100),
    },
  },
  { key: 'unknown-1', parent: 'bare-1', body: { value_date: '2025-06-30', type: 'null' } },
]

const exchange = {
  operation_identifier: '92792126019929240',
  operation_type: 'COMPRA',
  operation_requested_at: '2026-03-07T23:59:59Z',
  authorized_institution_identifier: 99_999_999_999_999,
  authorized_institution_name: longText(80),
  operation_due_date: '2026-03-09',
  local_operation_tax_amount: 5.123456789,
  local_operation_tax_currency: 'BRL',
  local_operation_value_amount: 5123.46,
  local_operation_value_currency: 'BRL',
  foreign_operation_value_amount: 1000,
  foreign_operation_value_currency: 'USD',
  settlement_method: null,
  operation_category_code: '90302',
}

const exchangeEvent = (sequence: number, body: object) => ({
  key: `event-${sequence}`,
  body: {
    operation_identifier: exchange.operation_identifier,
    event_sequence_number: String(493_874_649_456 + sequence),
    ...body,
  },
})

export const exchanges: readonly SourceRecord[] = [
  {
    key: 'exchange-1',
    body: {
      ...exchange,
      operation_number: '393874649456',
      intermediary_institution_identifier: 11_225_860_000_140,
      intermediary_institution_name: 'Corretora',
      tev_amount_amount: 5.2,
      tev_amount_currency: 'BRL',
      local_currency_advance_percentage: 0.12,
      operation_outstanding_balance_amount: 0,
      operation_outstanding_balance_currency: 'USD',
      settlement_method: 'TELETRANSMISSAO',
    },
    parts: [
      exchangeEvent(1, { event_type: 1, event_created_at: '2026-03-07T23:59:59Z' }),
      exchangeEvent(2, {
        event_type: 4,
        event_created_at: '2026-03-09T14:00:00Z',
        operation_due_date: null,
        settlement_method: null,
        foreign_partie_relationship_code: '50',
        foreign_partie_name: longText(80),
        foreign_partie_country_code: 'US',
      }),
    ],
  },
  { key: 'exchange-2', body: { ...exchange, operation_type: 'VENDA', operation_requested_at: '2025-06-01T00:00:00Z' } },
]
