import { describe, expect, test } from 'vitest'
import { apiDocument } from '../../server/src/http/openapi.ts'
import { compareDocuments, type Difference } from './compare.ts'
import { meantDifferences } from './differences.ts'
import { type FactSchema, type Facts, facts, resolve } from './facts.ts'
import { type MeantDifference, standsAt } from './meant.ts'

const copyOfOurs = () => structuredClone(apiDocument()) as unknown as Facts
const differences = compareDocuments(facts, copyOfOurs())

test('our API differs from the published one only where we mean it to', () => {
  const surprises = differences.filter((difference) => !meantDifferences.some((meant) => tells(meant, difference)))
  expect(surprises).toEqual([])
})

test('every place and every difference that we mean is still there', () => {
  const parts = meantDifferences.flatMap((meant) => [
    ...[meant.at].flat().map((at) => ({ ...meant, at })),
    ...[meant.what].flat().map((what) => ({ ...meant, what })),
  ])
  expect(parts.filter((part) => !differences.some((difference) => tells(part, difference)))).toEqual([])
})

test.each([
  ['registers a link', '/api/links/', 20],
  ['asks for a token', '/api/token/', 90],
])('the body that %s has every key of the published variants, at any depth', (_what, path, least) => {
  const bodyOf = ({ paths }: Facts) => paths[path]?.post?.requestBody?.content['application/json']?.schema ?? {}
  const published = bodyOf(facts).oneOf?.flatMap((variant) => keysIn(variant, facts)) ?? []
  const built = copyOfOurs()
  expect(keysIn(bodyOf(built), built)).toEqual(expect.arrayContaining(published))
  expect(published.length).toBeGreaterThan(least)
})

/** The keys of a schema and of what is inside of it, by their paths. */
function keysIn(schema: FactSchema, document: Facts, at = ''): string[] {
  const { properties = {}, items } = resolve(schema, document)
  const inside = Object.entries(properties).flatMap(([key, inner]) => [
    `${at}${key}`,
    ...keysIn(inner, document, `${at}${key}.`),
  ])
  return items ? [...inside, ...keysIn(items, document, `${at}[].`)] : inside
}

describe('the comparison sees', () => {
  test.each<[string, (document: Writable) => void, Difference]>([
    [
      'a key that is missing',
      ({ components }) => delete components.schemas.Link.properties.status,
      { at: 'Link.status', what: 'key: only theirs' },
    ],
    [
      'another type',
      ({ components }) => Object.assign(components.schemas.Link.properties.institution, { type: 'integer' }),
      { at: 'Link.institution', what: 'type: string -> integer' },
    ],
    [
      'a word that is missing',
      ({ components }) => components.schemas.Link.properties.status.enum.pop(),
      {
        at: 'Link.status',
        what: 'enum: invalid token_required unconfirmed valid -> invalid unconfirmed valid',
      },
    ],
    [
      'a key that may be missing',
      ({ components }) => components.schemas.Account.required.shift(),
      { at: 'AccountOpenFinanceBrazil.id', what: 'required: true -> false' },
    ],
    [
      'a value that may not be null',
      ({ components }) => Object.assign(components.schemas.Account.properties.name, { type: 'string' }),
      { at: 'AccountOpenFinanceBrazil.name', what: 'nullable: true -> false' },
    ],
    [
      'a parameter that is missing',
      ({ paths }) => paths['/api/links/'].get.parameters.shift(),
      { at: 'GET /api/links/ ?page_size', what: 'parameter: only theirs' },
    ],
    [
      'another style of a list',
      ({ paths }) =>
        paths['/api/links/'].get.parameters.forEach((each: Writable) => {
          if (each.name === 'id__in') delete each.explode
        }),
      { at: 'GET /api/links/ ?id__in', what: 'style: form false -> form undefined' },
    ],
    [
      'a status that is missing',
      ({ paths }) => delete paths['/api/links/'].post.responses[201],
      { at: 'POST /api/links/', what: 'status 201: only theirs' },
    ],
    [
      'another name of an operation',
      ({ paths }) => Object.assign(paths['/api/links/'].post, { operationId: 'CreateLink' }),
      { at: 'POST /api/links/', what: 'operationId: RegisterLink -> CreateLink' },
    ],
  ])('%s', (_, change, difference) => {
    const changed = copyOfOurs()
    change(changed as Writable)
    expect(differences).not.toContainEqual(difference)
    expect(compareDocuments(facts, changed)).toContainEqual(difference)
  })
})

// biome-ignore lint/suspicious/noExplicitAny: these tests break a document in places that its type does not know.
type Writable = any

function tells({ at, what }: MeantDifference, difference: Difference): boolean {
  return standsAt({ at }, difference.at) && [what].flat().includes(difference.what)
}
