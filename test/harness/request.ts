/** A pair of API keys. */
export type Keys = { readonly id: string; readonly password: string }

export const authorizationOf = ({ id, password }: Keys): string =>
  `Basic ${Buffer.from(`${id}:${password}`).toString('base64')}`

/** One request as a test means it; without keys where they are null. A text is sent as it is. */
export type Asked = {
  readonly method: string
  readonly body?: unknown
  readonly keys: Keys | null
  readonly headers?: Readonly<Record<string, string>> | undefined
}

/** The same as `fetch` takes it. */
export const requestInit = ({ method, body, keys, headers }: Asked): RequestInit => ({
  method,
  headers: {
    ...(keys ? { authorization: authorizationOf(keys) } : {}),
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    ...headers,
  },
  ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
})
