import Type from 'typebox'
import { byCreatedAt, byId, byLink } from '../list-filters.ts'
import type { ResourceDefinition } from '../resource.ts'
import { identification, instant, nullable, optional, text, uuid } from '../schema.ts'
import { investmentSchema, investmentTypeFilter } from './investments.ts'

const number = () => optional(Type.Number())

const brokerNote = Type.Object({
  broker_note_number: Type.String({ pattern: '^\\d{1,16}$', minLength: 1, maxLength: 16 }),
  gross_value: Type.Number(),
  brokerage_fee: Type.Number(),
  clearing_settlement_fee: Type.Number(),
  clearing_registration_fee: Type.Number(),
  stock_exchange_asset_trade_notice_fee: Type.Number(),
  stock_exchange_fee: Type.Number(),
  clearing_custody_fee: Type.Number(),
  taxes: Type.Number(),
  income_tax: Type.Number(),
  net_value: Type.Number(),
})

/** What was put into an investment, or taken out of it; numbers that its type does not have are left out. */
export const investmentTransactionSchema = Type.Object({
  id: optional(uuid()),
  link: optional(nullable(uuid())),
  collected_at: optional(instant()),
  created_at: optional(instant()),
  investment: optional(investmentSchema),
  internal_identification: optional(identification()),
  value_date: optional(Type.String({ format: 'date' })),
  gross_value: number(),
  net_value: number(),
  value: number(),
  unit_price: number(),
  price_factor: number(),
  transaction_tax: number(),
  income_tax: number(),
  quantity: number(),
  // The third is a word here, not the absence of one.
  type: optional(Type.Enum(['INFLOW', 'OUTFLOW', 'null'])),
  subtype: optional(text()),
  subtype_additional_info: optional(text(100)),
  indexer_percentage: number(),
  rate: number(),
  exit_fee: number(),
  broker_note_details: optional(nullable(brokerNote)),
})

export const investmentTransactions = {
  name: 'INVESTMENT_TRANSACTIONS',
  path: 'br/investment-transactions',
  table: 'investment_transactions',
  noun: { one: 'investment transaction', many: 'investment transactions' },
  area: 'banking',
  schema: investmentTransactionSchema,
  operations: {
    retrieve: 'RetrieveInvestmentTransactionsBrazil',
    resume: null,
    list: 'ListInvestmentTransactionsBrazil',
    detail: 'DetailInvestmentTransactionBrazil',
    remove: 'DestroyInvestmentTransactionBrazil',
  },
  source: 'institution',
  retrieval: {
    answers: 'array',
    period: 'optional',
    periodColumn: 'value_date',
    account: null,
    needs: ['INVESTMENTS'],
    background: true,
  },
  list: {
    linkRequired: true,
    newestBy: 'value_date',
    filters: [byLink, byId, { ...investmentTypeFilter, of: 'parent' }, byCreatedAt],
  },
  keyColumns: [{ column: 'value_date', type: 'date', path: ['value_date'] }],
  identity: 'institution-key',
  sealed: false,
  parent: { resource: 'INVESTMENTS', key: 'investment', as: 'object', missing: 'left_out' },
  shows: ['link', 'collected_at', 'created_at'],
  part: null,
  collectedInside: [],
  webhooks: {
    totals: [
      { key: 'total_investment_transactions', measure: 'count' },
      { key: 'first_investment_transaction_date', measure: 'earliest', column: 'value_date' },
      { key: 'last_investment_transaction_date', measure: 'latest', column: 'value_date' },
    ],
    fresh: { code: 'new_investment_transactions_available', key: 'new_investment_transactions' },
  },
  deletionLimited: false,
  deletes: [],
} as const satisfies ResourceDefinition
