import { beforeAll, describe, expect, test } from 'vitest'
import { resources, wordFor } from '../../contract/catalogue.ts'
import type { ResourceDefinition, ResourceName } from '../../contract/resource.ts'
import { endpoints } from '../../server/src/http/endpoints.ts'
import { type Body, startApi } from '../harness/api.ts'
import { sampleBankName } from '../harness/institutions/sample-bank.ts'
import { givenTokenLink, letCredentialsBe } from '../harness/life.ts'
import { setLinkStatus } from '../harness/rows.ts'
import { termsFor } from '../harness/sandbox.ts'
import { emptyAt, institutions, meets, notOfferedAt, refusals, shownAt } from './cell-institutions.ts'

/** What every operation answers alike, asked of each one there is, so that a new resource is asked too. */

const unknown = '3f2b0c1a-5a1e-4c58-9b0a-0d0c0b0a0908'
const session = '0123456789abcdef0123456789abcdef'
const right = { token: '111111' }

const api = await startApi({}, institutions)

const pathOf = ({ path }: ResourceDefinition) => `/api/${path}/`
const termsOf = (resource: ResourceDefinition) => termsFor(resource, api.now())
const resumed = resources.filter(({ operations }) => operations.resume !== null)
const asking = resources.filter(({ retrieval }) => !retrieval.neverAsks)
/** Of no data at all, too, there is something to say: how high the incomes and the risks are. */
const alwaysOne: ReadonlySet<ResourceName> = new Set(['INCOMES', 'RISK_INSIGHTS'])
const isList = ({ retrieval }: ResourceDefinition) => retrieval.answers === 'array'
const showsNothing = (resource: ResourceDefinition) => isList(resource) && !alwaysOne.has(resource.name)
const named = (some: readonly ResourceDefinition[]) => some.map((each) => [each.name, each] as const)
const single = (institution: string) => ({ institution, access_mode: 'single' })

describe.each(named(resources))('the retrieval of %s', (_, resource) => {
  const retrieve = (link: Body, more: object = {}) =>
    api.post(pathOf(resource), { link: link.id, ...termsOf(resource), ...more })

  test.each(refusals)('400, 403, 408: a visit that meets %s', async (name, { status, code }) => {
    const link = await api.givenLink({ ...single(shownAt(resource)), username: meets(name), password: 'later' })
    expect(await retrieve(link)).toMatchObject({ status, body: [{ code }] })
  })

  test.each([
    [{ link: undefined }, 'required'],
    [{ link: null }, 'null'],
    [{ link: '' }, 'blank'],
    [{ link: 'first' }, 'invalid'],
  ])('400: %o', async ({ link }, code) => {
    expect(await retrieve({ id: link })).toMatchObject({ status: 400, body: [{ code, field: 'link' }] })
  })

  test.each([
    ['unconfirmed', 'unconfirmed_link'],
    ['invalid', 'invalid_link'],
  ] as const)('400: a link that is %s', async (linkStatus, code) => {
    const link = await api.givenLink(single(shownAt(resource)))
    await setLinkStatus(api, link.id, linkStatus)
    expect(await retrieve(link)).toMatchObject({ status: 400, body: [{ code }] })
  })

  test('404: credentials that were never stored, and a link that nobody has', async () => {
    const link = await api.givenLink({
      ...single(shownAt(resource)),
      credentials_storage: 'nostore',
      fetch_resources: [wordFor(resource.name)],
    })
    expect(await retrieve(link)).toMatchObject({ status: 404, body: [{ code: 'expired_credentials' }] })
    expect(await retrieve({ id: unknown })).toMatchObject({ status: 404, body: [{ code: 'not_found' }] })
  })

  test('400: an institution that does not offer it', async () => {
    const link = await api.givenLink(single(notOfferedAt(resource)))
    expect(await retrieve(link)).toMatchObject({ status: 400, body: [{ code: 'unsupported_operation' }] })
  })
})

describe.each(named(asking))('the retrieval of %s', (_, resource) => {
  test('428: a person who is asked for a token', async () => {
    const question = await questionOf(resource, shownAt(resource))
    expect(question).toMatchObject({ code: 'token_required' })
  })
})

describe.each(named(resources.filter((each) => !isList(each) && !alwaysOne.has(each.name))))(
  'the retrieval of %s',
  (_, resource) => {
    test.runIf(resource.source === 'institution')('404: nothing is no record', async () => {
      const link = await api.givenLink(single(emptyAt(resource)))
      const refused = await api.post(pathOf(resource), { link: link.id, ...termsOf(resource) })
      expect(refused).toMatchObject({ status: 404, body: [{ code: 'not_found' }] })
    })

    test('200: a record that is not stored, and 201 one that is', async () => {
      for (const [save_data, status] of [
        [false, 200],
        [true, 201],
      ] as const) {
        const link = await api.givenLink(single(shownAt(resource)))
        for (const { path } of resources.filter(({ name }) => resource.retrieval.needs.includes(name)))
          await api.post(`/api/${path}/`, { link: link.id })
        expect((await api.post(pathOf(resource), { link: link.id, ...termsOf(resource), save_data })).status).toBe(
          status,
        )
      }
    })
  },
)

describe.each(named(resources.filter(showsNothing)))('the retrieval of %s', (_, resource) => {
  test('201: nothing is a list of nothing, and 200 where it is not stored', async () => {
    const link = await api.givenLink(single(emptyAt(resource)))
    const asked = { link: link.id, ...termsOf(resource) }
    expect(await api.post(pathOf(resource), { ...asked, save_data: false })).toMatchObject({ status: 200, body: [] })
    const status = resource.retrieval.created === 'fresh' ? 200 : 201
    expect(await api.post(pathOf(resource), asked)).toMatchObject({ status, body: [] })
  })
})

/** The question that a retrieval meets at an institution which wants a token. */
async function questionOf(resource: ResourceDefinition, institution: string): Promise<Body> {
  const link = await givenTokenLink(api, single(institution))
  return (await api.post(pathOf(resource), { link: link.id, ...termsOf(resource) })).body[0]
}

const answer = (resource: ResourceDefinition, { session, link }: Body, more: object = {}) =>
  api.patch(pathOf(resource), { session, link, ...right, ...more })

describe.each(named(resumed))('the resumed retrieval of %s', (_, resource) => {
  test.each(refusals)('400, 403, 408: a visit that meets %s', async (name, { status, code }) => {
    const question = await questionOf(resource, shownAt(resource))
    await letCredentialsBe(api, question.link, { username: meets(name), password: 'now' })
    expect(await answer(resource, question)).toMatchObject({ status, body: [{ code }] })
  })

  const { asksOnce } = resource.retrieval
  test(asksOnce ? '400: a wrong answer ends it' : '428: a wrong answer is asked for anew', async () => {
    const question = await questionOf(resource, shownAt(resource))
    expect((await answer(resource, question, { token: '000000' })).status).toBe(asksOnce ? 400 : 428)
  })

  test('400, 404: a session that was never opened, and a link that nobody has', async () => {
    const { id } = await api.givenLink(single(shownAt(resource)))
    const expired = await answer(resource, { session, link: id })
    expect(expired).toMatchObject({ status: 400, body: [{ code: 'session_expired' }] })
    expect((await answer(resource, { session, link: unknown })).status).toBe(404)
  })

  test('200, 201: the answer brings what the retrieval would have', async () => {
    for (const [save_data, status] of [
      [false, 200],
      [true, 201],
    ] as const) {
      const brought = await answer(resource, await questionOf(resource, shownAt(resource)), { save_data })
      expect(brought.status).toBe(status)
      expect(brought.body.length).toBeGreaterThan(0)
    }
  })

  test.each([
    [{ session }, 'required'],
    [{ session, link: null }, 'null'],
    [{ session, link: '' }, 'blank'],
    [{ session, link: 'first' }, 'invalid'],
  ])('400: %o', async (body, code) => {
    expect(await api.patch(pathOf(resource), body)).toMatchObject({ status: 400, body: [{ code, field: 'link' }] })
  })
})

describe.each(named(resumed.filter(showsNothing)))('the resumed retrieval of %s', (_, resource) => {
  test('201: nothing is a list of nothing, and 200 where it is not stored', async () => {
    const [shown, stored] = [
      await questionOf(resource, emptyAt(resource)),
      await questionOf(resource, emptyAt(resource)),
    ]
    expect(await answer(resource, shown, { save_data: false })).toMatchObject({ status: 200, body: [] })
    expect(await answer(resource, stored)).toMatchObject({ status: 201, body: [] })
  })
})

describe('owners of both shapes of Brazil', () => {
  test.each(['people_br_retail', 'companies_br_retail'])('201: %s shows the owner of the example', async (bank) => {
    const link = await api.givenLink(single(bank))
    const shown = await api.post('/api/owners/', { link: link.id, save_data: false })
    expect(shown).toMatchObject({ status: 200, body: [{ link: link.id }] })
    const stored = await api.post('/api/owners/', { link: link.id })
    expect(stored).toMatchObject({ status: 201, body: [{ link: link.id }] })
    const [owner] = stored.body
    expect(await api.get(`/api/owners/${owner.id}/`)).toMatchObject({ status: 200, body: owner })
    expect(await api.get(`/api/owners/?link=${link.id}`)).toMatchObject({ status: 200, body: { results: [owner] } })
  })

  test.each(['people_br_retail', 'companies_br_retail'])('201: %s shows it after a token too', async (bank) => {
    for (const [save_data, status] of [
      [false, 200],
      [true, 201],
    ] as const) {
      const { id } = await givenTokenLink(api, single(bank))
      const { session, link } = (await api.post('/api/owners/', { link: id })).body[0]
      const answer = await api.patch('/api/owners/', { session, link, ...right, save_data })
      expect(answer).toMatchObject({ status, body: [{ internal_identification: expect.anything() }] })
    }
  })
})

describe('the operations of links', () => {
  test.each(refusals)('400, 403, 408: %s wherever the institution is asked', async (name, { status, code }) => {
    const refused = { status, body: [{ code }] }
    const credentials = { username: meets(name), password: 'later' }
    expect(await api.post('/api/links/', { ...single(sampleBankName), ...credentials, password: 'now' })).toMatchObject(
      refused,
    )
    const link = await api.givenLink({ ...single(sampleBankName), ...credentials })
    expect(await api.post(`/api/links/${link.id}/refresh/`)).toMatchObject(refused)
    expect(await api.put(`/api/links/${link.id}/`, { password: 'later' })).toMatchObject(refused)
    const registration = { ...single(sampleBankName), username: 'mfa_numeric', password: 'x' }
    const question = (await api.post('/api/links/', registration)).body[0]
    await letCredentialsBe(api, question.link, { username: meets(name), password: 'now' })
    const answer = { session: question.session, link: question.link, ...right }
    expect(await api.patch('/api/links/', answer)).toMatchObject(refused)
  })

  test.each([
    ['user_invalid', 'login_error'],
    ['user_inactive', 'institution_inactive'],
  ])('400: %s meets %s when a link that waits for a token is to be recurrent', async (username, code) => {
    const link = await api.givenLink({ ...single(sampleBankName), username, password: 'later' })
    await setLinkStatus(api, link.id, 'token_required')
    const refused = await api.patch(`/api/links/${link.id}/`, { access_mode: 'recurrent' })
    expect(refused).toMatchObject({ status: 400, body: [{ code }] })
  })

  test('404: a link that waits for a token and whose credentials have lapsed is not to be recurrent', async () => {
    const link = await api.givenLink({ ...single(sampleBankName), credentials_storage: '1d' })
    await setLinkStatus(api, link.id, 'token_required')
    api.advance({ days: 1 })
    const refused = await api.patch(`/api/links/${link.id}/`, { access_mode: 'recurrent' })
    expect(refused).toMatchObject({ status: 404, body: [{ code: 'expired_credentials' }] })
  })

  test('400: the link of an answer may not be null', async () => {
    const refused = await api.patch('/api/links/', { session, link: null, ...right })
    expect(refused).toMatchObject({ status: 400, body: [{ code: 'null', field: 'link' }] })
  })
})

const below = endpoints
  .filter(({ path }) => path.startsWith('/api/'))
  .map((each) => [each.operationId, { ...each, path: each.path.replace(':id', unknown) }] as const)

test.each(below.filter(([, { bodySchema }]) => bodySchema))('400: %s reads JSON', async (_, { method, path }) => {
  expect(await api.send(method, path, { body: '{' })).toMatchObject({ status: 400, body: [{ code: 'parse_error' }] })
})

describe('while the database fails', () => {
  const rename = (from: string, to: string) =>
    broken.app.deps.db.transaction((tx) => tx.schema.alterTable(from).renameTo(to).execute())
  let broken: Awaited<ReturnType<typeof startApi>>

  beforeAll(async () => {
    broken = await startApi()
    await rename('api_keys', 'api_keys_away')
    return () => rename('api_keys_away', 'api_keys')
  })

  test.each(below)('500: %s says so in the usual form', async (_, { method, path, bodySchema }) => {
    const answer = await broken.send(method, path, bodySchema ? { body: {} } : {})
    expect(answer).toMatchObject({ status: 500, body: [{ code: 'unexpected_error' }] })
    expect(JSON.stringify(answer.body)).not.toContain('api_keys')
  })
})
