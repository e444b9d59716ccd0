import Type from 'typebox'
import { byCollectedAt, byCreatedAt, byId, byLink } from '../list-filters.ts'
import type { ResourceDefinition } from '../resource.ts'
import { instant, nullable, optional, text, uuid } from '../schema.ts'
import {
  exchangeCurrency,
  exchangeDay,
  exchangeHistory,
  exchangeInstant,
  settlementMethod,
  terms,
} from './exchange-history.ts'

/** Foreign currency that somebody buys (COMPRA) or sells (VENDA); what is called a tax is the rate. */
export const exchangeSchema = Type.Object({
  id: uuid(),
  link: nullable(uuid()),
  created_at: instant(),
  collected_at: instant(),
  operation_identifier: Type.String({ pattern: '^[a-zA-Z0-9][a-zA-Z0-9\\-]{0,99}$', maxLength: 100 }),
  operation_number: optional(nullable(Type.String({ pattern: '^\\d{12}$', maxLength: 12 }))),
  operation_type: Type.Enum(['COMPRA', 'VENDA']),
  operation_requested_at: exchangeInstant(),
  authorized_institution_identifier: Type.Integer(),
  authorized_institution_name: text(80),
  intermediary_institution_identifier: optional(nullable(Type.Integer())),
  intermediary_institution_name: optional(nullable(text(80))),
  operation_due_date: exchangeDay(),
  local_operation_tax_amount: Type.Number(),
  local_operation_tax_currency: exchangeCurrency(),
  local_operation_value_amount: Type.Number(),
  local_operation_value_currency: exchangeCurrency(),
  foreign_operation_value_amount: Type.Number(),
  foreign_operation_value_currency: exchangeCurrency(),
  ...terms,
  settlement_method: settlementMethod(),
  operation_category_code: Type.String({ pattern: '^\\d{5}$', maxLength: 5 }),
})

export const exchanges = {
  name: 'EXCHANGES',
  path: 'br/exchanges',
  table: 'exchanges',
  noun: { one: 'exchange', many: 'exchanges' },
  area: 'banking',
  schema: exchangeSchema,
  operations: {
    retrieve: 'RetrieveExchanges',
    resume: null,
    list: 'ListExchanges',
    detail: 'DetailExchange',
    remove: 'DeleteExchange',
  },
  source: 'institution',
  retrieval: {
    answers: 'array',
    period: 'optional',
    periodColumn: 'operation_requested_on',
    account: null,
    needs: [],
    background: false,
  },
  list: {
    linkRequired: true,
    newestBy: 'created_at',
    filters: [byLink, byId, byCollectedAt, byCreatedAt],
  },
  keyColumns: [{ column: 'operation_requested_on', type: 'date', path: ['operation_requested_at'] }],
  identity: 'institution-key',
  sealed: false,
  parent: null,
  shows: ['link', 'collected_at', 'created_at'],
  part: exchangeHistory,
  collectedInside: [],
  webhooks: {
    totals: [{ key: 'total_exchanges', measure: 'count' }],
    fresh: { code: 'new_exchanges_available', key: 'new_exchanges' },
  },
  deletionLimited: false,
  deletes: [],
} as const satisfies ResourceDefinition
