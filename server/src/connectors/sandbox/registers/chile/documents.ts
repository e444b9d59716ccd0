import type { Dice } from '../../../../kit/random.ts'
import { type Day, dayMs, firstDay, type Instant, lastDay, type Month, monthIn, weekday } from '../../world/calendar.ts'
import type { Party } from './people.ts'
import { santiagoDay, santiagoInstant } from './santiago.ts'
import type { ExtraTax, Range } from './trades.ts'

/** What a document is worth, in whole pesos. The total is the sum of all that stands here. */
export type Amounts = {
  readonly net: number
  readonly vat: number
  readonly exempt: number
  readonly extra: number
  readonly tobacco: { readonly cigarettes: number; readonly cigars: number; readonly processed: number }
}

/** What becomes of a document after it has been issued. */
export type Course = {
  readonly issuedAt: Instant
  /** When the tax office has it; nobody sees it before. */
  readonly receivedAt: Instant
  readonly acknowledgedAt: Instant | null
  readonly claimedAt: Instant | null
}

/** What happens to the VAT of a purchase. */
export type VatUse = 'refundable' | 'common' | number

/** One document between the taxpayer and somebody else. */
export type Document = {
  readonly direction: 'INFLOW' | 'OUTFLOW'
  readonly code: number
  readonly folio: number
  readonly other: Party
  readonly course: Course
  readonly amounts: Amounts
  readonly extraTax: ExtraTax | null
  /** The invoice that a note is about. */
  readonly about: Document | null
  readonly vatUse: VatUse
  readonly fixedAsset: boolean
  readonly foreign: { readonly id: string; readonly nationality: string } | null
}

/** What a customer or supplier lets an invoice come to: a claim is followed by a note about the whole of it. */
export type Ending = 'kept' | 'claimed' | 'corrected' | 'debited'

export const creditNote = 61
export const debitNote = 56
export const exportInvoice = 110

/** An invoice can be claimed for eight days; then it counts as accepted. */
export const claimableMs = 8 * dayMs

export const vatRate = 0.19

const vatOf = (net: number): number => Math.round(net * vatRate)

const untobaccoed = { cigarettes: 0, cigars: 0, processed: 0 } as const

export const taxed = (net: number): Amounts => ({ net, vat: vatOf(net), exempt: 0, extra: 0, tobacco: untobaccoed })

export const untaxed = (exempt: number): Amounts => ({ net: 0, vat: 0, exempt, extra: 0, tobacco: untobaccoed })

export function totalOf({ net, vat, exempt, extra, tobacco }: Amounts): number {
  return net + vat + exempt + extra + tobacco.cigarettes + tobacco.cigars + tobacco.processed
}

/** A part of what a document is worth, by a note about it. */
export function partOf({ net, exempt, extra, tobacco }: Amounts, share: number): Amounts {
  const part = (amount: number) => Math.floor(amount * share)
  const { cigarettes, cigars, processed } = tobacco
  return {
    net: part(net),
    vat: vatOf(part(net)),
    exempt: part(exempt),
    extra: part(extra),
    tobacco: { cigarettes: part(cigarettes), cigars: part(cigars), processed: part(processed) },
  }
}

const basis = monthIn(2024, 1)

/** What stands at so much in 2024 in another month; prices grow by four in a hundred a year. */
export const priced = (amount: number, month: Month): number => Math.round(amount * 1.04 ** ((month - basis) / 12))

/** A sum between the ends, small ones more often than large ones. */
export const sumIn = ([low, high]: Range, dice: Dice, month: Month): number =>
  priced(low * (high / low) ** dice.fraction(), month)

/** How many of something a month has for somebody of this size. */
export function countIn([low, high]: Range, factor: number, dice: Dice): number {
  const wanted = (low + (high - low) * dice.fraction()) * factor
  return Math.floor(wanted) + (dice.chance(wanted % 1) ? 1 : 0)
}

/** So many instants of the month at which shops and offices are open, in order and apart. */
export function openingTimes(month: Month, count: number, dice: Dice, closedOnSundays: boolean): readonly Instant[] {
  const [first, last] = [firstDay(month), lastDay(month)]
  const moments = Array.from({ length: count }, () => {
    const day = dice.between(first, last)
    return { day: closedOnSundays ? weekdayNear(day, first) : day, second: dice.between(9 * 3_600, 19 * 3_600) }
  })
  const instants = moments.map(({ day, second }) => santiagoInstant(day, second)).sort((one, other) => one - other)
  // Folios follow the instants, so no two may be the same.
  for (let index = 1; index < instants.length; index += 1) {
    const before = instants[index - 1] as Instant
    if ((instants[index] as Instant) <= before) instants[index] = before + 1_000
  }
  return instants
}

/** Saturdays and Sundays give way to the Friday before, or at the beginning of a month to the Monday after. */
function weekdayNear(day: Day, first: Day): Day {
  const back = { 0: 2, 6: 1 }[weekday(day)] ?? 0
  return day - back >= first ? day - back : day - back + 3
}

const hourSeconds = 3_600

/** How an invoice goes on, once it is known how it ends. */
export function courseOf(issuedAt: Instant, ending: Ending, dice: Dice): Course {
  const receivedAt = issuedAt + dice.between(20, 5_400) * 1_000
  const within = () =>
    santiagoInstant(santiagoDay(receivedAt) + dice.between(1, 7), dice.between(9 * hourSeconds, 18 * hourSeconds))
  if (ending === 'claimed') return { issuedAt, receivedAt, acknowledgedAt: null, claimedAt: within() }
  return { issuedAt, receivedAt, acknowledgedAt: dice.chance(0.45) ? within() : null, claimedAt: null }
}

/** Notes need nobody's consent. */
export const courseOfNote = (issuedAt: Instant, dice: Dice): Course => ({
  issuedAt,
  receivedAt: issuedAt + dice.between(20, 5_400) * 1_000,
  acknowledgedAt: null,
  claimedAt: null,
})

export function drawEnding(dice: Dice): Ending {
  const drawn = dice.fraction()
  if (drawn < 0.02) return 'claimed'
  if (drawn < 0.055) return 'corrected'
  return drawn < 0.065 ? 'debited' : 'kept'
}

/** What a note says of an invoice: all of it, a part of it, or a little more. */
export function noteAmounts(about: Document, ending: Ending, dice: Dice): Amounts {
  if (ending === 'claimed') return about.amounts
  const share = ending === 'debited' ? dice.between(2, 8) / 100 : dice.between(8, 60) / 100
  const { amounts } = about
  return partOf({ ...amounts, extra: about.extraTax?.rate === null ? 0 : amounts.extra }, share)
}

/**
 * The instants at which the notes about last month's invoices are issued: from the ninth on, when claims are over, and
 * in the order of the invoices.
 */
export function noteTimes(month: Month, count: number, dice: Dice): readonly Instant[] {
  const start = santiagoInstant(firstDay(month) + 9, 0)
  const end = santiagoInstant(lastDay(month), 20 * hourSeconds)
  return Array.from({ length: count }, (_each, index) => {
    const at = start + Math.floor(((index + dice.fraction()) * (end - start)) / count)
    return at - (at % 1_000)
  })
}
