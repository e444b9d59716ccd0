import type { ResourceName } from '../../../contract/resource.ts'
import type { SourceRecord } from '../../../server/src/connectors/contract.ts'
import { currentEmployments, employmentRecords, employments } from './sample-employment.ts'
import { exchanges, investments, investmentTransactions, longId, longText } from './sample-investments.ts'

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

/** A subscription and a salary, month by month: what calculations can tell something of. */
const monthly: readonly SourceRecord[] = ['2025-11', '2025-12', '2026-01', '2026-02'].flatMap((month) => [
  {
    key: `tx-streaming-${month}`,
    account: 'checking-1',
    body: {
      ...plainTransaction,
      internal_identification: `tx-streaming-${month}`,
      value_date: `${month}-12`,
      amount: 39.9,
      description: 'Streaming',
      merchant: { merchant_name: 'Streaming' },
      category: 'Online Platforms & Leisure',
      subcategory: 'Movie & Audio',
      type: 'OUTFLOW',
      operation_type: 'CARTAO',
    },
  },
  {
    key: `tx-salary-${month}`,
    account: 'checking-1',
    body: {
      ...plainTransaction,
      internal_identification: `tx-salary-${month}`,
      value_date: `${month}-05`,
      amount: 8000,
      description: 'FOLHA DE PAGAMENTO',
      type: 'INFLOW',
      operation_type: 'FOLHA_PAGAMENTO',
    },
  },
])

const transactions: readonly SourceRecord[] = [
  ...monthly,
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
  EMPLOYMENT_RECORDS: employmentRecords,
  CURRENT_EMPLOYMENTS: currentEmployments,
  EMPLOYMENTS: employments,
}
