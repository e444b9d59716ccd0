import { centsToWire } from '../../../../kit/money.ts'
import type { SourceRecord } from '../../../contract.ts'
import { bookedAt } from '../../world/accounts/checking.ts'
import { type Instant, lastDay, monthIn, startOf } from '../../world/calendar.ts'
import { priceIn } from '../../world/people/client.ts'
import type { World } from '../../world/world.ts'
import { type CompanyBooks, ivaOf } from './company-month.ts'
import { type Figures, monthsOf, pesos } from './figures.ts'
import { type Invoice, totalOf } from './invoice.ts'
import type { InvoicesOf } from './invoices.ts'
import type { Taxpayer } from './taxpayer.ts'

/** A company's year as its accountants close it, in cents. */
export type Statement = {
  readonly income: IncomeStatement
  readonly assets: Assets
  readonly liabilities: Liabilities
  readonly equity: {
    readonly stock: number
    readonly reserve: number
    readonly retained: number
    readonly total: number
  }
}

type IncomeStatement = {
  readonly revenue: number
  readonly cost: number
  readonly expenses: number
  readonly interest: number
  readonly tax: number
}

type Assets = {
  readonly cash: number
  readonly receivable: number
  readonly recoverable: number
  readonly inventory: number
  readonly prepaid: number
  readonly equipment: number
  readonly depreciation: number
}

type Liabilities = {
  readonly loans: number
  readonly payable: number
  readonly incomeTax: number
  readonly taxes: number
}

export type Accounts = { readonly taxpayer: Taxpayer; readonly books: CompanyBooks; readonly invoices: InvoicesOf }

const total = (parts: object): number => Object.values(parts).reduce((sum: number, part) => sum + Number(part), 0)

/** What stands in the books at the end of the year; what the partners have left in the company makes it even. */
export function statementOf({ taxpayer, books, invoices }: Accounts, year: number): Statement | null {
  const { world } = taxpayer
  if (!world) return null
  const assets = assetsOf({ taxpayer, books, invoices }, world, year)
  const liabilities = liabilitiesOf({ taxpayer, books, invoices }, world, year)
  const stock = priceIn(world.client.country, world.income(monthIn(2010, 1)) / 40, monthIn(2010, 1), 100_000)
  const reserve = Math.round(stock / 5)
  const whole = total(assets) - total(liabilities)
  const equity = { stock, reserve, retained: whole - stock - reserve, total: whole }
  return { income: incomeOf(books, year), assets, liabilities, equity }
}

function incomeOf(books: CompanyBooks, year: number): IncomeStatement {
  const months = monthsOf(year).map(books.figures)
  const sum = (of: (month: Figures) => number) => months.reduce((whole, month) => whole + of(month), 0)
  return {
    revenue: sum(({ income }) => income),
    cost: sum(({ purchases }) => purchases),
    expenses: sum(({ wages, rent, services, contributions }) => wages + rent + services + contributions),
    interest: sum(({ interest }) => interest),
    tax: books.year(year).tax * 100,
  }
}

const endOf = (year: number): Instant => startOf(lastDay(monthIn(year, 12)) + 1) - 1

function assetsOf({ taxpayer, books, invoices }: Accounts, world: World, year: number): Assets {
  const december = books.figures(monthIn(year, 12))
  const own = taxpayer.party.rfc
  const price = (share: number) =>
    priceIn(world.client.country, (world.income(monthIn(2024, 1)) / 100) * share, monthIn(year, 12))
  return {
    cash: Math.max(0, bookedAt(world.checking, endOf(year))),
    receivable: openAt(invoices, year, (sender) => sender === own),
    recoverable: Math.max(0, -ivaOf(december).owed) * 100 + Math.max(0, prepaidTax(books, year)) * 100,
    inventory: price(taxpayer.dice('inventory', year).between(18, 32) / 100),
    prepaid: december.rent,
    equipment: price(4.2),
    depreciation: -price(1 + ((year * 7) % 5) / 4),
  }
}

function liabilitiesOf({ taxpayer, books, invoices }: Accounts, world: World, year: number): Liabilities {
  const december = books.figures(monthIn(year, 12))
  const own = taxpayer.party.rfc
  const overdrawn = Math.max(0, -bookedAt(world.checking, endOf(year)))
  const withheld = pesos(december.wageTax) + pesos(december.paid.keptIva) + pesos(december.paid.keptIsr)
  return {
    loans: overdrawn + world.loans.reduce((sum, loan) => sum + principalAt(loan, year), 0),
    payable: openAt(invoices, year, (sender) => sender !== own),
    incomeTax: Math.max(0, -prepaidTax(books, year)) * 100,
    taxes: (Math.max(0, ivaOf(december).owed) + withheld) * 100,
  }
}

/** Provisional payments of the year's first eleven months, less the year's tax; December's is paid in January. */
function prepaidTax(books: CompanyBooks, year: number): number {
  return books.provisional(monthIn(year, 12)).paidBefore - books.year(year).tax
}

function principalAt(loan: World['loans'][number], year: number): number {
  const at = endOf(year)
  const contract = loan.contractAt(at, monthIn(year, 12))
  if (contract.paidOutAt > at) return 0
  const paid = contract.instalments.filter((instalment) => instalment.at <= at)
  return paid.at(-1)?.principalAfter ?? contract.principal
}

/** What was invoiced and is still to be paid at the end of the year. */
function openAt(invoices: InvoicesOf, year: number, sent: (rfc: string) => boolean): number {
  const at = endOf(year)
  const recent = [8, 9, 10, 11, 12]
    .flatMap((month) => invoices(monthIn(year, month)))
    .filter(({ sender, issuedAt, cancelled }) => sent(sender.rfc) && issuedAt <= at && cancelled === null)
  const notes = new Map<string, number>()
  for (const note of recent.filter(({ kind }) => kind === 'Egreso')) {
    for (const { key } of note.relations) notes.set(key, (notes.get(key) ?? 0) + totalOf(note))
  }
  const left = (invoice: Invoice) =>
    totalOf(invoice) -
    (notes.get(invoice.key) ?? 0) -
    invoice.settled.reduce((sum, paid) => sum + (paid.at <= at ? paid.cents : 0), 0)
  return recent.filter(({ method }) => method === 'PPD').reduce((sum, invoice) => sum + left(invoice), 0)
}

const notFound =
  'No available financial statement found for the user for the specified year, preventing data extraction.'

/** The years that are closed, newest last; who is behind has not published the newest. */
export function statementRecords(accounts: Accounts, years: readonly number[]): readonly SourceRecord[] {
  const { taxpayer } = accounts
  return years.flatMap((year, index) => {
    const statement = statementOf(accounts, year)
    if (!statement) return []
    const missing = taxpayer.behind && index === years.length - 1
    const found = missing
      ? { error: notFound, balance_sheet: {}, income_statement: incomeWire(null) }
      : { error: null, balance_sheet: balanceWire(statement), income_statement: incomeWire(statement.income) }
    const key = taxpayer.uuid('statement', year).toLowerCase()
    return [{ key, body: { year: String(year), currency: 'MXN', ...found } }]
  })
}

/** The groups' keys with every figure in pesos; what a company of this kind does not have is 0. */
function group(keys: string, figures: Readonly<Record<string, number>>): object {
  const names = keys.split(/\s+/)
  const sum = total(figures)
  return Object.fromEntries([
    ...names.map((name) => [name, centsToWire(figures[name] ?? 0)]),
    ['total', centsToWire(sum)],
  ])
}

function balanceWire({ assets, liabilities, equity }: Statement): object {
  return {
    current_assets: group(
      'cash_and_equivalents short_term_investments accounts_receivable notes_receivable other_debtors ' +
        'bad_debt_provision tax_recoverable inventory prepaid_expenses assets_available_for_sale',
      {
        cash_and_equivalents: assets.cash,
        accounts_receivable: assets.receivable,
        tax_recoverable: assets.recoverable,
        inventory: assets.inventory,
        prepaid_expenses: assets.prepaid,
      },
    ),
    non_current_assets: group(
      'property_plant_and_equipment accumulated_depreciation_and_amortization long_term_accounts_receivable ' +
        'prepayment_to_suppliers goodwill intangible_assets investments_in_associates long_term_financial_instruments',
      {
        property_plant_and_equipment: assets.equipment,
        accumulated_depreciation_and_amortization: assets.depreciation,
      },
    ),
    current_liabilities: group(
      'bank_loans accounts_payable notes_payable financial_instruments other_creditors income_tax_payable ' +
        'customer_advances provisions taxes_payable',
      {
        bank_loans: liabilities.loans,
        accounts_payable: liabilities.payable,
        income_tax_payable: liabilities.incomeTax,
        taxes_payable: liabilities.taxes,
      },
    ),
    non_current_liabilities: group(
      'long_term_accounts_payable long_term_financial_instruments deferred_revenue ' +
        'contributions_for_future_capital_increases deferred_income_tax employee_benefits long_term_provisions',
      {},
    ),
    equity: group(
      'stockholders_equity future_capital_contributions legal_reserve capital_update_excess ' +
        'capital_update_insufficiency capital_reserve share_premium_on_stock_sales retained_earnings ' +
        'other_comprehensive_income controlling_interest non_controlling_interest',
      { stockholders_equity: equity.stock, legal_reserve: equity.reserve, retained_earnings: equity.retained },
    ),
  }
}

const incomeKeys =
  'net_revenue domestic_sales foreign_sales materials_used cost_of_goods_sold cost_of_services_sold gross_profit ' +
  'gross_loss operating_expenses operating_income operating_loss financial_result income_statement_financial_gains ' +
  'income_statement_financial_costs equity_in_earnings_of_affiliates income_before_taxes loss_before_taxes ' +
  'income_taxes income_from_continuing_operations loss_from_continuing_operations discontinued_operations ' +
  'net_income net_loss'

const blank = Object.fromEntries(incomeKeys.split(' ').map((key) => [key, null]))

/** A figure stands among the profits or among the losses, and null in the other place. */
function incomeWire(income: IncomeStatement | null): object {
  if (!income) return blank
  const gross = income.revenue - income.cost
  const operating = gross - income.expenses
  const before = operating - income.interest
  const net = before - income.tax
  const either = (cents: number, profit: string, loss: string) =>
    cents >= 0 ? { [profit]: centsToWire(cents) } : { [loss]: centsToWire(-cents) }
  return {
    ...blank,
    net_revenue: centsToWire(income.revenue),
    domestic_sales: centsToWire(income.revenue),
    foreign_sales: 0,
    materials_used: centsToWire(income.cost),
    cost_of_goods_sold: centsToWire(income.cost),
    cost_of_services_sold: 0,
    ...either(gross, 'gross_profit', 'gross_loss'),
    operating_expenses: centsToWire(income.expenses),
    ...either(operating, 'operating_income', 'operating_loss'),
    financial_result: centsToWire(0 - income.interest),
    income_statement_financial_gains: 0,
    income_statement_financial_costs: centsToWire(0 - income.interest),
    equity_in_earnings_of_affiliates: 0,
    ...either(before, 'income_before_taxes', 'loss_before_taxes'),
    income_taxes: centsToWire(income.tax),
    ...either(net, 'income_from_continuing_operations', 'loss_from_continuing_operations'),
    discontinued_operations: 0,
    ...either(net, 'net_income', 'net_loss'),
  }
}
