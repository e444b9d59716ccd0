import { makeCnpj, makeIsin } from '../../domain/identifiers.ts'
import { centsToWire } from '../../kit/money.ts'
import type { Question, SourceRecord } from '../contract.ts'
import type { Look } from './translate.ts'
import type { InvestmentKind } from './world/accounts/instruments.ts'
import { type Deal, heldAt, type Investment, taxRate, unitsOf, worthOf } from './world/accounts/investments.ts'
import { interbankRate } from './world/accounts/market.ts'
import { type Day, dayAt, dayFromIso, isoDay, startOf } from './world/calendar.ts'
import { periodShown } from './world/view.ts'

/** What is held, and what was held in the year shown and has nothing left in it. */
export const investmentRecords = (look: Look): SourceRecord[] =>
  investmentsOf(look).map((investment) => ({ key: investment.key, body: investmentBody(investment, look.now) }))

const investmentsOf = ({ world, now }: Look): readonly Investment[] => world.portfolio?.investmentsAt(now) ?? []

export function investmentTransactionRecords(look: Look, { from, to }: Question): SourceRecord[] {
  const first = from === undefined ? undefined : dayFromIso(from)
  const last = to === undefined ? undefined : dayFromIso(to)
  const period = periodShown(look.now, first, last)
  return investmentsOf(look)
    .flatMap((investment) => investment.deals.map((deal) => ({ investment, deal })))
    .filter(({ deal }) => deal.at <= look.now && deal.day >= period.from && deal.day <= period.until)
    .sort((one, other) => one.deal.at - other.deal.at || (one.deal.key < other.deal.key ? -1 : 1))
    .map(({ investment, deal }) => ({
      key: deal.key,
      parent: investment.key,
      body: dealBody(investment, deal),
    }))
}

const fixedIncome: ReadonlySet<InvestmentKind> = new Set(['FIXED_INCOME_BANKING', 'FIXED_INCOME_CREDIT'] as const)

function investmentBody(investment: Investment, now: number) {
  const { instrument, boughtOn, closesOn, key } = investment
  const { kind } = instrument
  const isFixed = fixedIncome.has(kind)
  const bears = isFixed || kind === 'TREASURY_BOND'
  const dueOn = instrument.termYears === 0 ? closesOn : boughtOn + instrument.termYears * 365
  const bought = bears ? isoDay(boughtOn) : null
  return {
    type: kind,
    issuer_id_number: instrument.issuer === null ? null : makeCnpj(`${instrument.issuer}0001`),
    isin_number: instrument.isin === null ? null : makeIsin(instrument.isin),
    currency: 'BRL',
    product_name: instrument.name,
    ...(kind === 'FIXED_INCOME_CREDIT' ? { is_tax_exempt: instrument.isTaxExempt } : {}),
    clearing_code: isFixed ? `${instrument.name.slice(0, 3)}${key.slice(0, 8).toUpperCase()}` : null,
    due_date: bears ? isoDay(dueOn) : null,
    issue_date: isFixed ? bought : null,
    purchase_date: bought,
    grace_period_date: isFixed ? isoDay(boughtOn + 90) : null,
    issue_unit_price: isFixed ? instrument.unit : null,
    balance: balanceOf(investment, now),
    remuneration: remunerationOf(investment),
    classification_details: instrument.fund,
    voucher_payment_details: voucherOf(kind),
    debtor_details:
      instrument.debtor === null
        ? null
        : { name: instrument.debtor, id_document_number: makeCnpj(`${instrument.issuer}0001`) },
  }
}

/** Valued at the last day's close: what is held times what one unit is worth, and what the tax would leave of it. */
function balanceOf(investment: Investment, now: number) {
  const { instrument, boughtOn, deals } = investment
  const today = dayAt(now)
  const valuedOn: Day = Math.max(boughtOn, today - 1)
  const held = heldAt(investment, now)
  const price = investment.priceOn(valuedOn)
  const gross = worthOf(held, price)
  const put = deals.filter(({ at, type }) => type === 'INFLOW' && at <= now)
  const units = put.reduce((sum, { quantity }) => sum + quantity, 0)
  const paid = put.reduce((sum, { grossCents }) => sum + grossCents, 0)
  const gain = Math.max(0, gross - Math.round((paid * held) / Math.max(1, units)))
  const taxed = instrument.isTaxExempt || instrument.kind === 'VARIABLE_INCOME' ? 0 : taxRate(today - boughtOn)
  const withheld = Math.round(gain * taxed)
  return {
    reference_date: new Date(startOf(valuedOn + 1) - 1_000).toISOString().replace('.000Z', 'Z'),
    gross_value: centsToWire(gross),
    blocked_amount: 0,
    quantity: unitsOf(held),
    gross_unit_price: price,
    net_value: centsToWire(gross - withheld),
    withheld_amount: centsToWire(withheld),
    transaction_fee: 0,
    purchase_unit_price: deals[0]?.unitPrice ?? null,
    pre_fixed_rate: null,
    post_fixed_rate: null,
    penalty_fee: null,
    late_payment_fee: null,
    closing_price: instrument.kind === 'VARIABLE_INCOME' ? price : null,
    unit_price_factor: instrument.kind === 'VARIABLE_INCOME' ? 1 : null,
  }
}

function remunerationOf({ instrument }: Investment) {
  const bears = fixedIncome.has(instrument.kind) || instrument.kind === 'TREASURY_BOND'
  return {
    pre_fixed_rate: bears ? 0 : null,
    post_fixed_rate: bears ? instrument.rate : null,
    rate_type: bears ? 'EXPONENCIAL' : null,
    rate_periodicity: bears ? 'ANUAL' : null,
    calculation_base: bears ? 'DIAS_CORRIDOS' : null,
    indexer: bears ? (instrument.kind === 'TREASURY_BOND' ? 'SELIC' : 'CDI') : null,
    indexer_additional_info: null,
  }
}

function voucherOf(kind: InvestmentKind) {
  if (kind !== 'FIXED_INCOME_CREDIT' && kind !== 'TREASURY_BOND') return null
  const pays = kind === 'FIXED_INCOME_CREDIT'
  return { is_voucher_payment: pays, periodicity: pays ? 'SEMESTRAL' : null, periodicity_additional_info: null }
}

/** Numbers that a kind of investment does not have are left out: the contract gives them no empty form. */
function dealBody({ instrument }: Investment, deal: Deal) {
  const { kind } = instrument
  const isShare = kind === 'VARIABLE_INCOME'
  const gross = centsToWire(deal.grossCents)
  const net = deal.type === 'INFLOW' ? deal.grossCents : deal.grossCents - deal.incomeTaxCents
  return {
    internal_identification: deal.key,
    value_date: isoDay(deal.day),
    ...(isShare ? {} : { gross_value: gross, net_value: centsToWire(net) }),
    ...(isShare || kind === 'INVESTMENT_FUND' ? { value: gross } : {}),
    unit_price: deal.unitPrice,
    ...(isShare ? { price_factor: 1 } : { transaction_tax: 0, income_tax: centsToWire(deal.incomeTaxCents) }),
    quantity: unitsOf(deal.quantity),
    type: deal.type,
    subtype: deal.subtype,
    ...(fixedIncome.has(kind) ? { indexer_percentage: instrument.rate } : {}),
    ...(fixedIncome.has(kind) || kind === 'TREASURY_BOND'
      ? { rate: Number((interbankRate(Number(isoDay(deal.day).slice(0, 4))) * instrument.rate).toFixed(6)) }
      : {}),
    ...(kind === 'INVESTMENT_FUND' ? { exit_fee: 0 } : {}),
    broker_note_details: isShare && deal.movesUnits ? noteOf(deal) : null,
  }
}

/** The broker's note of the day: the fees add up to what it takes. */
function noteOf(deal: Deal) {
  const exchange = Math.round(deal.feeCents * 0.04)
  const settlement = Math.round(deal.feeCents * 0.03)
  const net =
    deal.type === 'INFLOW' ? deal.grossCents + deal.feeCents : deal.grossCents - deal.feeCents - deal.incomeTaxCents
  return {
    broker_note_number: String(Number.parseInt(deal.key.slice(0, 10), 16)).padStart(12, '0'),
    gross_value: centsToWire(deal.grossCents),
    brokerage_fee: centsToWire(deal.feeCents - exchange - settlement),
    clearing_settlement_fee: centsToWire(settlement),
    clearing_registration_fee: 0,
    stock_exchange_asset_trade_notice_fee: 0,
    stock_exchange_fee: centsToWire(exchange),
    clearing_custody_fee: 0,
    taxes: 0,
    income_tax: centsToWire(deal.incomeTaxCents),
    net_value: centsToWire(net),
  }
}
