import { describe, expect, test } from 'vitest'
import { type Body, startApi } from '../../../../test/harness/api.ts'
import { givenKey } from '../../../../test/harness/keys.ts'
import { givenToken, openFinanceBody, widgetOf, withConsent } from '../../../../test/harness/widget.ts'

const api = await startApi()
const bank = { institution: 'ofmockbank_br_retail', access_mode: 'single' }
const person = '76109277673'
const company = '50685362006773'
const unknown = '3f2b0c1a-5a1e-4c58-9b0a-0d0c0b0a0908'
const list = (query: string) => api.get(`/api/consents/?${query}`)
const consentsOf = async (document: string): Promise<Body[]> => (await list(`user_document=${document}`)).body.results
const consentOf = async (document: string, link: string): Promise<Body> =>
  (await consentsOf(document)).find(({ link_id }) => link_id === link)

describe('ListConsents', () => {
  test('200: a link that is made through the API has one, without an end', async () => {
    const link = await api.givenLink({ ...bank, username: person })
    const { status, body } = await list(`user_document=${person}`)
    expect(status).toBe(200)
    expect(body).toMatchObject({ count: 1, next: null, previous: null })
    expect(body.results[0]).toEqual({
      id: expect.stringMatching(new RegExp(`^${link.id.slice(0, 3)}`)),
      display_name: 'Ralph Bragg',
      document_number: person,
      belvo_institution_name: 'ofmockbank_br_retail',
      institution_display_name: 'OFMockBank Brazil',
      institution_icon_logo: expect.stringMatching(/^data:image\/svg\+xml,/),
      belvo_organization_name: 'default',
      link_id: link.id,
      user_name: null,
      expired_at: null,
      undefined_consent_expiration: true,
      consent_duration: null,
      created_at: link.created_at,
      status: 'AUTHORISED',
      permissions: {
        ACCOUNTS: expect.arrayContaining(['ACCOUNTS_READ', 'ACCOUNTS_TRANSACTIONS_READ']),
        CREDIT_CARDS: expect.arrayContaining(['CREDIT_CARDS_ACCOUNTS_BILLS_READ']),
        CREDIT_OPERATIONS: expect.arrayContaining(['INVOICE_FINANCINGS_SCHEDULED_INSTALMENTS_READ']),
        REGISTER: ['CUSTOMERS_PERSONAL_IDENTIFICATIONS_READ', 'CUSTOMERS_PERSONAL_ADITTIONALINFO_READ'],
        RESOURCES: ['RESOURCES_READ'],
        INVESTMENTS: expect.arrayContaining(['FUNDS_READ']),
      },
    })
    const institution = (await api.get('/api/institutions/9256/')).body
    expect(body.results[0].institution_icon_logo).toBe(institution.icon_logo)
  })

  test('200: that of a company says so, and so does that of somebody without accounts', async () => {
    const link = await api.givenLink({ ...bank, username: company })
    expect(await consentOf(company, link.id)).toMatchObject({
      display_name: 'Belvo OF test',
      document_number: company,
      permissions: { REGISTER: ['CUSTOMERS_BUSINESS_IDENTIFICATIONS_READ', 'CUSTOMERS_BUSINESS_ADITTIONALINFO_READ'] },
    })
    const empty = await api.givenLink({ ...bank, username: 'nodata' })
    const rows = await api.app.deps.db.reader
      .selectFrom('consents')
      .select('id')
      .where('link_id', '=', empty.id)
      .execute()
    const { body } = await api.get(`/api/consents/${rows[0]?.id}/`)
    expect(body.document_number).toMatch(/^\d{11}$/)
  })

  test.each([92, 183, 275, 366])('200: the widget asks for %i days, and for somebody by name', async (days) => {
    const token = await givenToken(api, withConsent({ default_consent_duration_days: days }))
    const { body: link } = await widgetOf(api, token).post('/api/links/', { ...bank, username: person })
    expect(await consentOf(person, link.id)).toMatchObject({
      user_name: 'Ralph B.',
      display_name: 'Ralph Bragg',
      consent_duration: days,
      undefined_consent_expiration: false,
      expired_at: new Date(api.now().getTime() + days * 86_400_000).toISOString(),
    })
  })

  test('200: the name of whoever acts for a company, and none where the widget meant somebody else', async () => {
    const info = [
      { type: 'CPF', number: person, name: 'Ralph who acts' },
      { type: 'CNPJ', number: company, name: 'ACME' },
    ]
    const token = await givenToken(api, withConsent({ identification_info: info }))
    const { body: ofCompany } = await widgetOf(api, token).post('/api/links/', { ...bank, username: company })
    expect(await consentOf(company, ofCompany.id)).toMatchObject({ user_name: 'Ralph who acts' })
    const other = await givenToken(api, openFinanceBody)
    const { body: ofOther } = await widgetOf(api, other).post('/api/links/', { ...bank, username: company })
    expect(await consentOf(company, ofOther.id)).toMatchObject({ user_name: null, undefined_consent_expiration: true })
  })

  test('200: with the points of a CPF, newest first, page by page, with the fields that are asked for', async () => {
    const first = await api.givenLink({ ...bank, username: '52998224725' })
    api.advance({ seconds: 1 })
    const newer = await api.givenLink({ ...bank, username: '52998224725' })
    const page = (await list('user_document=529.982.247-25&page_size=1&fields=link_id,status')).body
    expect(page).toMatchObject({ count: 2, results: [{ link_id: newer.id, status: 'AUTHORISED' }] })
    expect(Object.keys(page.results[0])).toEqual(['link_id', 'status'])
    const { body: next } = await api.get(page.next)
    expect(next.results).toEqual([{ link_id: first.id, status: 'AUTHORISED' }])
    expect((await list('user_document=529.982.247-25&omit=permissions')).body.results[0].permissions).toBeUndefined()
  })

  test('200: nothing for somebody without a link, and none at a bank that is reached with a password', async () => {
    expect((await list('user_document=11144477735')).body.count).toBe(0)
    expect((await list('user_document=nobody at all')).body.count).toBe(0)
    const link = await api.givenLink({ institution: 'erebor_br_retail' })
    const rows = await api.app.deps.db.reader.selectFrom('consents').select('link_id').execute()
    expect(rows.map(({ link_id }) => link_id)).not.toContain(link.id)
  })

  test('400: no document, an empty one, one that is too short or too long, a page that is none', async () => {
    const refused = async (query: string) => (await list(query)).body[0]
    const field = 'user_document'
    expect(await refused('')).toMatchObject({ code: 'required', field })
    expect(await refused('user_document=')).toMatchObject({ code: 'blank', field })
    expect(await refused('user_document=7610927767')).toMatchObject({
      code: 'invalid',
      field,
      message: 'Ensure this field has at least 11 characters.',
    })
    expect(await refused('user_document=506853620067731')).toMatchObject({
      code: 'invalid',
      field,
      message: 'Ensure this field has no more than 14 characters.',
    })
    expect(await refused(`user_document=${person}&page=0`)).toMatchObject({ code: 'invalid', field: 'page' })
  })

  test('403: a key of links alone sees no consents', async () => {
    const { id, password } = await givenKey(api, ['links:read', 'links:write', 'banking:read'])
    expect((await api.as({ id, password }).get(`/api/consents/?user_document=${person}`)).status).toBe(403)
    const key = await givenKey(api, ['consents:read'])
    expect((await api.as(key).get(`/api/consents/?user_document=${person}`)).status).toBe(200)
  })

  test('404: a page past the end', async () => {
    expect((await list(`user_document=${person}&page=99`)).status).toBe(404)
  })
})

describe('DetailConsent', () => {
  test('200: the same as in the list', async () => {
    const [first] = await consentsOf(person)
    expect(await api.get(`/api/consents/${first.id}/`)).toMatchObject({ status: 200, body: first })
  })

  test("404: unknown, no uuid, another workspace's, and that of a link that was deleted", async () => {
    const link = await api.givenLink({ ...bank, username: person })
    const { id } = await consentOf(person, link.id)
    const stranger = api.as(await api.givenStranger())
    expect((await stranger.get(`/api/consents/${id}/`)).status).toBe(404)
    expect((await stranger.get(`/api/consents/?user_document=${person}`)).body.count).toBe(0)
    expect((await api.get(`/api/consents/${unknown}/`)).status).toBe(404)
    expect((await api.get('/api/consents/nonsense/')).status).toBe(404)
    expect((await api.delete(`/api/links/${link.id}/`)).status).toBe(204)
    expect((await api.get(`/api/consents/${id}/`)).status).toBe(404)
    expect(await consentOf(person, link.id)).toBeUndefined()
    const { reader } = api.app.deps.db
    for (const table of ['consents', 'link_keys'] as const)
      expect(await reader.selectFrom(table).select('link_id').where('link_id', '=', link.id).execute()).toEqual([])
  })
})

describe("a widget's token", () => {
  test('sees the consents of the persons that it was made for, and of its link', async () => {
    const [own, other] = [await consentsOf(person), await consentsOf(company)]
    const forPerson = widgetOf(api, await givenToken(api, openFinanceBody))
    expect((await forPerson.get(`/api/consents/?user_document=${person}`)).body.count).toBe(own.length)
    expect((await forPerson.get(`/api/consents/?user_document=${company}`)).body).toMatchObject({
      count: 0,
      next: null,
    })
    expect((await forPerson.get(`/api/consents/${own[0].id}/`)).status).toBe(200)
    expect((await forPerson.get(`/api/consents/${other[0].id}/`)).status).toBe(404)

    const scopes = 'read_consents'
    const forLink = widgetOf(api, await givenToken(api, { scopes, link_id: own[0].link_id }))
    expect((await forLink.get(`/api/consents/?user_document=${person}`)).body.results).toEqual([own[0]])
    expect((await forLink.get(`/api/consents/${own[0].id}/`)).status).toBe(200)
    expect((await forLink.get(`/api/consents/${own[1].id}/`)).status).toBe(404)

    const forNobody = widgetOf(api, await givenToken(api, { scopes }))
    expect((await forNobody.get(`/api/consents/?user_document=${person}`)).body.count).toBe(0)
    expect((await forNobody.get(`/api/consents/?user_document=${person}&page=2`)).status).toBe(404)
    expect((await forNobody.get(`/api/consents/${own[0].id}/`)).status).toBe(404)
  })
})
