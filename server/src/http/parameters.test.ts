import Type from 'typebox'
import { expect, test } from 'vitest'
import { Faults } from '../domain/faults.ts'
import { endpoints } from './endpoints.ts'
import { toRefusal } from './errors.ts'
import { assertParameters, wordsFor } from './parameters.ts'
import { isOwn } from './route.ts'

const declared = [
  { name: 'limit', schema: Type.Integer({ minimum: 1, maximum: 1000 }) },
  { name: 'page', schema: Type.Integer({ minimum: 1 }) },
  { name: 'after', schema: Type.Union([Type.Integer({ minimum: 0 }), Type.Enum(['latest'])]) },
  { name: 'link', schema: Type.String({ format: 'uuid' }) },
  { name: 'type', schema: Type.Array(Type.Enum(['webhook', 'link_deleted'])) },
]

function refusalOf(query: string) {
  try {
    assertParameters(new URLSearchParams(query), declared)
    return []
  } catch (thrown) {
    if (!(thrown instanceof Faults)) throw thrown
    return toRefusal(thrown, 'r').body.map(({ field, code, message }) => [field, code, message])
  }
}

test.each([
  '',
  'limit=1',
  'limit=1000&page=9007199254740991&after=0',
  'after=latest',
  'link=3F2B0C1A-5a1e-4c58-9b0a-0d0c0b0a0908',
  'type=webhook,%20link_deleted',
])('?%s is as it should be', (query) => {
  expect(refusalOf(query)).toEqual([])
})

const oneToThousand = 'Has to be a whole number from 1 to 1000.'
const fromNought = 'Has to be a whole number of at least 0 or "latest".'

test.each([
  ['limit=0', 'limit', 'invalid', oneToThousand],
  ['limit=1001', 'limit', 'invalid', oneToThousand],
  ['limit=-1', 'limit', 'invalid', oneToThousand],
  ['limit=1.5', 'limit', 'invalid', oneToThousand],
  ['limit=1e2', 'limit', 'invalid', oneToThousand],
  ['limit=', 'limit', 'invalid', oneToThousand],
  ['limit=99999999999999999999', 'limit', 'invalid', oneToThousand],
  ['page=0', 'page', 'invalid', 'Has to be a whole number of at least 1.'],
  ['page=9007199254740992', 'page', 'invalid', 'Has to be a whole number of at least 1.'],
  ['after=LATEST', 'after', 'invalid', fromNought],
  ['link=x', 'link', 'invalid', 'Has to be a UUID.'],
  ['type=webhok', 'type', 'invalid_choice', '"webhok" is not a valid choice. Did you mean "webhook"?'],
  ['type=', 'type', 'invalid_choice', '"" is not a valid choice. There are only webhook and link_deleted.'],
  ['limit=5&limit=6', 'limit', 'invalid', 'Give it once.'],
  ['type=webhook&type=link_deleted', 'type', 'invalid', 'Give it once, with commas between its words.'],
  ['limt=5', 'limt', 'invalid', 'There is no such field. Did you mean "limit"?'],
  ['Limit=5', 'Limit', 'invalid', 'There is no such field. Did you mean "limit"?'],
  ['__proto__=5', '__proto__', 'invalid', expect.stringContaining('There is no such field.')],
])('?%s is refused, with the parameter and what it may be', (query, field, code, message) => {
  expect(refusalOf(query)).toEqual([[field, code, message]])
})

test('all that is wrong is told of, but not a thousand times', () => {
  expect(refusalOf('limit=0&page=0')).toHaveLength(2)
  const many = Array.from({ length: 1_000 }, (_, index) => `p${index}=1`).join('&')
  expect(refusalOf(many).length).toBeLessThan(20)
})

test('every parameter of our own surface can be told of in words', () => {
  const parameters = endpoints.filter(isOwn).flatMap(({ query = [] }) => query)
  const isList = ({ schema }: (typeof parameters)[number]) => 'items' in schema
  const words = parameters.filter((each) => !isList(each)).map(({ schema }) => wordsFor(schema))
  for (const each of words) expect(each).toMatch(/^a (whole number (of at least \d+|from \d+ to \d+)|UUID)/)
  const lists = parameters.filter(isList).map(({ schema }) => schema as unknown as { items: { enum: unknown } })
  for (const { items } of lists) expect(items.enum).toBeInstanceOf(Array)
})
