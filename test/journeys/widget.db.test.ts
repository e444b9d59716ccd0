import { expect, test } from 'vitest'
import { type Body, startApi } from '../harness/api.ts'
import { connectBelvo } from '../harness/belvo.ts'

const api = await startApi()
const belvo = await connectBelvo(api)

/** What a page in a browser does with a token: nothing but HTTP. */
async function bare(token: string, method: string, path: string, body?: object) {
  const response = await fetch(new URL(path, api.url), {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  return { status: response.status, body: (await response.json()) as Body }
}

test('the client makes a token, and a page makes a link with it', async () => {
  const branding = {
    company_icon: 'https://shop.test/icon.svg',
    company_logo: 'https://shop.test/logo.svg',
    company_name: 'ACME',
    company_terms_url: 'https://shop.test/terms/',
  }
  const { access } = await belvo.widgetToken.create({ widget: { branding } })
  const institutions = await bare(access, 'GET', '/api/institutions/?country_code=MX')
  const bank = institutions.body.results.find(({ name }: Body) => name === 'erebor_mx_retail')
  const form = { institution: bank.name, username: 'bnk100', password: 'pass_invalid', access_mode: 'single' }
  expect((await bare(access, 'POST', '/api/links/', form)).status).toBe(400)
  const { status, body: link } = await bare(access, 'POST', '/api/links/', { ...form, password: 'full' })
  expect([status, link.status]).toEqual([201, 'valid'])
  expect((await bare(access, 'GET', '/api/institutions/')).status).toBe(401)

  expect(await belvo.accounts.retrieve(link.id)).toHaveLength(4)
})

test('the client makes a token for a link whose password is wrong by now, and a page repairs it', async () => {
  const link = await belvo.links.register('erebor_mx_retail', 'user_locked', 'later', { accessMode: 'single' })
  const { access } = await belvo.links.token(link.id, 'read_institutions,write_links,read_links')
  const seen = await bare(access, 'GET', `/api/links/${link.id}/`)
  expect(seen.body).toMatchObject({ id: link.id, status: 'valid' })
  const locked = await bare(access, 'PUT', `/api/links/${link.id}/`, { password: 'later' })
  expect(locked.body).toMatchObject([{ code: 'login_error' }])

  const other = await belvo.links.register('erebor_mx_retail', 'bnk100', 'full', { accessMode: 'single' })
  const { access: forOther } = await belvo.links.token(other.id, 'write_links')
  expect((await bare(forOther, 'PUT', `/api/links/${link.id}/`, { password: 'new' })).status).toBe(404)
  expect(await bare(forOther, 'PUT', `/api/links/${other.id}/`, { password: 'new' })).toMatchObject({
    status: 200,
    body: { id: other.id, status: 'valid' },
  })
})

test('a page that was left open is turned away after ten minutes', async () => {
  const { access } = await belvo.widgetToken.create()
  expect((await bare(access, 'GET', '/api/institutions/')).status).toBe(200)
  api.advance({ minutes: 10 })
  const late = await bare(access, 'POST', '/api/links/', {
    institution: 'erebor_mx_retail',
    username: 'a',
    password: 'b',
  })
  expect(late).toMatchObject({ status: 401, body: [{ code: 'authentication_failed' }] })
})
