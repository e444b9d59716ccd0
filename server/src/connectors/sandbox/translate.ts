import { centsToWire } from '../../kit/money.ts'
import type { SourceRecord } from '../contract.ts'
import { type CountryCode, type Day, dayAt, type Instant, isoDay, monthOf, yearOf } from './world/calendar.ts'
import type { Bill, Card } from './world/card.ts'
import { blockedAt, bookedAt, type Checking } from './world/checking.ts'
import type { Contact } from './world/client.ts'
import type { Loan } from './world/loan.ts'
import { type Movement, sumOf, two } from './world/movement.ts'
import { isPending } from './world/view.ts'
import type { AccountNumber, World } from './world/world.ts'

/** The world as it stands at an instant, in the wire's shape. */
export type Look = { readonly world: World; readonly now: Instant }

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

function productOf({ client }: World, kind: Kind): readonly [string, string, string] {
  const { business, country } = client
  if (business && kind === 'loan') return businessLoans[country.code]
  if (business && kind === 'card') return businessCards[country.code]
  return products[country.code][kind]
}

export function accountRecords(look: Look): SourceRecord[] {
  const { world } = look
  const deposits = [depositBody(look, 'checking', world.checking)]
  if (world.savings) deposits.push(depositBody(look, 'savings', world.savings))
  const credits = [world.card && cardBody(look, world.card), world.loan && loanBody(look, world.loan)]
  return [...deposits, ...credits.filter((body) => body !== null)].map((body) => ({
    key: body.internal_identification,
    body,
  }))
}

type Deposit = Pick<Checking, 'key' | 'opening' | 'movements'> & { readonly number: AccountNumber }

const categories = { checking: 'CHECKING_ACCOUNT', savings: 'SAVINGS_ACCOUNT' } as const

function depositBody({ world, now }: Look, kind: 'checking' | 'savings', account: Deposit) {
  const [type, subtype, name] = productOf(world, kind)
  const { country } = world.client
  const current = bookedAt(account, now)
  const blocked = blockedAt(account, now)
  const arranged = kind === 'checking' ? overdraftLimit(world, now) : 0
  const used = Math.min(arranged, Math.max(0, -current))
  const overdraft = {
    arranged: centsToWire(arranged),
    used: centsToWire(used),
    unarranged: centsToWire(Math.max(0, -current - arranged)),
  }
  return {
    category: categories[kind],
    balance_type: 'ASSET',
    overdraft: arranged > 0 ? overdraft : null,
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

/** In Brazil nearly every checking account has one; elsewhere only those who live in it. */
function overdraftLimit({ client, income }: World, now: Instant): number {
  if (client.persona === 'low') return 0
  const cents = income(monthOf(dayAt(now)))
  const roundedTo = client.country.code === 'CO' ? 10_000_000 : 10_000
  const share = client.persona === 'negative' ? 1.6 : 0.4
  const offered = client.persona === 'negative' || client.country.code === 'BR'
  return offered ? Math.ceil((cents * share) / roundedTo) * roundedTo : 0
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
  const closed = card.bill(running.month - 1)
  const current = spentIn(card, running, now)
  const limit = creditLimit(world, now)
  const owed = closed.dueOn >= today && !isPaid(card, closed, now) ? closed.cents : 0
  const used = Math.min(limit, Math.max(0, current + owed + card.instalmentsToCome(now)))
  const dueDate = owed > 0 ? closed.dueOn : running.dueOn
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
      network: client.dice('network').pick(['VISA', 'MASTERCARD']),
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
function spentIn(card: Card, { closesOn, month }: Bill, now: Instant): number {
  const after = card.bill(month - 1).closesOn
  const rows = [...card.movements(month - 1), ...card.movements(month)]
  return -sumOf(
    rows.filter(({ at, settlesBill }) => !settlesBill && at <= now && dayAt(at) > after && dayAt(at) <= closesOn),
  )
}

const isPaid = (card: Card, bill: Bill, now: Instant): boolean =>
  card
    .movements(monthOf(bill.dueOn))
    .some(({ at, settlesBill }) => settlesBill && at <= now && dayAt(at) === bill.dueOn)

function creditLimit({ client, income }: World, now: Instant): number {
  const times = client.business ? 0.5 : client.dice('limit').between(16, 30) / 10
  const roundedTo = client.country.code === 'CO' ? 10_000_000 : 50_000
  return Math.ceil((income(monthOf(dayAt(now))) * times) / roundedTo) * roundedTo
}

function loanBody({ world, now }: Look, loan: Loan) {
  const [type, subtype, name] = productOf(world, 'loan')
  const { country } = world.client
  const contract = loan.contractAt(now, monthOf(dayAt(now)))
  const paid = contract.instalments.filter(({ at }) => at <= now).length
  const left = contract.instalments.slice(paid)
  const owed = sumOf(left)
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
      total_effective_cost: Number(((1 + country.loanRate) ** 12 - 1).toFixed(4)),
      loan_type: subtype,
      outstanding_balance: centsToWire(owed),
      interest_rates: [interestRate(country.code, country.loanRate)],
      fees: [],
      contracted_charges: [{ type: 'LATE_PAYMENT_PENALTY_FEE', info: null, rate: 0.02 }],
      collaterals: [],
      balloon_payments: [],
      installments_contract_term_frequency: 'MONTH',
      installment_frequency: 'MONTHLY',
      installment_frequency_info: null,
      first_installment_due_date: isoDay(dayAt(contract.instalments[0]?.at ?? contract.paidOutAt)),
      number_of_installments_total: contract.term,
      number_of_installments_outstanding: left.length,
      number_of_installments_paid: paid,
      number_of_installments_past_due: 0,
      disbursement_dates: [isoDay(dayAt(contract.paidOutAt))],
      settlement_date: null,
      contract_start_date: isoDay(dayAt(contract.paidOutAt)),
      contract_end_date: isoDay(dayAt(contract.instalments.at(-1)?.at ?? contract.paidOutAt)),
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

/** What banks of the country note beside a movement that they print anew. */
const corrections = { MX: 'CONCEPTO CORREGIDO', BR: 'HISTORICO CORRIGIDO', CO: 'CONCEPTO CORREGIDO' } as const

/** One movement of the account as the institution shows it at the instant. */
export function transactionRecord(
  { world, now }: Look,
  account: { readonly key: string },
  movement: Movement,
): SourceRecord {
  const { currency } = world.client.country
  const card = account.key === world.card?.key ? world.card : null
  const amount = centsToWire(Math.abs(movement.cents))
  const pending = isPending(movement, now)
  const corrected = movement.corrected && movement.corrected.at <= now ? movement.corrected : null
  const body = {
    internal_identification: movement.key,
    value_date: isoDay(dayAt(movement.at)),
    transacted_at: new Date(movement.at).toISOString(),
    accounting_date: pending ? null : isoDay(dayAt(movement.postedAt)),
    amount,
    local_currency_amount: card ? amount : null,
    balance: null,
    currency,
    description: corrected?.text ?? movement.text,
    observations: corrected ? corrections[world.client.country.code] : null,
    merchant: null,
    category: null,
    subcategory: null,
    reference: null,
    type: movement.cents < 0 ? 'OUTFLOW' : 'INFLOW',
    status: pending ? 'PENDING' : 'PROCESSED',
    credit_card_data: card ? cardData(card, movement, dayAt(now)) : null,
    counterparty: movement.contact ? counterparty(movement.contact) : null,
    loan_data: movement.loanInstalment
      ? { is_detached: false, installment_id: movement.loanInstalment, fees: [], charges: [] }
      : null,
    payment_type: card && !movement.settlesBill ? (movement.instalment ? 'INSTALLMENT' : 'FULL') : null,
    operation_type: movement.operation,
    operation_type_additional_info: movement.channel ?? null,
    mcc: movement.mcc ?? null,
  }
  return { key: movement.key, account: account.key, body }
}

function cardData(card: Card, { at, annualFee, instalment }: Movement, today: Day) {
  const bill = card.billOf(dayAt(at))
  const closed = bill.closesOn < today
  return {
    bill_name: closed ? billName(bill) : null,
    bill_due_date: closed ? isoDay(bill.dueOn) : null,
    bill_internal_identification: closed ? bill.key : null,
    bill_status: null,
    previous_bill_total: null,
    bill_amount: closed ? centsToWire(bill.cents) : null,
    card_number: card.last4,
    fee_type: annualFee ? 'ANNUAL_FEE' : null,
    fee_type_additional_info: null,
    credits_type: null,
    credits_type_additional_info: null,
    installment_identifier: instalment ? `PARCELA_${two(instalment.number)}_${instalment.plan}` : 'PARCELA_UNICA',
    number_of_installments: instalment?.of ?? null,
    credit_card_bill: closed ? { internal_identification: bill.key } : null,
  }
}

const englishMonths = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'] as const

/** Bills are called by the month in which they close, such as `apr-2020`. */
const billName = ({ month }: Bill): string => `${englishMonths[month % 12]}-${yearOf(month)}`

const counterparty = (contact: Contact) => ({
  type: contact.company ? 'COMPANY' : 'INDIVIDUAL',
  document_number: contact.document,
  clearing_code: contact.bankCode,
  agency: contact.agency,
  check_digit: contact.checkDigit,
  number: contact.number,
})
