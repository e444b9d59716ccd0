import type { TSchema } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'
import { Errors } from 'typebox/value'
import { type FaultName, Faults, fault } from '../domain/faults.ts'
import type { Fault } from '../kit/fault.ts'
import { narrowed } from './unions.ts'

/** What a check tells of one value; the same words as JSON Schema's. */
type Problem = {
  readonly keyword: string
  readonly instancePath: string
  readonly params: Readonly<Record<string, unknown>>
  readonly message: string
}

/**
 * Makes a reader of request bodies. It gives the body as the schema's type, without keys that the schema does not
 * know, or throws Faults: one for each field at fault, in the schema's order. With `wholePaths` a field is what is wrong
 * inside of a key, such as `accounts.1.limit`. With `strict` a key that the schema does not know is at fault as well.
 */
export function bodyReader(
  schema: TSchema,
  { wholePaths = false, strict = false } = {},
): (body: unknown) => Readonly<Record<string, unknown>> {
  // Compiled with the first body: a start compiles nothing that it may not need.
  let compiled: Validator | null = null
  const names = Object.keys((schema as { properties?: Record<string, TSchema> }).properties ?? {})
  return (body) => {
    const given = body === undefined ? {} : body
    if (typeof given !== 'object' || given === null || Array.isArray(given)) {
      throw fault('field_invalid', {
        values: { problem: `Invalid data. Expected an object, but got ${kindOf(given)}.` },
      })
    }
    const known = Object.fromEntries(names.flatMap((name) => pickOwn(given, name)))
    const unknown = strict ? unknownFields(Object.keys(given), names) : []
    compiled ??= Compile(schema)
    const wrong = compiled.Check(known)
      ? []
      : faultsOf(problemsIn(schema, compiled, known), known, wholePaths ? null : names)
    if (unknown.length + wrong.length > 0) throw new Faults([...unknown, ...wrong])
    const unkeepable = names.filter((name) => hasNull(known[name]))
    if (unkeepable.length === 0) return known
    throw new Faults(unkeepable.map((name) => invalid(name, 'Null characters are not allowed.')))
  }
}

/** Refuses queries with a parameter that is none of `names`. */
export function assertKnownParameters(query: Readonly<Record<string, string>>, names: readonly string[]): void {
  const unknown = unknownFields(Object.keys(query), names)
  if (unknown.length > 0) throw new Faults(unknown)
}

const unknownMax = 10

/** One fault for each name that is given and not known, of the first few: a body can hold very many. */
const unknownFields = (given: readonly string[], known: readonly string[]): Fault<FaultName>[] =>
  given
    .filter((name) => !known.includes(name))
    .slice(0, unknownMax)
    .map((name) => invalid(quoted(name), 'There is no such field.'))

const pickOwn = (given: object, name: string): [string, unknown][] =>
  Object.hasOwn(given, name) ? [[name, (given as Record<string, unknown>)[name]]] : []

/** The database cannot hold the character of the code 0, wherever in a value it stands. */
function hasNull(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\u0000')
  return typeof value === 'object' && value !== null && Object.values(value).some(hasNull)
}

/** What is wrong; of a union, only with the variant that is meant. */
function problemsIn(schema: TSchema, validator: Validator, body: unknown): Problem[] {
  const ofMeant = Errors(narrowed(schema, body), body) as Problem[]
  return ofMeant.length > 0 ? ofMeant : (validator.Errors(body) as Problem[])
}

/** `names` are the keys by which fields are named, in their order; null where they are named by their whole paths. */
function faultsOf(
  problems: readonly Problem[],
  body: Readonly<Record<string, unknown>>,
  names: readonly string[] | null,
) {
  const byField = new Map<string, Fault<FaultName>>()
  for (const problem of problems) {
    const found = names ? readProblem(problem, body) : readInner(problem, body)
    for (const [field, each] of found) if (!byField.has(field)) byField.set(field, each)
  }
  return names ? names.flatMap((name) => byField.get(name) ?? []) : [...byField.values()]
}

/** The same for what is wrong at any depth, by its path. */
function readInner(problem: Problem, body: Readonly<Record<string, unknown>>): [string, Fault<FaultName>][] {
  const path = problem.instancePath.split('/').slice(1)
  const at = (name: string): string => [...path, name].join('.')
  if (problem.keyword === 'required') {
    const missing = problem.params.requiredProperties as readonly string[]
    return missing.map((name) => [at(name), fault('field_required', { field: at(name) })])
  }
  // The object that has a key too many is told of by that key, whose schema nothing can pass.
  if (problem.keyword === 'additionalProperties') return []
  const field = path.join('.')
  if (problem.keyword === 'boolean') return [[field, invalid(field, 'There is no such field.')]]
  return field === '' ? [] : [[field, problemWith(field, valueAt(body, problem.instancePath), problem)]]
}

function readProblem(problem: Problem, body: Readonly<Record<string, unknown>>): [string, Fault<FaultName>][] {
  if (problem.keyword === 'required' && problem.instancePath === '') {
    const missing = problem.params.requiredProperties as readonly string[]
    return missing.map((field) => [field, fault('field_required', { field })])
  }
  const field = problem.instancePath.split('/')[1]
  if (field === undefined) return []
  return [[field, problemWith(field, valueAt(body, problem.instancePath), problem)]]
}

function problemWith(field: string, value: unknown, problem: Problem): Fault<FaultName> {
  if (value === null) return fault('field_null', { field })
  if (value === '') return fault('field_blank', { field })
  switch (problem.keyword) {
    case 'enum':
      return fault('choice_invalid', { field, values: { value: quoted(value) } })
    case 'format':
      return fault('field_invalid', { field, values: { problem: formatProblem(problem.params.format, value) } })
    case 'minLength':
      return invalid(field, `Ensure this field has at least ${problem.params.limit} characters.`)
    case 'maxLength':
      return invalid(field, `Ensure this field has no more than ${problem.params.limit} characters.`)
    case 'minItems':
      return invalid(field, `Ensure this field has at least ${problem.params.limit} elements.`)
    case 'minimum':
      return invalid(field, `Ensure this value is greater than or equal to ${problem.params.limit}.`)
    case 'maximum':
      return invalid(field, `Ensure this value is less than or equal to ${problem.params.limit}.`)
    case 'maxItems':
      return invalid(field, `Ensure this field has no more than ${problem.params.limit} elements.`)
    case 'type':
      return typeProblem(field, value, problem.params.type)
    default:
      return invalid(field, 'This value does not match the required pattern.')
  }
}

function typeProblem(field: string, value: unknown, expected: unknown): Fault<FaultName> {
  if (expected === 'array') return fault('list_expected', { field, values: { type: kindOf(value) } })
  if (expected === 'object') return invalid(field, `Invalid data. Expected an object, but got ${kindOf(value)}.`)
  if (expected === 'boolean') return invalid(field, 'Must be a valid boolean.')
  if (expected === 'number' || expected === 'integer') return invalid(field, `A valid ${expected} is required.`)
  return invalid(field, 'Not a valid string.')
}

function formatProblem(format: unknown, value: unknown): string {
  if (format === 'uuid') return `“${quoted(value)}” is not a valid UUID.`
  if (format === 'date') return 'Date has wrong format. Use one of these formats instead: YYYY-MM-DD.'
  return 'This value has the wrong format.'
}

const invalid = (field: string, problem: string) => fault('field_invalid', { field, values: { problem } })

/** The wire names JSON's types as Python does: a client may know `str` from the documentation. */
function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'list'
  const names = { string: 'str', number: Number.isInteger(value) ? 'int' : 'float', boolean: 'bool' } as const
  return names[typeof value as keyof typeof names] ?? 'dict'
}

/** What the caller sent, short enough for a message. */
const quoted = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 100)

function valueAt(body: unknown, path: string): unknown {
  let value = body
  for (const key of path.split('/').slice(1)) value = (value as Record<string, unknown> | null | undefined)?.[key]
  return value
}
