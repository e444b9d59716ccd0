import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { resources } from '../../contract/catalogue.ts'
import { institutionFilters } from '../../contract/institutions.ts'
import { linkFilters } from '../../contract/links.ts'
import type { Filter, FilterOperator, ResourceDefinition, ResourceName } from '../../contract/resource.ts'
import { type Body, startApi } from '../harness/api.ts'
import { passes } from '../harness/in-memory.ts'
import { givenSamples, type Samples, sampleBank } from '../harness/institutions/sample-bank.ts'
import { givenTaxSamples, sampleTaxOffice } from '../harness/institutions/sample-tax-office.ts'
import { givenChileanSamples, sampleTaxOfficeOfChile } from '../harness/institutions/sample-tax-office-chile.ts'
import { dayOf, givenRetrieved, lastYear, listAll } from '../harness/sandbox.ts'

const api = await startApi({}, [sampleBank, sampleTaxOffice, sampleTaxOfficeOfChile])
const linkIds: string[] = []
let samples: Samples
let chilean: Samples
/** Some of them do not show it. */
const linkOfTaxes = new Map<string, string>()
let sampledAt: string

beforeAll(async () => {
  samples = await givenSamples(api)
  sampledAt = api.now().toISOString()
  api.advance({ hours: 5 })
  await api.post('/api/br/balances/', { link: samples.link.id })
  chilean = await givenChileanSamples(api)
  for (const username of ['company', 'person']) {
    const { link, ...records } = await givenTaxSamples(api, { username })
    for (const { id } of Object.values(records).flat()) linkOfTaxes.set(id, link.id)
    api.advance({ hours: 29 })
  }
  for (const [institution, username, more] of [
    ['erebor_mx_retail', 'bnk102', { external_id: "o'clock_100%", access_mode: 'single' }],
    ['erebor_br_retail', 'bnk103', { external_id: 'user-2' }],
    ['gotham_co_business', 'bnk102', { external_id: 'çã\\_%' }],
    ['erebor_mx_retail', 'bnk101', {}],
  ] as const) {
    linkIds.push((await givenRetrieved(api, { institution, username, ...more })).link.id)
    api.advance({ hours: 31, minutes: 7, seconds: 3 })
  }
  await api.post('/api/transactions/', { link: linkIds[1], ...lastYear(api.now()) })
})

type Source = {
  readonly path: string
  readonly filters: readonly Filter[]
  /** The value that a filter is about, in a record of the list. */
  readonly partOf: (record: Body, field: string) => Body
}

const at = (record: Body, path: readonly string[]): Body =>
  path.reduce((value, key) => (value === null || value === undefined ? null : (value[key] ?? null)), record)

const plainly = (record: Body, field: string): Body => at(record, field.split('__'))

/** An investment does not say when it came. */
const shownOrHeld: Source['partOf'] = (record, field) => (field === 'created_at' ? sampledAt : plainly(record, field))

/** A list of the bank of samples, which needs its link. */
const sampled = ({ path, list }: ResourceDefinition, partOf: Source['partOf'] = plainly): Source => ({
  path: `/api/${path}/?link=${samples?.link.id}`,
  filters: list.filters.filter(({ field }) => field !== 'link'),
  partOf,
})

/** A list of the Chilean tax office of samples, of its link. */
const chileanly = (resource: ResourceDefinition): Source => ({
  ...sampled(resource),
  path: `/api/${resource.path}/?link=${chilean?.link.id}`,
})

/** A list of the tax office of samples, over all of its links; some records do not name theirs. */
const taxed = ({ path, list }: ResourceDefinition, partOf: Source['partOf'] = plainly) => ({
  path: `/api/${path}/`,
  filters: list.filters,
  partOf: (record: Body, field: string) => (field === 'link' ? linkOfTaxes.get(record.id) : partOf(record, field)),
})

/** Lists that tell a value elsewhere than its filter is named after, or that have more to show than the samples. */
const special: { readonly [name in ResourceName]?: (resource: ResourceDefinition) => Source } = {
  ACCOUNTS: ({ list }) => ({
    path: '/api/accounts/',
    filters: list.filters,
    partOf: (record, field) => (field === 'institution' ? record.institution.name : plainly(record, field)),
  }),
  OWNERS: ({ list }) => ({ path: '/api/owners/', filters: list.filters, partOf: plainly }),
  TRANSACTIONS: ({ list }) => ({
    path: `/api/transactions/?link=${linkIds[1]}`,
    filters: list.filters.filter(({ field }) => field !== 'link'),
    partOf: (record, field) => {
      if (field === 'account') return record.account.id
      if (field === 'account_type') return record.account.type
      return plainly(record, field)
    },
  }),
  BALANCES: (resource) =>
    sampled(resource, (record, field) => (field === 'account' ? record.account_id : plainly(record, field))),
  BILLS: (resource) =>
    sampled(resource, (record, field) => (field === 'account' ? record.account.id : plainly(record, field))),
  INVESTMENTS: (resource) => sampled(resource, shownOrHeld),
  INVESTMENT_TRANSACTIONS: (resource) =>
    sampled(resource, (record, field) => (field === 'type' ? record.investment.type : plainly(record, field))),
  INCOMES: (resource) =>
    sampled(resource, ({ income_streams }, field) =>
      field === 'account' ? income_streams.map(({ account_id }: Body) => account_id) : null,
    ),
  RECURRING_EXPENSES: (resource) =>
    sampled(resource, (record, field) => (field === 'account' ? record.account.id : plainly(record, field))),
  RISK_INSIGHTS: (resource) =>
    sampled(resource, (record, field) => (field === 'account' ? record.accounts : plainly(record, field))),
  EMPLOYMENT_METRICS: ({ path, list }) => ({ path: `/api/${path}/`, filters: list.filters, partOf: plainly }),
  INVOICES: (resource) =>
    // The tax office may write a time of the day beside the date.
    taxed(resource, (record, field) =>
      field === 'invoice_date' ? (record.invoice_date?.slice(0, 10) ?? null) : plainly(record, field),
    ),
  TAX_RETURNS: (resource) =>
    taxed(resource, (record, field) => {
      const { ejercicio, tipo_declaracion } = record.informacion_general
      // A year that is no number is shown and not found by.
      if (field === 'ejercicio') return typeof ejercicio === 'number' ? ejercicio : null
      return field === 'tipo_declaracion' ? tipo_declaracion : plainly(record, field)
    }),
  TAX_STATUS: (resource) => taxed(resource),
  TAX_COMPLIANCE_STATUS: (resource) => taxed(resource),
  TAX_RETENTIONS: (resource) => taxed(resource),
  FINANCIAL_STATEMENTS: (resource) => taxed(resource),
  INVOICES_CHILE: chileanly,
  TAX_STATUS_CHILE: chileanly,
  DEBT_REPORTS: chileanly,
}

// A resource that is added is asked for the samples of its list; where there are none, its tests fail.
const sources: readonly (readonly [string, () => Source])[] = [
  ['links', () => ({ path: '/api/links/', filters: linkFilters, partOf: plainly })],
  [
    'institutions',
    () => ({
      path: '/api/institutions/',
      filters: institutionFilters,
      partOf: (record, field) => (field === 'country_code' ? record.country_codes : plainly(record, field)),
    }),
  ],
  ...resources.map((resource) => [resource.noun.many, () => (special[resource.name] ?? sampled)(resource)] as const),
]

describe.each(sources)('a filter of the list of %s', (_, sourceOf) => {
  const { filters } = sourceOf()
  const cases = filters.flatMap((filter) => filter.operators.map((operator) => [filter, operator] as const))

  test.each(cases.map(([filter, operator]) => [filter.field, operator, filter] as const))(
    '%s %s gives what filtering in memory gives',
    async (field, operator, filter) => {
      const { path, partOf } = sourceOf()
      const all = await listAll(api, withQuery(path, 'page_size=1000'))
      expect(all.length).toBeGreaterThan(0)
      const values = all.flatMap((record) => partOf(record, field))
      const name = operator === 'eq' ? field : `${field}__${operator}`
      await fc.assert(
        fc.asyncProperty(textsFor(filter, operator, values), async (text) => {
          const query = `page_size=1000&fields=id&${name}=${encodeURIComponent(text)}`
          const { status, body } = await api.get(withQuery(path, query))
          const expected = all.filter((record) => passes(filter, operator, text, partOf(record, field)))
          expect({ text, status, ids: idsOf(body.results) }).toEqual({ text, status: 200, ids: idsOf(expected) })
          expect(body.count).toBe(expected.length)
        }),
        { numRuns: 12, seed: 20_260_318 },
      )
    },
  )
})

const idsOf = (records: readonly Body[]) => records.map(({ id }) => id)
const withQuery = (path: string, query: string) => `${path}${path.includes('?') ? '&' : '?'}${query}`

/** What a caller might ask for: values that are there, values near them, and values that are not. */
function textsFor(filter: Filter, operator: FilterOperator, values: readonly Body[]): fc.Arbitrary<string> {
  const one = oneOf(filter, values)
  switch (operator) {
    case 'range':
      return fc.tuple(one, one).map((bounds) => bounds.join(','))
    case 'in':
    case 'not_in':
    case 'allin':
      return fc
        .array(
          one.filter((text) => !text.includes(',')),
          { minLength: 1, maxLength: 4 },
        )
        .map((texts) => texts.join(','))
    case 'icontains':
      return fc.oneof(partsOf(values, filter.minLength ?? 1), oddities(filter.minLength ?? 1))
    default:
      return one
  }
}

function oneOf(filter: Filter, values: readonly Body[]): fc.Arbitrary<string> {
  const there = [...new Set(values.filter((value) => value !== null && value !== undefined))]
  const known = there.length > 0 ? fc.constantFrom(...there) : null
  if (filter.choices) return fc.constantFrom(...filter.choices)
  switch (filter.type) {
    case 'uuid':
      return fc.oneof(...(known ? [known, known.map((id) => id.toUpperCase())] : []), fc.uuid())
    case 'number':
      return fc.oneof(
        ...(known ? [known.map(String), near(known)] : []),
        fc.integer({ min: -1_000_000, max: 1_000_000 }).map((cents) => (cents / 100).toFixed(2)),
      )
    case 'year':
      return fc.oneof(...(known ? [known.map(String)] : []), fc.integer({ min: 2010, max: 2030 }).map(String))
    case 'date':
      return fc.oneof(...(known ? [known] : []), days())
    case 'instant':
      return fc.oneof(...(known ? [known, known.map((instant) => instant.slice(0, 10)), formsOf(known)] : []), days())
    case 'email':
      return fc.oneof(
        ...(known ? [known, known.map((email) => email.toUpperCase())] : []),
        fc.constant('x@example.com'),
      )
    case 'text':
    case 'blind':
      return fc.oneof(
        ...(known ? [known, known, known.map((text) => text.toLowerCase())] : []),
        ...(filter.aliases ? [fc.constantFrom(...Object.keys(filter.aliases))] : []),
        oddities(1),
      )
  }
}

const near = (known: fc.Arbitrary<number>) =>
  fc.tuple(known, fc.constantFrom(-0.01, 0.01)).map(([amount, step]) => (amount + step).toFixed(2))

const days = () => fc.integer({ min: -400, max: 9 }).map((by) => dayOf(api.now(), by))

/** The same instant in other words, and its neighbours. */
const formsOf = (known: fc.Arbitrary<string>) =>
  fc.tuple(known, fc.integer({ min: 0, max: 4 })).map(([text, form]) => {
    const instant = new Date(text)
    if (form === 0) return text.slice(0, -1)
    if (form === 1) return text.replace('Z', '+00:00')
    if (form === 2) return new Date(instant.getTime() - 1).toISOString()
    if (form === 3) return new Date(instant.getTime() + 1).toISOString()
    return `${new Date(instant.getTime() - 3 * 3_600_000).toISOString().slice(0, -1)}-03:00`
  })

const partsOf = (values: readonly Body[], minLength: number) =>
  fc
    .tuple(fc.constantFrom(...values.filter((value) => value !== null)), fc.nat(40), fc.nat(9), fc.boolean())
    .map(([text, from, length, loud]: [string, number, number, boolean]) => {
      const start = Math.min(from, Math.max(0, text.length - minLength))
      const part = text.slice(start, start + minLength + length)
      return loud ? part.toUpperCase() : part.toLowerCase()
    })

const oddities = (minLength: number) =>
  fc
    .constantFrom(
      '%',
      '_',
      '\\',
      "'",
      '"',
      '%%',
      '\\%',
      "' or 1=1 --",
      'çã\\_%',
      "o'clock_100%",
      'é',
      '💶',
      'İ',
      'null',
      '()',
      '$1',
    )
    .map((text) => text.repeat(minLength))
