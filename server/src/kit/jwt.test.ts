import { SignJWT, UnsecuredJWT } from 'jose'
import { describe, expect, test } from 'vitest'
import { readJwt, signJwt } from './jwt.ts'

const key = Buffer.alloc(64, 7)
const claims = { jti: 'a', exp: 1, scopes: ['read_links'] }

describe('a token', () => {
  test('is read by the key that signed it, whatever the time', async () => {
    expect(await readJwt(await signJwt(claims, key), key)).toEqual(claims)
  })

  test('says nothing to another key, nor after a change', async () => {
    const token = await signJwt(claims, key)
    expect(await readJwt(token, Buffer.alloc(64, 8))).toBeUndefined()
    const [head, body, signature] = token.split('.') as [string, string, string]
    const wider = Buffer.from(JSON.stringify({ ...claims, scopes: ['write_links'] })).toString('base64url')
    for (const changed of [
      `${head}.${wider}.${signature}`,
      `${head}.${body}.${signature.slice(0, -4)}AAAA`,
      `${head}.${body}.`,
      `${head}.${body}`,
      'x',
      '',
    ]) {
      expect(await readJwt(changed, key)).toBeUndefined()
    }
  })

  test.each(['HS256', 'HS384'])('of another algorithm says nothing, even under the right key: %s', async (alg) => {
    expect(await readJwt(await new SignJWT(claims).setProtectedHeader({ alg }).sign(key), key)).toBeUndefined()
  })

  test('without a signature says nothing', async () => {
    expect(await readJwt(new UnsecuredJWT(claims).encode(), key)).toBeUndefined()
  })

  test('is not signed under a key that is too short', () => {
    expect(() => signJwt(claims, Buffer.alloc(32, 7))).toThrow('too short')
  })
})
