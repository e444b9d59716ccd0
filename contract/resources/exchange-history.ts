import Type from 'typebox'
import type { PartDefinition } from '../resource.ts'
import { instant, nullable, optional, text, uuid } from '../schema.ts'

const identifier = () => Type.String({ pattern: '^[a-zA-Z0-9][a-zA-Z0-9\\-]{0,99}$', maxLength: 100 })
const number = () => optional(nullable(Type.Number()))

export const exchangeCurrency = () => Type.String({ pattern: '^[A-Z]{3}$', minLength: 3, maxLength: 3 })

/** Instants of exchanges have whole seconds. */
export const exchangeInstant = () =>
  Type.String({
    format: 'date-time',
    pattern:
      '^(\\d{4})-(1[0-2]|0?[1-9])-(3[01]|[12][0-9]|0?[1-9])T(?:[01]\\d|2[0123]):(?:[012345]\\d):(?:[012345]\\d)Z$',
  })

export const exchangeDay = () =>
  Type.String({
    format: 'date',
    pattern: '^(\\d{4})-(1[0-2]|0?[1-9])-(3[01]|[12][0-9]|0?[1-9])$',
    minLength: 10,
    maxLength: 10,
  })

export const settlementMethod = () =>
  nullable(
    Type.Enum([
      'CONTA_DEPOSITO_MOEDA_ESTRANGEIRA_PAIS',
      'CONTA_DEPOSITO_OU_PAGAMENTO_EXPORTADOR_INSTITUICAO_EXTERIOR',
      'ESPECIE_CHEQUES_VIAGEM',
      'CARTAO_PREPAGO',
      'TELETRANSMISSAO',
      'SEM_MOVIMENTACAO_VALORES',
      'DEMAIS',
      'CARTA_CREDITO_A_VISTA',
      'CARTA_CREDITO_A_PRAZO',
      'CONTA_DEPOSITO',
      'CHEQUE',
      'TITULOS_VALORES',
      'SIMBOLICA',
      'CONTA_DEPOSITO_EXPORTADOR_MANTIDA_NO_EXTERIOR',
      'CONVENIO_PAGAMENTOS_E_CREDITOS_RECIPROCOS',
      'OUTRO_NAO_MAPEADO_OFB',
    ]),
  )

/** What both an exchange and an event of its history can tell of the operation as it was agreed then. */
export const terms = {
  operation_outstanding_balance_amount: number(),
  operation_outstanding_balance_currency: optional(nullable(exchangeCurrency())),
  tev_amount_amount: number(),
  tev_amount_currency: optional(nullable(exchangeCurrency())),
  local_currency_advance_percentage: number(),
}

/** An event in the life of an exchange: contracted (1), changed, cancelled, settled, written off, reinstated, annulled (9). */
export const exchangeHistorySchema = Type.Object({
  id: uuid(),
  link: nullable(uuid()),
  exchange_id: uuid(),
  created_at: instant(),
  collected_at: instant(),
  operation_identifier: identifier(),
  event_sequence_number: Type.String({ pattern: '^\\d{12}$', maxLength: 12 }),
  event_type: Type.Integer({ enum: [1, 2, 3, 4, 5, 6, 9] }),
  event_created_at: exchangeInstant(),
  operation_due_date: optional(nullable(exchangeDay())),
  local_operation_tax_amount: number(),
  local_operation_tax_currency: optional(nullable(exchangeCurrency())),
  local_operation_value_amount: number(),
  local_operation_value_currency: optional(nullable(exchangeCurrency())),
  foreign_operation_value_amount: number(),
  foreign_operation_value_currency: optional(nullable(exchangeCurrency())),
  ...terms,
  settlement_method: optional(settlementMethod()),
  operation_category_code: optional(nullable(Type.String({ pattern: '^\\d{5}$', maxLength: 5 }))),
  foreign_partie_relationship_code: optional(nullable(Type.String({ pattern: '^\\d{2}$', maxLength: 2 }))),
  foreign_partie_name: optional(nullable(text(80))),
  foreign_partie_country_code: optional(nullable(Type.String({ pattern: '^[A-Z]{2}$', minLength: 2, maxLength: 2 }))),
})

export const exchangeHistory = {
  name: 'EXCHANGE_HISTORY',
  path: 'history',
  operation: 'ListExchangeHistory',
  table: 'exchange_history',
  noun: { one: 'exchange history', many: 'events' },
  schema: exchangeHistorySchema,
  list: { newestBy: 'event_created_at' },
  keyColumns: [{ column: 'event_created_at', type: 'instant', path: ['event_created_at'] }],
  identity: 'institution-key',
  sealed: false,
  parent: { resource: 'EXCHANGES', key: 'exchange_id', as: 'id', missing: 'null' },
  shows: ['link', 'collected_at', 'created_at'],
  collectedInside: [],
} as const satisfies PartDefinition
