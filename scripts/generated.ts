import { usersJsonSchema } from '../contract/users.ts'
import { apiDocument, enlaceDocument } from '../server/src/http/openapi.ts'

/** What is generated below docs/: file names, and how to make the text that belongs into them. */
export const generated: Readonly<Record<string, () => string>> = {
  'openapi.json': () => textOf(apiDocument()),
  'enlace-openapi.json': () => textOf(enlaceDocument()),
  'users.schema.json': () => textOf(usersJsonSchema),
}

const textOf = (document: object): string => `${JSON.stringify(document, null, 2)}\n`
