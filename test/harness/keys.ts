import type { Api, Body, Keys } from './api.ts'

/** A new key of the first workspace with these scopes, and what the server said of it. */
export async function givenKey(
  api: Pick<Api, 'post'>,
  scopes: readonly string[],
): Promise<Keys & { readonly made: Body }> {
  const { status, body } = await api.post('/_enlace/keys/', { name: 'made for a test', scopes })
  if (status !== 201) throw new Error(`no key: ${JSON.stringify(body)}`)
  return { id: body.secret_id, password: body.secret_password, made: body }
}
