import { type FactSchema, resolve } from './facts.ts'

/** From OpenAPI 3.0 to JSON Schema: `nullable` becomes a type, a page one object, and unknown keys are refused. */
export function toJsonSchema(schema: FactSchema): object {
  if (schema.$ref !== undefined) return { $ref: `facts#/$defs/${nameIn(schema.$ref)}` }
  if (schema.allOf) return pageSchema(schema.allOf)
  // Closed shapes exclude each other; where the caller chose keys, more than one may fit.
  const shapes = schema.anyOf ?? schema.oneOf
  if (shapes) return { anyOf: shapes.map(toJsonSchema) }
  const { nullable, properties, items, example: _, default: __, ...rest } = schema
  const translated: Record<string, unknown> = { ...rest }
  if (nullable) translated.type = [schema.type, 'null']
  if (nullable && schema.enum) translated.enum = [...new Set([...schema.enum, null])]
  if (items) translated.items = toJsonSchema(items)
  if (!properties) return translated
  translated.properties = translateAll(properties)
  translated.additionalProperties = schema.additionalProperties ?? false
  return translated
}

function pageSchema(parts: readonly FactSchema[]): object {
  const properties = Object.assign({}, ...parts.map((part) => resolve(part).properties)) as Record<string, FactSchema>
  return toJsonSchema({ type: 'object', required: Object.keys(properties), properties })
}

const translateAll = (properties: Readonly<Record<string, FactSchema>>): object =>
  Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, toJsonSchema(schema)]))

/** A record of which the caller chose keys: any of its own may be missing, none below them. */
export function withoutRequired(schema: FactSchema, schemas: Readonly<Record<string, FactSchema>>): FactSchema {
  const inside = (each: FactSchema) => withoutRequired(each, schemas)
  if (schema.allOf) return { ...schema, allOf: schema.allOf.map(inside) }
  if (schema.anyOf ?? schema.oneOf) return { anyOf: (schema.anyOf ?? schema.oneOf ?? []).map(inside) }
  if (schema.items) return { ...schema, items: inside(schema.items) }
  const { results } = schema.properties ?? {}
  if (results) return { ...schema, properties: { ...schema.properties, results: inside(results) } }
  const name = schema.$ref && nameIn(schema.$ref)
  if (name === undefined || name === 'common_pagination_properties') return schema
  const { required: _, ...record } = schemas[name] ?? {}
  return record
}

const nameIn = (reference: string): string => reference.slice('#/components/schemas/'.length)

/** The specification forgets to require what every reply has. */
export function whole(name: string, schema: FactSchema): FactSchema {
  const isWhole = ['Link', 'InstitutionPublicApi'].includes(name)
  return isWhole ? { ...schema, required: Object.keys(schema.properties ?? {}) } : schema
}
