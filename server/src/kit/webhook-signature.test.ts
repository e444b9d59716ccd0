import { Webhook } from 'standardwebhooks'
import { expect, test } from 'vitest'
import { newWebhookSecret, signatureHeaders } from './webhook-signature.ts'

const webhook = { id: '6de4d8fc7d48a0ac162ca20232c43a7b', at: new Date(), body: '{"name":"São Paulo, 10 €"}' }

test('a secret is 32 bytes in base64 behind its prefix, another one each time', () => {
  const secrets = Array.from({ length: 100 }, newWebhookSecret)
  expect(new Set(secrets).size).toBe(100)
  for (const secret of secrets) {
    expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
    expect(Buffer.from(secret.slice('whsec_'.length), 'base64')).toHaveLength(32)
  }
})

test('the public verifier agrees with each of two secrets, and with no third one', () => {
  const [one, other, third] = [newWebhookSecret(), newWebhookSecret(), newWebhookSecret()]
  const headers = signatureHeaders([one, other], webhook)
  expect(new Webhook(one).verify(webhook.body, headers)).toEqual(JSON.parse(webhook.body))
  expect(new Webhook(other).verify(webhook.body, headers)).toEqual(JSON.parse(webhook.body))
  expect(() => new Webhook(third).verify(webhook.body, headers)).toThrow('No matching signature')
})

test.each([
  ['body', `${webhook.body} `, {}],
  ['id', webhook.body, { 'webhook-id': 'another' }],
  ['timestamp', webhook.body, { 'webhook-timestamp': String(Math.floor(webhook.at.getTime() / 1_000) - 1) }],
])('another %s makes the signature wrong', (_, body, changed) => {
  const secret = newWebhookSecret()
  const headers = { ...signatureHeaders([secret], webhook), ...changed }
  expect(() => new Webhook(secret).verify(body, headers)).toThrow('No matching signature')
})

test('what was signed more than five minutes ago is refused by the public verifier', () => {
  const secret = newWebhookSecret()
  const headers = signatureHeaders([secret], { ...webhook, at: new Date(webhook.at.getTime() - 301_000) })
  expect(() => new Webhook(secret).verify(webhook.body, headers)).toThrow('too old')
})
