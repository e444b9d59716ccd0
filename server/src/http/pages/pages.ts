import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { apiDocument, enlaceDocument, type OpenApiDocument } from '../openapi.ts'
import { type AssetName, assetNames, getAsset } from './assets.ts'
import { homeHeaders, homePage } from './home.ts'
import type { PageFacts } from './page-facts.ts'
import { referenceHeaders, referencePage, references } from './reference.ts'
import { assetHeaders } from './security-headers.ts'

/** Everything that a person opens in a browser; none of it needs a key or loads anything from elsewhere. */
export function mountPages(server: FastifyInstance, facts: PageFacts): void {
  server.get('/', async (request, reply) => sendPage(reply, homeHeaders, homePage(facts, originOf(request))))
  for (const reference of references) {
    const page = referencePage(facts, reference)
    server.get(reference.path, async (_request, reply) => sendPage(reply, referenceHeaders, page))
  }
  for (const name of assetNames) {
    server.get(`/docs/assets/${name}`, (request, reply) => sendAsset(name, request, reply))
  }
  mountDocument(server, '/docs/openapi.json', apiDocument)
  mountDocument(server, '/docs/enlace-openapi.json', enlaceDocument)
}

function sendPage(reply: FastifyReply, headers: Readonly<Record<string, string>>, page: string): FastifyReply {
  return reply.headers(headers).type('text/html; charset=utf-8').send(page)
}

async function sendAsset(name: AssetName, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const { type, tag, bytes } = await getAsset(name)
  reply.headers(assetHeaders).header('etag', tag)
  if (request.headers['if-none-match'] === tag) return reply.code(304).send()
  return reply.type(type).send(bytes)
}

/** Made when it is first asked for: most processes never are. */
function mountDocument(server: FastifyInstance, path: string, make: () => OpenApiDocument): void {
  let text: string | undefined
  server.get(path, async (_request, reply) => {
    text ??= JSON.stringify(make())
    return reply
      .headers({ ...assetHeaders, 'cache-control': 'no-cache' })
      .type('application/json')
      .send(text)
  })
}

/** The address that the reader used; one that is no host name is not repeated on a page. */
function originOf({ protocol, host }: FastifyRequest): string {
  return `${protocol}://${/^[\w.:[\]-]{1,255}$/.test(host) ? host : '127.0.0.1'}`
}
