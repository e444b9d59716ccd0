import { describe, expect, test } from 'vitest'
import { resources } from '../../contract/catalogue.ts'
import { linkFilters } from '../../contract/links.ts'
import type { ResourceDefinition, ResourceName } from '../../contract/resource.ts'
import { parameterName } from '../../server/src/domain/filters.ts'
import { endpoints } from '../../server/src/http/endpoints.ts'
import { type Answer, type Body, startApi } from '../harness/api.ts'
import { givenSamples, sampleBank } from '../harness/institutions/sample-bank.ts'
import { givenTaxSamples, sampleTaxOffice } from '../harness/institutions/sample-tax-office.ts'
import { givenChileanSamples, sampleTaxOfficeOfChile } from '../harness/institutions/sample-tax-office-chile.ts'
import { dayOf, givenRetrieved, termsFor } from '../harness/sandbox.ts'
import { givenToken, openFinanceBody, widgetOf } from '../harness/widget.ts'

const api = await startApi({}, [sampleBank, sampleTaxOffice, sampleTaxOfficeOfChile])
const theirs = await givenRetrieved(api, { external_id: 'order-4711' })
const samples = await givenSamples(api)
const taxes = await givenTaxSamples(api)
const chilean = await givenChileanSamples(api)
/** One record of each resource: what a route can be asked for by its id. */
const recordsOf: Partial<Record<ResourceName, readonly Body[]>> = {
  ...samples,
  ...taxes,
  ...chilean,
  ACCOUNTS: theirs.accounts,
  OWNERS: theirs.owners,
  TRANSACTIONS: theirs.transactions,
}
const keys = (await api.get('/_enlace/keys/')).body.results
const made = await api.post('/api/accounts/', { link: theirs.link.id })
await api.drain()
// Nobody but a day long past is meant, so that nothing of what follows goes wrong by it.
const ordered = await api.post('/_enlace/faults/', {
  match: { until: '2001-01-01T00:00:00Z' },
  effect: { kind: 'error', fault: 'unexpected' },
})
const described = await api.post('/_enlace/users/', {
  ...{ institution: 'erebor_mx_retail', username: 'theirs', from: '2026-01-01' },
  accounts: [{ name: 'main', type: 'checking' }],
})
const endpoint = await api.post('/_enlace/webhooks/', { url: 'http://127.0.0.1:9/hook' })
const secret = await api.post(`/_enlace/webhooks/${endpoint.body.id}/secrets/`)
await api.post(`/api/links/${theirs.link.id}/refresh/`)
await api.drain()
const deliveries = (await api.get('/_enlace/deliveries/')).body.results
const requestId = made.headers.get('x-request-id') ?? ''
const consented = await api.givenLink({ institution: 'ofmockbank_br_retail', username: '76109277673' })
const consents = (await api.get('/api/consents/?user_document=76109277673')).body.results
const fork = await api.post('/_enlace/forks/', { webhooks: true })
await api.put('/_enlace/snapshots/theirs/')
const strangerKeys = await api.givenStranger()
const stranger = api.as(strangerKeys)
const ours = (
  await stranger.post('/api/links/', {
    institution: 'erebor_br_retail',
    username: 'us',
    password: 'us',
    access_mode: 'single',
  })
).body

const examination = await api.post('/_enlace/doctor/', { url: 'http://127.0.0.1:9/hook', checks: ['delivery'] })
await api.get(`/_enlace/doctor/${examination.body.id}/?wait=60`)

const unknown = '7d3c1a52-9b0e-4f6a-8c2d-1e5f7a9b3c4d'
const period = { date_from: dayOf(api.now(), -30), date_to: dayOf(api.now()) }

/** The ids of another workspace that a route can be asked with, by the place where they stand. */
type Probe = {
  readonly id?: string
  readonly bodies?: (id: string) => readonly object[]
  /** What stands in the other places of the path. */
  readonly rest?: Readonly<Record<string, string>>
}

const idOf = (records: readonly { id: string }[]): string => records[0]?.id ?? ''

const nothingToProbe: Probe = {}

const answering = (link: string) => [{ link, session: requestId, token: '111111' }]

/** What the endpoints of a resource are asked with: its lists by filters, which have a test of their own. */
function probesOf(resource: ResourceDefinition): Readonly<Record<string, Probe>> {
  const { name, operations, part } = resource
  const { retrieve, resume, list, detail, remove } = operations
  const record = { id: idOf(recordsOf[name] ?? []) }
  const asked = termsFor(resource, api.now())
  return {
    [retrieve]: {
      id: theirs.link.id,
      bodies: (link) => [
        { link, ...asked },
        { link, ...asked, save_data: false },
      ],
    },
    [list]: nothingToProbe,
    [detail]: record,
    ...(resume === null ? {} : { [resume]: { id: theirs.link.id, bodies: answering } }),
    ...(remove === null ? {} : { [remove]: record }),
    ...(part === null ? {} : { [part.operation]: record }),
  }
}

/** What every endpoint is asked with. A new endpoint has to say here which ids it takes. */
const probes: Readonly<Record<string, Probe>> = {
  CheckKeys: nothingToProbe,
  ListInstitutions: nothingToProbe,
  DetailInstitution: nothingToProbe,
  CreateWorkspace: nothingToProbe,
  CreateKey: nothingToProbe,
  ResetWorkspace: nothingToProbe,
  RegisterLink: nothingToProbe,
  ListLinks: nothingToProbe,
  ListKeys: nothingToProbe,
  ListWebhookEndpoints: nothingToProbe,
  CreateWebhookEndpoint: nothingToProbe,
  ListDeliveries: nothingToProbe,
  ListEvents: nothingToProbe,
  ListUsage: nothingToProbe,
  SumUsage: nothingToProbe,
  ChangeSettings: nothingToProbe,
  GetClock: nothingToProbe,
  AdvanceClock: nothingToProbe,
  SetClock: nothingToProbe,
  FreezeClock: nothingToProbe,
  ResumeClock: nothingToProbe,
  ListConsents: nothingToProbe,
  DetailConsent: { id: idOf(consents) },
  ChangeConsent: { id: idOf(consents), bodies: () => [{}, { status: 'REJECTED' }, { duration_days: 92 }] },
  DescribeUser: nothingToProbe,
  ListUsers: nothingToProbe,
  GetUserSchema: nothingToProbe,
  GetUser: { id: described.body.id },
  RemoveUser: { id: described.body.id },
  OrderFault: nothingToProbe,
  ListFaultRules: nothingToProbe,
  GetFaultRule: { id: ordered.body.id },
  TakeBackFault: { id: ordered.body.id },
  TakeBackFaults: nothingToProbe,
  ExamineEndpoint: {
    id: theirs.link.id,
    bodies: (link) => [{ url: 'http://127.0.0.1:9/hook', link, checks: ['delivery'] }],
  },
  GetExamination: { id: examination.body.id },
  GetCoverage: nothingToProbe,
  CreateFork: nothingToProbe,
  ListForks: nothingToProbe,
  DropFork: { id: fork.body.id },
  DropForks: nothingToProbe,
  KeepSnapshot: nothingToProbe,
  ListSnapshots: nothingToProbe,
  DropSnapshot: nothingToProbe,
  ForgetCoverage: nothingToProbe,
  GetWebhookEndpoint: { id: endpoint.body.id },
  ChangeWebhookEndpoint: { id: endpoint.body.id, bodies: () => [{}, { enabled: false }, { links: [theirs.link.id] }] },
  RemoveWebhookEndpoint: { id: endpoint.body.id },
  CreateWebhookSecret: { id: endpoint.body.id },
  EndWebhookSecret: { id: endpoint.body.id, rest: { ':secret_id': secret.body.id } },
  GetDelivery: { id: idOf(deliveries) },
  ReplayDelivery: { id: idOf(deliveries) },
  ReplayDeliveries: {
    id: endpoint.body.id,
    bodies: (id) => [{ endpoint: id }, { endpoint: id, unacknowledged: true }],
  },
  ListTriggers: nothingToProbe,
  TriggerWebhook: {
    id: theirs.link.id,
    bodies: (link) => [
      { webhook_type: 'LINK', webhook_code: 'link_deleted', link },
      { webhook_type: 'TRANSACTIONS', webhook_code: 'new_transactions_available', link },
    ],
  },
  InspectLink: { id: theirs.link.id },
  GetLineage: { id: idOf(theirs.transactions) },
  ChangeLinkSettings: { id: theirs.link.id, bodies: () => [{ refresh_rate: '6h' }] },
  ModifyLinkDataRetrieval: { id: theirs.link.id, bodies: () => [{}, { access_mode: 'single' }, { stale_in: '7d' }] },
  UpdateLink: { id: theirs.link.id, bodies: () => [{ password: 'changed' }] },
  RefreshHistoricalDataForLink: { id: theirs.link.id, bodies: () => [{}, { fetch_resources: ['OWNERS'] }] },
  PatchLinks: { id: theirs.link.id, bodies: answering },
  DetailLink: { id: theirs.link.id },
  DestroyLink: { id: theirs.link.id },
  GenerateWidgetAccessToken: { id: theirs.link.id, bodies: (link) => [{ scopes: 'write_links', link_id: link }] },
  ...Object.assign({}, ...resources.map(probesOf)),
  RevokeKey: { id: idOf(keys) },
  GetRequest: { id: requestId },
}

const pathWith = (places: Readonly<Record<string, string>>, path: string): string =>
  Object.entries(places).reduce((filled, [place, id]) => filled.replace(place, id), path)

/** What may tell a stranger's id from one that nobody has: nothing but the id of the refusal itself. */
const essence = ({ status, body }: Answer) => ({
  status,
  body: Array.isArray(body) ? body.map(({ request_id: _, ...rest }) => rest) : body,
})

describe.each(endpoints.map((endpoint) => [endpoint.operationId, endpoint] as const))('%s', (operation, endpoint) => {
  test('has an entry in the table of probes', () => {
    expect(Object.keys(probes)).toContain(operation)
    const takesIds = endpoint.path.includes(':id') && operation !== 'DetailInstitution'
    if (takesIds) expect(probes[operation]?.id).toMatch(/^[0-9a-f-]{32,36}$/)
  })

  const { id, bodies, rest = {} } = probes[operation] ?? {}
  if (id === undefined) return
  test("shows another workspace's id exactly as one that nobody has", async () => {
    for (const [index] of (bodies?.('') ?? [{}]).entries()) {
      const ask = (given: string) =>
        api.send(endpoint.method, pathWith({ ...rest, ':id': given }, endpoint.path), {
          keys: strangerKeys,
          ...(bodies ? { body: bodies(given)[index] } : {}),
        })
      const answer = await ask(id)
      expect(answer).toMatchObject({ status: 404, body: [{ code: 'not_found' }] })
      expect(essence(answer)).toEqual(essence(await ask(unknown)))
    }
  })
})

test("another workspace's snapshot looks like none at all, and a fork has none of them", async () => {
  for (const who of [stranger, api.as({ id: fork.body.key.secret_id, password: fork.body.key.secret_password })]) {
    const drop = (name: string) => who.delete(`/_enlace/snapshots/${name}/`)
    expect((await drop('theirs')).status).toBe(404)
    expect(essence(await drop('theirs'))).toEqual(essence(await drop('nobody-s')))
    for (const path of ['/_enlace/forks/', '/_enlace/reset/']) {
      expect(await who.post(path, { snapshot: 'theirs' })).toMatchObject({
        status: 400,
        body: [{ code: 'does_not_exist', message: 'Object with name=theirs does not exist.' }],
      })
    }
    expect((await who.get('/_enlace/snapshots/')).body.results).toEqual([])
  }
  expect((await api.get('/_enlace/snapshots/')).body.results).toHaveLength(1)
})

test("an account of another workspace cannot be asked for with one's own link", async () => {
  const ask = (account: string) => stranger.post('/api/transactions/', { link: ours.id, account, ...period })
  const answer = await ask(idOf(theirs.accounts))
  expect(answer.status).toBe(404)
  expect(essence(answer)).toEqual(essence(await ask(unknown)))
})

const lists = [
  { path: 'links', filters: linkFilters, link: theirs.link.id, required: undefined },
  ...resources.map(({ name, path, list }) => ({
    path,
    link: linkOf(name),
    filters: list.filters,
    required: list.linkRequired ? 'link' : undefined,
  })),
]

const foreignIds: Readonly<Record<string, string>> = {
  external_id: theirs.link.external_id,
  institution_user_id: theirs.link.institution_user_id,
  email: theirs.owners[0]?.email,
  display_name: theirs.owners[0]?.display_name,
  reference: theirs.transactions.find(({ reference }) => reference)?.reference,
  number: theirs.accounts[0]?.number,
  public_identification_value: theirs.accounts[0]?.public_identification_value,
}
const own: Readonly<Record<string, string>> = {
  links: theirs.link.id,
  ...Object.fromEntries(resources.map(({ name, path }) => [path, idOf(recordsOf[name] ?? [])])),
}

/** What the sandbox has no records of comes from the institutions of samples. */
function linkOf(name: ResourceName): string {
  if (name in taxes) return taxes.link.id
  if (name in chilean) return chilean.link.id
  return sampled(name) ? samples.link.id : theirs.link.id
}

function sampled(name: ResourceName): boolean {
  return !['ACCOUNTS', 'OWNERS', 'TRANSACTIONS'].includes(name)
}

/** The account that some record of the list belongs to. */
function accountIn(path: string): string | undefined {
  const name = resources.find((resource) => resource.path === path)?.name
  const [record] = (name && recordsOf[name]) ?? []
  return record?.account_id ?? record?.account?.id ?? record?.accounts?.[0] ?? record?.income_streams?.[0].account_id
}

const filtered = lists.flatMap(({ path, filters, link, required }) =>
  filters.flatMap(({ field, operators }) => {
    const foreign =
      field === 'id' ? own[path] : field === 'link' ? link : field === 'account' ? accountIn(path) : foreignIds[field]
    if (foreign === undefined) return []
    const equalities = operators.filter(
      (operator) => operator === 'eq' || operator === 'in' || operator === 'icontains',
    )
    return equalities.map((operator) => {
      const name = parameterName(field, operator)
      const needed = required === undefined || name === required ? '' : `&${required}=${link}`
      return { name, path, foreign, needed }
    })
  }),
)

test.each(filtered)(
  '$path filtered by $name of another workspace is empty',
  async ({ path, name, foreign, needed }) => {
    const ask = (value: string) => `/api/${path}/?${name}=${encodeURIComponent(value)}${needed}`
    expect((await api.get(ask(foreign))).body.count).toBeGreaterThan(0)
    const answer = await stranger.get(ask(foreign))
    expect(answer).toMatchObject({
      status: 200,
      body: { count: 0, next: null, previous: null, results: [] },
    })
    expect(essence(answer)).toEqual(essence(await stranger.get(ask(foreign.length === 36 ? unknown : 'nobody'))))
  },
)

test('lists without a filter hold what is their own, and only that', async () => {
  expect((await stranger.get('/api/links/')).body.results.map(({ id }: { id: string }) => id)).toEqual([ours.id])
  expect((await stranger.get('/api/links/?created_by__not_in=')).status).toBe(400)
  expect((await stranger.get(`/api/links/?created_by__not_in=${unknown}`)).body.count).toBe(1)
  for (const { path } of resources.filter(({ list }) => !list.linkRequired)) {
    expect((await stranger.get(`/api/${path}/`)).body.count).toBe(0)
  }
  const shown = (await stranger.get('/_enlace/keys/')).body.results
  expect(shown.map(({ id }: { id: string }) => id)).not.toContain(idOf(keys))
})

test("another workspace's consents are nobody's, also for a token that was made for the same person", async () => {
  const { id, link_id } = consents[0]
  expect(link_id).toBe(consented.id)
  expect((await stranger.get('/api/consents/?user_document=76109277673')).body.count).toBe(0)
  const widget = widgetOf(api, await givenToken(api, { ...strangerKeys, ...openFinanceBody }))
  expect((await widget.get('/api/consents/?user_document=76109277673')).body.count).toBe(0)
  expect((await widget.get(`/api/consents/${id}/`)).status).toBe(404)
})

test('a link of the same person in two workspaces has nothing in common', async () => {
  const same = { institution: theirs.link.institution, username: 'bnk100', password: 'full' }
  const { body } = await stranger.post('/api/links/', same)
  expect(body.id).not.toBe(theirs.link.id)
  expect(body.institution_user_id).not.toBe(theirs.link.institution_user_id)
})

test('nothing of the other workspace was touched, not even by emptying one', async () => {
  expect((await stranger.post('/_enlace/reset/')).status).toBe(204)
  expect((await api.get(`/api/links/${theirs.link.id}/`)).status).toBe(200)
  for (const { name, path } of resources) {
    const { body } = await api.get(`/api/${path}/?link=${linkOf(name)}&page_size=1`)
    expect([name, body.count]).toEqual([name, recordsOf[name]?.length])
  }
  expect((await api.get(`/_enlace/requests/${requestId}/`)).status).toBe(200)
})
