import {
  type ConfidenceLevel,
  confidenceLevels,
  type Income,
  type IncomeStream,
  type IncomeType,
} from '../../../../contract/resources/incomes.ts'
import { centsToWire } from '../../kit/money.ts'
import type { BankCountry } from '../bank-days.ts'
import { type ChargeDays, chargeDays } from './charge-days.ts'
import { isoDay } from './days.ts'
import { quotient } from './exact.ts'
import { isRegular } from './income-rhythm.ts'
import { type FoundStream, type Receipt, streamOf } from './income-streams.ts'
import { incomeTypeOf } from './income-types.ts'
import { type Account, byId, byText, type Enrichment, isDeposit, isInside, readMovement, type Span } from './input.ts'
import { ownTransfers, type TransferEnd, transferEnd, widened } from './own-transfers.ts'
import { payerOf } from './source-name.ts'

/** What the server adds when it stores an analysis. */
type Added = 'id' | 'link' | 'created_at'

export type IncomesGiven = {
  readonly accounts: readonly Account[]
  /** The days that are analysed, as `readPeriod` gives them. */
  readonly span: Span
  /** Whose holidays are no working days; null knows only weekends. */
  readonly country: BankCountry | null
  readonly allowedTypes?: readonly IncomeType[]
  readonly minimumConfidence?: ConfidenceLevel
}

/** Months of an analysis are thirty days long and are counted back from its last day. */
const monthDays = 30

/** Incomes on the checking and savings accounts of a link, as `docs/enrichment/incomes.md` describes. */
export function incomes(given: IncomesGiven): Enrichment<Omit<Income, Added>> {
  const { accounts, span } = given
  const known = byId(accounts.filter(isDeposit))
  const lookback = Math.max(1, Math.floor((span.to - span.from + 1) / monthDays))
  const looked: Span = { from: Math.max(span.from, span.to - lookback * monthDays + 1), to: span.to }
  const receipts = new Map<string, Receipt[]>()
  const ends: TransferEnd[] = []
  const months = new Map<Account, Set<number>>()
  return {
    add(transaction) {
      const movement = readMovement(transaction, known, widened(looked))
      if (!movement) return
      const end = transferEnd(movement, transaction)
      if (end) ends.push(end)
      const { account, day, cents, inflow } = movement
      if (!isInside(day, looked)) return
      const month = Math.floor((looked.to - day) / monthDays)
      months.set(account, (months.get(account) ?? new Set()).add(month))
      const type = inflow && cents > 0 ? incomeTypeOf(transaction) : null
      if (type === null) return
      // Interest comes under many names from one source: the account itself.
      const source = type === 'INTEREST' ? '' : payerOf(transaction)
      const key = `${account.id}\n${type}\n${source}`
      const { id, description } = transaction
      const receipt = { id, account, type, day, cents, month, description: description ?? '' }
      const others = receipts.get(key)
      if (others) others.push(receipt)
      else receipts.set(key, [receipt])
    },
    finish() {
      const own = ownTransfers(ends)
      const found = [...receipts]
        .sort(([one], [other]) => byText(one, other))
        .map(([, all]) => all.filter(({ id }) => !own.has(id)))
        .filter((all) => all.length > 0)
        .map((all) => {
          const full = months.get((all[0] as Receipt).account)?.size ?? 0
          return streamOf(all, { lastDay: looked.to, lookback, full })
        })
      return analysisOf(found.filter(isAsked(given)), { ...given, full: union([...months.values()]).size })
    },
  }
}

const isAsked =
  ({ allowedTypes, minimumConfidence = 'LOW' }: IncomesGiven) =>
  ({ stream }: FoundStream): boolean => {
    const sure = confidenceLevels.indexOf(stream.confidence) <= confidenceLevels.indexOf(minimumConfidence)
    return sure && (allowedTypes === undefined || allowedTypes.includes(stream.income_type))
  }

type Frame = Pick<IncomesGiven, 'span' | 'country'> & { readonly full: number }

function analysisOf(found: readonly FoundStream[], { span, country, full }: Frame): Omit<Income, Added> {
  const all = found.flatMap(({ receipts }) => receipts)
  const days = all.map(({ day }) => day)
  const { best, good } = chargeDaysOf(found, country)
  return {
    income_streams: found.map(({ stream }) => stream),
    income_source_type: 'BANK',
    first_transaction_date: days.length === 0 ? null : isoDay(days.reduce((one, other) => Math.min(one, other))),
    last_transaction_date: isoDay(days.reduce((one, other) => Math.max(one, other), days[0] ?? span.to)),
    best_working_day_to_charge: best,
    good_working_days_to_charge: [...good],
    number_of_income_streams: found.length,
    ...sumsOf(found, full),
  }
}

/** Money that comes regularly says best when there will be some; where none does, all of it has to do. */
function chargeDaysOf(found: readonly FoundStream[], country: BankCountry | null): ChargeDays {
  const regular = found.filter(({ stream }) => isRegular(stream.frequency))
  return chargeDays(
    (regular.length > 0 ? regular : found).flatMap(({ receipts }) => receipts),
    country,
  )
}

/** Averages are taken over all months that have data, so that those of the parts add up to that of the whole. */
function sumsOf(found: readonly FoundStream[], full: number) {
  const totalOf = (belongs: (stream: IncomeStream) => boolean) =>
    found.filter(({ stream }) => belongs(stream)).reduce((sum, { cents }) => sum + cents, 0)
  const sums = {
    all: totalOf(() => true),
    regular: totalOf(({ frequency }) => isRegular(frequency)),
    irregular: totalOf(({ frequency }) => !isRegular(frequency)),
    low: totalOf(({ confidence }) => confidence === 'LOW'),
    medium: totalOf(({ confidence }) => confidence === 'MEDIUM'),
    high: totalOf(({ confidence }) => confidence === 'HIGH'),
  }
  const monthly = (cents: number) => (full === 0 ? 0 : quotient(cents, 100 * full, 2))
  return {
    monthly_average: monthly(sums.all),
    monthly_average_regular: monthly(sums.regular),
    monthly_average_irregular: monthly(sums.irregular),
    monthly_average_low_confidence: monthly(sums.low),
    monthly_average_medium_confidence: monthly(sums.medium),
    monthly_average_high_confidence: monthly(sums.high),
    total_income_amount: centsToWire(sums.all),
    total_regular_income_amount: centsToWire(sums.regular),
    total_irregular_income_amount: centsToWire(sums.irregular),
    total_low_confidence: centsToWire(sums.low),
    total_medium_confidence: centsToWire(sums.medium),
    total_high_confidence: centsToWire(sums.high),
  }
}

const union = (sets: readonly ReadonlySet<number>[]): ReadonlySet<number> => new Set(sets.flatMap((set) => [...set]))
