import { STATUS_CODES } from 'node:http'
import Type from 'typebox'
import { uuid } from '../../../../contract/schema.ts'
import type { Endpoint, Parameter } from '../route.ts'
import type { Components, WireSchema } from './components.ts'
import { refusals } from './refusals.ts'

/** `/api/links/:id/` as OpenAPI writes it. */
export const templateOf = (path: string): string => path.replaceAll(/:(\w+)/g, '{$1}')

export function operationOf(endpoint: Endpoint, components: Components): WireSchema {
  const { operationId, tag, summary, bodySchema, example } = endpoint
  const parameters = parametersOf(endpoint, components)
  return {
    operationId,
    tags: [tag],
    summary,
    ...securityOf(endpoint),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(bodySchema ? { requestBody: bodyOf(components.translate(bodySchema), example) } : {}),
    responses: { ...repliesOf(endpoint, components), ...refusals(endpoint, components) },
  }
}

/** Where keys may come otherwise than in the header: in the body, or as a widget's token. */
function securityOf({ keysInBody, widget }: Endpoint): WireSchema {
  if (keysInBody) return { security: [{}, { basicAuth: [] }] }
  return widget ? { security: [{ basicAuth: [] }, { widgetToken: [] }] } : {}
}

function bodyOf(schema: WireSchema, example: Endpoint['example']): WireSchema {
  const media = { schema, ...(example ? { example } : {}) }
  return { required: true, content: { 'application/json': media } }
}

function parametersOf({ path, params, query = [], headers = [] }: Endpoint, components: Components): WireSchema[] {
  const inPath = [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => ({
    name,
    schema: params?.[name] ?? uuid(),
    required: true,
  }))
  return [
    ...inPath.map((each) => parameter('path', each, components)),
    ...query.map((each) => parameter('query', each, components)),
    ...headers.map((each) => parameter('header', each, components)),
  ]
}

function parameter(where: 'path' | 'query' | 'header', given: Parameter, components: Components): WireSchema {
  const schema = components.translate(given.schema)
  return {
    name: given.name,
    in: where,
    ...(given.required ? { required: true } : {}),
    ...(schema.type === 'array' ? { style: 'form', explode: false } : {}),
    schema,
  }
}

function repliesOf(
  { replies, lines, serverSent, inWords }: Pick<Endpoint, 'replies' | 'lines' | 'serverSent' | 'inWords'>,
  components: Components,
): Record<string, WireSchema> {
  return Object.fromEntries(
    Object.entries(replies).map(([status, schema]) => [
      status,
      {
        description: STATUS_CODES[status] ?? status,
        ...contentOf({
          ...(schema ? json(components.translate(schema)) : {}),
          ...(schema && lines ? asLines(components.translate(lines)) : {}),
          ...(schema && serverSent ? asServerSent(components.translate(serverSent)) : {}),
          ...(inWords && status === '200' ? asWords : {}),
        }),
      },
    ]),
  )
}

const contentOf = (forms: WireSchema) => (Object.keys(forms).length === 0 ? {} : { content: forms })

const asWords = { 'text/markdown': { schema: { type: 'string' } } }

const asLines = (schema: WireSchema) => ({ 'application/x-ndjson': { schema } })

const asServerSent = (schema: WireSchema) => ({ 'text/event-stream': { schema } })

const json = (schema: WireSchema) => ({ 'application/json': { schema } })

const state = (word: string) => Type.Object({ status: Type.Enum([word]) })

/** What needs no key, and so is no Endpoint. */
export function keylessOperations(components: Components): Readonly<Record<string, WireSchema>> {
  const operation = (operationId: string, summary: string, words: Readonly<Record<string, string>>) => {
    const replies = Object.fromEntries(Object.entries(words).map(([status, word]) => [status, state(word)]))
    return {
      get: { operationId, tags: ['Health'], summary, security: [], responses: repliesOf({ replies }, components) },
    }
  }
  return {
    '/_enlace/health': operation('GetHealth', 'Answer 200 while the process runs', { 200: 'ok' }),
    '/_enlace/ready': operation('GetReadiness', 'Answer 200 when requests can be served', {
      200: 'ready',
      503: 'not_ready',
    }),
  }
}
