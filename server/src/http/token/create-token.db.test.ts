import { decodeProtectedHeader } from 'jose'
import { describe, expect, test } from 'vitest'
import { startApi } from '../../../../test/harness/api.ts'
import { givenKey } from '../../../../test/harness/keys.ts'
import { claimsOf, givenToken, openFinanceBody, withConsent } from '../../../../test/harness/widget.ts'
import { demoKeys } from '../../config.ts'

const api = await startApi()
const create = (body: object) => api.send('POST', '/api/token/', { keys: null, body: { ...demoKeys, ...body } })
const short = { scopes: 'read_institutions,write_links' }
const branding = openFinanceBody.widget.branding
const { openfinance_feature: _, consent: __, ...plainWidget } = openFinanceBody.widget
const fiscal = {
  ...short,
  fetch_resources: ['FINANCIAL_STATEMENTS', 'INVOICES', 'TAX_STATUS'],
  stale_in: '365d',
  credentials_storage: '30d',
  widget: plainWidget,
}

/** The body with one value put at a path, or the key there left out. */
function changed(body: object, path: string, value?: unknown): object {
  const copy = structuredClone(body)
  const keys = path.split('.')
  const last = keys.pop() as string
  // biome-ignore lint/suspicious/noExplicitAny: the way into a body that is about to be broken.
  const inner = keys.reduce<any>((at, key) => at[key], copy)
  if (value === undefined) delete inner[last]
  else inner[last] = value
  return copy
}

describe('GenerateWidgetAccessToken', () => {
  test('200: two tokens, signed by one algorithm, that say what is documented', async () => {
    const { status, body } = await create(fiscal)
    expect(status).toBe(200)
    const now = Math.floor(api.now().getTime() / 1_000)
    const keys = (await api.get('/_enlace/keys/')).body.results
    const host = new URL(api.url).host
    const common = {
      iat: now,
      user_id: keys[0].id,
      organization_name: 'default',
      organization_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      scopes: ['read_institutions', 'write_links'],
      environment: 'sandbox',
      api_url: host,
      credentials_storage: '30d',
      stale_in: '365d',
      fetch_resources: ['FINANCIAL_STATEMENTS', 'INVOICES', 'TAX_STATUS'],
      iss: host,
      jti: expect.stringMatching(/^[0-9a-f]{32}$/),
    }
    expect(claimsOf(body.access)).toEqual({ ...common, token_type: 'access', exp: now + 600 })
    expect(claimsOf(body.refresh)).toEqual({ ...common, token_type: 'refresh', exp: now + 7_200 * 86_400 })
    expect(claimsOf(body.access).jti).not.toBe(claimsOf(body.refresh).jti)
    for (const token of [body.access, body.refresh])
      expect(decodeProtectedHeader(token)).toEqual({ alg: 'HS512', typ: 'JWT' })
  })

  test.each([
    ['banking', openFinanceBody],
    ['banking for a company', withConsent({ identification_info: company() })],
    ['banking for half a year', withConsent({ default_consent_duration_days: 183 })],
    ['the portal of consents', { scopes: 'read_consents', widget: { openfinance_feature: 'consent_management' } }],
    ['employment in Brazil', { ...fiscal, fetch_resources: ['EMPLOYMENTS', 'OWNERS'] }],
    ['employment in Mexico', { ...fiscal, fetch_resources: ['EMPLOYMENT_RECORDS', 'EMPLOYMENT_METRICS'] }],
    ['fiscal', fiscal],
    ['an old client', short],
    ['an old client with a look of its own', { ...short, widget: { branding } }],
  ])('200: the body of %s', async (_what, body) => {
    expect((await create(body)).status).toBe(200)
  })

  test('200: the keys may come in the header, and a scope that is named twice counts once', async () => {
    const { status, body } = await api.post('/api/token/', { scopes: 'read_links, write_links,read_links' })
    expect([status, claimsOf(body.access).scopes]).toEqual([200, ['read_links', 'write_links']])
  })

  test('200: nothing of the person or of the widget stands in a token', async () => {
    const { body } = await create(openFinanceBody)
    const said = JSON.stringify([claimsOf(body.access), claimsOf(body.refresh)])
    expect(said).not.toMatch(/76109277673|Ralph|ACME|shop/)
  })

  test.each<[string, unknown, string]>([
    ['scopes', undefined, 'required'],
    ['scopes', '', 'blank'],
    ['scopes', 'write_links,', 'blank'],
    ['scopes', 'write_links,admin', 'invalid_choice'],
    ['scopes', ['write_links'], 'invalid'],
    ['link_id', 'nonsense', 'invalid'],
    ['stale_in', undefined, 'required'],
    ['stale_in', '1 day', 'invalid'],
    ['stale_in', '0d', 'invalid'],
    ['credentials_storage', '366d', 'invalid'],
    ['credentials_storage', 'for ever', 'invalid'],
    ['fetch_resources', undefined, 'required'],
    ['fetch_resources', 'ACCOUNTS', 'not_a_list'],
    ['fetch_resources.0', 'EVERYTHING', 'invalid_choice'],
    ['widget', 'blue', 'invalid'],
    ['widget.openfinance_feature', 'payments', 'invalid_choice'],
    ['widget.callback_urls', undefined, 'required'],
    ['widget.callback_urls.exit', undefined, 'required'],
    ['widget.callback_urls.success', 'nowhere', 'invalid'],
    ['widget.callback_urls.event', 'JavaScript:alert(1)', 'invalid'],
    ['widget.branding', undefined, 'required'],
    ['widget.branding.company_name', undefined, 'required'],
    ['widget.branding.company_name', '', 'blank'],
    ['widget.branding.company_name', 'x'.repeat(129), 'invalid'],
    ['widget.branding.company_icon', 'data:image/svg+xml,x', 'invalid'],
    ['widget.branding.company_terms_url', null, 'null'],
    ['widget.branding.overlay_background_color', 'blue', 'invalid'],
    ['widget.branding.social_proof', 'yes', 'invalid'],
    ['widget.theme.0.css_key', 'color; background', 'invalid'],
    ['widget.theme.0.value', undefined, 'required'],
    ['widget.consent', undefined, 'required'],
    ['widget.consent.purpose', undefined, 'required'],
    ['widget.consent.purpose', 'x'.repeat(141), 'invalid'],
    ['widget.consent.terms_and_conditions_url', undefined, 'required'],
    ['widget.consent.permissions', ['REGISTER'], 'invalid'],
    ['widget.consent.permissions.1', 'REGISTER', 'invalid'],
    ['widget.consent.permissions.3', 'INVESTMENTS', 'invalid_choice'],
    ['widget.consent.identification_info', [], 'invalid'],
    ['widget.consent.identification_info', company().slice(1), 'invalid'],
    ['widget.consent.identification_info.0.type', 'RG', 'invalid_choice'],
    ['widget.consent.identification_info.0.number', '50685362006773', 'invalid'],
    ['widget.consent.identification_info.0.name', undefined, 'required'],
    ['widget.consent.default_consent_duration_days', 100, 'invalid_choice'],
  ])('400: %s is named when it is %j', async (path, value, code) => {
    const { status, body } = await create(changed(openFinanceBody, path, value))
    const field = path === 'widget.consent.permissions.1' ? 'widget.consent.permissions' : path
    expect({ status, body }).toMatchObject({ status: 400, body: [{ code, field }] })
    expect(body).toHaveLength(1)
  })

  test('200: the purpose may stand where it stood in earlier years', async () => {
    const { purpose, ...consent } = openFinanceBody.widget.consent
    const widget = { ...openFinanceBody.widget, purpose, consent }
    expect((await create({ ...openFinanceBody, widget })).status).toBe(200)
  })

  test('401: keys that are wrong, half, of another kind or missing, whatever else the body says', async () => {
    const rejected = { status: 401, body: [{ code: 'authentication_failed', message: 'Invalid Secret Keys' }] }
    for (const keys of [
      { id: demoKeys.id, password: 'wrong' },
      { id: 'nobody', password: demoKeys.password },
      { id: demoKeys.id },
      { id: 5, password: ['x'] },
      {},
    ]) {
      expect(await api.send('POST', '/api/token/', { keys: null, body: { ...keys, scopes: '' } })).toMatchObject(
        rejected,
      )
    }
    expect(await api.send('POST', '/api/token/', { keys: null, body: '[1]' })).toMatchObject(rejected)
    const wrongHeader = { keys: { id: demoKeys.id, password: 'wrong' }, body: short }
    expect(await api.send('POST', '/api/token/', wrongHeader)).toMatchObject(rejected)
  })

  test('403: no token makes tokens, and no key hands on what it may not do itself', async () => {
    const token = await givenToken(api, short)
    const headers = { authorization: `Bearer ${token}` }
    expect((await api.send('POST', '/api/token/', { keys: null, headers, body: short })).status).toBe(403)
    const { id, password } = await givenKey(api, ['institutions:read', 'links:read'])
    expect((await create({ id, password, scopes: 'read_institutions,read_links' })).status).toBe(200)
    expect(await create({ id, password, ...short })).toMatchObject({
      status: 403,
      body: [{ code: 'access_to_resource_denied' }],
    })
    expect((await create({ id, password, scopes: 'read_consents' })).status).toBe(403)
  })

  test("404: a link that nobody has, and another workspace's", async () => {
    const link = await api.givenLink()
    const { id, password } = await api.givenStranger()
    const ask = { ...short, link_id: link.id }
    expect((await create(ask)).status).toBe(200)
    expect(await create({ id, password, ...ask })).toMatchObject({ status: 404, body: [{ code: 'not_found' }] })
    expect((await create({ ...short, link_id: '3f0e7c55-0f5b-4a39-9c46-0a1d4e0f2b77' })).status).toBe(404)
  })

  test('429: the 601st token within a minute, of one workspace', { timeout: 60_000 }, async () => {
    const { id, password } = await api.givenStranger()
    const ask = () => create({ id, password, scopes: 'read_institutions' })
    for (let made = 0; made < 600; made += 50) {
      const statuses = await Promise.all(Array.from({ length: 50 }, async () => (await ask()).status))
      expect(statuses.filter((status) => status !== 200)).toEqual([])
      api.advance({ seconds: 1 })
    }
    const refused = await ask()
    expect(refused).toMatchObject({ status: 429, body: [{ code: 'too_many_requests' }] })
    expect(refused.headers.get('retry-after')).toBe('48')
    expect((await create(short)).status).toBe(200)
    api.advance({ seconds: 48 })
    expect((await ask()).status).toBe(200)
  })
})

function company() {
  return [
    { type: 'CPF', number: '76109277673', name: 'Ralph Bragg' },
    { type: 'CNPJ', number: '50685362006773', name: 'Belvo OF test' },
  ]
}
