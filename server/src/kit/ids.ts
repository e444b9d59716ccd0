import { drawBytes, mac } from './random.ts'

/**
 * Where ids come from. In the emulator they are derived from the workspace's seed, so that the same calls give the
 * same bytes; in server mode they are drawn. `kind` and `key` name the thing, and matter only where ids are derived.
 */
export interface Ids {
  /** 16 bytes for `kind` and `key`. */
  bytes(kind: string, ...key: readonly (string | number)[]): Buffer
}

export const derivedIds = (seed: string): Ids => ({
  bytes: (kind, ...key) => mac(seed, kind, ...key).subarray(0, 16),
})

export const drawnIds: Ids = { bytes: () => drawBytes(16) }

/** A version-4 UUID over the given bytes. */
export function uuidOf(bytes: Buffer): string {
  const hex = bytes.toString('hex')
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** A version-4 UUID in the given shard: its first three hexadecimal digits are the shard's. */
export function uuidInShard(shard: number, bytes: Buffer): string {
  return shard.toString(16).padStart(3, '0') + uuidOf(bytes).slice(3)
}

/** The shard that an id carries in its first three hexadecimal digits, 0-4095. */
export const shardOf = (id: string): number => Number.parseInt(id.slice(0, 3), 16)

/** 32 lower-case hexadecimal digits, the form of a request id. */
export const hexId = (bytes: Buffer): string => bytes.toString('hex')

const uuidForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

export const isUuid = (text: string): boolean => uuidForm.test(text)

/** The same 32 digits in the five groups of a UUID. */
export const dashed = (hex: string): string => hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
