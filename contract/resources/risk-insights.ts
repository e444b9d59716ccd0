import Type, { type Static, type TSchema } from 'typebox'
import { byId, byLink } from '../list-filters.ts'
import type { ResourceDefinition } from '../resource.ts'
import { instant, nullable, optional, text, uuid } from '../schema.ts'
import { transactionSchema } from './transactions.ts'

/** The stretches of time that a figure is told for; every name below that is said `overWindows` is six keys. */
export const riskWindows = ['3d', '1w', '1m', '3m', '6m', '12m'] as const

export type RiskWindow = (typeof riskWindows)[number]

type OverWindows<Name extends string, Schema extends TSchema> = { [Key in `${Name}_${RiskWindow}`]: Schema }

const overWindows = <Name extends string, Schema extends TSchema>(name: Name, schema: Schema) =>
  Object.fromEntries(riskWindows.map((window) => [`${name}_${window}`, schema])) as OverWindows<Name, Schema>

const figure = nullable(Type.Number())
const whole = nullable(Type.Integer())
const count = Type.Integer()

const assetsMetrics = nullable(
  Type.Object({
    institutions: nullable(Type.Array(text())),
    // The specification requires `num_accounts` here and describes `num_assets_accounts`.
    num_assets_accounts: optional(whole),
    num_checking_accounts: whole,
    num_savings_accounts: whole,
    checking_accounts_balance: figure,
    savings_accounts_balance: figure,
  }),
)

const creditCardsMetrics = nullable(
  Type.Object({
    num_accounts: Type.Integer({ minimum: 0 }),
    sum_credit_limit: figure,
    sum_credit_used: figure,
    credit_card_limit_utilization: figure,
  }),
)

const loansMetrics = nullable(
  Type.Object({
    num_accounts: count,
    sum_loans_principal: figure,
    sum_loans_outstanding_principal: figure,
    sum_loans_monthly_payment: figure,
    loan_limit_utilization: figure,
    overdraft_limit: figure,
    overdraft_limit_utilization: figure,
  }),
)

const balancesMetrics = nullable(
  Type.Object({
    closing_balance: figure,
    ...overWindows('min_balance', figure),
    ...overWindows('mean_balance', figure),
    ...overWindows('max_balance', figure),
    ...overWindows('std_balance', figure),
    ...overWindows('balance_trend', figure),
    ...overWindows('days_balance_below_0', whole),
    ...overWindows('days_balance_below_mean', whole),
    ...overWindows('days_balance_below_x', whole),
    balance_threshold_x: Type.Number(),
  }),
)

const transactionsMetrics = nullable(
  Type.Object({
    ...overWindows('num_transactions', count),
    ...overWindows('max_num_transactions', count),
    ...overWindows('mean_num_transactions', Type.Number()),
    ...overWindows('num_incoming_transactions', count),
    ...overWindows('max_num_incoming_transactions', count),
    ...overWindows('mean_num_incoming_transactions', Type.Number()),
    ...overWindows('sum_incoming_amount', figure),
    ...overWindows('max_incoming_amount', figure),
    ...overWindows('mean_incoming_amount', figure),
    ...overWindows('num_outgoing_transactions', count),
    ...overWindows('max_num_outgoing_transactions', count),
    ...overWindows('mean_num_outgoing_transactions', Type.Number()),
    ...overWindows('sum_outgoing_amount', figure),
    ...overWindows('max_outgoing_amount', figure),
    ...overWindows('mean_outgoing_amount', figure),
    ...overWindows('days_without_transactions', count),
    days_since_last_transaction: count,
    days_since_last_incoming_transaction: count,
    days_since_last_outgoing_transaction: count,
    days_history: count,
  }),
)

const cashflowMetrics = nullable(
  Type.Object({
    ...overWindows('max_positive', figure),
    ...overWindows('max_negative', figure),
    ...overWindows('mean_positive', figure),
    ...overWindows('mean_negative', figure),
    ...overWindows('sum_positive', figure),
    ...overWindows('sum_positive_trend', figure),
    ...overWindows('sum_negative', figure),
    ...overWindows('sum_negative_trend', figure),
    ...overWindows('positive_to_negative_ratio', figure),
    ...overWindows('net_cashflow', figure),
    ...overWindows('net_cashflow_trend', figure),
  }),
)

const categoryMetrics = Type.Object({
  category: optional(transactionSchema.properties.category),
  subcategory: optional(transactionSchema.properties.subcategory),
  net_amount_3m: optional(figure),
  category_inflow_ratio_3m: optional(figure),
  trend_3m: optional(figure),
})

/** The analysis of a link: one object of 249 keys, calculated from what is stored. */
export const riskInsightsSchema = Type.Object({
  id: uuid(),
  link: nullable(uuid()),
  created_at: instant(),
  accounts: nullable(Type.Array(uuid())),
  assets_metrics: assetsMetrics,
  credit_cards_metrics: creditCardsMetrics,
  loans_metrics: loansMetrics,
  balances_metrics: balancesMetrics,
  transactions_metrics: transactionsMetrics,
  cashflow_metrics: cashflowMetrics,
  category_metrics: Type.Array(categoryMetrics),
})

export type RiskInsights = Static<typeof riskInsightsSchema>

export const riskInsights = {
  name: 'RISK_INSIGHTS',
  path: 'risk-insights',
  table: 'risk_insights',
  noun: { one: 'risk insights', many: 'risk insights' },
  area: 'enrichment',
  schema: riskInsightsSchema,
  operations: {
    retrieve: 'RetrieveRiskInsights',
    resume: 'PatchRiskInsights',
    list: 'ListRiskInsights',
    detail: 'DetailRiskInsights',
    remove: 'DestroyRiskInsights',
  },
  source: 'known',
  retrieval: {
    answers: 'object',
    period: 'none',
    periodColumn: null,
    account: null,
    needs: ['ACCOUNTS', 'TRANSACTIONS'],
    background: false,
  },
  list: {
    linkRequired: false,
    newestBy: 'created_at',
    filters: [
      byLink,
      { field: 'account', type: 'uuid', operators: ['eq', 'in'], column: 'account_ids', several: true },
      byId,
    ],
  },
  keyColumns: [{ column: 'account_ids', type: 'uuids', path: ['accounts'] }],
  identity: 'snapshot',
  sealed: false,
  parent: null,
  shows: ['link', 'created_at'],
  detail: 'array',
  part: null,
  collectedInside: [],
  webhooks: {
    totals: [{ key: 'total_risk_insights', measure: 'count' }],
    fresh: null,
  },
  deletionLimited: false,
  deletes: [],
} as const satisfies ResourceDefinition
