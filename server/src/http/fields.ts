import type { TSchema } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'
import { type FaultName, Faults, fault } from '../domain/faults.ts'
import type { Fault } from '../kit/fault.ts'

/** What a check tells of one value; the same words as JSON Schema's. */
type Problem = {
  readonly keyword: string
  readonly instancePath: string
  readonly params: Readonly<Record<string, unknown>>
  readonly message: string
}

/**
 * Makes a reader of request bodies. It gives the body as the schema's type, without keys that the schema does not
 * know, or throws Faults: one for each field at fault, in the schema's order (error catalogue, section 1.4).
 */
export function bodyReader(schema: TSchema): (body: unknown) => Readonly<Record<string, unknown>> {
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
    compiled ??= Compile(schema)
    if (!compiled.Check(known)) throw new Faults(faultsOf(compiled, known, names))
    const unkeepable = names.filter((name) => hasNull(known[name]))
    if (unkeepable.length === 0) return known
    throw new Faults(unkeepable.map((name) => invalid(name, 'Null characters are not allowed.')))
  }
}

const pickOwn = (given: object, name: string): [string, unknown][] =>
  Object.hasOwn(given, name) ? [[name, (given as Record<string, unknown>)[name]]] : []

/** The database cannot hold the character of the code 0; every field is a text or a list of texts, if it is any. */
const hasNull = (value: unknown): boolean =>
  typeof value === 'string' ? value.includes('\u0000') : Array.isArray(value) && value.some(hasNull)

function faultsOf(validator: Validator, body: Readonly<Record<string, unknown>>, names: readonly string[]) {
  const byField = new Map<string, Fault<FaultName>>()
  for (const problem of validator.Errors(body) as Problem[]) {
    for (const [field, found] of readProblem(problem, body)) if (!byField.has(field)) byField.set(field, found)
  }
  return names.flatMap((name) => byField.get(name) ?? [])
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
