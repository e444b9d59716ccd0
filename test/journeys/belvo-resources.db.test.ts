import { describe, expect, test } from 'vitest'
import { type Body, startApi } from '../harness/api.ts'
import { connectBelvo, idsOf, refusalOf } from '../harness/belvo.ts'
import { dayOf, lastYear } from '../harness/sandbox.ts'

const api = await startApi()
const belvo = await connectBelvo(api)

const { date_from, date_to } = lastYear(api.now())
const period = [date_from, date_to] as const

/** A person of a documented institution, whose last year every resource below can be asked for. */
type Person = readonly [institution: string, username: string, password?: string]

const erebor: Person = ['erebor_mx_retail', 'bnk100', 'full']
const openFinance: Person = ['ofmockbank_br_retail', '76109277673']
const taxpayer: Person = ['tatooine_mx_fiscal', 'PFIS010101000', 'individual']
const company: Person = ['tatooine_mx_fiscal', 'PMO010101000', 'business']
const planet: Person = ['planet_mx_employment', 'BLPM951331IONVGR54', 'password']
const imss: Person = ['imss_mx_employment', 'SALA850412HDFLRR05', 'password']
const issste: Person = ['issste_mx_employment', 'SEPU760614MYNRPB05', 'password']
const inss: Person = ['inss_br_employment', '761.092.776-73', 'password']

/** `terms` are what the client's `retrieve` takes after the link, `options` come last; `by` is a field to list by. */
type Walk = {
  readonly name: string
  readonly by: string
  readonly person: Person
  readonly terms: readonly unknown[]
  readonly options?: object
}

const walks: readonly Walk[] = [
  { name: 'accounts', by: 'type', person: erebor, terms: [] },
  { name: 'accounts', by: 'type', person: openFinance, terms: [] },
  { name: 'owners', by: 'id', person: erebor, terms: [] },
  { name: 'owners', by: 'id', person: openFinance, terms: [] },
  { name: 'owners', by: 'id', person: inss, terms: [] },
  { name: 'transactions', by: 'type', person: erebor, terms: [date_from], options: { dateTo: date_to } },
  { name: 'transactions', by: 'type', person: openFinance, terms: [date_from], options: { dateTo: date_to } },
  {
    name: 'incomes',
    by: 'link',
    person: erebor,
    terms: [],
    options: { dateFrom: dayOf(api.now(), -180), dateTo: date_to },
  },
  { name: 'recurringExpense', by: 'id', person: erebor, terms: [] },
  { name: 'riskInsights', by: 'id', person: erebor, terms: [] },
  { name: 'invoices', by: 'status', person: taxpayer, terms: [...period, 'INFLOW'], options: { attachXML: true } },
  { name: 'invoices', by: 'status', person: company, terms: [...period, 'OUTFLOW'], options: { attachXML: true } },
  { name: 'taxReturns', by: 'ejercicio', person: taxpayer, terms: ['2024', '2025'], options: { attachPDF: true } },
  {
    name: 'taxReturns',
    by: 'ejercicio',
    person: company,
    terms: ['2024', '2025'],
    options: { attachPDF: true, type: 'yearly' },
  },
  {
    name: 'taxReturns',
    by: 'ejercicio',
    person: company,
    terms: period,
    options: { attachPDF: true, type: 'monthly' },
  },
  { name: 'taxStatus', by: 'id', person: taxpayer, terms: [], options: { attachPDF: true } },
  { name: 'taxStatus', by: 'id', person: company, terms: [], options: { attachPDF: true } },
  { name: 'taxComplianceStatus', by: 'id', person: taxpayer, terms: [], options: { attachPDF: true } },
  { name: 'taxComplianceStatus', by: 'id', person: company, terms: [], options: { attachPDF: true } },
  { name: 'taxRetentions', by: 'link', person: taxpayer, terms: [...period, 'INFLOW'], options: { attachXML: true } },
  { name: 'taxRetentions', by: 'link', person: company, terms: [...period, 'OUTFLOW'], options: { attachXML: true } },
  { name: 'employmentRecords', by: 'internal_identification', person: planet, terms: [], options: { attachPDF: true } },
  { name: 'employmentRecords', by: 'internal_identification', person: imss, terms: [], options: { attachPDF: true } },
  { name: 'employmentRecords', by: 'internal_identification', person: issste, terms: [] },
]

/** Whose details are typed as lists by the contract. */
const toldAsList = ['recurringExpense', 'riskInsights']

const nobody = '3f2b0c1a-5a1e-4c58-9b0a-0d0c0b0a0908'

describe.each(walks)('$name of $person.1 at $person.0', ({ name, by, person, terms, options = {} }) => {
  test('it retrieves, lists, shows and deletes', async () => {
    const resource = belvo[name]
    const link = await belvo.links.register(person[0], person[1], person[2], { accessMode: 'single' })
    const unsaved = [await resource.retrieve(link.id, ...terms, { ...options, saveData: false })].flat()
    expect(unsaved.length).toBeGreaterThan(0)
    expect(await resource.list({ filters: { link: link.id } })).toEqual([])

    const retrieved = [await resource.retrieve(link.id, ...terms, options)].flat()
    expect(retrieved).toHaveLength(unsaved.length)
    const listed: Body[] = await resource.list({ limit: 5_000, filters: { link: link.id } })
    expect(idsOf(listed)).toEqual(idsOf(retrieved))
    expect(listed.some(withDocument)).toBe('attachXML' in options || 'attachPDF' in options)

    const first: Body = listed[0]
    expect(await resource.detail(first.id)).toEqual(toldAsList.includes(name) ? [first] : first)
    const alike = await resource.list({ limit: 5_000, filters: { link: link.id, [by]: first[by], fields: `id,${by}` } })
    expect(alike).toEqual(listed.filter((each) => each[by] === first[by]).map(({ id }) => ({ id, [by]: first[by] })))
    expect(await resource.list({ filters: { link: nobody } })).toEqual([])

    expect(await resource.delete(first.id)).toBe(true)
    expect(await resource.delete(first.id)).toBe(false)
    const missing = await refusalOf(resource.detail(first.id))
    expect(missing).toMatchObject({ statusCode: 404, detail: [{ code: 'not_found' }] })
    expect(await resource.list({ limit: 5_000, filters: { link: link.id } })).toHaveLength(listed.length - 1)
  })
})

const withDocument = ({ xml, pdf, files }: Body): boolean => Boolean(xml ?? pdf ?? files?.[0]?.value)

const resumed: readonly Walk[] = walks.filter(({ person }) => person === erebor)

test.each(resumed)('it goes on with $name where a token was asked for', async ({ name, terms, options }) => {
  const link = await belvo.links.register('heimdall_mx_retail', 'mfa_default', 'pass_valid', {
    accessMode: 'single',
    token: '111111',
  })
  const asked = await refusalOf(belvo[name].retrieve(link.id, ...terms, options))
  expect(asked).toMatchObject({ statusCode: 428, detail: [{ code: 'token_required', link: link.id }] })
  const records = [await belvo[name].resume(asked.detail[0].session, '111111', link.id)].flat()
  expect(records.length).toBeGreaterThan(0)
  expect(idsOf(await belvo[name].list({ limit: 5_000, filters: { link: link.id } }))).toEqual(idsOf(records))
})

// The client leaves the token out of what it asks the enrichments with.
const withToken = resumed.filter(({ name }) => ['accounts', 'owners', 'transactions'].includes(name))

test.each(withToken)('a token given along with $name is not asked for again', async ({ name, terms, options }) => {
  const answer = { accessMode: 'single', token: '111111' }
  const link = await belvo.links.register('heimdall_mx_retail', 'mfa_default', 'pass_valid', answer)
  const records = await belvo[name].retrieve(link.id, ...terms, { ...options, token: '111111' })
  expect(records.length).toBeGreaterThan(0)
})

test('it goes on with invoices only where a session is open', async () => {
  const link = await belvo.links.register(...taxpayer, { accessMode: 'single' })
  const late = await refusalOf(belvo.invoices.resume('0123456789abcdef0123456789abcdef', '111111', link.id))
  expect(late).toMatchObject({ statusCode: 400, detail: [{ code: 'session_expired' }] })
})

test('it hands years of tax returns on as they are, and only texts are years', async () => {
  const link = await belvo.links.register(...company, { accessMode: 'single' })
  expect(await refusalOf(belvo.taxReturns.retrieve(link.id, 2024, 2025))).toMatchObject({
    statusCode: 400,
    detail: [
      { code: 'invalid', field: 'year_from' },
      { code: 'invalid', field: 'year_to' },
    ],
  })
})
