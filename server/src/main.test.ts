import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { authorizationOf } from '../../test/harness/request.ts'
import {
  type ChildServer,
  call,
  cutShort,
  type Ended,
  runServer,
  startServer,
} from '../../test/robustness/child-server.ts'
import { demoKeys } from './config.ts'

const folder = mkdtempSync(join(tmpdir(), 'enlace-main-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let foldersCount = 0
const newFolder = () => join(folder, `data-${++foldersCount}`)

function expectRefusal({ code, said }: Ended, message: string | RegExp): void {
  expect(said.stderr.trimEnd()).toMatch(message)
  expect(said.stderr).not.toContain('    at ')
  expect(said.stdout).toBe('')
  expect(code).toBe(1)
}

describe('a start that is refused', () => {
  test('by the environment lists every problem, and nothing else', async () => {
    const ended = await runServer({ PORT: '70000', ENLACE_MODE: 'server', LOG_LEVEL: 'loud' })
    expectRefusal(ended, /^The configuration is not usable:\n( {2}[A-Z_, ]+: .+\n?){5}$/)
  })

  test('by a port that is taken names it', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    const ended = await runServer({ PORT: String(port), ENLACE_DATA_DIR: 'memory' })
    other.close()
    expectRefusal(ended, `Port ${port} of 127.0.0.1 is taken by another program. Stop it, or set PORT.`)
  })

  // It used to end with a stack trace.
  test('by an address of another machine says so', async () => {
    const ended = await runServer({ HOST: '192.0.2.1', ENLACE_DATA_DIR: 'memory' })
    expectRefusal(ended, /^HOST, PORT: this process cannot listen on 192\.0\.2\.1, port 0 \(EADDRNOTAVAIL\)\.$/)
  })

  // It used to end with a stack trace.
  test('by a data folder that is a file says so', async () => {
    const path = join(folder, 'a-file')
    writeFileSync(path, '')
    const line = /^ENLACE_DATA_DIR: the folder \S+ cannot be written to \(E[A-Z]+\)\.$/
    expectRefusal(await runServer({ ENLACE_DATA_DIR: path }), line)
    expectRefusal(await runServer({ ENLACE_DATA_DIR: join(path, 'below') }), line)
  })

  test.skipIf(process.getuid?.() === 0)('by a data folder of somebody else says so', async () => {
    const closed = mkdtempSync(join(folder, 'closed-'))
    chmodSync(closed, 0o500)
    expectRefusal(
      await runServer({ ENLACE_DATA_DIR: closed }),
      /^ENLACE_DATA_DIR: .+ cannot be written to \(EACCES\)\.$/,
    )
  })

  // It used to end with a stack trace in the emulator, and to wait for ever for a host that drops packets.
  test.each(['emulator', 'server'])('by a database out of reach says where, without the password: %s', async (mode) => {
    const closed = createServer().listen(0, '127.0.0.1')
    await once(closed, 'listening')
    const { port } = closed.address() as AddressInfo
    closed.close()
    await once(closed, 'close')
    const ended = await runServer({
      ENLACE_MODE: mode,
      DATABASE_URL: `postgres://enlace:hunter%202@127.0.0.1:${port}/enlace`,
      ENLACE_MASTER_KEY: Buffer.alloc(32).toString('base64'),
      ENLACE_SECRET_ID: 'chosen-id',
      ENLACE_SECRET_PASSWORD: 'chosen-password',
    })
    expectRefusal(ended, new RegExp(`^DATABASE_URL: cannot use 127\\.0\\.0\\.1:${port}/enlace: .*ECONNREFUSED.*\\.$`))
    expect(ended.said.stderr).not.toContain('hunter')
  })
})

describe('data that was made before', () => {
  const data = newFolder()
  beforeAll(async () => {
    const server = await startServer({ ENLACE_DATA_DIR: data, ENLACE_SEED: 'first', ENLACE_CLOCK: '2026-01-31' })
    await server.end('SIGTERM')
  })

  test.each([
    ['another seed', { ENLACE_SEED: 'second' }, /^ENLACE_SEED: the data was made with another seed\. .+$/],
    ['another clock', { ENLACE_CLOCK: '2026-02-01' }, /^ENLACE_CLOCK: .+ \(2026-01-31T00:00:00\.000Z\)\. .+$/],
    [
      'another master key',
      { ENLACE_MASTER_KEY: Buffer.alloc(32, 9).toString('base64') },
      'ENLACE_MASTER_KEY: the data was sealed under another master key.',
    ],
  ])('refuses %s in one line', async (_what, env, line) => {
    expectRefusal(await runServer({ ENLACE_DATA_DIR: data, ...env }), line)
  })

  test.each([[{}], [{ ENLACE_SEED: 'first', ENLACE_CLOCK: '2026-01-31T00:00:00Z' }]])(
    'goes on with the same wishes or none: %j',
    async (env) => {
      const server = await startServer({ ENLACE_DATA_DIR: data, ...env })
      expect((await server.end('SIGTERM')).code).toBe(0)
    },
  )
})

describe("the emulator's own master key", () => {
  test('is for its owner alone', async () => {
    const data = newFolder()
    await (await startServer({ ENLACE_DATA_DIR: data })).end('SIGTERM')
    expect(statSync(join(data, 'master.key')).mode & 0o777).toBe(0o600)
    expect(statSync(data).mode & 0o777).toBe(0o700)
    expect(readdirSync(data)).not.toContain('master.key.new')
  })

  // Written in place, a crash left a file that no start could read.
  test('is not left half-written by a crash', async () => {
    const data = newFolder()
    await cutShort({ ENLACE_DATA_DIR: data }, 400)
    mkdirSync(data, { recursive: true })
    writeFileSync(join(data, 'master.key.new'), 'aGFsZg')
    const server = await startServer({ ENLACE_DATA_DIR: data })
    expect((await server.end('SIGTERM')).code).toBe(0)
    expect(readdirSync(data).filter((name) => name.startsWith('master'))).toEqual(['master.key'])
  })
})

const authorization = authorizationOf(demoKeys)
const link = JSON.stringify({ institution: 'erebor_mx_retail', username: 'bnk100', password: 'full' })

/** A registration whose head has arrived at the server and whose body has not. */
async function holdRequest(server: ChildServer): Promise<Socket> {
  const { hostname, port } = new URL(server.url)
  const socket = connect(Number(port), hostname).setEncoding('utf8')
  socket.write(
    `POST /api/links/ HTTP/1.1\r\nhost: x\r\nauthorization: ${authorization}\r\ncontent-type: application/json\r\n` +
      `content-length: ${link.length}\r\nexpect: 100-continue\r\n\r\n`,
  )
  const [answer] = await once(socket, 'data')
  expect(answer).toMatch(/^HTTP\/1\.1 100 /)
  return socket
}

/** Knocks until nobody opens any more. */
async function untilClosed(server: ChildServer): Promise<void> {
  const { hostname, port } = new URL(server.url)
  for (let knocks = 0; knocks < 10_000; knocks += 1) {
    const socket = connect(Number(port), hostname)
    const refused = await Promise.race([
      once(socket, 'connect').then(() => false),
      once(socket, 'error').then(() => true),
    ]).catch(() => true)
    socket.destroy()
    if (refused) return
  }
  throw new Error('the server still listens')
}

describe.each(['SIGTERM', 'SIGINT'] as const)('%s', (signal) => {
  // It used to wait ten seconds for the connections of both, and to end with 1.
  test('finishes the request that runs, refuses new ones and ends with 0', async () => {
    const server = await startServer({ ENLACE_DATA_DIR: 'memory' })
    const held = await holdRequest(server)
    const silent = connect(Number(new URL(server.url).port), '127.0.0.1')
    await once(silent, 'connect')
    const ended = server.end(signal)
    await untilClosed(server)
    held.write(link)
    const [answer] = await once(held, 'data')
    expect(answer).toMatch(/^HTTP\/1\.1 201 /)
    const startedAt = performance.now()
    expect(await ended).toMatchObject({ code: 0, signal: null })
    expect(performance.now() - startedAt).toBeLessThan(9_000)
  })
})

test('a second signal ends at once, whatever still runs', async () => {
  const server = await startServer({ ENLACE_DATA_DIR: 'memory' })
  const held = await holdRequest(server)
  held.on('error', () => undefined)
  const ended = server.end('SIGTERM')
  await untilClosed(server)
  server.process.kill('SIGINT')
  expect(await ended).toMatchObject({ code: 1 })
})

test('an answered request is stored when the process ends with a signal', async () => {
  const data = newFolder()
  const server = await startServer({ ENLACE_DATA_DIR: data })
  const { status, body } = await call(server.url, '/api/links/', JSON.parse(link))
  expect(status).toBe(201)
  expect((await server.end('SIGTERM')).code).toBe(0)
  const again = await startServer({ ENLACE_DATA_DIR: data })
  const { id } = body as { id: string }
  expect(await call(again.url, `/api/links/${id}/`)).toMatchObject({ status: 200, body: { id } })
  await again.end('SIGTERM')
})
