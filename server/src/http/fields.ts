import type { TSchema } from 'typebox'
import { Compile, type Validator } from 'typebox/compile'
import { type FaultName, Faults, fault } from '../domain/faults.ts'
import type { Fault } from '../kit/fault.ts'
import {
  invalid,
  keysIn,
  notAnObject,
  type Problem,
  problemsIn,
  quoted,
  type Teller,
  tellerOf,
  unknownField,
  valueAt,
} from './problems.ts'

/**
 * Makes a reader of request bodies. It gives the body as the schema's type, without keys that the schema does not
 * know, or throws Faults: one for each field at fault, in the schema's order. With `wholePaths` a field is what is wrong
 * inside of a key, such as `accounts.1.limit`. With `strict` it is that too, a key that the schema does not know is at
 * fault as well, and hints tell what there is to choose from.
 */
export function bodyReader(
  schema: TSchema,
  { strict = false, wholePaths = false } = {},
): (body: unknown) => Readonly<Record<string, unknown>> {
  // Compiled with the first body: a start compiles nothing that it may not need.
  let compiled: Validator | null = null
  const names = Object.keys((schema as { properties?: Record<string, TSchema> }).properties ?? {})
  const isWhole = strict || wholePaths
  const tell = tellerOf({ hints: strict })
  const read = isWhole ? readInner(tell) : readOuter(tell, names)
  return (body) => {
    const given = body === undefined ? {} : body
    if (typeof given !== 'object' || given === null || Array.isArray(given)) {
      throw fault('field_invalid', { values: { problem: notAnObject(given) } })
    }
    const known = Object.fromEntries(names.flatMap((name) => pickOwn(given, name)))
    const unknown = strict ? unknownFields(Object.keys(given), names) : []
    compiled ??= Compile(schema)
    const fits = compiled.Check(known)
    const wrong = fits ? unkeepable(known, isWhole) : read(problemsIn(schema, compiled, known), known)
    if (unknown.length + wrong.length > 0) throw new Faults([...unknown, ...wrong])
    // No body is known that gets here; one that does not fit is refused all the same.
    if (!fits) throw fault('field_invalid', { values: { problem: 'The body is not of the form that is described.' } })
    return known
  }
}

const unknownMax = 10

/** One fault for each name that is given and not known, of the first few: a body can hold very many. */
const unknownFields = (given: readonly string[], known: readonly string[]): Fault<FaultName>[] =>
  given
    .filter((name) => !known.includes(name))
    .slice(0, unknownMax)
    .map((name) => unknownField(quoted(name), name, known))

const pickOwn = (given: object, name: string): [string, unknown][] =>
  Object.hasOwn(given, name) ? [[name, (given as Record<string, unknown>)[name]]] : []

type Body = Readonly<Record<string, unknown>>

type Reader = (problems: readonly Problem[], body: Body) => Fault<FaultName>[]

/** What is wrong by the body's own keys, one fault for each, in their order. */
const readOuter =
  (tell: Teller, names: readonly string[]): Reader =>
  (problems, body) => {
    const byField = firstOfEach(problems, (problem) => {
      const missing = problem.instancePath === '' ? missingIn(problem) : []
      if (missing.length > 0) return missing.map((field) => [field, fault('field_required', { field })])
      const [field] = keysIn(problem.instancePath)
      return field === undefined ? [] : [[field, tell(field, valueAt(body, problem.instancePath), problem)]]
    })
    return names.flatMap((name) => byField.get(name) ?? [])
  }

/** The same at any depth, by the path. */
const readInner =
  (tell: Teller): Reader =>
  (problems, body) => {
    const byField = firstOfEach(problems, (problem) => {
      const path = keysIn(problem.instancePath).map(quoted)
      const missing = missingIn(problem).map((name) => [...path, name].join('.'))
      if (problem.keyword === 'required') return missing.map((field) => [field, fault('field_required', { field })])
      const field = path.join('.')
      // The object that has a key too many is told of by that key.
      if (field === '' || problem.keyword === 'additionalProperties') return []
      return [[field, tell(field, valueAt(body, problem.instancePath), problem)]]
    })
    return [...byField.values()]
  }

const missingIn = ({ keyword, params }: Problem): readonly string[] =>
  keyword === 'required' ? (params.requiredProperties as readonly string[]) : []

/** Each field is told of once. */
function firstOfEach(problems: readonly Problem[], read: (problem: Problem) => [string, Fault<FaultName>][]) {
  const byField = new Map<string, Fault<FaultName>>()
  for (const [field, each] of problems.flatMap(read)) if (!byField.has(field)) byField.set(field, each)
  return byField
}

/** One fault for each text that no database could give back as it came. */
function unkeepable(body: Body, wholePaths: boolean): Fault<FaultName>[] {
  const found = Object.entries(body).flatMap(([name, value]) => {
    const inside = unkeepableIn(name, value)
    return wholePaths ? inside : inside.slice(0, 1).map(([, problem]) => [name, problem] as const)
  })
  return found.map(([field, problem]) => invalid(field, problem))
}

function unkeepableIn(path: string, value: unknown): (readonly [string, string])[] {
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([key, each]) => unkeepableIn(`${path}.${key}`, each))
  if (typeof value !== 'string') return []
  if (value.includes('\u0000')) return [[path, 'Null characters are not allowed.']]
  return value.isWellFormed() ? [] : [[path, 'Half a character, as of a cut emoji, is not allowed.']]
}
