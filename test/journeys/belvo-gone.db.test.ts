import { describe, expect, test } from 'vitest'
import { startApi } from '../harness/api.ts'
import { connectBelvo, refusalOf } from '../harness/belvo.ts'
import { dayOf } from '../harness/sandbox.ts'

const api = await startApi()
const belvo = await connectBelvo(api)
const link = await belvo.links.register('erebor_mx_retail', 'bnk100', 'full', { accessMode: 'single' })
const session = '0123456789abcdef0123456789abcdef'

const notFound = [{ code: 'not_found', message: 'Not found', request_id: expect.any(String) }]

/** What the client knows and API 1.223 does not, and what its `retrieve` takes after the link. */
const gone = [
  ['balances', [dayOf(api.now(), -30), { dateTo: dayOf(api.now()) }]],
  ['statements', [link.id, '2026', '02']],
  ['taxDeclarations', ['2024', '2025']],
  ['investmentsPortfolios', []],
] as const

describe.each(gone)('%s', (name, terms) => {
  test('404: nothing of it is there', async () => {
    const resource = belvo[name]
    const thrown = [
      await refusalOf(resource.retrieve(link.id, ...terms)),
      await refusalOf(resource.resume(session, '111111', link.id)),
      await refusalOf(resource.detail(link.id)),
    ]
    for (const each of thrown) expect(each).toMatchObject({ statusCode: 404, detail: notFound })
    // Its lists throw what axios throws.
    const { response } = await refusalOf(resource.list({ filters: { link: link.id } }))
    expect(response).toMatchObject({ status: 404, data: notFound })
    expect(await resource.delete(link.id)).toBe(false)
  })
})

test.each(['institutions', 'taxReturns', 'taxStatus', 'taxComplianceStatus', 'taxRetentions', 'employmentRecords'])(
  '405: %s take no answer to a token, because they ask for none',
  async (name) => {
    const refused = await refusalOf(belvo[name].resume(session, '111111', link.id))
    expect(refused).toMatchObject({ statusCode: 405, detail: [{ code: 'method_not_allowed' }] })
  },
)

test('405: tokens of widgets cannot be listed', async () => {
  const { response } = await refusalOf(belvo.widgetToken.list())
  expect(response).toMatchObject({ status: 405, data: [{ code: 'method_not_allowed' }] })
})

test('institutions stay when the client deletes one', async () => {
  const [first] = await belvo.institutions.list({ limit: 1 })
  expect(await belvo.institutions.delete(first.id)).toBe(false)
  expect(await belvo.institutions.detail(first.id)).toEqual(first)
})
