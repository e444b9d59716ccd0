import { describe, expect, test } from 'vitest'
import type { ResourceDefinition } from '../../../../contract/resource.ts'
import { Fault } from '../../kit/fault.ts'
import { askedBy, checkTerms } from './retrieval-terms.ts'

const today = '2026-03-18'

const retrieval: ResourceDefinition['retrieval'] = {
  answers: 'array',
  period: 'required',
  periodColumn: null,
  account: null,
  needs: [],
  background: false,
}

const invoices = { ...retrieval, periodDaysMax: 365, direction: { required: true, nullable: true } } as const
const returns = { ...retrieval, cadence: true, attach: 'attach_pdf' } as const

describe('the terms of a retrieval', () => {
  test.each([
    [{ date_from: '2025-03-18', date_to: today }, null],
    [{ date_from: '2025-03-17', date_to: today }, 'date_from'],
    [{ date_from: '2025-03-17' }, 'date_from'],
    [{ date_from: '2024-02-29', date_to: '2025-02-28' }, null],
    [{ date_from: '2024-02-28', date_to: '2025-02-28' }, 'date_from'],
    [{ date_from: today, date_to: today }, null],
    [{ date_from: today, date_to: '2026-03-19' }, 'date_to'],
    [{ date_from: '2026-03-19' }, 'date_from'],
    [{ date_to: '2026-02-29' }, 'date_to'],
    [{}, null],
  ])('of invoices: %o', (terms, field) => {
    expect(fieldOf(invoices, terms)).toBe(field)
  })

  test.each([
    [{ year_from: '1999', year_to: '2026' }, null],
    [{ year_from: '2026', year_to: '2026' }, null],
    [{ year_from: '2025', year_to: '2027' }, 'year_to'],
    [{ year_from: '2026', year_to: '2025' }, 'year_from'],
    [{ type: 'monthly', date_from: '1999-01-01', date_to: today } as const, null],
    [{ type: 'monthly', date_from: today, date_to: '2026-03-17' } as const, 'date_from'],
    [{ type: 'monthly', date_to: '2026-03-19' } as const, 'date_to'],
  ])('of returns: %o', (terms, field) => {
    expect(fieldOf(returns, terms)).toBe(field)
  })
})

describe('what is asked of the institution', () => {
  test.each([
    [retrieval, {}, {}],
    [retrieval, { type: 'INFLOW', attach_pdf: true, date_to: today } as const, { to: today }],
    [invoices, { type: 'INFLOW', date_from: today } as const, { direction: 'INFLOW', from: today }],
    [invoices, { type: null }, {}],
    [returns, {}, { cadence: 'yearly' }],
    [
      returns,
      { type: 'yearly', year_from: '2023', year_to: '2024', date_from: today } as const,
      { cadence: 'yearly', from: '2023-01-01', to: '2024-12-31' },
    ],
    [
      returns,
      { type: 'monthly', date_from: '2026-01-01', year_from: '1999', attach_pdf: true } as const,
      { cadence: 'monthly', from: '2026-01-01', attachments: true },
    ],
    [returns, { attach_pdf: false, attach_xml: true }, { cadence: 'yearly' }],
  ])('%#: %o by %o', (given, terms, asked) => {
    expect(askedBy(given, terms)).toEqual(asked)
  })
})

/** The field that is at fault; null where none is. */
function fieldOf(given: ResourceDefinition['retrieval'], terms: Parameters<typeof checkTerms>[1]): unknown {
  try {
    checkTerms(given, terms, today)
    return null
  } catch (thrown) {
    return thrown instanceof Fault ? thrown.options.field : thrown
  }
}
