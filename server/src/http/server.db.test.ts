import { once } from 'node:events'
import { connect } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startApi } from '../../../test/harness/api.ts'
import { givenKey } from '../../../test/harness/keys.ts'

const api = await startApi()

describe('CheckKeys', () => {
  test('200: any key may ask whether it is right, with and without a slash', async () => {
    const key = await givenKey(api, ['links:read'])
    for (const path of ['/api/', '/api']) {
      expect(await api.get(path)).toMatchObject({ status: 200, body: {} })
      expect(await api.as(key).get(path)).toMatchObject({ status: 200 })
    }
  })

  test('401: a header that is no pair of keys', async () => {
    for (const authorization of [
      '',
      'Basic',
      'Basic !!!',
      'Bearer abc',
      `Basic ${btoa('no colon')}`,
      `Basic ${btoa(':x')}`,
    ]) {
      expect(await api.send('GET', '/api/', { keys: null, headers: { authorization } })).toMatchObject({
        status: 401,
        body: [{ code: 'authentication_failed', message: 'Invalid Secret Keys' }],
      })
    }
  })

  test('401: nothing tells a wrong id from a wrong password', async () => {
    const [id, password] = [
      await api.as({ id: 'nobody', password: 'enlace-demo-password' }).get('/api/'),
      await api.as({ id: 'enlace-demo-id', password: 'wrong' }).get('/api/'),
    ].map(({ status, body }) => ({ status, body: [{ ...body[0], request_id: '' }] }))
    expect(id).toEqual(password)
  })
})

describe('every request', () => {
  test('carries its id in the header, and in the body of a refusal', async () => {
    for (const answer of [
      await api.get('/api/links/'),
      await api.get('/api/links/none/'),
      await api.get('/nowhere'),
      await api.send('GET', '/api/', { keys: null }),
      await api.post('/api/links/', '{'),
    ]) {
      const id = answer.headers.get('x-request-id')
      expect(id).toMatch(/^[0-9a-f]{32}$/)
      if (answer.status >= 400) {
        for (const error of answer.body) expect(error.request_id).toBe(id)
      }
    }
  })

  test('404: a path that nobody serves', async () => {
    for (const path of ['/nowhere', '/api/nowhere/', '/api/links/1/2/3/']) {
      expect(await api.get(path)).toMatchObject({ status: 404, body: [{ code: 'not_found', message: 'Not found' }] })
    }
  })

  test('405: a verb that the path does not know', async () => {
    for (const [method, path] of [
      ['PATCH', '/api/institutions/'],
      ['DELETE', '/api/accounts/'],
      ['POST', '/api/'],
      ['PUT', '/api/owners/3f2b0c1a-5a1e-4c58-9b0a-0d0c0b0a0908/'],
    ] as const) {
      const answer = await api.send(method, path)
      expect(answer).toMatchObject({
        status: 405,
        body: [{ code: 'method_not_allowed', message: `Method "${method}" not allowed.` }],
      })
      expect(answer.headers.get('allow')).toContain(path.includes('owners') ? 'DELETE' : 'GET')
    }
  })

  test.each([
    ['{', 'line 1 column 2 (char 1)'],
    ['{"a":1,\n"b"}', 'line 2 column 4 (char 11)'],
    ['{"institution":"secret" x}', 'line 1 column 25 (char 24)'],
  ])('400: %j is no JSON, and the answer does not repeat it', async (body, where) => {
    const answer = await api.post('/api/links/', body)
    expect(answer).toMatchObject({ status: 400, body: [{ code: 'parse_error' }] })
    expect(answer.body[0].message).toBe(`JSON parse error - Invalid JSON: ${where}`)
    expect(answer.body[0].message).not.toContain('secret')
  })

  test('400: bytes that are no UTF-8 are not kept as something else', async () => {
    const body = Buffer.from('{"institution":"erebor_mx_retail","username":"lucía","password":"full"}', 'latin1')
    const answer = await fetch(`${api.url}/api/links/`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${btoa('enlace-demo-id:enlace-demo-password')}`,
        'content-type': 'application/json',
      },
      body,
    })
    expect(answer.status).toBe(400)
    expect(await answer.json()).toMatchObject([{ code: 'parse_error', message: 'JSON parse error - Invalid UTF-8' }])
  })

  test('413: a body over a mebibyte', async () => {
    expect(await api.post('/api/links/', { institution: 'x'.repeat(1_048_577) })).toMatchObject({
      status: 413,
      body: [{ code: 'payload_too_large' }],
    })
  })

  test('414: a URL over eight kilobytes', async () => {
    expect(await api.get(`/api/links/?id__in=${'a'.repeat(8_200)}`)).toMatchObject({
      status: 414,
      body: [{ code: 'uri_too_long' }],
    })
  })

  test('415: a body that is not called JSON', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/xml']) {
      expect(await api.post('/api/links/', 'a=b', { headers: { 'content-type': type } })).toMatchObject({
        status: 415,
        body: [{ code: 'unsupported_media_type' }],
      })
    }
  })

  test('431: headers over what a server reads', async () => {
    const answer = await raw(`GET /api/ HTTP/1.1\r\nhost: x\r\nx-long: ${'a'.repeat(40_000)}\r\n\r\n`)
    expect(answer).toMatch(/^HTTP\/1\.1 431 /)
    expect(answer).toContain('"code":"headers_too_large"')
  })

  test('400: what is no HTTP is answered in the same form', async () => {
    const answer = await raw('HELLO\r\n\r\n')
    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
    expect(answer).toContain('"code":"validation_error"')
  })

  test('400: a path whose percent signs are broken', async () => {
    expect(await raw('GET /api/links/%zz/ HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n')).toMatch(
      /^HTTP\/1\.1 40[04] /,
    )
  })

  test('nothing that was sent or kept in secret is logged', async () => {
    const link = await api.givenLink({ username: 'quiet_person', password: 'quiet_password', external_id: 'quiet-id' })
    await api.post('/api/accounts/', { link: link.id, token: 'quiet_token' })
    await api.get('/api/links/?external_id=quiet-id')
    await api.post('/api/links/', {
      institution: 'erebor_mx_retail',
      username: 'user_invalid',
      password: 'quiet_wrong',
    })
    for (const secret of ['quiet_', 'quiet-id', 'enlace-demo-password']) {
      expect(api.log.filter((line) => line.includes(secret))).toEqual([])
    }
  })
})

describe('below /_enlace/', () => {
  test('500: the name is ours, the request id leads to the log, and nothing of the cause is told', async () => {
    const { requestLog } = api.app.deps
    const get = requestLog.get
    requestLog.get = () => Promise.reject(new Error('relation "hush" does not exist'))
    onTestFinished(() => {
      requestLog.get = get
    })
    const answer = await api.get(`/_enlace/requests/${'0'.repeat(32)}/`)
    const id = answer.headers.get('x-request-id')
    expect(answer).toMatchObject({ status: 500, body: [{ code: 'unexpected_error', request_id: id }] })
    expect(answer.body[0].message).toContain('Enlace')
    expect(JSON.stringify(answer.body)).not.toMatch(/Belvo|hush/)
    expect(api.log.some((line) => line.includes(String(id)) && line.includes('hush'))).toBe(true)
  })

  test('404: a path that nobody serves is told from an id that there is not', async () => {
    const [path, id] = [await api.get('/_enlace/webhook/'), await api.get(`/_enlace/webhooks/${'x'.repeat(3_000)}/`)]
    expect(path).toMatchObject({ status: 404, body: [{ code: 'not_found' }] })
    expect(path.body[0].message).toMatch(/^Not found\. No endpoint has this path/)
    expect(id).toMatchObject({ status: 404, body: [{ code: 'not_found', message: 'Not found' }] })
  })

  test('405: what the path knows is said', async () => {
    expect(await api.send('PATCH', '/_enlace/snapshots/base/')).toMatchObject({
      status: 405,
      body: [{ message: 'Method "PATCH" not allowed. There are only PUT and DELETE.' }],
    })
  })

  test('400: a path whose percent signs are broken is told so', async () => {
    const answer = await raw('GET /_enlace/webhooks/%zz/ HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n')
    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
    expect(answer).toContain('a percent sign and two hexadecimal digits')
  })
})

describe('health', () => {
  test('200: needs no key', async () => {
    for (const [path, status] of [
      ['/_enlace/health', 'ok'],
      ['/_enlace/ready', 'ready'],
    ] as const) {
      expect(await api.send('GET', path, { keys: null })).toMatchObject({ status: 200, body: { status } })
    }
  })
})

async function raw(text: string): Promise<string> {
  const { hostname, port } = new URL(api.url)
  const socket = connect({ host: hostname, port: Number(port) })
  let answer = ''
  socket.setEncoding('utf8').on('data', (part: string) => (answer += part))
  socket.write(text)
  await once(socket, 'close')
  return answer
}
