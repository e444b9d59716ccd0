import { createHmac, createSecretKey, type KeyObject, randomBytes } from 'node:crypto'

/** Bytes from the system's generator: for keys, nonces and secrets, and for ids where nothing has to repeat. */
export const drawBytes = (size: number): Buffer => randomBytes(size)

/** HMAC-SHA-256 over the parts, each preceded by its length so that no two lists of parts collide. */
export function mac(key: Buffer | string, ...parts: readonly (string | number)[]): Buffer {
  let whole = ''
  for (const part of parts) {
    const text = String(part)
    whole += `${Buffer.byteLength(text)}:${text}`
  }
  return createHmac('sha256', typeof key === 'string' ? key : prepared(key))
    .update(whole)
    .digest()
}

// A key of bytes takes five times as long to prepare as the code of a short text, and the same few come again and again.
const preparedKeys = new WeakMap<Buffer, KeyObject>()

function prepared(key: Buffer): KeyObject {
  const known = preparedKeys.get(key)
  if (known) return known
  const made = createSecretKey(key)
  preparedKeys.set(key, made)
  return made
}

/** A small deterministic generator for made-up data (sfc32); never for secrets. */
export class Dice {
  #a: number
  #b: number
  #c: number
  #counter = 1

  /** The same seed and parts give the same throws for ever. */
  constructor(seed: string, ...parts: readonly (string | number)[]) {
    const state = mac(seed, ...parts)
    this.#a = state.readInt32LE(0)
    this.#b = state.readInt32LE(4)
    this.#c = state.readInt32LE(8)
    for (let round = 0; round < 12; round += 1) this.#next()
  }

  /** A number in [0, 1). */
  fraction(): number {
    return this.#next() / 2 ** 32
  }

  /** A whole number, both ends included. */
  between(low: number, high: number): number {
    return low + Math.floor(this.fraction() * (high - low + 1))
  }

  chance(probability: number): boolean {
    return this.fraction() < probability
  }

  pick<T>(choices: readonly [T, ...T[]]): T {
    return choices[this.between(0, choices.length - 1)] as T
  }

  digits(count: number): string {
    let digits = ''
    for (let index = 0; index < count; index += 1) digits += this.between(0, 9)
    return digits
  }

  #next(): number {
    const sum = (((this.#a + this.#b) | 0) + this.#counter) | 0
    this.#counter = (this.#counter + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum
    this.#c |= 0
    return sum >>> 0
  }
}
