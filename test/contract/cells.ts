import { endpoints } from '../../server/src/http/endpoints.ts'
import { wireFaults } from '../../server/src/http/faults.ts'
import { templateOf } from '../../server/src/http/openapi/operation.ts'
import { faultsOf } from '../../server/src/http/openapi/refusals.ts'
import type { Endpoint } from '../../server/src/http/route.ts'
import { answersLike } from './exceptions.ts'
import { type FactOperation, type FactSchema, facts, findFactPath, resolve } from './facts.ts'
import type { JudgedReply } from './judge.ts'

/** One way in which an operation can answer: with a status, and in a shape or with the code of an error. */
export type Cell = {
  readonly path: string
  readonly method: string
  readonly status: number
  readonly shape: string
}

/** Every cell that the specification and our endpoints declare, for the operations of the specification that are built. */
export function declaredCells(): readonly Cell[] {
  return endpoints.flatMap((endpoint) => {
    const path = templateOf(endpoint.path)
    const operation = facts.paths[path]?.[endpoint.method.toLowerCase()]
    if (!operation) return []
    const at = { path, method: endpoint.method }
    return [...repliesOf(endpoint, operation, path), ...refusalsOf(endpoint, operation)].map((each) => ({
      ...at,
      ...each,
    }))
  })
}

type Answer = Pick<Cell, 'status' | 'shape'>

function repliesOf({ method, replies }: Endpoint, operation: FactOperation, path: string): Answer[] {
  const built = Object.keys(replies).map(Number)
  const published = Object.keys(operation.responses).map(Number)
  return [...new Set([...built, ...published])]
    .filter((status) => status < 400)
    .flatMap((status) => shapesOf(publishedSchema(method, path, status)).map((shape) => ({ status, shape })))
}

/**
 * Refusals by their code. What every server can answer, such as 431, is not declared by the specification and is shown
 * by one test for all, and a request that is no HTTP is refused before it has an operation.
 */
function refusalsOf(endpoint: Endpoint, { responses }: FactOperation): Answer[] {
  const published = Object.keys(responses).map(Number)
  const own = new Set([...published, ...endpoint.faults.map((name) => wireFaults[name].status)])
  const names = faultsOf(endpoint).filter((name) => name !== 'bad_request')
  const asked = Object.keys(endpoint.replies).map((status) => ({ status: Number(status), code: 'token_required' }))
  const told = [...names.map((name) => wireFaults[name]), ...asked].filter(({ status }) => status >= 400)
  const codes = told.filter(({ status }) => own.has(status)).map(({ status, code }) => ({ status, shape: code }))
  const untold = published.filter((status) => status >= 400 && !told.some((each) => each.status === status))
  const once = new Map(codes.map((each) => [`${each.status} ${each.shape}`, each]))
  return [...once.values(), ...untold.map((status) => ({ status, shape: 'any code' }))]
}

/** The cells that a reply fills: the codes of a refusal, or the shapes of its records. Chosen keys have no shape. */
export function cellsOf({ method, path, status, body }: JudgedReply): readonly Cell[] {
  const { pathname, searchParams } = new URL(path, 'http://host')
  const form = findFactPath(pathname)
  if (form === undefined || method === 'HEAD') return []
  return shapesIn().map((shape) => ({ path: form, method, status, shape }))

  function shapesIn(): readonly string[] {
    if (status >= 400) return [...new Set((body as readonly { code: string }[]).map(({ code }) => code))]
    if (searchParams.has('fields') || searchParams.has('omit')) return []
    return shapesOfBody(publishedSchema(method, pathname, status), body)
  }
}

function publishedSchema(method: string, path: string, status: number): FactSchema | undefined {
  const operations = facts.paths[findFactPath(path) ?? '']
  const asked = operations?.[method.toLowerCase()]
  const operation = operations?.[(answersLike[asked?.operationId ?? ''] ?? method).toLowerCase()]
  const declared = operation?.responses[status]
  return declared && resolve(declared).content?.['application/json']?.schema
}

/** Every shape that a schema leaves open: a list of nothing is another than one with records. */
function shapesOf(schema: FactSchema | undefined): readonly string[] {
  if (!schema) return ['no body']
  const { list, record } = readSchema(schema)
  const names = variantsOf(record).map(nameOf)
  return list === null ? names : [`empty ${list}`, ...names.map((name) => `${list} of ${name}`)]
}

function shapesOfBody(schema: FactSchema | undefined, body: unknown): readonly string[] {
  if (!schema) return ['no body']
  const { list, record } = readSchema(schema)
  const records =
    list === null ? [body] : list === 'page' ? (body as { results: unknown[] }).results : (body as unknown[])
  if (records.length === 0) return [`empty ${list}`]
  const variants = variantsOf(record)
  const names = new Set(records.map((each) => nameOf(likest(variants, each) ?? record)))
  return [...names].map((name) => (list === null ? name : `${list} of ${name}`))
}

function readSchema(schema: FactSchema): { list: 'page' | 'list' | null; record: FactSchema } {
  const results = schema.allOf?.map((part) => resolve(part).properties?.results).find((part) => part !== undefined)
  if (results?.items) return { list: 'page', record: results.items }
  return schema.items ? { list: 'list', record: schema.items } : { list: null, record: schema }
}

const variantsOf = (record: FactSchema): readonly FactSchema[] => record.oneOf ?? record.anyOf ?? [record]

const nameOf = ({ $ref, properties }: FactSchema): string =>
  $ref?.split('/').at(-1) ?? Object.keys(properties ?? {}).join(', ')

/** The shape that has most of the record's keys; the judge has looked at the values. Some shapes leave room for more. */
function likest(variants: readonly FactSchema[], record: unknown): FactSchema | undefined {
  const keys = Object.keys(record as object)
  const shared = (variant: FactSchema): number => {
    const { properties = {} } = resolve(variant)
    return keys.filter((key) => Object.hasOwn(properties, key)).length
  }
  return variants.toSorted((one, other) => shared(other) - shared(one))[0]
}
