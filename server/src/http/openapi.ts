import { endpoints } from './endpoints.ts'
import { Components, type WireSchema } from './openapi/components.ts'
import { keylessOperations, operationOf, templateOf } from './openapi/operation.ts'
import type { Endpoint } from './route.ts'

/** An OpenAPI 3.1 document. */
export type OpenApiDocument = {
  readonly openapi: '3.1.1'
  readonly info: WireSchema
  readonly paths: Readonly<Record<string, Readonly<Record<string, WireSchema>>>>
  readonly components: { readonly schemas: Readonly<Record<string, WireSchema>> } & WireSchema
} & WireSchema

/** The surface that is wire-compatible with Belvo's API: everything below `/api/`. */
export const apiDocument = (): OpenApiDocument =>
  documentOf(new Components(), {
    title: 'Enlace: aggregation API',
    version: '1.223.0',
    description:
      'Links, and the records that are retrieved through them. Compatible on the wire with version 1.223.0 of ' +
      "Belvo's aggregation API. Every path is served with and without its last slash.",
    prefix: '/api/',
  })

/** Our own surface below `/_enlace/`: workspaces, webhooks, links from inside, the clock, health and more. */
export const enlaceDocument = (): OpenApiDocument => {
  const components = new Components()
  return documentOf(components, {
    title: 'Enlace: own API',
    version: '1',
    description:
      'Workspaces and keys, webhooks and their deliveries, links from inside, usage, the request log, the health of this ' +
      "server, and in the emulator each workspace's clock. Every path is served with and without its last slash. What " +
      'nobody knows, a key of a body at any depth or a parameter of a query, is refused and named.',
    prefix: '/_enlace/',
    more: keylessOperations(components),
  })
}

type About = {
  readonly title: string
  readonly version: string
  readonly description: string
  readonly prefix: string
  readonly more?: OpenApiDocument['paths'] | Readonly<Record<string, WireSchema>>
}

function documentOf(components: Components, { prefix, more = {}, ...info }: About): OpenApiDocument {
  const shown = endpoints.filter(({ path }) => path.startsWith(prefix))
  const paths = { ...pathsOf(shown, components), ...(more as OpenApiDocument['paths']) }
  return {
    openapi: '3.1.1',
    info: { ...info, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: '/', description: 'This server' }],
    security: [{ basicAuth: [] }],
    tags: [...new Set(operationsIn(paths).flatMap(({ tags }) => tags as string[]))].map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: {
        basicAuth: { type: 'http', scheme: 'basic', description: 'A secret id and its password' },
        ...(shown.some(({ widget }) => widget) ? { widgetToken } : {}),
      },
      responses: sorted(components.responses),
      schemas: sorted(components.schemas),
    },
  }
}

const widgetToken = {
  type: 'http',
  scheme: 'bearer',
  bearerFormat: 'JWT',
  description: 'The access token of a widget, from `POST /api/token/`: for one link, once, for ten minutes',
}

const sorted = <T>(record: Readonly<Record<string, T>>): Readonly<Record<string, T>> =>
  Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)))

const operationsIn = (paths: OpenApiDocument['paths']) => Object.values(paths).flatMap((item) => Object.values(item))

function pathsOf(shown: readonly Endpoint[], components: Components): OpenApiDocument['paths'] {
  const paths: Record<string, Record<string, WireSchema>> = {}
  for (const endpoint of shown) {
    const path = templateOf(endpoint.path)
    paths[path] = { ...paths[path], [endpoint.method.toLowerCase()]: operationOf(endpoint, components) }
  }
  return paths
}
