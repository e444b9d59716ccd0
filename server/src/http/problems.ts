import type { TSchema } from 'typebox'
import type { Validator } from 'typebox/compile'
import { Errors } from 'typebox/value'
import { formOf, sentenceOf } from '../../../contract/forms.ts'
import { type FaultName, fault } from '../domain/faults.ts'
import { hintAmong } from '../domain/hints.ts'
import type { Fault } from '../kit/fault.ts'
import { narrowed } from './unions.ts'

/** What a check tells of one value; the same words as JSON Schema's. */
export type Problem = {
  readonly keyword: string
  readonly schemaPath: string
  readonly instancePath: string
  readonly params: Readonly<Record<string, unknown>>
}

/** Says what is wrong with the value of a field; with `hints` also what would be right. */
export type Teller = (field: string, value: unknown, problem: Problem) => Fault<FaultName>

/** What is wrong; of a union, only with the variant that is meant. A key too many comes with those that there are. */
export function problemsIn(schema: TSchema, validator: Validator, body: unknown): Problem[] {
  const meant = narrowed(schema, body)
  const ofMeant = Errors(meant, body) as Problem[]
  if (ofMeant.length === 0) return validator.Errors(body) as Problem[]
  return ofMeant.map((problem) => (problem.keyword === 'boolean' ? withNames(meant, problem) : problem))
}

/** A key too many is told of by the schema of all other keys, which nothing can pass. */
function withNames(schema: TSchema, problem: Problem): Problem {
  const parent = valueAt(schema, problem.schemaPath.replace(/^#/, '').replace(/\/additionalProperties$/, ''))
  const { properties = {} } = parent as { readonly properties?: object }
  return { ...problem, params: { names: Object.keys(properties) } }
}

/** The keys that lead to a value, as a JSON pointer names them. */
export const keysIn = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))

export function valueAt(body: unknown, pointer: string): unknown {
  let value = body
  for (const key of keysIn(pointer)) value = (value as Record<string, unknown> | null | undefined)?.[key]
  return value
}

/** The name of a key that there is not, with the one that was probably meant. */
export const unknownField = (field: string, written: string, names: readonly string[] | null): Fault<FaultName> =>
  fault('field_invalid', {
    field,
    values: { problem: 'There is no such field.' },
    ...(names ? { hint: hintAmong(written, names) } : {}),
  })

export const tellerOf =
  ({ hints }: { readonly hints: boolean }): Teller =>
  (field, value, problem) => {
    const { keyword, params } = problem
    if (keyword === 'boolean') {
      const [written = ''] = keysIn(problem.instancePath).slice(-1)
      return unknownField(field, written, hints ? (params.names as readonly string[]) : null)
    }
    if (value === null) return fault('field_null', { field })
    if (value === '') return fault('field_blank', { field })
    if (keyword !== 'enum') return formProblem(field, value, problem)
    const names = (params.allowedValues as readonly unknown[]).map(String)
    const hint = hints ? { hint: hintAmong(quoted(value), names) } : {}
    return fault('choice_invalid', { field, values: { value: quoted(value) }, ...hint })
  }

function formProblem(field: string, value: unknown, { keyword, params }: Problem): Fault<FaultName> {
  const { limit } = params
  switch (keyword) {
    case 'format':
      return invalid(field, formatProblem(params.format, value))
    case 'minLength':
      return invalid(field, `Ensure this field has at least ${limit} characters.`)
    case 'maxLength':
      return invalid(field, `Ensure this field has no more than ${limit} characters.`)
    case 'minItems':
      return invalid(field, `Ensure this field has at least ${limit} elements.`)
    case 'maxItems':
      return invalid(field, `Ensure this field has no more than ${limit} elements.`)
    case 'uniqueItems':
      return invalid(field, 'Ensure this field has no element twice.')
    case 'minimum':
      return invalid(field, `Ensure this value is greater than or equal to ${limit}.`)
    case 'maximum':
      return invalid(field, `Ensure this value is less than or equal to ${limit}.`)
    case 'exclusiveMinimum':
      return invalid(field, `Ensure this value is greater than ${limit}.`)
    case 'type':
      return typeProblem(field, value, params.type)
    case 'pattern':
      return invalid(field, patternProblem(params.pattern))
    default:
      return invalid(field, 'This value is not valid.')
  }
}

function typeProblem(field: string, value: unknown, expected: unknown): Fault<FaultName> {
  if (expected === 'array') return fault('list_expected', { field, values: { type: kindOf(value) } })
  if (expected === 'object') return invalid(field, notAnObject(value))
  if (expected === 'boolean') return invalid(field, 'Must be a valid boolean.')
  if (expected === 'number' || expected === 'integer') return invalid(field, `A valid ${expected} is required.`)
  return invalid(field, 'Not a valid string.')
}

export const notAnObject = (value: unknown) => `Invalid data. Expected an object, but got ${kindOf(value)}.`

function patternProblem(pattern: unknown): string {
  const form = formOf(String(pattern))
  return form ? sentenceOf(form) : 'This value does not match the required pattern.'
}

function formatProblem(format: unknown, value: unknown): string {
  if (format === 'uuid') return `“${quoted(value)}” is not a valid UUID.`
  if (format === 'date') return 'Date has wrong format. Use one of these formats instead: YYYY-MM-DD.'
  if (format === 'date-time') return 'Enter an instant with its zone, such as 2026-01-31T12:00:00Z.'
  if (format === 'uri') return 'Enter a valid URL.'
  return 'This value has the wrong format.'
}

export const invalid = (field: string, problem: string) => fault('field_invalid', { field, values: { problem } })

/** The wire names JSON's types as Python does: a client may know `str` from the documentation. */
function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'list'
  const names = { string: 'str', number: Number.isInteger(value) ? 'int' : 'float', boolean: 'bool' } as const
  return names[typeof value as keyof typeof names] ?? 'dict'
}

/** What the caller sent, short enough for a message. */
export const quoted = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 100)
