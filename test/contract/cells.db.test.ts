import { beforeAll, describe, expect, test } from 'vitest'
import { resources } from '../../contract/catalogue.ts'
import type { ResourceDefinition, ResourceName } from '../../contract/resource.ts'
import type { Connector, SourceRecord } from '../../server/src/connectors/contract.ts'
import { endpoints } from '../../server/src/http/endpoints.ts'
import { type Body, startApi } from '../harness/api.ts'
import { givenTokenLink, letCredentialsBe } from '../harness/life.ts'
import { setLinkStatus } from '../harness/rows.ts'
import { sampleBank, sampleBankName } from '../harness/sample-bank.ts'
import { lastYear } from '../harness/sandbox.ts'
import { exampleOf } from './examples.ts'

/** What every operation answers alike, asked of each one there is, so that a new resource is asked too. */

const unknown = '3f2b0c1a-5a1e-4c58-9b0a-0d0c0b0a0908'
const session = '0123456789abcdef0123456789abcdef'
const right = { token: '111111' }

/** The bank of samples under another name, which offers or shows something else. */
function bankLike(id: number, name: string, shows: (record: string) => readonly SourceRecord[] | null): Connector {
  const offered = sampleBank.manifest.resources.filter((resource) => shows(resource) !== null)
  return {
    manifest: { ...sampleBank.manifest, id, name, resources: offered },
    async login(...asked) {
      const login = await sampleBank.login(...asked)
      if (login.kind !== 'open') return login
      const ask = async function* ({ resource }: { resource: string }) {
        yield shows(resource) ?? []
      }
      return { ...login, session: { ...login.session, ask } }
    },
  }
}

/** A bank whose one owner is that of an example, mended where the example contradicts its own schema. */
const ownerBank = (id: number, name: string, example: string, mend: (owner: Body) => Body = (owner) => owner) => {
  const { id: _, link: __, collected_at: ___, created_at: ____, ...body } = mend(exampleOf(example)[0])
  return bankLike(id, name, (resource) => (resource === 'OWNERS' ? [{ key: '1', body }] : []))
}

const noMore = { type_additional_info: null, check_digit: null, issue_date: null, additional_info: null }

const withDocumentsWhole = (owner: Body): Body => ({
  ...owner,
  additional_documents: owner.additional_documents.map((each: Body) => ({ ...noMore, ...each, type: 'FISCAL_ID' })),
})

const banks = [
  sampleBank,
  bankLike(9902, 'empty_br_retail', () => []),
  bankLike(9903, 'owners_br_retail', (resource) => (resource === 'OWNERS' ? [] : null)),
  bankLike(9904, 'accounts_br_retail', (resource) => (resource === 'ACCOUNTS' ? [] : null)),
  ownerBank(9905, 'people_br_retail', 'OwnerOfdaIndividual'),
  ownerBank(9906, 'companies_br_retail', 'OwnerOfdaBusiness', withDocumentsWhole),
]

const api = await startApi({}, banks)

const pathOf = ({ path }: ResourceDefinition) => `/api/${path}/`
const periodOf = ({ retrieval }: ResourceDefinition) => (retrieval.period === 'none' ? {} : lastYear(api.now()))
const read = resources.filter(({ name }) => sampleBank.manifest.resources.includes(name))
const resumed = read.filter(({ operations }) => operations.resume !== null)
/** Of no data at all, too, there is something to say: how high the incomes and the risks are. */
const alwaysOne: ReadonlySet<ResourceName> = new Set(['INCOMES', 'RISK_INSIGHTS'])
const showsNothing = ({ name }: ResourceDefinition) => !alwaysOne.has(name)
const named = (some: readonly ResourceDefinition[]) => some.map((each) => [each.name, each] as const)

const refusals = [
  ['user_invalid', 'login_error'],
  ['user_down', 'institution_down'],
  ['user_unavailable', 'institution_unavailable'],
  ['user_inactive', 'institution_inactive'],
  ['user_sessions', 'too_many_sessions'],
] as const

const single = (institution: string) => ({ institution, access_mode: 'single' })

describe.each(named(read))('the retrieval of %s', (_, resource) => {
  const retrieve = (link: Body, more: object = {}) =>
    api.post(pathOf(resource), { link: link.id, ...periodOf(resource), ...more })

  test.each(refusals)('400: %s meets %s', async (username, code) => {
    const link = await api.givenLink({ ...single(sampleBankName), username, password: 'later' })
    expect(await retrieve(link)).toMatchObject({ status: 400, body: [{ code }] })
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
    const link = await api.givenLink(single(sampleBankName))
    await setLinkStatus(api, link.id, linkStatus)
    expect(await retrieve(link)).toMatchObject({ status: 400, body: [{ code }] })
  })

  test('404: credentials that were never stored, and a link that nobody has', async () => {
    const link = await api.givenLink({
      ...single(sampleBankName),
      credentials_storage: 'nostore',
      fetch_resources: [resource.name],
    })
    expect(await retrieve(link)).toMatchObject({ status: 404, body: [{ code: 'expired_credentials' }] })
    expect(await retrieve({ id: unknown })).toMatchObject({ status: 404, body: [{ code: 'not_found' }] })
  })

  test('408: an institution that answers too late', async () => {
    const link = await api.givenLink({ ...single(sampleBankName), username: 'user_timeout', password: 'later' })
    expect(await retrieve(link)).toMatchObject({ status: 408, body: [{ code: 'request_timeout' }] })
  })

  test('400: an institution that does not offer it', async () => {
    const institution = resource.name === 'OWNERS' ? 'accounts_br_retail' : 'owners_br_retail'
    const link = await api.givenLink(single(institution))
    expect(await retrieve(link)).toMatchObject({ status: 400, body: [{ code: 'unsupported_operation' }] })
  })
})

describe.each(named(read.filter(showsNothing)))('the retrieval of %s', (_, resource) => {
  test('201: nothing is a list of nothing, and 200 where it is not stored', async () => {
    const link = await api.givenLink(single('empty_br_retail'))
    const asked = { link: link.id, ...periodOf(resource) }
    expect(await api.post(pathOf(resource), { ...asked, save_data: false })).toMatchObject({ status: 200, body: [] })
    expect(await api.post(pathOf(resource), asked)).toMatchObject({ status: 201, body: [] })
  })
})

/** The question that a retrieval meets at an institution which wants a token. */
async function questionOf(resource: ResourceDefinition, institution: string): Promise<Body> {
  const link = await givenTokenLink(api, single(institution))
  return (await api.post(pathOf(resource), { link: link.id, ...periodOf(resource) })).body[0]
}

const answer = (resource: ResourceDefinition, { session, link }: Body, more: object = {}) =>
  api.patch(pathOf(resource), { session, link, ...right, ...more })

describe.each(named(resumed))('the resumed retrieval of %s', (_, resource) => {
  test.each(refusals)('400: %s meets %s', async (username, code) => {
    const question = await questionOf(resource, sampleBankName)
    await letCredentialsBe(api, question.link, { username, password: 'later' })
    expect(await answer(resource, question)).toMatchObject({ status: 400, body: [{ code }] })
  })

  test('408: an institution that answers too late once the person has answered', async () => {
    const question = await questionOf(resource, sampleBankName)
    await letCredentialsBe(api, question.link, { username: 'user_timeout', password: 'later' })
    expect(await answer(resource, question)).toMatchObject({ status: 408, body: [{ code: 'request_timeout' }] })
  })

  test('428: a wrong answer is asked for anew', async () => {
    const question = await questionOf(resource, sampleBankName)
    expect((await answer(resource, question, { token: '000000' })).status).toBe(428)
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
      await questionOf(resource, 'empty_br_retail'),
      await questionOf(resource, 'empty_br_retail'),
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
  test.each(refusals)('400: %s meets %s wherever the institution is asked', async (username, code) => {
    const refused = { status: 400, body: [{ code }] }
    const credentials = { username, password: 'later' }
    const link = await api.givenLink({ ...single(sampleBankName), ...credentials })
    expect(await api.post(`/api/links/${link.id}/refresh/`)).toMatchObject(refused)
    expect(await api.put(`/api/links/${link.id}/`, { password: 'later' })).toMatchObject(refused)
    const registration = { ...single(sampleBankName), username: 'mfa_numeric', password: 'x' }
    const question = (await api.post('/api/links/', registration)).body[0]
    await letCredentialsBe(api, question.link, { username, password: 'now' })
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

test('every resource that is read at a bank is asked', () => {
  const banking = resources.filter(({ area }) => area === 'banking')
  expect(read).toEqual(expect.arrayContaining(banking))
})
