import Fastify, { type FastifyInstance } from 'fastify'
import { describe, expect, test } from 'vitest'
import { assetNames } from './assets.ts'
import type { PageFacts } from './page-facts.ts'
import { mountPages } from './pages.ts'

const emulator: PageFacts = {
  version: '1.2.3',
  mode: 'emulator',
  database: 'embedded',
  demoKeys: { id: 'shown-id', password: 'shown-password' },
}
const pages = ['/', '/docs', '/docs/enlace']

function serverOf(facts: PageFacts): FastifyInstance {
  const server = Fastify()
  mountPages(server, facts)
  return server
}

describe.each(pages)('%s', (url) => {
  test('may load nothing from elsewhere, and nobody may frame it', async () => {
    const { statusCode, headers } = await serverOf(emulator).inject(url)
    const policy = String(headers['content-security-policy'])
    expect(statusCode).toBe(200)
    expect(headers['content-type']).toBe('text/html; charset=utf-8')
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' })
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toMatch(/https?:|\*|unsafe-eval/)
  })

  test('shows keys only where demo keys are in use', async () => {
    expect((await serverOf(emulator).inject(url)).body).toContain('shown-password')
    const { body } = await serverOf({ ...emulator, mode: 'server', database: 'postgres', demoKeys: null }).inject(url)
    expect(body).not.toMatch(/shown|demo|data-key/i)
  })
})

test('the first page says what runs, with a call to this address', async () => {
  const { body } = await serverOf(emulator).inject({ url: '/', headers: { host: 'enlace.test:4400' } })
  expect(body).toContain('1.2.3')
  expect(body).toContain('The emulator is running')
  expect(body).toContain('http://enlace.test:4400/api/links/')
})

test('an address that is no host name is not repeated', async () => {
  const { body } = await serverOf(emulator).inject({ url: '/', headers: { host: '"><script>alert(1)</script>' } })
  expect(body).not.toContain('alert')
  expect(body).toContain('http://127.0.0.1/api/links/')
})

test.each(assetNames)('%s is kept by the browser until it changes', async (name) => {
  const server = serverOf(emulator)
  const first = await server.inject(`/docs/assets/${name}`)
  expect(first.statusCode).toBe(200)
  expect(first.headers['cache-control']).toBe('public, max-age=86400')
  const again = await server.inject({
    url: `/docs/assets/${name}`,
    headers: { 'if-none-match': String(first.headers.etag) },
  })
  expect([again.statusCode, again.body]).toEqual([304, ''])
})

test.each([
  '/docs/assets/',
  '/docs/assets/package.json',
  '/docs/assets/../package.json',
  '/docs/assets/..%2f..%2fpackage.json',
  '/docs/assets/swagger-ui.js%00',
  '/docs/assets/swagger-ui-bundle.js',
])('%s leads nowhere', async (url) => {
  expect((await serverOf(emulator).inject(url)).statusCode).toBe(404)
})

test.each(['/docs/openapi.json', '/docs/enlace-openapi.json'])('%s is an OpenAPI document', async (url) => {
  const { headers, body } = await serverOf(emulator).inject(url)
  expect(headers['content-type']).toMatch(/^application\/json/)
  expect(JSON.parse(body)).toMatchObject({ openapi: '3.1.1' })
})
