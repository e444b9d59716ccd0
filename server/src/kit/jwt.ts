import { CompactSign, compactVerify, errors } from 'jose'

/** What a token says, before anything of it is believed but that it was signed here. */
export type Claims = Readonly<Record<string, unknown>>

/** The one algorithm: what a token's own header says is never a choice. */
const algorithm = 'HS512'

/** HS512 wants a key as long as its digest. */
const signingKeyBytes = 64

/** Signs claims as a compact JSON Web Token; instants among them are whole seconds, as the caller's clock has them. */
export function signJwt(claims: Claims, key: Buffer): Promise<string> {
  if (key.length < signingKeyBytes) throw new RangeError('the key is too short for HS512')
  const text = new TextEncoder().encode(JSON.stringify(claims))
  return new CompactSign(text).setProtectedHeader({ alg: algorithm, typ: 'JWT' }).sign(key)
}

/**
 * The claims of a token that this key has signed; undefined for any other text. Whether its time is over is for the
 * caller to say, whose clock it is.
 */
export async function readJwt(token: string, key: Buffer): Promise<Claims | undefined> {
  try {
    const { payload } = await compactVerify(token, key, { algorithms: [algorithm] })
    return claimsIn(new TextDecoder().decode(payload))
  } catch (thrown) {
    if (thrown instanceof errors.JOSEError || thrown instanceof SyntaxError || thrown instanceof TypeError)
      return undefined
    throw thrown
  }
}

function claimsIn(text: string): Claims | undefined {
  const claims: unknown = JSON.parse(text)
  return typeof claims === 'object' && claims !== null && !Array.isArray(claims) ? (claims as Claims) : undefined
}
