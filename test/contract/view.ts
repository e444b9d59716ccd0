import { resolve } from './facts.ts'

/** A schema in the words that OpenAPI 3.0 and 3.1 have in common. */
export type View = {
  /** The name of the component that it is, where it is one. */
  readonly name: string | null
  readonly nullable: boolean
  /** What a value has to keep to: type, format, pattern, enum, lengths, bounds. */
  readonly facets: Readonly<Record<string, string>>
  readonly required: readonly string[]
  readonly properties: Readonly<Record<string, Schema>> | null
  readonly items: Schema | null
  readonly choices: readonly Schema[] | null
}

export type Schema = { readonly [key: string]: unknown }

/** Looks at a schema of a document: references are followed, `allOf` is one object, null is `nullable`. */
export function view(schema: Schema, document: object): View {
  const found = resolve(schema, document) as Schema
  const name = typeof schema.$ref === 'string' ? (schema.$ref.split('/').at(-1) ?? null) : null
  const choices = (found.anyOf ?? found.oneOf) as readonly Schema[] | undefined
  if (choices) return viewChoices(choices, document, name)
  const parts = ((found.allOf as readonly Schema[] | undefined) ?? [found]).map(
    (part) => resolve(part, document) as Schema,
  )
  const [first = {}] = parts
  const types = [first.type].flat()
  const properties = parts.flatMap((part) => Object.entries((part.properties as Record<string, Schema>) ?? {}))
  return {
    name: first === found ? name : null,
    nullable: found.nullable === true || types.includes('null'),
    facets: facetsOf({ ...first, type: types.find((type) => type !== 'null') }),
    required: parts.flatMap((part) => (part.required as string[] | undefined) ?? []),
    properties: properties.length > 0 ? Object.fromEntries(properties) : null,
    items: (found.items as Schema | undefined) ?? null,
    choices: null,
  }
}

function viewChoices(choices: readonly Schema[], document: object, name: string | null): View {
  const real = choices.filter((choice) => choice.type !== 'null')
  const nullable = real.length < choices.length
  const [only] = real
  if (real.length === 1 && only) return { ...view(only, document), nullable: true }
  return { name, nullable, facets: {}, required: [], properties: null, items: null, choices: real }
}

const compared = ['type', 'format', 'pattern', 'minLength', 'maxLength', 'minimum', 'maximum', 'minItems', 'maxItems']

/** How wide a number is stored, and that a text is a password, tells nothing about the wire. */
const idleFormats = ['int32', 'int64', 'float', 'double', 'password']

/** Any text at all, as in `^[\w\W\s]{0,70}$`; its length stands in `maxLength`, or is meant to. */
const anyText = /^\^?\[\\w\\W(\\s|-)?\](\*|\{\d+,\d+\})\$?$/

/** A length of a number or a minimum of a list says nothing in JSON Schema. */
function isAbout(key: string, type: unknown): boolean {
  if (['pattern', 'minLength', 'maxLength'].includes(key)) return type === 'string'
  if (['minimum', 'maximum'].includes(key)) return type === 'number' || type === 'integer'
  return true
}

function facetsOf(schema: Schema): Record<string, string> {
  const facets: Record<string, string> = {}
  for (const key of compared) {
    const value = schema[key]
    if (value === undefined || (key === 'format' && idleFormats.includes(String(value)))) continue
    if (!isAbout(key, schema.type) || (key === 'pattern' && anyText.test(String(value)))) continue
    facets[key] = String(value)
  }
  const words = schema.enum as readonly unknown[] | undefined
  if (words)
    facets.enum = words
      .filter((word) => word !== null)
      .sort()
      .join(' ')
  return facets
}
