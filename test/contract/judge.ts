import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import ajvFormats from 'ajv-formats'
import {
  acceptedToo,
  answersLike,
  errorExtras,
  refusalsEverywhere,
  timedOutToo,
  tokenAskedToo,
  withExceptions,
} from './exceptions.ts'
import { type FactOperation, type FactSchema, facts, findFactPath, resolve } from './facts.ts'
import { toJsonSchema, whole, withoutRequired } from './json-schema.ts'

/** A reply of the server; `path` may carry the query string, as `fields` and `omit` change what has to be there. */
export type JudgedReply = {
  readonly method: string
  readonly path: string
  readonly status: number
  readonly body: unknown
}

/**
 * Throws when a reply below `/api/` is not what the published specification says for its operation and status.
 * Refusals are judged too; replies of other paths are let through. Nothing of ours is asked: the schemas come from the
 * facts file, with the exceptions of exceptions.ts, and an object may have no key that the specification does not name.
 */
export function judgeReply(reply: JudgedReply): void {
  const { pathname, searchParams } = new URL(reply.path, 'http://host')
  if (!pathname.startsWith('/api/')) return
  const asked = `${reply.method} ${reply.path} answered ${reply.status}`
  const verdict = reply.status >= 400 ? refusalVerdict(reply, pathname) : replyVerdict(reply, pathname, searchParams)
  if (verdict.length > 0) throw new Error(`${asked}, against the contract:\n  ${verdict.join('\n  ')}`)
}

function replyVerdict({ method, status, body }: JudgedReply, path: string, query: URLSearchParams): readonly string[] {
  if (path === '/api/' && method === 'GET') return status === 200 ? [] : ['the probe of the keys answers 200']
  const asked = findOperation(method, path)
  if (!asked) return ['the specification has no such operation']
  const operation = findOperation(answersLike[asked.operationId] ?? method, path) ?? asked
  const declared = operation.responses[status]
  if (!declared) return status === 202 && acceptedToo.includes(operation.operationId) ? [] : undeclared(operation)
  const schema = resolve(declared).content?.['application/json']?.schema
  if (!schema) return isEmpty(body) ? [] : ['the body has to be empty']
  const isChosen = query.has('fields') || query.has('omit')
  const key = `${operation.operationId} ${status}${isChosen ? ' chosen' : ''}`
  const validate = validator(key, () => (isChosen ? withoutRequired(schema, schemas) : schema))
  return problemsOf(validate, body)
}

function refusalVerdict({ method, status, body }: JudgedReply, path: string): readonly string[] {
  const operation = findOperation(method, path)
  const known = operation && alsoRefuses(operation, status)
  if (!operation?.responses[status] && !refusalsEverywhere.includes(status) && !known) {
    return operation ? undeclared(operation) : [`no such operation, so ${refusalsEverywhere.join(', ')} are possible`]
  }
  if (method === 'HEAD') return []
  const asked =
    status === 428 ? validator('428', () => listOf(tokenRequired)) : validator('refusal', () => listOf(refusal))
  return problemsOf(asked, body)
}

const alsoRefuses = ({ operationId }: FactOperation, status: number): boolean =>
  (status === 408 && timedOutToo.includes(operationId)) || (status === 428 && tokenAskedToo.includes(operationId))

function findOperation(method: string, path: string): FactOperation | undefined {
  const form = findFactPath(path)
  const verb = method.toLowerCase()
  return form === undefined ? undefined : facts.paths[form]?.[verb === 'head' ? 'get' : verb]
}

const undeclared = ({ operationId, responses }: FactOperation) => [
  `${operationId} declares only ${Object.keys(responses).join(', ')}`,
]

const isEmpty = (body: unknown): boolean => body === undefined || body === null || body === ''

const schemas = withExceptions(facts)

const errorKeys = ['code', 'message', 'request_id'] as const

/** Every schema of an error in one: all have the same three keys, a few carry more. */
const refusal: FactSchema = {
  ...schemas.ValidationError,
  required: errorKeys,
  properties: { ...schemas.ValidationError?.properties, ...errorExtras },
}

const tokenRequired: FactSchema = {
  ...schemas.TokenRequiredResponse,
  required: [...errorKeys, 'session', 'expiry', 'link'],
}

const listOf = (items: FactSchema): FactSchema => ({ type: 'array', minItems: 1, items })

const ajv = new Ajv({ strict: false, verbose: true, inlineRefs: false })
ajvFormats.default(ajv)
ajv.addSchema({
  $id: 'facts',
  $defs: Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, toJsonSchema(whole(name, schema))])),
})

const compiled = new Map<string, ValidateFunction>()

/** The validator of a schema, made the first time it is asked for. */
function validator(key: string, schema: () => FactSchema): ValidateFunction {
  const known = compiled.get(key)
  if (known) return known
  const translated = toJsonSchema(schema())
  const text = JSON.stringify(translated)
  const made = compiled.get(text) ?? ajv.compile(translated)
  // Many operations answer with the same schema.
  compiled.set(text, made).set(key, made)
  return made
}

function problemsOf(validate: ValidateFunction, body: unknown): readonly string[] {
  return validate(body) ? [] : (validate.errors ?? []).slice(0, 12).map(problem)
}

function problem({ instancePath, message, params, data, keyword }: ErrorObject): string {
  const where = instancePath === '' ? 'the body' : instancePath
  if (keyword === 'additionalProperties') return `${where} has the unknown key ${params.additionalProperty}`
  if (keyword === 'required') return `${where} lacks ${params.missingProperty}`
  if (keyword === 'enum') return `${where} is ${short(data)}, not one of ${short(params.allowedValues)}`
  return `${where} ${message}, but is ${short(data)}`
}

const short = (value: unknown): string => {
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 120 ? `${text.slice(0, 117)}...` : text
}
