import { createRequire } from 'node:module'
import type { Api, Body } from './api.ts'

/** The official client for Node, as it comes from the registry: it has no types, and is not changed in any way. */
export const { default: Client } = createRequire(import.meta.url)('belvo') as Body

/** The client, logged in with the demo keys. */
export async function connectBelvo({ url }: Pick<Api, 'url'>): Promise<Body> {
  const belvo = new Client('enlace-demo-id', 'enlace-demo-password', url)
  await belvo.connect()
  return belvo
}

/** What a call of the client throws, and null where it throws nothing. */
export const refusalOf = (call: Promise<unknown>): Promise<Body> =>
  call.then(() => null).catch((thrown: unknown) => thrown)

export const idsOf = (records: readonly Body[]) => records.map(({ id }) => id).sort()
