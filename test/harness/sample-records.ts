import type { ResourceName } from '../../contract/resource.ts'
import type { SourceRecord } from '../../server/src/connectors/contract.ts'

/** The longest identification that the contract has room for. */
const longId = `A${'b-9'.repeat(33)}`
const longText = (length: number) =>
  'Çé '
    .repeat(length)
    .slice(0, length - 1)
    .concat('!')

const checking = {
  category: 'CHECKING_ACCOUNT',
  balance_type: 'ASSET',
  overdraft: { arranged: 5000.5, used: 0, unarranged: 0 },
  type: 'CONTA_DEPOSITO_A_VISTA',
  subtype: 'INDIVIDUAL',
  name: null,
  number: '24550245',
  agency: '6272',
  check_digit: '7',
  balance: { current: 5874.13, available: 5621.12, blocked: 60.32, automatically_invested: 131.5 },
  currency: 'BRL',
  public_identification_name: 'AGENCY/ACCOUNT',
  public_identification_value: '6272/24550245-7',
  internal_identification: 'checking-1',
  credit_data: null,
  loan_data: null,
  funds_data: null,
}

/** What need not be there is not there, and what may be null is. */
const savings = {
  category: null,
  balance_type: null,
  type: 'CONTA_POUPANCA',
  subtype: 'CONJUNTA_SIMPLES',
  name: null,
  number: null,
  agency: null,
  check_digit: null,
  balance: { current: null },
  currency: 'BRL',
  public_identification_name: null,
  public_identification_value: null,
  internal_identification: longId,
  credit_data: null,
  loan_data: null,
  funds_data: null,
}

const card = {
  ...savings,
  category: 'CREDIT_CARD',
  balance_type: 'LIABILITY',
  type: 'PLATINUM',
  subtype: 'CARTAO_CREDITO',
  balance: { current: 300, available: 1700 },
  internal_identification: 'card-1',
  credit_data: {
    credit_limit: 2000,
    limits: [],
    cutting_date: '2026-04-10',
    network: 'OTHER',
    network_additional_info: longText(100),
    cards: [{ is_multiple: true, identification_number: '4453' }],
  },
}

const sparseOwner = {
  internal_identification: null,
  display_name: null,
  email: null,
  phone_number: null,
  address: null,
}

const wholeOwner = {
  internal_identification: '7e5838e4',
  display_name: longText(128),
  email: 'Someone@Example.com',
  phone_number: '+55 11 99999-0000',
  address: 'Rua Direita 1, São Paulo',
  document_id: { document_type: 'CPF', document_number: '76109277673' },
  business_name: null,
  first_name: 'Alguém',
  last_name: null,
  second_last_name: null,
}

const plainTransaction = {
  accounting_date: null,
  local_currency_amount: null,
  balance: null,
  currency: 'BRL',
  observations: null,
  merchant: null,
  category: null,
  subcategory: null,
  reference: null,
  status: 'PROCESSED',
  credit_card_data: null,
  counterparty: null,
  loan_data: null,
  payment_type: null,
  operation_type: 'PIX',
  operation_type_additional_info: null,
  mcc: null,
}

const cardData = {
  bill_name: 'feb-2026',
  bill_due_date: '2026-02-10',
  bill_internal_identification: 'bill-2026-02',
  bill_status: null,
  previous_bill_total: null,
  bill_amount: -12.34,
  card_number: '4453',
  fee_type: null,
  fee_type_additional_info: null,
  credits_type: null,
  credits_type_additional_info: null,
  installment_identifier: 'PARCELA_896',
  number_of_installments: 999,
  credit_card_bill: { internal_identification: 'bill-2026-02' },
}

const transactions: readonly SourceRecord[] = [
  {
    key: 'tx-salary',
    account: 'checking-1',
    body: {
      ...plainTransaction,
      internal_identification: 'tx-salary',
      value_date: '2026-03-05',
      amount: 8000,
      description: 'FOLHA DE PAGAMENTO',
      type: 'INFLOW',
      operation_type: 'FOLHA_PAGAMENTO',
      operation_type_additional_info: longText(140),
    },
  },
  {
    key: 'tx-card',
    account: 'card-1',
    body: {
      ...plainTransaction,
      internal_identification: 'tx-card',
      value_date: '2026-01-20',
      accounting_date: '2026-01-21',
      amount: 0.01,
      local_currency_amount: 0.05,
      currency: 'USD',
      description: null,
      type: 'OUTFLOW',
      credit_card_data: cardData,
      mcc: 5137,
    },
  },
  {
    key: 'tx-open-card',
    account: 'card-1',
    body: {
      ...plainTransaction,
      internal_identification: 'tx-open-card',
      value_date: '2026-03-10',
      amount: 99.9,
      description: '',
      type: null,
      status: null,
      credit_card_data: { ...cardData, bill_name: null, bill_due_date: null, credit_card_bill: null },
    },
  },
]

const balanceOf = (account: string, body: object): SourceRecord => ({
  key: account,
  account,
  body: {
    account_internal_identification: account.slice(0, 50),
    last_updated_at: '2026-03-18T11:30:00Z',
    currency: 'BRL',
    available: 0,
    blocked: 0,
    automatically_invested: 0,
    ...body,
  },
})

const bills: readonly SourceRecord[] = [
  {
    key: 'bill-2026-02',
    account: 'card-1',
    body: {
      internal_identification: 'bill-2026-02',
      bill_name: 'feb-2026',
      due_date: '2026-02-10',
      currency: 'BRL',
      total_amount: 45_391.89,
      minimum_amount: 391.89,
      is_installment: false,
      finance_charges: [
        { type: 'LATE_FEE', additional_info: longText(140), currency: 'BRL', amount: 91.89 },
        { type: null, additional_info: null, currency: null, amount: null },
      ],
      payments: [
        { type: 'FULL', payment_date: '2026-02-09', payment_mode: 'DIRECT_DEBIT', currency: 'BRL', amount: 500.15 },
      ],
    },
  },
  {
    key: 'bill-2026-03',
    account: 'card-1',
    body: {
      internal_identification: 'bill-2026-03',
      bill_name: null,
      due_date: '2026-03-10',
      currency: null,
      total_amount: null,
      minimum_amount: null,
      is_installment: null,
      payments: [],
    },
  },
  { key: 'bill-of-nothing', account: 'card-1', body: {} },
]

const noBond = { classification_details: null, voucher_payment_details: null, debtor_details: null } as const

const investments: readonly SourceRecord[] = [
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

const investmentTransactions: readonly SourceRecord[] = [
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

const exchanges: readonly SourceRecord[] = [
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

/** Everything that the bank of samples shows, in the order in which it names its resources. */
export const sampleRecords: Readonly<Partial<Record<ResourceName, readonly SourceRecord[]>>> = {
  ACCOUNTS: [checking, savings, card].map((body) => ({ key: body.internal_identification, body })),
  OWNERS: [
    { key: 'whole', body: wholeOwner },
    { key: 'sparse', body: sparseOwner },
  ],
  BALANCES: [balanceOf('checking-1', { available: 5621.12, blocked: 60.32 }), balanceOf(longId, {})],
  TRANSACTIONS: transactions,
  BILLS: bills,
  INVESTMENTS: investments,
  INVESTMENT_TRANSACTIONS: investmentTransactions,
  EXCHANGES: exchanges,
}
