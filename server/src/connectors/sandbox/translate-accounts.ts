import { centsToWire } from '../../kit/money.ts'
import type { SourceRecord } from '../contract.ts'
import type { Look } from './translate.ts'
import type { Bill, Card } from './world/accounts/card.ts'
import { blockedAt, bookedAt, type Checking } from './world/accounts/checking.ts'
import type { Loan } from './world/accounts/loan.ts'
import { type CountryCode, dayAt, hourMs, type Instant, isoDay, monthOf } from './world/calendar.ts'
import { shownAt, sumOf } from './world/movement.ts'
import type { AccountNumber, World } from './world/world.ts'

type Kind = 'checking' | 'savings' | 'card' | 'loan'

/** What banks of the country call their products: type, subtype, name. */
const products: Readonly<Record<CountryCode, Readonly<Record<Kind, readonly [string, string, string]>>>> = {
  MX: {
    checking: ['CUENTA_CHEQUES', 'INDIVIDUAL', 'Cuenta de Cheques'],
    savings: ['CUENTA_AHORRO', 'INDIVIDUAL', 'Cuenta de Ahorro'],
    card: ['TARJETA_CREDITO', 'ORO', 'Tarjeta de Crédito Oro'],
    loan: ['CREDITO', 'CREDITO_PERSONAL', 'Crédito Personal'],
  },
  BR: {
    checking: ['CONTA_DEPOSITO_A_VISTA', 'INDIVIDUAL', 'Conta Corrente'],
    savings: ['CONTA_POUPANCA', 'INDIVIDUAL', 'Conta Poupança'],
    card: ['GOLD', 'CARTAO_CREDITO', 'Cartão Gold'],
    loan: ['EMPRESTIMOS', 'CREDITO_PESSOAL_SEM_CONSIGNACAO', 'Empréstimo Pessoal'],
  },
  CO: {
    checking: ['CUENTA_CORRIENTE', 'INDIVIDUAL', 'Cuenta Corriente'],
    savings: ['CUENTA_AHORROS', 'INDIVIDUAL', 'Cuenta de Ahorros'],
    card: ['TARJETA_CREDITO', 'ORO', 'Tarjeta de Crédito Oro'],
    loan: ['CREDITO', 'LIBRE_INVERSION', 'Crédito de Libre Inversión'],
  },
}

const businessLoans: Readonly<Record<CountryCode, readonly [string, string, string]>> = {
  MX: ['CREDITO', 'CAPITAL_DE_TRABAJO', 'Crédito Capital de Trabajo'],
  BR: ['EMPRESTIMOS', 'CAPITAL_GIRO_PRAZO_VENCIMENTO_SUPERIOR_365_DIAS', 'Capital de Giro'],
  CO: ['CREDITO', 'CAPITAL_DE_TRABAJO', 'Crédito Capital de Trabajo'],
}

const businessCards: Readonly<Record<CountryCode, readonly [string, string, string]>> = {
  MX: ['TARJETA_CREDITO', 'EMPRESARIAL', 'Tarjeta Empresarial'],
  BR: ['EMPRESARIAL', 'CARTAO_CREDITO', 'Cartão Empresarial'],
  CO: ['TARJETA_CREDITO', 'EMPRESARIAL', 'Tarjeta Empresarial'],
}

/** Loans that are not what most people have. */
const otherLoans: Readonly<
  Record<CountryCode, Readonly<Record<'payroll' | 'working', readonly [string, string, string]>>>
> = {
  MX: {
    payroll: ['CREDITO', 'CREDITO_NOMINA', 'Crédito de Nómina'],
    working: ['CREDITO', 'MICROCREDITO', 'Microcrédito'],
  },
  BR: {
    payroll: ['EMPRESTIMOS', 'CREDITO_PESSOAL_COM_CONSIGNACAO', 'Empréstimo Consignado'],
    working: ['EMPRESTIMOS', 'MICROCREDITO_PRODUTIVO_ORIENTADO', 'Microcrédito Produtivo'],
  },
  CO: {
    payroll: ['CREDITO', 'LIBRANZA', 'Crédito de Libranza'],
    working: ['CREDITO', 'MICROCREDITO', 'Microcrédito'],
  },
}

function productOf({ client }: World, kind: Kind): readonly [string, string, string] {
  const { business, country } = client
  return business && kind === 'card' ? businessCards[country.code] : products[country.code][kind]
}

function loanProductOf({ client }: World, { product }: Loan): readonly [string, string, string] {
  const { business, country } = client
  if (business) return businessLoans[country.code]
  return product === 'personal' ? products[country.code].loan : otherLoans[country.code][product]
}

export function accountRecords(look: Look): SourceRecord[] {
  const { world } = look
  const bodies = [
    depositBody(look, 'checking', world.checking),
    ...(world.savings ? [depositBody(look, 'savings', world.savings)] : []),
    ...world.cards.map((card) => cardBody(look, card)),
    ...world.loans.filter(({ opensAt = 0 }) => opensAt <= look.now).map((loan) => loanBody(look, loan)),
  ]
  return bodies.map((body) => ({ key: body.internal_identification, body }))
}

/** What may be spent, held and swept of the deposit accounts at the instant; never below zero, as the network has it. */
export function balanceRecords(look: Look): SourceRecord[] {
  const { world, now } = look
  return [world.checking, ...(world.savings ? [world.savings] : [])].map((account) => {
    const blocked = blockedAt(account, now)
    const body = {
      account_internal_identification: account.key,
      // The bank's own books are brought up to date on the hour.
      last_updated_at: new Date(now - (now % hourMs)).toISOString(),
      currency: world.client.country.currency,
      available: centsToWire(Math.max(0, bookedAt(account, now) - blocked)),
      blocked: centsToWire(blocked),
      automatically_invested: 0,
    }
    return { key: account.key, account: account.key, body }
  })
}

type Deposit = Pick<Checking, 'key' | 'opening' | 'movements'> & { readonly number: AccountNumber }

const categories = { checking: 'CHECKING_ACCOUNT', savings: 'SAVINGS_ACCOUNT' } as const

function depositBody({ world, now }: Look, kind: 'checking' | 'savings', account: Deposit) {
  const [type, subtype, name] = productOf(world, kind)
  const { country } = world.client
  const current = bookedAt(account, now)
  const blocked = blockedAt(account, now)
  const arranged = kind === 'checking' ? world.checking.overdraftAt(now) : 0
  const used = Math.min(arranged, Math.max(0, -current))
  const overdraft = {
    arranged: centsToWire(arranged),
    used: centsToWire(used),
    unarranged: centsToWire(Math.max(0, -current - arranged)),
  }
  return {
    category: categories[kind],
    balance_type: 'ASSET',
    overdraft: arranged > 0 || current < 0 ? overdraft : null,
    type,
    subtype,
    name,
    number: account.number.number,
    agency: account.number.agency,
    check_digit: account.number.checkDigit,
    balance: {
      current: centsToWire(current),
      available: centsToWire(current - blocked + arranged),
      blocked: centsToWire(blocked),
      ...(country.code === 'BR' ? { automatically_invested: 0 } : {}),
    },
    currency: country.currency,
    ...publicName(account.number),
    internal_identification: account.key,
    credit_data: null,
    loan_data: null,
    funds_data: null,
  }
}

function publicName({ number, agency, checkDigit, clabe }: AccountNumber) {
  if (clabe !== null) return { public_identification_name: 'CLABE', public_identification_value: clabe }
  if (agency === null) return { public_identification_name: 'ACCOUNT_NUMBER', public_identification_value: number }
  return {
    public_identification_name: 'AGENCY/ACCOUNT',
    public_identification_value: `${agency}/${number}-${checkDigit}`,
  }
}

const blankNumbers = { number: null, agency: null, check_digit: null } as const

function cardBody({ world, now }: Look, card: Card) {
  const [type, subtype, name] = productOf(world, 'card')
  const { client } = world
  const today = dayAt(now)
  const running = card.billOf(today)
  const unpaid = unpaidBills(card, running, now)
  const closed = card.bill(running.month - 1)
  const current = spentIn(card, running, now)
  const limit = card.limitAt(now)
  const owed = sumOf(unpaid)
  const used = Math.min(limit, Math.max(0, current + owed + card.instalmentsToCome(now)))
  const dueDate = closed.paidAt > now ? closed.dueOn : running.dueOn
  return {
    category: 'CREDIT_CARD',
    balance_type: 'LIABILITY',
    overdraft: null,
    type,
    subtype,
    name,
    ...blankNumbers,
    balance: { current: centsToWire(current), available: centsToWire(limit - current) },
    currency: client.country.currency,
    public_identification_name: 'CREDIT_CARD_NUMBER',
    public_identification_value: card.last4,
    internal_identification: card.key,
    credit_data: {
      credit_limit: centsToWire(limit),
      limits: [
        {
          identification_number: card.last4,
          credit_limit: centsToWire(limit),
          used_amount: centsToWire(used),
          available_amount: centsToWire(limit - used),
          is_limit_flexible: false,
          type: 'TOTAL_LIMIT',
          consolidation_type: 'INDIVIDUAL',
          line_name: client.country.code === 'BR' ? 'CREDITO_A_VISTA' : null,
          line_name_additional_info: null,
        },
      ],
      // The network means the day the bill is due; banks elsewhere the day it closes.
      cutting_date: isoDay(client.country.code === 'BR' ? dueDate : running.closesOn),
      minimum_payment: centsToWire(Math.round(owed * 0.15)),
      network: card.network,
      network_additional_info: null,
      cards: [{ is_multiple: false, identification_number: card.last4 }],
      next_payment_date: null,
      no_interest_payment: null,
      interest_rate: null,
      monthly_payment: null,
      last_payment_date: null,
    },
    loan_data: null,
    funds_data: null,
  }
}

/** Cents spent since the last closing, pending ones included. */
export function spentIn(card: Card, { closesOn, month }: Bill, now: Instant): number {
  const after = card.bill(month - 1).closesOn
  const rows = [month - 1, month].flatMap((each) => [...card.movements(each), ...(card.slips?.(each) ?? [])])
  const running = rows.filter(({ at, settlesBill }) => !settlesBill && dayAt(at) > after && dayAt(at) <= closesOn)
  return -sumOf(running.flatMap((movement) => shownAt(movement, now) ?? []))
}

/** Bills that have closed and are not paid; nobody is later than three months. */
const unpaidBills = (card: Card, running: Bill, now: Instant): readonly Bill[] =>
  [3, 2, 1].map((back) => card.bill(running.month - back)).filter(({ paidAt }) => paidAt > now)

function loanBody({ world, now }: Look, loan: Loan) {
  const [type, subtype, name] = loanProductOf(world, loan)
  const { country } = world.client
  const contract = loan.contractAt(now, monthOf(dayAt(now)))
  const paid = contract.instalments.filter(({ at }) => at <= now).length
  const left = contract.instalments.slice(paid)
  const owed = sumOf(left)
  const last = contract.instalments.at(-1)
  const payoff = paid === 0 ? contract.principal : (contract.instalments[paid - 1]?.principalAfter ?? 0)
  return {
    category: 'LOAN_ACCOUNT',
    balance_type: 'LIABILITY',
    overdraft: null,
    type,
    subtype,
    name,
    ...blankNumbers,
    number: contract.number,
    balance: { current: centsToWire(owed), available: centsToWire(payoff) },
    currency: country.currency,
    public_identification_name: 'NUMBER',
    public_identification_value: contract.number,
    internal_identification: loan.key,
    credit_data: null,
    loan_data: {
      loan_code: contract.code,
      contract_amount: centsToWire(sumOf(contract.instalments)),
      total_effective_cost: Number(((1 + contract.rate) ** 12 - 1).toFixed(4)),
      loan_type: subtype,
      outstanding_balance: centsToWire(owed),
      interest_rates: [interestRate(country.code, contract.rate)],
      fees: [],
      contracted_charges: [{ type: 'LATE_PAYMENT_PENALTY_FEE', info: null, rate: 0.02 }],
      collaterals: [],
      balloon_payments: [],
      installments_contract_term_frequency: 'MONTH',
      installment_frequency: 'MONTHLY',
      installment_frequency_info: null,
      first_installment_due_date: isoDay(contract.instalments[0]?.dueOn ?? dayAt(contract.paidOutAt)),
      number_of_installments_total: contract.term,
      number_of_installments_outstanding: left.length,
      number_of_installments_paid: paid,
      number_of_installments_past_due: left.filter(({ dueOn }) => dueOn < dayAt(now)).length,
      disbursement_dates: [isoDay(dayAt(contract.paidOutAt))],
      settlement_date: left.length === 0 && last ? isoDay(dayAt(last.at)) : null,
      contract_start_date: isoDay(dayAt(contract.paidOutAt)),
      contract_end_date: isoDay(last?.dueOn ?? dayAt(contract.paidOutAt)),
      contract_remaining_frequency: 'MONTH',
      contract_remaining_total: left.length,
      amortization_schedule: 'PRICE',
      amortization_schedule_info: null,
      consignee_id: null,
      contract_number: contract.number,
      monthly_payment: null,
      principal: null,
      payment_day: null,
      outstanding_principal: null,
      credit_limit: null,
      last_period_balance: null,
      interest_rate: null,
      limit_day: null,
      cutting_day: null,
      cutting_date: null,
      last_payment_date: null,
      no_interest_payment: null,
    },
    funds_data: null,
  }
}

const interestRate = (country: CountryCode, rate: number) => ({
  name: 'NOMINAL',
  type: 'MONTHLY',
  value: Number((rate * 100).toFixed(2)),
  interest_rate_data: {
    tax_type: 'NOMINAL',
    rate_type: 'COMPOUND',
    type: 'MONTHLY',
    calculation_base: '30/360',
    reference_index_type: 'PRE_FIXED',
    reference_index_subtype: country === 'BR' ? 'PRE_FIXADO' : null,
    reference_index_info: null,
    pre_fixed_rate: rate,
    post_fixed_rate: 0,
    additional_info: null,
  },
})
