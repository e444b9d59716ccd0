import { dayMs, hourMs, type Instant } from '../../world/calendar.ts'
import { type Line, totalsOf } from './amounts.ts'
import type { Party } from './parties.ts'
import type { Taxpayer } from './taxpayer.ts'

export type InvoiceKind = 'Ingreso' | 'Egreso' | 'Traslado' | 'Pago' | 'Nómina'

/** How a cancelled invoice got there; the words of the authority's status service. */
export type Cancellation = {
  readonly askedAt: Instant
  readonly at: Instant
  readonly how: 'Cancelado sin aceptación' | 'Cancelado con aceptación' | 'Plazo vencido'
}

export type PaidDocument = {
  readonly key: string
  readonly partiality: number
  readonly before: number
  readonly paid: number
  /** Of the invoice that is paid. */
  readonly lines: readonly Line[]
}

export type Payment = {
  readonly at: Instant
  /** c_FormaPago. */
  readonly form: string
  readonly cents: number
  readonly operation: string
  readonly payer: PaymentSide
  readonly beneficiary: PaymentSide
  readonly documents: readonly PaidDocument[]
}

export type PaymentSide = { readonly bankName: string; readonly bankRfc: string; readonly account: string }

export type PayrollReceipt = {
  readonly type: 'O' | 'E'
  readonly days: number
  readonly from: string
  readonly to: string
  readonly paidOn: string
  readonly periodicity: string
  readonly earnings: readonly { readonly type: string; readonly taxable: number; readonly free: number }[]
  readonly deductions: readonly { readonly type: string; readonly cents: number }[]
  readonly others: readonly { readonly type: string; readonly cents: number }[]
}

/** What an invoice is before its number is known; amounts in cents. */
export type Draft = {
  /** The UUID that its stamp gives it. */
  readonly key: string
  readonly kind: InvoiceKind
  readonly issuedAt: Instant
  readonly sender: Party
  readonly receiver: Party
  /** Whose number it has among the sender's. */
  readonly series: string
  /** c_UsoCFDI, c_MetodoPago, c_FormaPago. */
  readonly usage: string
  readonly method: 'PUE' | 'PPD' | null
  readonly form: string | null
  readonly lines: readonly Line[]
  readonly currency: 'MXN' | 'XXX' | 'USD' | 'EUR'
  /** Pesos for one unit of the currency. */
  readonly exchangeRate: number | null
  readonly exported: boolean
  readonly relations: readonly { readonly type: string; readonly key: string }[]
  readonly payments: readonly Payment[]
  readonly payroll: PayrollReceipt | null
  readonly cancelled: Cancellation | null
  /** When and how much of it is paid: what the tax on what is paid follows. Empty for what is not for payment. */
  readonly settled: readonly Settlement[]
}

export type Settlement = { readonly at: Instant; readonly cents: number; readonly movement: string }

export type Invoice = Draft & { readonly folio: string; readonly certifiedAt: Instant }

/** What most invoices have in common. */
export const plain = {
  currency: 'MXN',
  exchangeRate: 1,
  exported: false,
  relations: [],
  payments: [],
  payroll: null,
  cancelled: null,
  settled: [],
} as const satisfies Partial<Draft>

export const totalOf = ({ lines, kind }: Draft): number => (kind === 'Traslado' ? 0 : totalsOf(lines).total)

/** Certified by a provider a few minutes after it was issued, at the latest the next day; receipts never wait. */
export function certified(taxpayer: Taxpayer, draft: Draft): Instant {
  const dice = taxpayer.dice('certified', draft.key)
  const wait =
    draft.kind === 'Pago' || dice.chance(0.93) ? dice.between(2_000, 4 * 60_000) : dice.between(hourMs, dayMs)
  return draft.issuedAt + wait
}

/** How an invoice stands at an instant; a cancellation that is asked for waits for the receiver. */
export function standing({ cancelled }: Draft, now: Instant): 'Vigente' | 'En proceso' | 'Cancelado' {
  if (!cancelled || cancelled.askedAt > now) return 'Vigente'
  return cancelled.at > now ? 'En proceso' : 'Cancelado'
}
