import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { apiDocument, enlaceDocument } from '../server/src/http/openapi.ts'

const folder = join(import.meta.dirname, '../docs')

/** What is generated below docs/: file names, and the text that belongs into them. */
export const generated: Readonly<Record<string, () => string>> = {
  'openapi.json': () => textOf(apiDocument()),
  'enlace-openapi.json': () => textOf(enlaceDocument()),
}

const textOf = (document: object): string => `${JSON.stringify(document, null, 2)}\n`

if (import.meta.main) {
  for (const [name, make] of Object.entries(generated)) writeFileSync(join(folder, name), make())
}
