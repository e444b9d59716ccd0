import { centsToWire } from '../../../../kit/money.ts'
import type { SourceRecord } from '../../../contract.ts'
import {
  dayInMonth,
  dayMs,
  hourMs,
  type Instant,
  type Month,
  monthIn,
  monthOfYear,
  startOf,
  yearOf,
} from '../../world/calendar.ts'
import { priceIn } from '../../world/people/client.ts'
import type { Line } from './amounts.ts'
import { monthsOf } from './figures.ts'
import type { InvoicesOf } from './invoices.ts'
import { companyNamed, type Party, personNamed } from './parties.ts'
import type { Taxpayer } from './taxpayer.ts'

/** What somebody kept back for the state of what somebody else was paid, as the certificate of it says; in cents. */
export type Retention = {
  readonly key: string
  /** c_CveRetenc. */
  readonly code: number
  readonly issuedAt: Instant
  readonly cancelledAt: Instant | null
  readonly sender: Party
  readonly receiver: Party
  readonly paid: number
  readonly exempt: number
  readonly kept: readonly Kept[]
  /** The months that it is about. */
  readonly period: { readonly from: Month; readonly until: Month }
}

type Kept = {
  readonly tax: 'ISR' | 'IVA'
  readonly base: number
  readonly cents: number
  /** Or a first payment of what the year will come to. */
  readonly final: boolean
}

type Draft = Omit<Retention, 'key' | 'cancelledAt'> & { readonly about: string }

/** Certificates issued in the month, oldest first. */
export function retentionsIn(taxpayer: Taxpayer, invoices: InvoicesOf, month: Month): readonly Retention[] {
  if (!taxpayer.world) return []
  const drafts = [
    ...platforms(taxpayer, invoices, month - 1),
    ...(monthOfYear(month) === 1 ? rents(taxpayer, invoices, yearOf(month) - 1) : []),
    ...(monthOfYear(month) === 2 ? interests(taxpayer, yearOf(month) - 1) : []),
    ...(monthOfYear(month) === 5 ? shares(taxpayer, month) : []),
    ...withdrawals(taxpayer, month),
  ]
  return drafts.flatMap((draft) => issued(taxpayer, draft)).toSorted((one, other) => one.issuedAt - other.issuedAt)
}

/** One in thirty is wrong, cancelled three days later and issued again. */
function issued(taxpayer: Taxpayer, { about, ...draft }: Draft): readonly Retention[] {
  const uuid = (which: string) => taxpayer.uuid('retention', about, which).toLowerCase()
  const right: Retention = { ...draft, key: uuid('right'), cancelledAt: null }
  if (!taxpayer.dice('retention', about).chance(1 / 30)) return [right]
  const again = draft.issuedAt + 3 * dayMs
  return [
    { ...right, key: uuid('wrong'), cancelledAt: again + hourMs },
    { ...right, issuedAt: again },
  ]
}

const at = (month: Month, day: number, hour: number): Instant => startOf(dayInMonth(month, day)) + hour * hourMs

const grossOf = (lines: readonly Line[]): number =>
  lines.reduce((sum, { grossCents, discountCents }) => sum + grossCents - discountCents, 0)

const keptOf = (lines: readonly Line[], tax: 'ISR' | 'IVA'): number =>
  lines
    .flatMap(({ retained }) => retained)
    .filter((each) => each.tax === tax)
    .reduce((sum, { cents }) => sum + cents, 0)

/** What each platform kept back in a month, certified on the fifth of the next. */
function platforms(taxpayer: Taxpayer, invoices: InvoicesOf, month: Month): readonly Draft[] {
  if (taxpayer.persona !== 'gig_worker') return []
  const own = invoices(month).filter(({ sender, kind }) => sender.rfc === taxpayer.party.rfc && kind === 'Ingreso')
  const names = [...new Set(own.map(({ receiver }) => receiver.rfc))]
  return names.map((rfc) => {
    const rides = own.filter(({ receiver }) => receiver.rfc === rfc)
    const lines = rides.flatMap((ride) => ride.lines)
    const base = grossOf(lines)
    return {
      about: `platform ${rfc} ${month}`,
      period: { from: month, until: month },
      // Services through technological platforms.
      code: 26,
      issuedAt: at(month + 1, 5, 17),
      sender: (rides[0] as (typeof rides)[number]).receiver,
      receiver: taxpayer.party,
      paid: base,
      exempt: 0,
      kept: [
        { tax: 'ISR', base, cents: keptOf(lines, 'ISR'), final: false },
        { tax: 'IVA', base, cents: keptOf(lines, 'IVA'), final: true },
      ],
    }
  })
}

/** What a company kept back of a year's rent, for the landlord. */
function rents(taxpayer: Taxpayer, invoices: InvoicesOf, year: number): readonly Draft[] {
  if (!taxpayer.client.business) return []
  const paid = monthsOf(year)
    .flatMap(invoices)
    .filter(({ lines, receiver }) => receiver.rfc === taxpayer.party.rfc && lines[0]?.good.product === '80131500')
  const lines = paid.flatMap((each) => each.lines)
  if (!paid[0]) return []
  const base = grossOf(lines)
  return [
    {
      about: `rent ${year}`,
      period: { from: monthIn(year, 1), until: monthIn(year, 12) },
      code: 5,
      issuedAt: at(monthIn(year + 1, 1), 28, 16),
      sender: taxpayer.party,
      receiver: paid[0].sender,
      paid: base,
      exempt: 0,
      kept: [
        { tax: 'ISR', base, cents: keptOf(lines, 'ISR'), final: false },
        { tax: 'IVA', base, cents: keptOf(lines, 'IVA'), final: true },
      ],
    },
  ]
}

/** Income tax that a bank keeps back each year of what is saved, by the law of revenue. */
const keptOfSavings = 0.005

/** A year's interest of the savings account; the statement prints what was left of it. */
function interests(taxpayer: Taxpayer, year: number): readonly Draft[] {
  const savings = taxpayer.world?.savings
  if (!savings) return []
  const months = monthsOf(year)
  const net = months
    .flatMap((month) => savings.movements(month))
    .filter(({ what }) => what === 'interest')
    .reduce((sum, { cents }) => sum + cents, 0)
  const kept = months.reduce((sum, month) => sum + Math.round((savings.opening(month) * keptOfSavings) / 12), 0)
  return [
    {
      about: `interest ${year}`,
      period: { from: monthIn(year, 1), until: monthIn(year, 12) },
      code: 16,
      issuedAt: at(monthIn(year + 1, 2), 12, 18),
      sender: companyNamed(taxpayer.client, 'Erebor México'),
      receiver: taxpayer.party,
      paid: net + kept,
      exempt: 0,
      kept: [{ tax: 'ISR', base: net + kept, cents: kept, final: false }],
    },
  ]
}

/** Article 140 LISR: a tenth of what is distributed. */
const keptOfDividends = 0.1

/** A few people have shares, whose dividends stay with the broker. */
function shares(taxpayer: Taxpayer, month: Month): readonly Draft[] {
  const { client, world } = taxpayer
  if (!world?.savings || !taxpayer.dice('shares').chance(0.6)) return []
  const dice = taxpayer.dice('dividend', month)
  const paid = priceIn(client.country, (world.income(monthIn(2024, 1)) / 100) * (0.02 + 0.06 * dice.fraction()), month)
  const cents = Math.round(paid * keptOfDividends)
  const issuer = companyNamed(client, taxpayer.dice('shares', 'of').pick(client.country.employers))
  return [
    {
      about: `dividend ${month}`,
      period: { from: month, until: month },
      code: 14,
      issuedAt: at(month, 20, 16),
      sender: issuer,
      receiver: taxpayer.party,
      paid,
      exempt: 0,
      kept: [{ tax: 'ISR', base: paid, cents, final: true }],
    },
  ]
}

/** What a company's partners draw from its account is a dividend of which the tenth has been kept back. */
function withdrawals(taxpayer: Taxpayer, month: Month): readonly Draft[] {
  const { holder, client } = taxpayer
  const partner = holder.kind === 'company' ? holder.administrators[0] : undefined
  if (!partner) return []
  const receiver: Party = { ...personNamed(client, partner.displayName, '605'), rfc: partner.taxNumber }
  return taxpayer
    .books(month)
    .entries('ownerDraw')
    .map((entry) => {
      const net = Math.abs(entry.cents)
      const paid = Math.round(net / (1 - keptOfDividends))
      return {
        about: `draw ${entry.key}`,
        period: { from: month, until: month },
        code: 14,
        issuedAt: entry.at + 5 * 60_000,
        sender: taxpayer.party,
        receiver,
        paid,
        exempt: 0,
        kept: [{ tax: 'ISR', base: paid, cents: paid - net, final: true }],
      }
    })
}

export const directionOf = (taxpayer: Taxpayer, { sender }: Retention): 'INFLOW' | 'OUTFLOW' =>
  sender.rfc === taxpayer.party.rfc ? 'OUTFLOW' : 'INFLOW'

/** Stamped within seconds. */
const stampedAfterMs = 41_000

export function retentionRecord(retention: Retention, now: Instant): SourceRecord {
  const { key, sender, receiver, paid, exempt, kept, issuedAt, cancelledAt } = retention
  const instant = (time: Instant) => new Date(time).toISOString()
  return {
    key,
    body: {
      invoice_identification: key,
      version: '2.0',
      code: retention.code,
      issued_at: instant(issuedAt),
      certified_at: instant(issuedAt + stampedAfterMs),
      cancelled_at: cancelledAt !== null && cancelledAt <= now ? instant(cancelledAt) : null,
      sender_id: sender.rfc,
      sender_name: sender.name,
      receiver_nationality: 'NATIONAL',
      receiver_id: receiver.rfc,
      receiver_name: receiver.name,
      total_invoice_amount: centsToWire(paid),
      total_exempt_amount: centsToWire(exempt),
      total_retained_amount: centsToWire(kept.reduce((sum, { cents }) => sum + cents, 0)),
      total_taxable_amount: centsToWire(paid - exempt),
      retention_breakdown: kept.map(({ tax, base, cents, final }) => ({
        base_amount: centsToWire(base),
        tax_type: tax === 'ISR' ? '01' : '02',
        retained_amount: centsToWire(cents),
        payment_status: final ? 'PAID' : 'PROVISIONED',
      })),
      xml: null,
    },
  }
}

export const isShown = ({ issuedAt }: Retention, now: Instant): boolean => issuedAt + stampedAfterMs <= now
