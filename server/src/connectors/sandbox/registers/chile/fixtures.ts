import type FastCheck from 'fast-check'
import { makeRut } from '../../../../domain/identifiers.ts'
import type { SourceRecord } from '../../../contract.ts'
import { sii } from '../sii.ts'
import type { DebtBody } from './debts.ts'
import type { InvoiceBody } from './invoice-records.ts'
import type { TaxStatusBody } from './tax-status.ts'
import { documentedRut } from './taxpayer.ts'

/** Somebody at some moment between 2015 and 2040; companies more often, as people sell little. */
export const visitsOf = (fc: typeof FastCheck) =>
  fc.record({
    seed: fc.string({ minLength: 1, maxLength: 8 }),
    rut: fc.oneof(
      { weight: 6, arbitrary: fc.integer({ min: 76_000_000, max: 78_400_000 }).map((number) => makeRut(`${number}`)) },
      { weight: 1, arbitrary: fc.integer({ min: 52_000_000, max: 75_999_999 }).map((number) => makeRut(`${number}`)) },
      { weight: 2, arbitrary: fc.integer({ min: 4_000_000, max: 22_000_000 }).map((number) => makeRut(`${number}`)) },
      { weight: 1, arbitrary: fc.constant(documentedRut) },
    ),
    now: fc.date({ min: new Date('2015-01-01T00:00:00Z'), max: new Date('2040-12-31T23:59:59Z'), noInvalidDate: true }),
  })

export type Visit = { readonly seed: string; readonly rut: string; readonly now: Date }

export type Invoice = Omit<SourceRecord, 'body'> & { readonly body: InvoiceBody }

export function look({ seed, rut, now: at }: Visit) {
  const now = at.getTime()
  const ask = (resource: 'TAX_STATUS_CHILE' | 'INVOICES_CHILE' | 'DEBT_REPORTS') => [
    ...sii.answers({ seed, user: rut, now }, { resource }),
  ]
  return {
    rut,
    now,
    invoices: ask('INVOICES_CHILE') as unknown as readonly Invoice[],
    statuses: ask('TAX_STATUS_CHILE').map(({ body }) => body as unknown as TaxStatusBody),
    reports: ask('DEBT_REPORTS').map(({ body }) => body as unknown as DebtBody),
  }
}

export type Look = ReturnType<typeof look>

export const sum = (amounts: readonly (number | null)[]): number =>
  amounts.reduce<number>((all, each) => all + (each ?? 0), 0)

export const isNote = ({ document_code }: InvoiceBody): boolean => document_code === 56 || document_code === 61
/** `expect` is too slow for the millions of things that are looked at here; the message is made only for a failure. */
export function must(holds: boolean, what: string, ...seen: readonly unknown[]): asserts holds {
  if (!holds) throw new Error(`${what}: ${JSON.stringify(seen)}`)
}
