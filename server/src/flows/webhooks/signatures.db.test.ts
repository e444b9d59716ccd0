import { Webhook } from 'standardwebhooks'
import { describe, expect, test, vi } from 'vitest'
import { type Body, startApi } from '../../../../test/harness/api.ts'
import { type Received, startReceiver } from '../../../../test/harness/receiver.ts'

const house = await startApi()

/** A workspace whose clock stands years before the receivers' own, with an endpoint. */
async function given() {
  const receiver = await startReceiver()
  const api = house.as(await house.givenStranger())
  await api.post('/_enlace/clock/set/', { to: '2020-03-18T12:00:00Z' })
  await api.post('/_enlace/clock/freeze/')
  const { body: endpoint } = await api.post('/_enlace/webhooks/', { url: receiver.url, webhook_types: ['OWNERS'] })
  const secrets = `/_enlace/webhooks/${endpoint.id}/secrets/`
  const makeSecret = async (): Promise<Body> => (await api.post(secrets)).body
  const endSecret = ({ id }: Body) => api.delete(`${secrets}${id}/`)
  const advance = (by: string) => api.post('/_enlace/clock/advance/', { by })
  let people = 0
  /** What arrives of one more person. */
  const tell = async (): Promise<Received> => {
    receiver.forget()
    people += 1
    const form = { institution: 'erebor_mx_retail', password: 'full', access_mode: 'single' }
    await api.post('/api/links/', { ...form, username: `person_${people}`, fetch_resources: ['OWNERS'] })
    await advance('1s')
    return receiver.received[0] as Received
  }
  return { receiver, tell, advance, makeSecret, endSecret }
}

/** What the public verifier makes of it on the machine that the server runs on, whose clock stands still here. */
function verify({ secret }: Body, { text, headers }: Received): unknown {
  vi.setSystemTime(house.now())
  try {
    return new Webhook(secret).verify(text, headers as Record<string, string>)
  } finally {
    vi.useRealTimers()
  }
}

describe('a signed webhook', () => {
  test('passes the public verifier, and a changed one does not', async () => {
    const { tell, makeSecret } = await given()
    const secret = await makeSecret()
    const told = await tell()
    expect(verify(secret, told)).toEqual(told.body)
    expect(told.headers['webhook-id']).toBe(told.body.webhook_id)
    const changed = { ...told, text: told.text.replace('OWNERS', 'ACCOUNTS') }
    expect(() => verify(secret, changed)).toThrow('No matching signature')
  })

  test('has the same id on every try, and the instant of the try in the time of receivers', async () => {
    const { receiver, tell, makeSecret, advance } = await given()
    const secret = await makeSecret()
    receiver.script(500, 200)
    await tell()
    house.advance({ seconds: 7 })
    await advance('1h')
    const [first, second] = receiver.received as [Received, Received]
    expect(second.headers['webhook-id']).toBe(first.headers['webhook-id'])
    const apart = Number(second.headers['webhook-timestamp']) - Number(first.headers['webhook-timestamp'])
    // A minute of the workspace's clock has passed, and seven seconds of the machine's.
    expect(apart).toBe(7)
    expect([verify(secret, first), verify(secret, second)]).toEqual([first.body, first.body])
  })

  test('is signed with both secrets while they are changed, and then with the new one alone', async () => {
    const { tell, makeSecret, endSecret } = await given()
    const old = await makeSecret()
    const next = await makeSecret()
    const during = await tell()
    expect(String(during.headers['webhook-signature']).split(' ')).toHaveLength(2)
    expect([verify(old, during), verify(next, during)]).toEqual([during.body, during.body])
    await endSecret(old)
    const afterwards = await tell()
    expect(verify(next, afterwards)).toEqual(afterwards.body)
    expect(() => verify(old, afterwards)).toThrow('No matching signature')
  })

  test('a receiver that asked for none gets no header of it', async () => {
    const { tell, makeSecret, endSecret } = await given()
    const ours = (told: Received) => Object.keys(told.headers).filter((name) => name.startsWith('webhook-'))
    expect(ours(await tell())).toEqual([])
    const secret = await makeSecret()
    expect(ours(await tell())).toHaveLength(3)
    await endSecret(secret)
    expect(ours(await tell())).toEqual([])
  })
})
