import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** A secret by its name, and every form in which its bytes could be written down. */
type Needle = { readonly name: string; readonly forms: readonly Buffer[] }

/** The forms to look for: as text, in UTF-16, in hexadecimal and in base64 at each of its three alignments. */
export function needlesOf(secrets: Readonly<Record<string, string>>): readonly Needle[] {
  return Object.entries(secrets).map(([name, secret]) => {
    const bytes = Buffer.from(secret)
    const texts = [bytes.toString('hex'), bytes.toString('hex').toUpperCase(), ...base64Forms(bytes)]
    return { name, forms: [bytes, Buffer.from(secret, 'utf16le'), ...texts.map((text) => Buffer.from(text))] }
  })
}

/** Which of the secrets the bytes hold, in whatever form. */
export function foundIn(bytes: Buffer | string, needles: readonly Needle[]): string[] {
  const haystack = typeof bytes === 'string' ? Buffer.from(bytes) : bytes
  return needles.filter(({ forms }) => forms.some((form) => haystack.includes(form))).map(({ name }) => name)
}

/** Which of the secrets the files below a folder hold: `file: name`. */
export function foundInFiles(folder: string, needles: readonly Needle[]): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(join(folder, path)).isFile())
    .flatMap((path) => foundIn(readFileSync(join(folder, path)), needles).map((name) => `${path}: ${name}`))
}

/** The letters at both ends depend on the neighbours, so they are left out. */
function base64Forms(bytes: Buffer): string[] {
  return [0, 1, 2].flatMap((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64')
    const start = Math.ceil((shift * 8) / 6)
    const end = Math.floor(((shift + bytes.length) * 8) / 6)
    const inner = text.slice(start, end)
    return [inner, inner.replaceAll('+', '-').replaceAll('/', '_')]
  })
}

/** All values of a row as bytes, whatever their type; bytea as it is. */
export function bytesOfRow(row: Readonly<Record<string, unknown>>): Buffer {
  return Buffer.concat(Object.values(row).flatMap((value) => [bytesOf(value), Buffer.from('\n')]))
}

function bytesOf(value: unknown): Buffer {
  if (value instanceof Uint8Array) return Buffer.from(value)
  return Buffer.from(typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))
}
