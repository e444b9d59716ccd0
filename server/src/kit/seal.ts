import { createCipheriv, createDecipheriv } from 'node:crypto'
import { drawBytes } from './random.ts'

const nonceBytes = 12
const tagBytes = 16

/** A fresh 32-byte key. */
export const newKey = (): Buffer => drawBytes(32)

/**
 * Encrypts with AES-256-GCM under a fresh nonce: nonce, tag, ciphertext in one buffer. `boundTo` says whose and which
 * value this is; the same words are needed to open it, so a sealed value cannot be moved to another row.
 */
export function seal(key: Buffer, plain: Buffer | string, boundTo: string): Buffer {
  const nonce = drawBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', key, nonce)
  cipher.setAAD(Buffer.from(boundTo))
  const sealed = Buffer.concat([cipher.update(typeof plain === 'string' ? Buffer.from(plain) : plain), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed])
}

/** Decrypts what `seal` gave; throws when key, words or bytes are not the same. */
export function unseal(key: Buffer, sealed: Uint8Array, boundTo: string): Buffer {
  const bytes = Buffer.from(sealed.buffer, sealed.byteOffset, sealed.byteLength)
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, nonceBytes), { authTagLength: tagBytes })
  decipher.setAAD(Buffer.from(boundTo))
  decipher.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes))
  return Buffer.concat([decipher.update(bytes.subarray(nonceBytes + tagBytes)), decipher.final()])
}
