import type { Transaction } from './input.ts'

/** Who stands behind transactions, as text that is the same for all of them. */

/** Words that tell when something was, not what it was. */
const months = new Set(
  [
    'JAN FEV MAR ABR MAI JUN JUL AGO SET OUT NOV DEZ',
    'JANEIRO FEVEREIRO MARCO ABRIL MAIO JUNHO JULHO AGOSTO SETEMBRO OUTUBRO NOVEMBRO DEZEMBRO',
    'ENE FEB MAY SEP OCT DIC APR AUG DEC',
    'ENERO FEBRERO MARZO MAYO JUNIO JULIO SEPTIEMBRE OCTUBRE NOVIEMBRE DICIEMBRE',
    'JANUARY FEBRUARY MARCH APRIL JUNE JULY AUGUST SEPTEMBER OCTOBER NOVEMBER DECEMBER',
  ].flatMap((line) => line.split(' ')),
)

/**
 * A description without what changes from one time to the next: case, accents, punctuation, months, and every word with
 * a digit in it (dates, counters, references).
 */
export const plainName = (text: string): string =>
  (plainLetters(text).match(/[A-Z0-9/.]+/g) ?? [])
    // A point or a slash keeps dates and amounts together and parts everything else.
    .flatMap((word) => (/\d/.test(word) ? [] : /[/.]/.test(word) ? word.split(/[/.]/) : word))
    .filter((word) => word !== '' && !months.has(word))
    .join(' ')

function plainLetters(text: string): string {
  const upper = text.toUpperCase()
  return /[^ -~]/.test(upper) ? upper.normalize('NFD').replaceAll(/\p{M}/gu, '') : upper
}

/** Who paid: the payer's document, or else the merchant, or else what the description always says. */
export function payerOf({ counterparty, merchant, description }: Transaction): string {
  if (counterparty?.document_number) return counterparty.document_number
  return plainName(merchant?.merchant_name ?? description ?? '')
}

/** Who was paid, likewise; a merchant has many documents, so its name comes first. */
export function payeeOf({ counterparty, merchant, description }: Transaction): string {
  if (merchant?.merchant_name) return plainName(merchant.merchant_name) || merchant.merchant_name
  return plainName(description ?? '') || (counterparty?.document_number ?? '')
}

/** Where a plan of instalments stands: `03/12` is the third of twelve. */
export type Instalment = { readonly number: number; readonly of: number }

/** The counter in a description; a date of day and month can look the same, so it is only a hint. */
export function instalmentIn(description: string | null): Instalment | null {
  const match = /(?<![\d/])(\d{1,2})\s?\/\s?(\d{1,2})(?![\d/])/.exec(description ?? '')
  if (!match) return null
  const [number, of] = [Number(match[1]), Number(match[2])]
  return number >= 1 && number <= of && of > 1 ? { number, of } : null
}

/** A description as a name: without counters, dates, months and references; null where nothing is left. */
export function nameIn(description: string | null): string | null {
  const words = (description ?? '')
    .split(/\s+/)
    .filter((word) => word !== '/' && !/\d/.test(word) && !months.has(plainLetters(word)))
  const name = words.join(' ').replace(/^[^\p{L}]+|[^\p{L}).]+$/gu, '')
  return name === '' ? null : name
}
