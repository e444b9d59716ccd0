import type { ResourceName } from '../../../../contract/resource.ts'
import type { RetrievalRequest } from '../../../../contract/retrieval.ts'
import type { WidgetSettings } from '../../../../contract/token.ts'
import type { Credentials, TokenChallenge } from '../../connectors/contract.ts'
import { hexId, shardOf, uuidInShard } from '../../kit/ids.ts'
import { seal, unseal } from '../../kit/seal.ts'
import type { Scope, Tx } from '../../store/database.ts'
import type { StoredLink } from '../../store/links/links.ts'
import { deleteMfaSessions, insertMfaSession, type MfaSession } from '../../store/links/mfa-sessions.ts'
import type { World } from '../deps.ts'
import { recordEvent } from '../events/record-event.ts'
import { linkKey } from './link-secrets.ts'

/** What goes on once the person has answered. New credentials wait in it until they are accepted. */
export type Purpose =
  | { readonly kind: 'registration'; readonly consentAsked?: WidgetSettings['consent'] }
  | { readonly kind: 'credentials'; readonly credentials: Credentials }
  | { readonly kind: 'refresh'; readonly resources: readonly ResourceName[]; readonly requestId: string }
  | { readonly kind: 'retrieval'; readonly resource: ResourceName; readonly request: RetrievalRequest }
  | { readonly kind: 'access' }

/** A question that the institution asks the person, and the session under which the answer is given. */
export type TokenAsked = {
  readonly kind: 'token'
  readonly linkId: string
  readonly session: string
  readonly expirySeconds: number
  readonly challenge: TokenChallenge
  readonly requestId: string
}

/** Credentials that a link does not keep wait for a token at most this long. */
const unkeptMaxSeconds = 900

/** Opens a session in place of any other of the link, inside the caller's transaction. */
export async function askToken(
  tx: Tx,
  scope: Scope,
  world: World,
  asked: {
    readonly link: StoredLink
    readonly challenge: TokenChallenge
    readonly purpose: Purpose
    /** The request that is answered with the question; no other of the link has it. */
    readonly requestId: string
  },
): Promise<TokenAsked> {
  const { link, challenge, purpose } = asked
  const now = world.clock.now()
  // The update of a refresh goes on under the request that asked for it, however often the person has to answer.
  const requestId = purpose.kind === 'refresh' ? purpose.requestId : asked.requestId
  const data = { purpose: purpose.kind, type: challenge.type }
  recordEvent(tx, scope, world, { linkId: link.id, kind: 'token_asked', data, requestId })
  const id = uuidInShard(shardOf(link.id), world.ids.bytes('mfa session', link.id, asked.requestId))
  const session = hexId(world.ids.bytes('session', link.id, asked.requestId))
  const waits = link.credentials_storage === 'nostore' || purpose.kind === 'credentials'
  const expirySeconds = waits ? Math.min(challenge.expiresInSeconds, unkeptMaxSeconds) : challenge.expiresInSeconds
  const key = await linkKey(tx, scope, world, { linkId: link.id, purpose: 'credentials' })
  await deleteMfaSessions(tx, scope, link.id)
  await insertMfaSession(tx, {
    workspace_id: scope.workspaceId,
    shard: shardOf(link.id),
    id,
    link_id: link.id,
    session,
    sealed_purpose: seal(key, JSON.stringify({ ...purpose, ordered: challenge.ordered }), `session ${id}`),
    created_at: now,
    expires_at: new Date(now.getTime() + expirySeconds * 1_000),
  })
  return { kind: 'token', linkId: link.id, session, expirySeconds, challenge, requestId }
}

/** What a session was opened for. */
export const openPurpose = (key: Buffer, session: MfaSession): Purpose & { readonly ordered?: true } =>
  JSON.parse(unseal(key, session.sealed_purpose, `session ${session.id}`).toString('utf8')) as Purpose & {
    ordered?: true
  }
