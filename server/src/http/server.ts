import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify'
import { fault } from '../domain/faults.ts'
import type { Deps } from '../flows/deps.ts'
import type { Caller } from '../flows/links/authenticate.ts'
import type { Fault } from '../kit/fault.ts'
import { hexId } from '../kit/ids.ts'
import { drawBytes } from '../kit/random.ts'
import { parseBody } from './body.ts'
import { watchConnections } from './connections.ts'
import { endpoints } from './endpoints.ts'
import { mountHealth } from './enlace/health.ts'
import { toFaults, toRefusal } from './errors.ts'
import { assertMethodAllowed } from './methods.ts'
import { mountEndpoint } from './mount.ts'
import { noteRequest } from './note-request.ts'
import type { PageFacts } from './pages/page-facts.ts'
import { mountPages } from './pages/pages.ts'
import { isOwn } from './route.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks, once the keys were checked. */
    caller: Caller | null
    /** The codes of the errors that were answered. */
    errorCodes: readonly string[]
  }
}

export type ServerOptions = {
  readonly deps: Deps
  readonly logger: FastifyBaseLogger
  readonly facts: PageFacts
}

const bodyMaxBytes = 1_048_576
const urlMaxLength = 8_192
const requestMaxMs = 330_000

/** The whole HTTP face, not yet listening. */
export function makeServer({ deps, logger, facts }: ServerOptions): FastifyInstance {
  const server = Fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true }),
    http: { requireHostHeader: false },
    bodyLimit: bodyMaxBytes,
    requestTimeout: requestMaxMs,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    genReqId: () => hexId(drawBytes(16)),
    trustProxy: 'loopback, linklocal, uniquelocal',
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: urlMaxLength },
    frameworkErrors: (_error, request, reply) => refuse(unreadablePath(request), request, reply),
    clientErrorHandler: answerBrokenRequest,
  }) as unknown as FastifyInstance
  let closing = false
  const hangUpOnSilent = watchConnections(server.server)
  answerLikeTheRest(server)
  server.decorateRequest('caller', null)
  server.decorateRequest('errorCodes', null as unknown as readonly string[])
  server.addHook('preClose', async () => {
    closing = true
    hangUpOnSilent()
  })
  server.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id)
    if (closing) throw fault('shutting_down', { headers: { connection: 'close', 'retry-after': '5' } })
    if (request.url.length > urlMaxLength) throw fault('uri_too_long', { values: { limit: urlMaxLength } })
  })
  // A request that was under way when the stop began would otherwise leave its connection open for the next one.
  server.addHook('onSend', async (_request, reply) => {
    if (closing) reply.header('connection', 'close')
  })
  server.addHook('onResponse', async (request, reply) => {
    noteRequest(deps, request, reply.statusCode, reply.elapsedTime)
  })
  server.removeAllContentTypeParsers()
  server.addContentTypeParser(/^application\/(.+\+)?json\b/i, { parseAs: 'buffer' }, parseBody)
  server.setErrorHandler((thrown, request, reply) => refuse(thrown, request, reply))
  server.setNotFoundHandler((request, reply) => {
    assertMethodAllowed(server, request)
    const hint = 'No endpoint has this path; the API reference at /docs has them all.'
    return refuse(fault('not_found', isOwn({ path: request.url }) ? { hint } : {}), request, reply)
  })
  for (const endpoint of endpoints) mountEndpoint(server, deps, endpoint)
  mountHealth(server, deps)
  mountPages(server, facts)
  return server
}

/** Lets through what Node would refuse by itself with an empty body, or hang up on, so that the answer is the usual one. */
function answerLikeTheRest({ server }: FastifyInstance): void {
  server.on('checkExpectation', (request, response) => server.emit('request', request, response))
  server.on('connect', (_request, socket: Socket) => answerBrokenRequest(new Error('CONNECT'), socket))
}

/** What the router itself cannot read: percent signs that stand for no character. */
function unreadablePath({ url }: FastifyRequest): Fault {
  const hint = 'In the path a percent sign and two hexadecimal digits stand for a byte of UTF-8.'
  return fault('bad_request', isOwn({ path: url }) ? { hint } : {})
}

function refuse(thrown: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const named = fromFramework(thrown) ?? thrown
  logRefusal(toFaults(named)[0], request)
  const { status, body, headers } = toRefusal(named, request.id, { own: isOwn({ path: request.url }) })
  request.errorCodes = body.map(({ code }) => code)
  return reply
    .code(status)
    .header('x-request-id', request.id)
    .headers(headers)
    .header('content-type', 'application/json; charset=utf-8')
    .send(JSON.stringify(body))
}

/** What Fastify itself refuses, by our names. */
function fromFramework(thrown: unknown): Fault | undefined {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined
  switch (code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return fault('payload_too_large', { values: { limit: `${bodyMaxBytes} bytes` } })
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return fault('unsupported_media_type')
    case 'FST_ERR_CTP_INVALID_CONTENT_LENGTH':
    case 'FST_ERR_BAD_URL':
      return fault('bad_request')
    default:
      return undefined
  }
}

/** One line for what the caller did, with the cause only where the fault is ours. */
function logRefusal(first: Fault | undefined, request: FastifyRequest): void {
  if (first === undefined) return
  const { log, cause } = first.options
  if (first.name === 'unexpected' || first.name === 'connector_outdated') {
    request.server.log.error(
      { request_id: request.id, fault: first.name, ...log, err: cause ?? first },
      'request failed',
    )
  } else {
    request.server.log.debug({ request_id: request.id, fault: first.name, ...log }, 'request refused')
  }
}

/** Answers what was no HTTP, in the form of every other refusal; the socket ends with it. */
function answerBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return
  const name = error.code === 'HPE_HEADER_OVERFLOW' ? 'headers_too_large' : 'bad_request'
  const requestId = hexId(drawBytes(16))
  const { status, body } = toRefusal(fault(name), requestId)
  const text = JSON.stringify(body)
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(text)}`,
    `x-request-id: ${requestId}`,
    'connection: close',
  ]
  if (socket.writable) socket.end(`${head.join('\r\n')}\r\n\r\n${text}`)
  else socket.destroy()
}
