import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** A schema as OpenAPI 3.0 writes it, as far as the facts file uses the language. */
export type FactSchema = {
  readonly $ref?: string
  readonly type?: string
  readonly nullable?: boolean
  readonly enum?: readonly unknown[]
  readonly properties?: Readonly<Record<string, FactSchema>>
  readonly required?: readonly string[]
  readonly items?: FactSchema
  readonly allOf?: readonly FactSchema[]
  readonly anyOf?: readonly FactSchema[]
  readonly oneOf?: readonly FactSchema[]
  readonly additionalProperties?: boolean
} & Readonly<Record<string, unknown>>

/** A whole reply, as the specification shows it. */
export type FactExample = { readonly $ref?: string; readonly value?: unknown }

type Content = {
  readonly 'application/json'?: {
    readonly schema: FactSchema
    readonly examples?: Readonly<Record<string, FactExample>>
  }
}

export type FactResponse = { readonly $ref?: string; readonly content?: Content }

export type FactParameter = {
  readonly $ref?: string
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly required?: boolean
  readonly style?: string
  readonly explode?: boolean
  readonly schema: FactSchema
}

export type FactOperation = {
  readonly operationId: string
  readonly parameters?: readonly FactParameter[]
  readonly requestBody?: { readonly required?: boolean; readonly content: Content }
  readonly responses: Readonly<Record<string, FactResponse>>
}

export type Facts = {
  readonly paths: Readonly<Record<string, Readonly<Record<string, FactOperation>>>>
  readonly components: {
    readonly schemas: Readonly<Record<string, FactSchema>>
    readonly parameters: Readonly<Record<string, FactParameter>>
    readonly responses: Readonly<Record<string, FactResponse>>
    readonly examples: Readonly<Record<string, FactExample>>
  }
}

/** The structure of the published specification 1.223.0: what the wire is measured by. */
export const facts = JSON.parse(
  readFileSync(join(import.meta.dirname, 'openapi-1.223-facts.json'), 'utf8'),
) as unknown as Facts

/** What a `$ref` stands for, or the value itself. */
export function resolve<T extends object>(value: T, document: object = facts): T {
  const reference = '$ref' in value && typeof value.$ref === 'string' ? value.$ref : undefined
  if (reference === undefined) return value
  const keys = reference.slice('#/'.length).split('/')
  const found = keys.reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], document)
  if (typeof found !== 'object' || found === null) throw new RangeError(`nothing stands at ${reference}`)
  return resolve(found as T, document)
}

const forms = Object.keys(facts.paths).map((path) => ({
  path,
  form: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+').replace(/\/$/, '/?')}$`),
}))

/** The path of the specification that a request's path is an example of, such as `/api/links/{id}/`. */
export function findFactPath(path: string): string | undefined {
  return forms.find(({ form }) => form.test(path))?.path
}
