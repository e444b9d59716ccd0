import type dns from 'node:dns'
import { afterAll, describe, expect, test, vi } from 'vitest'
import { startReceiver } from '../../../test/harness/receiver.ts'
import { isPublicAddress, OutboundClient } from './outbound.ts'

// A name that is resolved to whatever a test says, as a hostile name server would.
const answers = vi.hoisted(() => ({ addresses: [] as { address: string; family: number }[] }))
vi.mock('node:dns', async (original) => {
  const real = await original<typeof dns>()
  const lookup = (_host: string, _options: object, callback: (error: null, found: object) => void) =>
    callback(null, answers.addresses)
  return { ...real, default: { ...real, lookup }, lookup }
})

const open = new OutboundClient({ open: true })
const guarded = new OutboundClient({ open: false })
afterAll(async () => {
  await open.close()
  await guarded.close()
})

const post = (client: OutboundClient, url: string, timeoutMs = 5_000) =>
  client.post({ url, headers: { 'content-type': 'application/json' }, body: '{}', timeoutMs })

describe('which addresses are public', () => {
  test.each(['8.8.8.8', '1.1.1.1', '172.15.0.1', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '2a00:1450::1'])(
    '%s is',
    (address) => expect(isPublicAddress(address)).toBe(true),
  )

  test.each([
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    '127.0.0.1',
    '127.255.255.254',
    '169.254.169.254',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '64:ff9b::10.0.0.1',
    'fc00::1',
    'fd12:3456::1',
    'fe80::1',
    'ff02::1',
    '2001:db8::1',
    '2001::1',
    '2001:0:4136:e378:8000:63bf:3fff:fdd2',
    '2002:7f00:1::',
    'not an address',
  ])('%s is not', (address) => expect(isPublicAddress(address)).toBe(false))
})

describe('the guard', () => {
  test.each([
    'http://127.0.0.1:1/',
    'http://2130706433/',
    'http://0x7f.1/',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://169.254.169.254/latest/meta-data/',
    'http://10.0.0.1/',
  ])('%s is refused before anything is sent', async (url) => {
    expect(await post(guarded, url)).toMatchObject({ kind: 'problem', problem: 'address_refused' })
  })

  test('a name is refused by what it is resolved to, and by any of it', async () => {
    const receiver = await startReceiver()
    const { port } = new URL(receiver.url)
    for (const addresses of [['127.0.0.1'], ['8.8.8.8', '127.0.0.1'], ['::ffff:127.0.0.1']]) {
      answers.addresses = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
      const reply = await post(guarded, `http://rebound.example:${port}/`)
      expect(reply).toMatchObject({ kind: 'problem', problem: 'address_refused' })
    }
    expect(receiver.received).toEqual([])
  })

  test('what is not http is not sent', async () => {
    expect(await post(open, 'file:///etc/hosts')).toMatchObject({ kind: 'problem', problem: 'failed' })
  })
})

describe('a receiver', () => {
  test('is answered for with its status and the first of its reply', async () => {
    const { url } = await startReceiver(201)
    expect(await post(open, url)).toEqual({
      kind: 'status',
      status: 201,
      reply: 'answered 201',
      durationMs: expect.any(Number),
    })
  })

  test('that redirects is not followed', async () => {
    const receiver = await startReceiver('redirect')
    expect(await post(open, receiver.url)).toMatchObject({ kind: 'status', status: 302 })
    expect(receiver.received.map(({ path }) => path)).toEqual(['/hook'])
  })

  test('that answers ten megabytes is read in part', async () => {
    const { url } = await startReceiver('flood')
    const reply = await post(open, url)
    expect(reply).toMatchObject({ kind: 'status', status: 200, reply: 'x'.repeat(1_024) })
  })

  test('that says nothing is given up at the deadline', async () => {
    const { url } = await startReceiver('hang')
    const reply = await post(open, url, 150)
    expect(reply).toMatchObject({ kind: 'problem', problem: 'timeout' })
    expect(reply.durationMs).toBeLessThan(4_000)
  })

  test('that says nothing again and again is given up with the same word every time', async () => {
    const { url } = await startReceiver('hang')
    const problems = []
    for (let count = 0; count < 4; count += 1) problems.push(await post(open, url, 100))
    expect(problems.map((each) => each.kind === 'problem' && each.problem)).toEqual(Array(4).fill('timeout'))
  })

  test('that breaks off, or is not there, is told in a word', async () => {
    const { url } = await startReceiver('reset')
    expect(await post(open, url)).toMatchObject({ kind: 'problem', problem: 'connection_reset' })
    expect(await post(open, 'http://127.0.0.1:1/')).toMatchObject({ kind: 'problem', problem: 'connection_refused' })
  })

  test('is not told a header that cannot be sent, and the words do not repeat it', async () => {
    const { url } = await startReceiver()
    const reply = await open.post({ url, headers: { authorization: 'a\nsecret' }, body: '{}', timeoutMs: 1_000 })
    expect(reply).toMatchObject({ kind: 'problem', problem: 'failed' })
    expect(JSON.stringify(reply)).not.toContain('secret')
  })
})
