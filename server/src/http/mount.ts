import { PassThrough, Readable } from 'node:stream'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { WireError } from '../../../contract/replies.ts'
import { fault } from '../domain/faults.ts'
import { allows } from '../domain/key-scopes.ts'
import type { Deps } from '../flows/deps.ts'
import { authenticate, type Caller } from '../flows/links/authenticate.ts'
import { amongOthers } from '../flows/workspaces/alone.ts'
import { authenticateToken } from '../flows/workspaces/widget-tokens.ts'
import { after } from '../kit/deadline.ts'
import { toRefusal } from './errors.ts'
import { hungUp, noteRequest } from './note-request.ts'
import { garbled, handleAsOrdered } from './ordered-faults.ts'
import { type Endpoint, isOwn, type Reply } from './route.ts'

/** Puts an endpoint on its path: keys first, then scope, then the handler. Only keys in a body are looked for in it. */
export function mountEndpoint(server: FastifyInstance, deps: Deps, endpoint: Endpoint): void {
  const letIn = async (request: FastifyRequest) => {
    request.caller = await authenticated(deps, endpoint, request)
    assertOpen(endpoint, request.caller, request)
  }
  server.route({
    method: endpoint.method,
    url: endpoint.path,
    ...(endpoint.keysInBody ? { preHandler: letIn } : { preParsing: letIn }),
    handler: (request, reply) => answer(deps, endpoint, request, reply),
  })
}

async function authenticated(deps: Deps, { keysInBody }: Endpoint, request: FastifyRequest): Promise<Caller> {
  const { authorization } = request.headers
  const keys = (keysInBody && readKeys(request.body)) || readBasic(authorization)
  if (keys) return authenticate(deps, keys.id, keys.password)
  const token = /^bearer ([\w-]{1,1024}\.[\w-]{1,4096}\.[\w-]{1,1024})$/i.exec(authorization ?? '')?.[1]
  if (token === undefined) throw fault('keys_rejected')
  return authenticateToken(deps, token)
}

/** A key opens what its scopes say; a widget's token the few endpoints that say so, and only for its own link. */
function assertOpen({ scope, widget }: Endpoint, { scopes, grant }: Caller, { params }: FastifyRequest): void {
  const open = grant ? widget !== undefined && grant.scopes.includes(widget.scope) : allows(scopes, scope)
  if (!open) throw fault('scope_missing')
  const { id } = params as Readonly<Record<string, string>>
  if (grant && widget?.ownLink && id?.toLowerCase() !== grant.linkId) throw fault('not_found')
}

/** The pair of keys in a body, where both are there. */
function readKeys(body: unknown): { id: string; password: string } | undefined {
  const { id, password } = (body ?? {}) as { readonly id?: unknown; readonly password?: unknown }
  if (typeof id !== 'string' || typeof password !== 'string' || id.includes('\u0000')) return undefined
  return { id, password }
}

/** The two halves of a Basic header; undefined for anything else. */
function readBasic(header: string | undefined): { id: string; password: string } | undefined {
  const encoded = /^basic ([a-z0-9+/=_-]{1,2048})$/i.exec(header ?? '')?.[1]
  if (encoded === undefined) return undefined
  const text = Buffer.from(encoded, 'base64').toString('utf8')
  const colon = text.indexOf(':')
  if (colon < 1 || text.includes('\u0000')) return undefined
  return { id: text.slice(0, colon), password: text.slice(colon + 1) }
}

async function answer(deps: Deps, endpoint: Endpoint, request: FastifyRequest, reply: FastifyReply) {
  const caller = request.caller
  if (!caller) throw fault('keys_rejected')
  const ask = {
    caller,
    params: request.params as Record<string, string>,
    query: lastValues(request.query as Record<string, string | string[]>),
    headers: request.headers,
    body: request.body,
    url: urlOf(request),
    gone: () => goneSignal(reply),
  }
  const handle = () => handleAsOrdered(deps, endpoint, ask)
  const ordered = await (endpoint.apart ? handle() : amongOthers(deps, caller.scope, handle))
  if (ordered === 'cut') return cut(deps, request, reply)
  const given = ordered.reply
  if (given.requestId) {
    request.id = given.requestId
    reply.header('x-request-id', given.requestId)
  }
  reply.code(given.status).headers(given.headers ?? {})
  if (given.stream)
    return reply
      .type(given.contentType ?? 'application/x-ndjson')
      .send(streamed(given.stream, request.id, isOwn(endpoint)))
  if (given.text) {
    if (given.until) hangUpAfter(given.until, reply)
    return reply.type(given.contentType ?? 'text/plain').send(Readable.from(given.text))
  }
  if (given.body === undefined) return reply.send()
  if (given.status >= 400) request.errorCodes = codesOf(given.body)
  const text = JSON.stringify(given.body)
  const sent = ordered.kind === 'garbled' ? garbled(text) : text
  return reply.header('content-type', 'application/json; charset=utf-8').send(sent)
}

/** The codes of what is answered like an error without being thrown as one: the question for a token. */
const codesOf = (body: unknown): string[] => (body as readonly WireError[]).map(({ code }) => code)

/** Hangs up in the place of an answer. */
function cut(deps: Deps, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  noteRequest(deps, request, hungUp, reply.elapsedTime)
  reply.hijack()
  reply.raw.destroy()
  return reply
}

function goneSignal({ raw }: FastifyReply): AbortSignal {
  const gone = new AbortController()
  if (raw.destroyed || raw.closed) gone.abort()
  else raw.once('close', () => gone.abort())
  return gone.signal
}

/** How long a caller may take to read the rest of a text that is over. */
const restMaxMs = 1_000

/** A text that nobody reads never comes to its end: it would keep its place, and its connection hold up a stop. */
function hangUpAfter(until: AbortSignal, { raw }: FastifyReply): void {
  const hangUpSoon = () => after(restMaxMs, () => raw.closed || raw.destroy())
  if (until.aborted) hangUpSoon()
  else until.addEventListener('abort', hangUpSoon, { once: true })
}

/** A caller who leaves more than this unread is taken for one who hung up. */
const unreadMaxBytes = 4_194_304

/** Lines as they come; what breaks off in between is told as the last line, as the status has been sent. */
function streamed(work: NonNullable<Reply['stream']>, requestId: string, own: boolean): Readable {
  const lines = new PassThrough()
  const write = (line: object | string) => {
    if (lines.writableLength > unreadMaxBytes) lines.destroy()
    if (!lines.destroyed) lines.write(`${typeof line === 'string' ? line : JSON.stringify(line)}\n`)
  }
  work(write)
    .catch((thrown: unknown) => write(toRefusal(thrown, requestId, { own }).body))
    .finally(() => lines.end())
  return lines
}

/** What was asked for, absolute, as the caller sees it: pages link to their neighbours with it. */
function urlOf({ url, protocol, host }: FastifyRequest): URL {
  const scheme = protocol === 'https' ? 'https' : 'http'
  // Joined as text, because a path of two slashes would be taken for a host.
  const text = url.startsWith('/') ? `${scheme}://${host}${url}` : url
  if (host === '' || !URL.canParse(text)) throw fault('bad_request')
  return new URL(text)
}

/** A parameter that is given twice counts with its last value. */
const lastValues = (query: Readonly<Record<string, string | string[]>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(query).map(([name, value]) => [name, Array.isArray(value) ? (value.at(-1) ?? '') : value]),
  )
