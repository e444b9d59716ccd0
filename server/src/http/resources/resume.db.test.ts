import { describe, expect, test } from 'vitest'
import { type Body, startApi } from '../../../../test/harness/api.ts'
import { sampleBank, sampleBankName } from '../../../../test/harness/institutions/sample-bank.ts'
import { sampleTaxOffice, sampleTaxOfficeName } from '../../../../test/harness/institutions/sample-tax-office.ts'
import {
  sampleTaxOfficeOfChile,
  sampleTaxOfficeOfChileName,
} from '../../../../test/harness/institutions/sample-tax-office-chile.ts'
import { givenKey } from '../../../../test/harness/keys.ts'
import { givenTokenLink, insideOf, letCredentialsBe, toldOf, usageOf } from '../../../../test/harness/life.ts'
import { lastYear, listAll } from '../../../../test/harness/sandbox.ts'

const api = await startApi({}, [sampleBank, sampleTaxOffice, sampleTaxOfficeOfChile])
const unknown = '3f2b0c1a-5a1e-4c58-9b0a-0d0c0b0a0908'
const someSession = '0123456789abcdef0123456789abcdef'
const right = { token: '111111' }
const single = { access_mode: 'single' }
const atSamples = { ...single, institution: sampleBankName }
const atTaxOffice = { ...single, institution: sampleTaxOfficeName }
const inChile = { ...single, institution: sampleTaxOfficeOfChileName }

describe.each([
  ['PatchAccounts', '/api/accounts/', {}],
  ['PatchOwners', '/api/owners/', {}],
  ['PatchTransactions', '/api/transactions/', lastYear(api.now())],
])('%s', (_, path, more) => {
  /** A retrieval that was asked for a token: what the 428 said. */
  const asked = async (body: object = {}): Promise<Body> => {
    const link = await givenTokenLink(api, single)
    const answer = await api.post(path, { link: link.id, ...more, ...body })
    expect(answer).toMatchObject({ status: 428, body: [{ code: 'token_required', link: link.id, expiry: 720 }] })
    return answer.body[0]
  }
  const answer = ({ session, link }: Body, given: object = {}) => api.patch(path, { session, link, ...given })
  const countOf = async ({ link }: Body) => (await api.get(`${path}?link=${link}`)).body.count

  test('201: the answer brings what the retrieval would have, and it is stored', async () => {
    const question = await asked()
    expect(await countOf(question)).toBe(0)
    const { status, body } = await answer(question, right)
    expect(status).toBe(201)
    expect(body.length).toBeGreaterThan(0)
    const direct = await api.post(path, { link: question.link, ...more, ...right })
    expect(direct).toMatchObject({ status: 201, body })
    expect(await listAll(api, `${path}?link=${question.link}&page_size=1000`)).toHaveLength(body.length)
    expect(await usageOf(api, question.link)).toEqual(['registration', 'retrieval', 'retrieval'])
  })

  test('201: confirming elsewhere needs no token', async () => {
    const form = { institution: 'heimdall_mx_retail', username: 'mfa_inputless', password: 'x', ...single }
    const { session, link } = (await api.post('/api/links/', form)).body[0]
    await api.patch('/api/links/', { session, link })
    const question = (await api.post(path, { link, ...more })).body[0]
    expect(question.token_generation_data).toMatchObject({ type: 'inputless', expects_user_input: false })
    expect((await answer(question)).status).toBe(201)
  })

  test('200: with save_data false, said at once or with the answer, nothing is stored', async () => {
    const [early, late] = [await asked({ save_data: false }), await asked()]
    const shown = [await answer(early, right), await answer(late, { ...right, save_data: false })]
    expect(shown.map(({ status }) => status)).toEqual([200, 200])
    expect([await countOf(early), await countOf(late)]).toEqual([0, 0])
  })

  test('201: fields choose the keys of the answer', async () => {
    const { session, link } = await asked()
    const { body } = await api.patch(`${path}?fields=id`, { session, link, ...right })
    expect(Object.keys(body[0])).toEqual(['id'])
  })

  test('428: a wrong answer is asked for anew, under a new session', async () => {
    const question = await asked()
    const again = await answer(question, { token: '000000' })
    expect(again.status).toBe(428)
    expect(again.body[0].session).not.toBe(question.session)
    expect(await answer(question, right)).toMatchObject({ status: 400, body: [{ code: 'session_expired' }] })
    expect((await answer(again.body[0], right)).status).toBe(201)
  })

  test('400: a session that is over, was never opened, or is about something else', async () => {
    const expired = { status: 400, body: [{ code: 'session_expired' }] }
    const question = await asked()
    expect(await answer({ ...question, session: someSession }, right)).toMatchObject(expired)
    const refresh = (await api.post(`/api/links/${question.link}/refresh/`)).body[0]
    expect(await answer(refresh, right)).toMatchObject(expired)
    const late = await asked()
    api.advance({ seconds: 720 })
    expect(await answer(late, right)).toMatchObject(expired)
    expect(await countOf(late)).toBe(0)
  })

  test.each([
    [{}, ['session', 'link']],
    [{ session: someSession }, ['link']],
    [{ session: 'x', link: unknown }, ['session']],
    [{ session: someSession, link: unknown, save_data: 7 }, ['save_data']],
  ])('400: %o', async (body, fields) => {
    const refused = await api.patch(path, body)
    expect([refused.status, refused.body.map(({ field }: Body) => field)]).toEqual([400, fields])
  })

  test('400: of two equal answers at the same moment one counts', async () => {
    const question = await asked()
    const answers = await Promise.all([answer(question, right), answer(question, right)])
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 400])
    expect(answers.find(({ status }) => status === 400)?.body).toMatchObject([{ code: 'session_expired' }])
    expect(await usageOf(api, question.link)).toEqual(['registration', 'retrieval'])
  })

  test('403: a key that may not write', async () => {
    const reader = api.as(await givenKey(api, ['links:read']))
    expect((await reader.patch(path, { session: someSession, link: unknown })).status).toBe(403)
  })

  test("404: nobody's link, and another workspace's with the right session", async () => {
    const question = await asked()
    const stranger = api.as(await api.givenStranger())
    const { session, link } = question
    for (const refused of [
      await answer({ session, link: unknown }, right),
      await stranger.patch(path, { session, link, ...right }),
    ]) {
      expect(refused).toMatchObject({ status: 404, body: [{ code: 'not_found' }] })
    }
    expect((await answer(question, right)).status).toBe(201)
  })

  test('408: an institution that answers too late once the person has answered', async () => {
    const question = await asked()
    await letCredentialsBe(api, question.link, { username: 'user_timeout', password: 'later' })
    expect(await answer(question, right)).toMatchObject({ status: 408, body: [{ code: 'request_timeout' }] })
    expect(await countOf(question)).toBe(0)
  })
})

describe('the questions of a retrieval', () => {
  test.each([
    ['RetrieveAccounts', '/api/accounts/', {}, single],
    ['RetrieveOwners', '/api/owners/', {}, single],
    ['RetrieveTransactions', '/api/transactions/', lastYear(api.now()), single],
    ['RetrieveBalances', '/api/br/balances/', {}, atSamples],
    ['RetrieveBills', '/api/bills/', {}, atSamples],
    ['RetrieveInvestmentsBrazil', '/api/br/investments/', {}, atSamples],
    ['RetrieveInvestmentTransactionsBrazil', '/api/br/investment-transactions/', {}, atSamples],
    ['RetrieveExchanges', '/api/br/exchanges/', {}, atSamples],
    ['RetrieveInvoices', '/api/invoices/', { ...lastYear(api.now()), type: 'INFLOW' }, atTaxOffice],
    ['RetrieveTaxReturns', '/api/tax-returns/', { year_from: '2023', year_to: '2025' }, atTaxOffice],
    ['RetrieveTaxStatus', '/api/tax-status/', {}, atTaxOffice],
    ['RetrieveTaxComplianceStatus', '/api/tax-compliance-status/', {}, atTaxOffice],
    ['RetrieveTaxRetentions', '/api/tax-retentions/', { ...lastYear(api.now()), type: 'OUTFLOW' }, atTaxOffice],
    ['RetrieveFinancialStatements', '/api/financial-statements/', {}, atTaxOffice],
    ['RetrieveEmploymentRecordDetails', '/api/employment-records/', {}, atSamples],
    ['RetrieveCurrentEmployments', '/api/mx/current-employments/', {}, atSamples],
    ['RetrieveEmploymentsBrazil', '/api/br/employments/', {}, atSamples],
    ['RetrieveInvoicesChile', '/api/cl/invoices/', lastYear(api.now()), inChile],
    ['RetrieveTaxStatusChile', '/api/cl/tax-status/', {}, inChile],
    ['RetrieveDebtReportChile', '/api/cl/debt-reports/', {}, inChile],
  ])('428: %s asks for a token, and takes it in its body', async (_, path, more, at) => {
    const link = await givenTokenLink(api, at)
    for (const wrong of [{}, { token: '000000' }]) {
      expect(await api.post(path, { link: link.id, ...more, ...wrong })).toMatchObject({
        status: 428,
        body: [{ token_generation_data: { type: 'numeric', expects_user_input: true } }],
      })
    }
    expect((await api.post(path, { link: link.id, ...more, ...right })).status).toBe(201)
  })
})

describe('RetrieveTransactions in the async mode', () => {
  const mode = { headers: { 'x-belvo-request-mode': 'async' } }
  const post = (link: string, more: object = {}, call: object = mode) =>
    api.post('/api/transactions/', { link, ...lastYear(api.now()), ...more }, call)

  test('202: the records come later, with a webhook of the same request', async () => {
    const link = await api.givenLink(single)
    const accepted = await post(link.id)
    expect(accepted).toMatchObject({ status: 202, body: { request_id: expect.stringMatching(/^[0-9a-f]{32}$/) } })
    await api.drain()
    const { count } = (await api.get(`/api/transactions/?link=${link.id}`)).body
    expect(count).toBeGreaterThan(0)
    expect(await toldOf(api, link.id)).toEqual([
      {
        type: 'TRANSACTIONS',
        code: 'new_transactions_available',
        process: 'async_post',
        data: { new_transactions: count },
        request_id: accepted.body.request_id,
      },
    ])
    expect((await insideOf(api, link.id)).updates).toMatchObject([{ cause: 'async_post', outcome: { kind: 'done' } }])
  })

  test('202: a retrieval in the background is counted like any other', async () => {
    const link = await api.givenLink(single)
    await post(link.id)
    expect(await usageOf(api, link.id)).toEqual(['registration', 'retrieval'])
  })

  test('201: any other value of the header is served at once', async () => {
    const link = await api.givenLink(single)
    for (const value of ['ASYNC', 'Async', 'sync', '']) {
      expect((await post(link.id, {}, { headers: { 'x-belvo-request-mode': value } })).status).toBe(201)
    }
  })

  test('400: what is refused at once is refused before it is accepted', async () => {
    const link = await api.givenLink(single)
    expect(await post(link.id, { date_to: 'never' })).toMatchObject({ status: 400 })
    expect(await post(unknown)).toMatchObject({ status: 404 })
    expect((await insideOf(api, link.id)).updates).toEqual([])
  })

  test('428: a token is asked for before anything is accepted, and taken in the body or by an answer', async () => {
    const link = await givenTokenLink(api, single)
    const question = await post(link.id)
    expect(question).toMatchObject({ status: 428, body: [{ token_generation_data: { type: 'numeric' } }] })
    expect((await insideOf(api, link.id)).updates).toEqual([])
    const answer = { session: question.body[0].session, link: link.id, ...right }
    expect((await api.patch('/api/transactions/', answer)).status).toBe(201)
    expect((await post(link.id, right)).status).toBe(202)
    await api.drain()
    expect((await insideOf(api, link.id)).updates).toMatchObject([{ cause: 'async_post', outcome: { kind: 'done' } }])
  })

  test('400: an institution that is down says so at once', async () => {
    const link = await api.givenLink({ ...single, username: 'user_down', password: 'later' })
    expect(await post(link.id)).toMatchObject({ status: 400, body: [{ code: 'institution_down' }] })
    expect((await insideOf(api, link.id)).updates).toEqual([])
  })

  test('202: the header does nothing where it is not offered', async () => {
    const link = await api.givenLink(single)
    expect((await api.post('/api/accounts/', { link: link.id }, mode)).status).toBe(201)
    expect((await post(link.id)).status).toBe(202)
  })
})
