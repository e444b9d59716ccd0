import { Webhook } from 'standardwebhooks'
import { expect, test } from 'vitest'
import { secretBytes, signatureHeaders } from './webhook-signature.ts'

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
const body = '{"webhook_id":"a","data":{}}'
const sent = (sentAt: Date) => signatureHeaders(secretBytes(secret), { id: 'a', sentAt, body })

test('the public verifier takes what was signed, and gives it back', () => {
  expect(new Webhook(secret).verify(body, sent(new Date(Date.now())))).toEqual(JSON.parse(body))
})

test('the public verifier refuses another body, another secret and an hour ago', () => {
  const headers = sent(new Date(Date.now()))
  expect(() => new Webhook(secret).verify(`${body} `, headers)).toThrow('No matching signature')
  expect(() => new Webhook('whsec_AAAA9r8GKYqrTwjUPD8ILPZIo2LaLaSw').verify(body, headers)).toThrow()
  expect(() => new Webhook(secret).verify(body, sent(new Date(Date.now() - 3_600_000)))).toThrow('too old')
})
