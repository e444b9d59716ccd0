import { namingWords, plainWording } from './wording.ts'

/** What a transaction is recognised by beyond the institution's key. */
export type Movement = {
  /** The account. */
  readonly parentId: string | null
  readonly direction: 'INFLOW' | 'OUTFLOW' | null
  /** Without a sign. */
  readonly amount: number | null
  readonly currency: string | null
  readonly localAmount: number | null
  /** YYYY-MM-DD. */
  readonly date: string | null
  readonly moment: string | null
  readonly status: string | null
  readonly reference: string | null
  readonly merchant: string | null
  readonly description: string | null
}

const textIn = (value: unknown): string | null => (typeof value === 'string' && value.trim() !== '' ? value : null)
const numberIn = (value: unknown): number | null => (typeof value === 'number' && Number.isFinite(value) ? value : null)

/** What a transaction as an institution has it is recognised by. */
export function movementOf(body: Readonly<Record<string, unknown>>, parentId: string | null): Movement {
  const amount = numberIn(body.amount)
  const local = numberIn(body.local_currency_amount)
  const moment = textIn(body.transacted_at)
  const merchant = body.merchant as { readonly merchant_name?: unknown } | null | undefined
  return {
    parentId,
    direction: directionOf(body.type, amount),
    amount: amount === null ? null : Math.abs(amount),
    currency: textIn(body.currency),
    localAmount: local === null ? null : Math.abs(local),
    date: dayIn(body.value_date) ?? dayIn(body.accounting_date) ?? dayIn(moment),
    moment,
    status: textIn(body.status),
    reference: textIn(body.reference),
    merchant: textIn(merchant?.merchant_name),
    description: textIn(body.description),
  }
}

/** A negative amount is money that went out where the row does not say; of a positive one nobody knows. */
function directionOf(type: unknown, amount: number | null): Movement['direction'] {
  if (type === 'INFLOW' || type === 'OUTFLOW') return type
  return amount !== null && amount < 0 ? 'OUTFLOW' : null
}

const dayIn = (value: unknown): string | null =>
  typeof value === 'string' ? (/^\d{4}-\d{2}-\d{2}/.exec(value)?.[0] ?? null) : null

const dayMs = 86_400_000

/** How many days lie between two rows; null where one has no day. */
export const daysBetween = (one: Movement, other: Movement): number | null =>
  one.date === null || other.date === null
    ? null
    : Math.round(Math.abs(Date.parse(one.date) - Date.parse(other.date)) / dayMs)

/** How a row is worded, and what it says in all. */
export type Names = {
  /** Rows that have this in common say the same of everything that counts. */
  readonly content: string
  /** The same without the reference. */
  readonly unnumbered: string
  readonly plain: string
  /** The words that name somebody. */
  readonly words: readonly string[]
  readonly merchant: string
}

// A row is compared with many others, and worded once.
const known = new WeakMap<Movement, Names>()

export function namesOf(row: Movement): Names {
  const before = known.get(row)
  if (before) return before
  const { parentId, direction, amount, currency, localAmount, date, moment, reference } = row
  const plain = plainWording(row.description)
  const unnumbered = JSON.stringify([parentId, direction, amount, currency, localAmount, date, moment, plain])
  const names = {
    content: JSON.stringify([unnumbered, reference]),
    unnumbered,
    plain,
    words: namingWords(row.description),
    merchant: plainWording(row.merchant),
  }
  known.set(row, names)
  return names
}

export const contentOf = (row: Movement): string => namesOf(row).content

/** Two values of which each is known, and they are not the same. */
export const contradicts = <T>(one: T | null, other: T | null): boolean =>
  one !== null && other !== null && one !== other

/** Both known, and the same. */
export const confirms = <T>(one: T | null, other: T | null): boolean => one !== null && one === other
