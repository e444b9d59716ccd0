import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { call, startServer } from './child-server.ts'

const guard = ['--import', join(import.meta.dirname, 'no-network.ts')]
const folder = mkdtempSync(join(tmpdir(), 'enlace-offline-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

// 192.0.2.0/24 and .invalid are set aside for documentation: nobody answers there.
test.each([
  ['a request', `await fetch('http://192.0.2.1/')`],
  ['a request to a name', `await fetch('http://host.invalid/')`],
  ['a connection', `(await import('node:net')).connect(443, '192.0.2.1')`],
  ['a connection by TLS', `(await import('node:tls')).connect({ host: '192.0.2.1', port: 443 })`],
  ['a request of the old kind', `(await import('node:https')).get('https://192.0.2.1/')`],
  ['a datagram', `(await import('node:dgram')).createSocket('udp4').send('x', 53, '192.0.2.1')`],
  ['a name', `import { lookup } from 'node:dns/promises'; await lookup('host.invalid')`],
  ['a name of the old kind', `import { resolve4 } from 'node:dns'; resolve4('host.invalid', () => {})`],
])('the guard catches %s', (_what, program) => {
  const { stderr, status } = spawnSync(process.execPath, [...guard, '--input-type=module', '--eval', program], {
    encoding: 'utf8',
    timeout: 15_000,
  })
  expect(stderr).toMatch(/OUTBOUND \w+ (192\.0\.2\.1|host\.invalid)/)
  expect(status).not.toBe(0)
})

test('the emulator does its whole job without a network', async () => {
  const server = await startServer({ ENLACE_DATA_DIR: join(folder, 'data') }, guard)
  const bank = { institution: 'erebor_mx_retail', username: 'bnk100', password: 'full' }
  const { status, body } = await call(server.url, '/api/links/', bank)
  expect(status).toBe(201)
  const { id: link } = body as { id: string }
  for (const path of ['owners', 'accounts'])
    expect((await call(server.url, `/api/${path}/`, { link })).status).toBe(201)
  const period = { date_from: '2026-01-01', date_to: '2026-01-31' }
  expect((await call(server.url, '/api/transactions/', { link, ...period })).status).toBe(201)
  for (const path of ['links/', 'owners/', 'accounts/', `transactions/?link=${link}`, 'institutions/']) {
    expect((await call(server.url, `/api/${path}`)).status).toBe(200)
  }
  for (const page of ['/', '/docs', '/_enlace/ready']) expect((await fetch(server.url + page)).status).toBe(200)
  const { code, said } = await server.end('SIGTERM')
  expect(code).toBe(0)
  expect(said.stdout + said.stderr).not.toContain('OUTBOUND')
})
