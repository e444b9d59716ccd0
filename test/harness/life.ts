import { keepCredentials } from '../../server/src/flows/links/link-secrets.ts'
import type { Api, Body } from './api.ts'

/** What every webhook has, in this order. */
export const webhookKeys = [
  'webhook_id',
  'webhook_type',
  'process_type',
  'webhook_code',
  'link_id',
  'request_id',
  'external_id',
  'data',
] as const

/** The webhooks of a link so far, oldest first, whether or not anybody listens. */
export async function toldOf({ app }: Api, linkId: string): Promise<Body[]> {
  const rows = await app.deps.db.reader
    .selectFrom('events')
    .select(['data', 'request_id'])
    .where('link_id', '=', linkId)
    .where('kind', '=', 'webhook')
    .orderBy('sequence')
    .execute()
  return rows.map(({ data, request_id }) => {
    const { type, code, process, data: said } = data as Body
    return { type, code, process, data: said, request_id }
  })
}

/** What was counted of a link, in the order of the alphabet. */
export async function usageOf(api: Api, linkId: string): Promise<string[]> {
  const { body } = await api.get('/_enlace/usage/?page_size=1000')
  const used = body.results.filter(({ link }: Body) => link === linkId)
  return used.map(({ kind }: Body) => kind).sort()
}

/** A link from inside: its schedule and its updates. */
export async function insideOf(api: Api, linkId: string): Promise<Body> {
  const { status, body } = await api.get(`/_enlace/links/${linkId}/`)
  if (status !== 200) throw new Error(`nothing inside: ${JSON.stringify(body)}`)
  return body
}

export const wireLinkOf = async (api: Api, linkId: string): Promise<Body> =>
  (await api.get(`/api/links/${linkId}/`)).body

/** Somebody whose institution wants a second factor, let in with the right token. */
export const givenTokenLink = (api: Api, more: Readonly<Record<string, unknown>> = {}): Promise<Body> =>
  api.givenLink({ institution: 'heimdall_mx_retail', username: 'mfa_default', token: '111111', ...more })

/** Makes somebody else of a link's person, as the sandbox has nobody who is asked first and kept waiting then. */
export async function letCredentialsBe(
  { app }: Api,
  id: string,
  credentials: Readonly<Record<string, string>>,
): Promise<void> {
  const { db, worlds } = app.deps
  const { workspace_id } = await db.reader
    .selectFrom('links')
    .select('workspace_id')
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  const scope = { workspaceId: workspace_id }
  const world = await worlds.of(scope)
  await db.transaction((tx) => keepCredentials(tx, scope, world, { linkId: id, credentials }))
}
