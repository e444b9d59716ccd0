import Type from 'typebox'
import { byCreatedAt, byId, byLink } from '../list-filters.ts'
import type { ResourceDefinition } from '../resource.ts'
import { instant, nullable, optional, text, uuid } from '../schema.ts'

const figure = () => nullable(Type.Number())

const currentAssets = Type.Object({
  cash_and_equivalents: figure(),
  short_term_investments: figure(),
  accounts_receivable: figure(),
  notes_receivable: figure(),
  other_debtors: figure(),
  bad_debt_provision: figure(),
  tax_recoverable: figure(),
  inventory: figure(),
  prepaid_expenses: figure(),
  assets_available_for_sale: figure(),
  total: figure(),
})

const nonCurrentAssets = Type.Object({
  property_plant_and_equipment: figure(),
  accumulated_depreciation_and_amortization: figure(),
  long_term_accounts_receivable: figure(),
  prepayment_to_suppliers: figure(),
  goodwill: figure(),
  intangible_assets: figure(),
  investments_in_associates: figure(),
  long_term_financial_instruments: figure(),
  total: figure(),
})

const currentLiabilities = Type.Object({
  bank_loans: figure(),
  accounts_payable: figure(),
  notes_payable: figure(),
  financial_instruments: figure(),
  other_creditors: figure(),
  income_tax_payable: figure(),
  customer_advances: figure(),
  provisions: figure(),
  taxes_payable: figure(),
  total: figure(),
})

const nonCurrentLiabilities = Type.Object({
  long_term_accounts_payable: figure(),
  long_term_financial_instruments: figure(),
  deferred_revenue: figure(),
  contributions_for_future_capital_increases: figure(),
  deferred_income_tax: figure(),
  employee_benefits: figure(),
  long_term_provisions: figure(),
  total: figure(),
})

const equity = Type.Object({
  stockholders_equity: figure(),
  future_capital_contributions: figure(),
  legal_reserve: figure(),
  capital_update_excess: figure(),
  capital_update_insufficiency: figure(),
  capital_reserve: figure(),
  share_premium_on_stock_sales: figure(),
  retained_earnings: figure(),
  other_comprehensive_income: figure(),
  controlling_interest: figure(),
  non_controlling_interest: figure(),
  total: figure(),
})

const balanceSheet = Type.Object({
  current_assets: optional(currentAssets),
  non_current_assets: optional(nonCurrentAssets),
  current_liabilities: optional(currentLiabilities),
  non_current_liabilities: optional(nonCurrentLiabilities),
  equity: optional(equity),
})

const incomeStatement = Type.Object({
  net_revenue: figure(),
  domestic_sales: figure(),
  foreign_sales: figure(),
  materials_used: figure(),
  cost_of_goods_sold: figure(),
  cost_of_services_sold: figure(),
  gross_profit: figure(),
  gross_loss: figure(),
  operating_expenses: figure(),
  operating_income: figure(),
  operating_loss: figure(),
  financial_result: figure(),
  income_statement_financial_gains: nullable(Type.Number({ minimum: 0 })),
  income_statement_financial_costs: nullable(Type.Number({ maximum: 0 })),
  equity_in_earnings_of_affiliates: figure(),
  income_before_taxes: figure(),
  loss_before_taxes: figure(),
  income_taxes: figure(),
  income_from_continuing_operations: figure(),
  loss_from_continuing_operations: figure(),
  discontinued_operations: figure(),
  net_income: figure(),
  net_loss: figure(),
})

/** What a company declared of one year; `error` says why there are no figures. */
export const financialStatementSchema = Type.Object({
  id: uuid(),
  link: nullable(uuid()),
  collected_at: instant(),
  created_at: instant(),
  error: nullable(text()),
  year: Type.String({ pattern: '^\\d{4}$' }),
  currency: text(),
  balance_sheet: balanceSheet,
  income_statement: incomeStatement,
})

export const financialStatements = {
  name: 'FINANCIAL_STATEMENTS',
  path: 'financial-statements',
  table: 'financial_statements',
  noun: { one: 'financial statement', many: 'financial statements' },
  area: 'fiscal',
  schema: financialStatementSchema,
  operations: {
    retrieve: 'RetrieveFinancialStatements',
    resume: null,
    list: 'ListFinancialStatements',
    detail: 'DetailFinancialStatement',
    remove: 'DestroyFinancialStatement',
  },
  source: 'institution',
  retrieval: {
    answers: 'array',
    period: 'none',
    periodColumn: null,
    account: null,
    needs: [],
    background: true,
  },
  list: {
    linkRequired: false,
    newestBy: 'created_at',
    filters: [byLink, byId, byCreatedAt],
  },
  keyColumns: [],
  identity: 'document',
  sealed: false,
  parent: null,
  shows: ['link', 'collected_at', 'created_at'],
  collectedInside: [],
  part: null,
  webhooks: {
    // The published key says new where the total is meant.
    totals: [{ key: 'new_financial_statements', measure: 'count' }],
    fresh: { code: 'new_financial_statements_available', key: 'new_financial_statements' },
  },
  deletionLimited: false,
  deletes: [],
} as const satisfies ResourceDefinition
