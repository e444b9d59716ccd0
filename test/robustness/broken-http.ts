import { authorization, type Malformed, request } from './malformed.ts'

const list = '/api/links/'
const json = 'content-type: application/json'
const chunked = 'transfer-encoding: chunked'
const body = '{"institution":"erebor_mx_retail","username":"bnk100","password":"full"}'

const post = (headers: readonly string[], content: Buffer | string): Buffer =>
  request({ method: 'POST', path: list, headers: [json, ...headers], body: content })

const get = (headers: readonly string[]): Buffer => request({ method: 'GET', path: list, headers })

const raw = (text: string): Buffer => Buffer.from(text, 'latin1')

const basic = (text: string | Buffer): string =>
  `authorization: Basic ${Buffer.from(text as string).toString('base64')}`

/** Keys in every wrong form. */
export const brokenKeys: readonly Malformed[] = [
  'authorization:',
  'authorization: Basic',
  'authorization: Basic ',
  'authorization: Basic !!!!',
  'authorization: Basic YQ',
  'authorization: Bearer enlace-demo-id',
  'authorization: Digest username="x"',
  `authorization: Basic ${'A'.repeat(9_000)}`,
  basic(':'),
  basic('enlace-demo-id'),
  basic('enlace-demo-id:'),
  basic(':enlace-demo-password'),
  basic('enlace-demo-id\u0000:enlace-demo-password'),
  basic('enlace-demo-id:enlace-demo-password\u0000'),
  basic(Buffer.from([0xff, 0xfe, 0x3a, 0xc0, 0x80])),
  basic(Buffer.from('\ufeffenlace-demo-id:enlace-demo-password', 'utf16le')),
  basic(`' or 1=1 --:' or 1=1 --`),
  basic(`${'x'.repeat(1_000)}:${'y'.repeat(400)}`),
  basic('\ud83d\udca9:\ud83d\udca9'),
].map((header, index) => ({ title: `keys ${index}`, path: list, bytes: get([header]) }))

const bytes: Readonly<Record<string, Buffer>> = {
  nonsense: raw('\x00\x01\x02\x03\r\n\r\n'),
  'the hello of TLS': raw('\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'),
  'the preface of HTTP/2': raw('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'),
  'HTTP/0.9': raw(`GET ${list}\r\n\r\n`),
  'HTTP/3.7': raw(`GET ${list} HTTP/3.7\r\nhost: x\r\n\r\n`),
  'HTTP/1.0': raw(`GET ${list} HTTP/1.0\r\nauthorization: ${authorization}\r\n\r\n`),
  'a version in lower case': raw(`GET ${list} http/1.1\r\nhost: x\r\n\r\n`),
  'no host': raw(`GET ${list} HTTP/1.1\r\nconnection: close\r\nauthorization: ${authorization}\r\n\r\n`),
  'two hosts': get(['host: other.test']),
  'a host that is none': raw(
    `GET ${list}?page_size=1 HTTP/1.1\r\nhost: a b{}|\\^\r\nconnection: close\r\nauthorization: ${authorization}\r\n\r\n`,
  ),
  'an empty host': raw(`GET ${list} HTTP/1.1\r\nhost:\r\nconnection: close\r\nauthorization: ${authorization}\r\n\r\n`),
  'a forwarded host that is none': get(['x-forwarded-host: ]]]:x', 'x-forwarded-proto: javascript']),
  'a forwarded address that is none': get(['x-forwarded-for: ::::,%%,1.2.3.4.5']),
  'an absolute target': request({ method: 'GET', path: `http://elsewhere.test${list}` }),
  'a target that is a star': request({ method: 'OPTIONS', path: '*' }),
  'a target of an authority': request({ method: 'CONNECT', path: 'elsewhere.test:443' }),
  'a target without a slash': request({ method: 'GET', path: 'api/links/' }),
  'a target of two slashes': request({ method: 'GET', path: '//api//links//' }),
  'a target that climbs': request({ method: 'GET', path: '/api/links/../../../etc/passwd' }),
  'a target with raw bytes': request({ method: 'GET', path: '/api/links/\xff\xfe/' }),
  'a target with half an escape': request({ method: 'GET', path: '/api/%e0%a4%a/' }),
  'a target of 9,000 characters': request({ method: 'GET', path: `/api/${'a'.repeat(9_000)}/` }),
  'a target of 100,000 characters': request({ method: 'GET', path: `/api/${'a'.repeat(100_000)}/` }),
  'a header of 100,000 characters': get([`x-long: ${'a'.repeat(100_000)}`]),
  '3,000 headers': get(Array.from({ length: 3_000 }, (_, index) => `x-${index}: 1`)),
  'a header without a colon': get(['no colon here']),
  'a header with NUL': get(['x-nul: a\0b']),
  'a header with a bare line end': get(['x-bare: a\nb']),
  'a folded header': get(['x-folded: a\r\n b']),
  'a header with a space before its colon': get(['x-space : a']),
  'an upgrade': get(['connection: upgrade', 'upgrade: websocket', 'sec-websocket-key: x']),
  'an expectation that nobody has': get(['expect: a-miracle']),
  'a length below zero': post(['content-length: -1'], body),
  'a length that is no number': post(['content-length: many'], body),
  'a length past all numbers': post([`content-length: ${'9'.repeat(40)}`], body),
  'a length over the limit': post(['content-length: 99999999'], body),
  'a length that is too long': post([`content-length: ${body.length + 100}`], body),
  'a length that is too short': post(['content-length: 10'], body),
  'two lengths': post(['content-length: 10', `content-length: ${body.length}`], body),
  'a length and chunks': post([`content-length: ${body.length}`, chunked], `5\r\n{"a":\r\n0\r\n\r\n`),
  'chunks that break off': post([chunked], '40\r\n{"institution"'),
  'chunks without an end': post([chunked], '5\r\n{"a":\r\n'),
  'a chunk of no size': post([chunked], 'zz\r\nab\r\n0\r\n\r\n'),
  'a chunk of every size': post([chunked], `${'f'.repeat(40)}\r\nab`),
  'a chunk with a long extension': post([chunked], `2;${'x'.repeat(50_000)}\r\n{}\r\n0\r\n\r\n`),
  'chunks of ten megabytes': post([chunked], `a00000\r\n${'x'.repeat(10_485_760)}\r\n0\r\n\r\n`),
  'chunks with trailers': post([chunked], '2\r\n{}\r\n0\r\nx-trailer: a\r\n__proto__: b\r\n\r\n'),
  'a coding that nobody knows': post(['transfer-encoding: zip'], body),
  'chunks in disguise': post(['transfer-encoding: chunked, identity'], body),
  'a body on GET': request({ method: 'GET', path: list, headers: [json], body: '{' }),
  'a smuggled request': post(['content-length: 2'], `{}GET /api/links/ HTTP/1.1\r\nhost: x\r\n\r\n`),
}

/** The server cannot know that nothing more comes, so the sender hangs up. */
const breakOff = ['a length that is too long', 'chunks that break off', 'chunks without an end']

/** What is hardly HTTP, or no HTTP at all. */
export const brokenHttp: readonly Malformed[] = Object.entries(bytes).map(([title, each]) => ({
  title,
  path: null,
  bytes: each,
  breaksOff: breakOff.includes(title),
}))

/** Several requests in one piece; every one gets its answer, in order. */
export function pipelined(count: number): Buffer {
  const one = `GET /api/links/?page=x HTTP/1.1\r\nhost: x\r\nauthorization: ${authorization}\r\n\r\n`
  return Buffer.concat([raw(one.repeat(count - 1)), get([])])
}
