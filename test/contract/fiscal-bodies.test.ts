import { describe, expect, test } from 'vitest'
import type { ResourceName } from '../../contract/resource.ts'
import type { SourceRecord } from '../../server/src/connectors/contract.ts'
import { sat } from '../../server/src/connectors/sandbox/registers/sat.ts'
import { judgeReply } from './judge.ts'

const now = Date.parse('2026-06-20T12:00:00.000Z')
const id = '3f0e7c55-0f5b-4a39-9c46-0a1d4e0f2b77'
const instant = '2026-06-20T12:00:00.000Z'
const added = { id, collected_at: instant, created_at: instant }

const users = [
  'PFIS010101000',
  'PMO010101000',
  'fiscal100',
  'fiscal102',
  'salaried',
  'gig_worker',
  'pensioner',
  'student',
  'over_indebted',
  'seasonal',
  'two_jobs',
  'foreign_transfer',
  'sole_proprietor',
  'small_company',
  'loss_company',
] as const

const asked = (user: string, resource: ResourceName, from = '2025-03-01', at = now): readonly SourceRecord[] => [
  ...sat.answers({ seed: 'seed', user, now: at }, { resource, from }),
]

/** Whether the body is a return of a person's year, the one kind that shows its link. */
const showsLink = (body: SourceRecord['body']): boolean => 'sueldos_salarios' in body

type Place = { readonly resource: ResourceName; readonly path: string; readonly single?: true; readonly link?: false }

const places: readonly Place[] = [
  { resource: 'INVOICES', path: '/api/invoices/' },
  { resource: 'TAX_RETURNS', path: '/api/tax-returns/', link: false },
  { resource: 'TAX_RETENTIONS', path: '/api/tax-retentions/' },
  { resource: 'TAX_STATUS', path: '/api/tax-status/', single: true },
  { resource: 'TAX_COMPLIANCE_STATUS', path: '/api/tax-compliance-status/', single: true, link: false },
  { resource: 'FINANCIAL_STATEMENTS', path: '/api/financial-statements/' },
]

describe.each(places)('what the tax authority answers about $resource', ({ resource, path, single, link }) => {
  test.each(users)('%s: is what the specification says', (user) => {
    const bodies = asked(user, resource).map(({ body }) => ({
      ...body,
      ...added,
      ...(link !== false || showsLink(body) ? { link: id } : {}),
    }))
    expect(() => judgeReply({ method: 'POST', path, status: 201, body: single ? bodies[0] : bodies })).not.toThrow()
  })
})

test('a return of a year before 2022 has its statements and no block of the newer form', () => {
  const at = Date.parse('2023-05-20T12:00:00.000Z')
  const years = asked('small_company', 'TAX_RETURNS', '2019-01-01', at)
    .map(({ body }) => body)
    .filter((body) => !('type' in body))
  const ofYear = (year: number) => years.find(({ informacion_general }) => fiscalYear(informacion_general) === year)
  const old = ofYear(2019)
  const newer = ofYear(2022)
  expect(old).toMatchObject({ ingressos: null, determinacion: null, estado_resultados: { isr: expect.any(Number) } })
  expect(newer).toMatchObject({ estado_resultados: null, estado_posicion_financiera_balance: null })
  expect(newer?.ingressos).not.toBeNull()
  expect(() =>
    judgeReply({
      method: 'POST',
      path: '/api/tax-returns/',
      status: 201,
      body: years.map((body) => ({ ...body, ...added })),
    }),
  ).not.toThrow()
})

const fiscalYear = (general: unknown): number => (general as { readonly ejercicio: number }).ejercicio
