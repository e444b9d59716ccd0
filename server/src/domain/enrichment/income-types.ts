import type { IncomeType } from '../../../../contract/resources/incomes.ts'
import type { Transaction } from './input.ts'

/** What the institution itself says about the kind of an inflow; null is no income. */
const byOperation: Readonly<Record<string, IncomeType | null>> = {
  FOLHA_PAGAMENTO: 'SALARY',
  PORTABILIDADE_SALARIO: 'SALARY',
  RENDIMENTO_APLIC_FINANCEIRA: 'INTEREST',
  RESGATE_APLIC_FINANCEIRA: null,
  OPERACAO_CREDITO: null,
  OPERACOES_CREDITO_CONTRATADAS_CARTAO: null,
  ESTORNO: null,
  CASHBACK: null,
}

const bySubcategory: Readonly<Record<string, IncomeType | null>> = {
  Salary: 'SALARY',
  Government: 'GOVERNMENT',
  Interest: 'INTEREST',
  Rent: 'RENT',
  Retirement: 'RETIREMENT',
  Freelance: 'FREELANCE',
  Alimony: 'ALTERNATIVE_INCOME',
  Refund: null,
  Chargeback: null,
  Adjustments: null,
  'Blocked Balances': null,
}

const byCategory: Readonly<Record<string, IncomeType>> = {
  'Income & Payments': 'ALTERNATIVE_INCOME',
  Transfers: 'TRANSFER',
  Deposits: 'DEPOSIT',
  'Withdrawal & ATM': 'DEPOSIT',
}

/** How an inflow came, where nobody knows what it was. */
const byWay: Readonly<Record<string, IncomeType>> = {
  DEPOSITO: 'DEPOSIT',
  PIX: 'TRANSFER',
  TED: 'TRANSFER',
  DOC: 'TRANSFER',
  TRANSFERENCIA_MESMA_INSTITUICAO: 'TRANSFER',
}

/**
 * The kind of income that an inflow is, or null where it is none: refunds and chargebacks, loans that are paid out,
 * investments that are sold, and an inflow in a category of expenses, which is money coming back.
 */
export function incomeTypeOf(transaction: Transaction): IncomeType | null {
  const { category, subcategory, operation_type: operation } = transaction
  const said = byOperation[operation]
  if (said !== undefined) return said
  const meant = bySubcategory[subcategory ?? '']
  if (meant !== undefined) return meant
  if (category === null || category === 'Unknown') return byWay[operation] ?? 'UNKNOWN'
  return byCategory[category] ?? null
}
