import Type from 'typebox'
import { describe, expect, test } from 'vitest'
import { forms, like } from '../../../contract/forms.ts'
import { Faults } from '../domain/faults.ts'
import { Fault } from '../kit/fault.ts'
import { toRefusal } from './errors.ts'
import { bodyReader } from './fields.ts'

const read = bodyReader(
  Type.Object({
    link: Type.String({ format: 'uuid' }),
    name: Type.Optional(Type.String({ minLength: 2, maxLength: 5 })),
    day: Type.Optional(Type.String({ format: 'date' })),
    mode: Type.Optional(Type.Enum(['single', 'recurrent'])),
    term: Type.Optional(Type.String({ pattern: '^\\d+d$' })),
    save: Type.Optional(Type.Boolean()),
    count: Type.Optional(Type.Integer()),
    names: Type.Optional(Type.Array(Type.String({ maxLength: 3 }), { maxItems: 2 })),
    note: Type.Optional(Type.Union([Type.String({ minLength: 3 }), Type.Null()])),
  }),
)

const link = '3f2b0c1a-5a1e-4c58-9b0a-0d0c0b0a0908'

function refusalOf(body: unknown) {
  try {
    return read(body)
  } catch (thrown) {
    if (!(thrown instanceof Faults || thrown instanceof Fault)) throw thrown
    return toRefusal(thrown, 'r').body.map(({ request_id: _, ...rest }) => rest)
  }
}

test('a body comes through as it is, without the keys that nobody asked for', () => {
  expect(read({ link, save: false, note: null, colour: 'red' })).toEqual({ link, save: false, note: null })
})

test('keys of every object are no keys of the body', () => {
  expect(read(JSON.parse(`{"link":"${link}","__proto__":{"name":"abc"},"constructor":1}`))).toEqual({ link })
  expect(refusalOf(Object.create({ link }))).toMatchObject([{ code: 'required', field: 'link' }])
})

test('a strict reader names the keys that nobody knows, beside what else is wrong', () => {
  const strict = bodyReader(Type.Object({ snapshot: Type.Optional(Type.String()) }), { strict: true })
  const refused = (body: unknown) => {
    expect(() => strict(body)).toThrow(Faults)
    try {
      strict(body)
    } catch (thrown) {
      return toRefusal(thrown, 'r').body.map(({ field, message }) => [field, message])
    }
  }
  expect(strict({ snapshot: 'base' })).toEqual({ snapshot: 'base' })
  expect(strict(undefined)).toEqual({})
  expect(refused({ snaphot: 'base' })).toEqual([['snaphot', 'There is no such field. Did you mean "snapshot"?']])
  expect(refused(JSON.parse('{"__proto__":1,"snapshot":5}'))).toEqual([
    ['__proto__', 'There is no such field. There is only snapshot.'],
    ['snapshot', 'Not a valid string.'],
  ])
  expect(refused(Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`k${at}`, 1])))).toHaveLength(10)
})

describe('what is wrong with a field', () => {
  test.each([
    [{ link: undefined }, 'required', 'link', 'This field is required.'],
    [{ link: null }, 'null', 'link', 'This field may not be null.'],
    [{ link: '' }, 'blank', 'link', 'This field may not be blank.'],
    [{ link: 'x' }, 'invalid', 'link', '“x” is not a valid UUID.'],
    [{ link: 5 }, 'invalid', 'link', 'Not a valid string.'],
    [{ name: 'a' }, 'invalid', 'name', 'Ensure this field has at least 2 characters.'],
    [{ name: 'abcdef' }, 'invalid', 'name', 'Ensure this field has no more than 5 characters.'],
    [{ day: '2026-02-30' }, 'invalid', 'day', 'Date has wrong format. Use one of these formats instead: YYYY-MM-DD.'],
    [{ mode: 'Dominik' }, 'invalid_choice', 'mode', '"Dominik" is not a valid choice.'],
    [{ mode: 7 }, 'invalid_choice', 'mode', '"7" is not a valid choice.'],
    [{ term: '7 days' }, 'invalid', 'term', 'This value does not match the required pattern.'],
    [{ save: 'true' }, 'invalid', 'save', 'Must be a valid boolean.'],
    [{ count: 1.5 }, 'invalid', 'count', 'A valid integer is required.'],
    [{ names: 'abc' }, 'not_a_list', 'names', 'Expected a list but got type "str".'],
    [{ names: { a: 1 } }, 'not_a_list', 'names', 'Expected a list but got type "dict".'],
    [{ names: 3 }, 'not_a_list', 'names', 'Expected a list but got type "int".'],
    [{ names: true }, 'not_a_list', 'names', 'Expected a list but got type "bool".'],
    [{ names: [1] }, 'invalid', 'names', 'Not a valid string.'],
    [{ names: ['abcd'] }, 'invalid', 'names', 'Ensure this field has no more than 3 characters.'],
    [{ names: ['a', 'b', 'c'] }, 'invalid', 'names', 'Ensure this field has no more than 2 elements.'],
    [{ note: 'ab' }, 'invalid', 'note', 'Ensure this field has at least 3 characters.'],
  ])('%o', (wrong, code, field, message) => {
    expect(refusalOf(JSON.parse(JSON.stringify({ link, ...wrong })))).toEqual([{ code, field, message }])
  })

  test('each field is told of once, in the order of the schema', () => {
    const refusal = refusalOf({ names: [1, 2, 3], save: null, name: '' }) as { field: string; code: string }[]
    expect(refusal.map(({ field, code }) => [field, code])).toEqual([
      ['link', 'required'],
      ['name', 'blank'],
      ['save', 'null'],
      ['names', expect.any(String)],
    ])
  })

  test('a long value is not repeated at length', () => {
    const [error] = refusalOf({ link, mode: 'x'.repeat(5_000) }) as { message: string }[]
    expect(error?.message.length).toBeLessThan(150)
  })
})

test.each([
  [[], 'list'],
  ['text', 'str'],
  [1, 'int'],
  [1.5, 'float'],
  [true, 'bool'],
  [null, 'null'],
])('%j is no body', (body, kind) => {
  expect(refusalOf(body)).toEqual([{ code: 'invalid', message: `Invalid data. Expected an object, but got ${kind}.` }])
})

describe('what is wrong at any depth, where a reader names whole paths', () => {
  const item = Type.Object({ name: Type.String(), size: Type.Number({ minimum: 1 }) }, { additionalProperties: false })
  const readWhole = bodyReader(Type.Object({ link: Type.String(), items: Type.Array(item, { minItems: 1 }) }), {
    wholePaths: true,
  })
  const refusal = (body: unknown) => {
    try {
      return readWhole(body)
    } catch (thrown) {
      if (!(thrown instanceof Faults)) throw thrown
      return toRefusal(thrown, 'r').body.map(({ code, field, message }) => [field, code, message])
    }
  }

  test.each([
    [{ link }, 'items', 'required', 'This field is required.'],
    [{ link, items: [] }, 'items', 'invalid', 'Ensure this field has at least 1 elements.'],
    [{ link, items: ['x'] }, 'items.0', 'invalid', 'Invalid data. Expected an object, but got str.'],
    [{ link, items: [{ name: 'a' }] }, 'items.0.size', 'required', 'This field is required.'],
    [
      { link, items: [{ name: 'a', size: 0 }] },
      'items.0.size',
      'invalid',
      'Ensure this value is greater than or equal to 1.',
    ],
    [{ link, items: [{ name: 'a', size: 1, hue: 2 }] }, 'items.0.hue', 'invalid', 'There is no such field.'],
    [{ link, items: [{ name: 'a\u0000', size: 1 }] }, 'items.0.name', 'invalid', 'Null characters are not allowed.'],
  ])('%j', (body, field, code, message) => {
    expect(refusal(body)).toContainEqual([field, code, message])
  })
})

describe('what a strict reader says beside it', () => {
  const owner = Type.Object(
    { kind: Type.Enum(['person', 'company']), 'a/b': Type.Optional(Type.String()) },
    { additionalProperties: false },
  )
  const strict = bodyReader(
    Type.Object({
      owner: Type.Optional(owner),
      rate: Type.Optional(Type.Enum(['6h', '12h', '24h'])),
      types: Type.Optional(Type.Union([Type.Array(Type.Enum(['LINK', 'OWNERS'])), Type.Null()])),
      share: Type.Optional(Type.Number({ exclusiveMinimum: 0 })),
      at: Type.Optional(Type.String({ format: 'date-time' })),
      by: Type.Optional(like(forms.duration)),
      name: Type.Optional(Type.String()),
    }),
    { strict: true },
  )
  const refused = (body: unknown) => {
    try {
      return strict(body)
    } catch (thrown) {
      if (!(thrown instanceof Faults)) throw thrown
      return toRefusal(thrown, 'r').body.map(({ field, code, message }) => [field, code, message])
    }
  }

  test.each([
    [{ rate: '5h' }, 'rate', 'invalid_choice', '"5h" is not a valid choice. There are only 6h, 12h and 24h.'],
    [{ rate: 5 }, 'rate', 'invalid_choice', '"5" is not a valid choice. There are only 6h, 12h and 24h.'],
    [{ types: ['LINK', 'LINKS'] }, 'types.1', 'invalid_choice', '"LINKS" is not a valid choice. Did you mean "LINK"?'],
    [{ types: 'LINK' }, 'types', 'not_a_list', 'Expected a list but got type "str".'],
    [{ owner: { kind: 'person', kin: 1 } }, 'owner.kin', 'invalid', 'There is no such field. Did you mean "kind"?'],
    [{ owner: { kind: 'person', 'x/y~z': 1 } }, 'owner.x/y~z', 'invalid', expect.stringContaining('There are only')],
    [{ owner: { kind: 'person', 'a/b': 1 } }, 'owner.a/b', 'invalid', 'Not a valid string.'],
    [{ by: '1w' }, 'by', 'invalid', 'Has to be a number of at most six digits with s, m, h or d, such as 90m or 30d.'],
    [{ share: 0 }, 'share', 'invalid', 'Ensure this value is greater than 0.'],
    [{ at: '2026-01-31' }, 'at', 'invalid', 'Enter an instant with its zone, such as 2026-01-31T12:00:00Z.'],
    [{ name: '\ud83d' }, 'name', 'invalid', 'Half a character, as of a cut emoji, is not allowed.'],
  ])('%j', (body, field, code, message) => {
    expect(refused(body)).toEqual([[field, code, message]])
  })

  test('a key that is very long is not repeated at length', () => {
    const [[field]] = refused({ owner: { kind: 'person', ['x'.repeat(5_000)]: 1 } }) as [[string]]
    expect(field).toBe(`owner.${'x'.repeat(100)}`)
  })

  test('nothing that is wrong comes through because much is wrong', () => {
    const owner = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`k${at}`, 1]))
    expect((refused({ owner }) as unknown[]).length).toBeGreaterThan(0)
  })
})
