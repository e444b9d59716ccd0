import type { TSchema } from 'typebox'
import { describe, expect, test } from 'vitest'
import { formOf, forms } from '../../contract/forms.ts'
import { endpoints } from '../../server/src/http/endpoints.ts'
import { isOwn } from '../../server/src/http/route.ts'

type Schema = TSchema & {
  readonly type?: unknown
  readonly pattern?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly patternProperties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: boolean | Schema
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
}

type Place = { readonly path: string; readonly schema: Schema }

/** Every schema in a body, the body's own included, by its path; `[]` is an item of a list. */
function placesIn({ path, schema }: Place): Place[] {
  const { properties = {}, patternProperties = {}, additionalProperties, items, anyOf = [] } = schema
  const inner = [
    ...Object.entries({ ...properties, ...patternProperties }).map(([name, each]) => ({
      path: `${path}.${name}`,
      schema: each,
    })),
    ...(typeof additionalProperties === 'object' ? [{ path: `${path}.*`, schema: additionalProperties }] : []),
    ...(items ? [{ path: `${path}[]`, schema: items }] : []),
    ...anyOf.map((each) => ({ path, schema: each })),
  ]
  return [{ path, schema }, ...inner.flatMap(placesIn)]
}

const bodies = endpoints.flatMap(({ operationId, path, bodySchema }) =>
  bodySchema ? [{ operationId, isOurs: isOwn({ path }), places: placesIn({ path: '', schema: bodySchema }) }] : [],
)

/** Objects of our own bodies that take any key, each with its reason: `CreateFork.labels`. */
const open: Readonly<Record<string, string>> = {}

test('every object in a body below /_enlace/ is closed, or open for a reason', () => {
  const found = bodies
    .filter(({ isOurs }) => isOurs)
    .flatMap(({ operationId, places }) =>
      places
        .filter(({ schema }) => schema.type === 'object' && schema.additionalProperties !== false)
        .map(({ path }) => `${operationId}${path}`),
    )
  expect(found).toEqual(Object.keys(open))
})

test('every pattern in a body has words and examples for whoever misses it', () => {
  const found = bodies.flatMap(({ operationId, places }) =>
    places
      .filter(({ schema: { pattern } }) => pattern !== undefined && !formOf(pattern))
      .map(({ path, schema }) => `${operationId}${path}: ${schema.pattern}`),
  )
  expect(found).toEqual([])
})

describe.each(Object.entries(forms))('%s', (_name, { pattern, examples }) => {
  test('is a form that some body asks for', () => {
    const patterns = bodies.flatMap(({ places }) => places.map(({ schema }) => schema.pattern))
    expect(patterns).toContain(pattern)
  })

  test.each(examples)('is the form of %s', (example) => {
    expect(example).toMatch(new RegExp(pattern, 'u'))
  })
})
