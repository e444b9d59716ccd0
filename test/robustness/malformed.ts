import type { TSchema } from 'typebox'
import { demoKeys } from '../../server/src/config.ts'
import type { Endpoint } from '../../server/src/http/route.ts'
import { authorizationOf } from '../harness/request.ts'
import { absurdIds, absurdQueryValues, encodedBodies, odd, oddValues, wholeBodies } from './odd-values.ts'
import type { RawRequest } from './raw-http.ts'

/** One request that no client should send. */
export type Malformed = RawRequest & {
  readonly title: string
  /** The path as it stands in the request line; null where the bytes are no HTTP. */
  readonly path: string | null
}

export const authorization = authorizationOf(demoKeys)

const anId = '3f2b8c1e-0d4a-4b6c-9e8f-7a6b5c4d3e2f'

type Parts = {
  readonly method: string
  readonly path: string
  readonly headers?: readonly string[]
  readonly body?: Buffer | string
}

/** A well-formed HTTP request around whatever is odd inside; the connection ends with its answer. */
export function request({ method, path, headers = [], body }: Parts): Buffer {
  const content = typeof body === 'string' ? Buffer.from(body) : (body ?? Buffer.alloc(0))
  const framed = headers.some((line) => /^(content-length|transfer-encoding):/i.test(line))
  const lines = [
    `${method} ${path} HTTP/1.1`,
    'host: enlace.test',
    'connection: close',
    ...(headers.some((line) => /^authorization:/i.test(line)) ? [] : [`authorization: ${authorization}`]),
    ...headers,
    ...(body === undefined || framed ? [] : [`content-length: ${content.length}`]),
  ]
  return Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'), content])
}

const json = 'content-type: application/json'

/** Every kind of oddity that an endpoint can meet, for its own fields, parameters and ids. */
export function malformedFor(endpoint: Endpoint): Malformed[] {
  const { method, operationId } = endpoint
  const path = endpoint.path.replace(':id', anId)
  const make = (what: string, parts: Partial<Parts>): Malformed => {
    const whole = { method, path, ...parts }
    return { title: `${operationId}: ${what}`, path: whole.path, bytes: request(whole) }
  }
  return [
    ...bodiesFor(endpoint).map(([what, body]) => make(`body ${what}`, { headers: [json], body })),
    ...idsFor(endpoint).map((id) => make(`id ${odd(id)}`, { path: endpoint.path.replace(':id', id) })),
    ...queriesFor(endpoint).map((query) => make(`query ${odd(query)}`, { path: `${path}?${query}` })),
    ...verbsFor(endpoint).map((verb) => make(`verb ${verb}`, { method: verb, headers: [json], body: '{}' })),
    make('no content type', { body: '{}' }),
    make('a content type of XML', { headers: ['content-type: text/xml'], body: '<a/>' }),
    make('a content type that is no type', { headers: ['content-type: ;;;='], body: '{}' }),
    make('a form', { headers: ['content-type: application/x-www-form-urlencoded'], body: 'link=1' }),
    make('a body that says it is zipped', { headers: [json, 'content-encoding: gzip'], body: '{}' }),
  ]
}

function bodiesFor({ bodySchema }: Endpoint): [string, Buffer | string][] {
  if (!bodySchema) return [['where none is expected', '[1]']]
  return variantsOf(bodySchema).flatMap(bodiesLike)
}

type Form = { readonly properties: Readonly<Record<string, TSchema>> }

/** The objects that a body may be. */
const variantsOf = (schema: TSchema): readonly Form[] =>
  (schema as { anyOf?: readonly Form[] }).anyOf ?? [schema as unknown as Form]

function bodiesLike({ properties }: Form): [string, Buffer | string][] {
  const valid = Object.fromEntries(Object.entries(properties).map(([name, schema]) => [name, plausible(name, schema)]))
  const perField = Object.keys(properties).flatMap((name) =>
    oddValues.map(([what, value]): [string, string] => [`${name} is ${what}`, withRaw(valid, name, value)]),
  )
  return [...wholeBodies(Object.keys(properties)), ...encodedBodies(JSON.stringify(valid)), ...perField]
}

function plausible(name: string, schema: TSchema): unknown {
  const known: Readonly<Record<string, unknown>> = {
    institution: 'erebor_mx_retail',
    access_mode: 'single',
    external_id: 'abc',
    fetch_resources: [],
    credentials_storage: '1d',
    stale_in: '1d',
    link: anId,
    account: anId,
    account_id: anId,
    save_data: true,
    date_from: '2026-01-01',
    date_to: '2026-01-02',
    year_from: '2024',
    year_to: '2025',
    scopes: ['links:read'],
  }
  const { enum: words } = schema as { enum?: readonly unknown[] }
  return known[name] ?? words?.[0] ?? 'valid'
}

/** The object as JSON, with one value in raw text, so that it need not be one that JavaScript can hold. */
function withRaw(valid: Readonly<Record<string, unknown>>, name: string, raw: string): string {
  const others = Object.entries(valid).filter(([key]) => key !== name)
  return `{${[...others.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`), `${JSON.stringify(name)}:${raw}`].join(',')}}`
}

const idsFor = ({ path }: Endpoint): readonly string[] => (path.includes(':id') ? absurdIds : [])

function queriesFor({ query = [] }: Endpoint): string[] {
  const needed = query.filter(({ required }) => required).map(({ name }) => `${name}=${anId}&`)
  const perParameter = query.flatMap(({ name }) =>
    absurdQueryValues(name).map((value) => `${needed.join('')}${name}=${value}`),
  )
  const [first] = query
  if (!first) return ['a=1', '%', '&&&=&', '__proto__=1&constructor=2']
  const { name } = first
  return [
    ...perParameter,
    `${name}=1&${name}=2&${name}=x`,
    `${name}[]=1&${name}[a]=2`,
    `${name}`,
    '%',
    '%zz=%zz',
    '&&&=&=&',
    '__proto__=1&constructor=2&toString=3&hasOwnProperty=4',
    Array.from({ length: 1_500 }, (_, index) => `p${index}`).join('&'),
    `a=${'x'.repeat(9_000)}`,
  ]
}

const verbs = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE', 'PROPFIND', 'CONNECT', 'get', 'FOO']

/** Emptying the workspace and making others is no oddity, and neither is an endpoint's own verb. */
const verbsFor = ({ method, path }: Endpoint): string[] =>
  verbs.filter((verb) => verb !== method && !(path === '/_enlace/reset/' && verb === 'POST'))
