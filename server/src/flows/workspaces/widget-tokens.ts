import type { TokenRequest, WidgetScope, WidgetSettings } from '../../../../contract/token.ts'
import { Faults, fault } from '../../domain/faults.ts'
import { allows } from '../../domain/key-scopes.ts'
import {
  accessSeconds,
  checkTerms,
  keyScopesFor,
  problemsOf,
  readScopes,
  refreshSeconds,
  tokensAMinute,
} from '../../domain/widget-token.ts'
import { hexId, isUuid } from '../../kit/ids.ts'
import { readJwt, signJwt } from '../../kit/jwt.ts'
import { drawBytes } from '../../kit/random.ts'
import { seal, unseal } from '../../kit/seal.ts'
import type { Scope, Tx } from '../../store/database.ts'
import { findLink } from '../../store/links/links.ts'
import {
  countWidgetTokens,
  findWidgetToken,
  insertWidgetToken,
  useWidgetToken,
  type WidgetToken,
} from '../../store/workspaces/widget-tokens.ts'
import { findWorkspace } from '../../store/workspaces/workspaces.ts'
import type { Deps, World } from '../deps.ts'
import type { Caller, Grant } from '../links/authenticate.ts'

export type Tokens = { readonly access: string; readonly refresh: string }

/**
 * Makes the token with which a widget acts for one person: for what its scopes name, for ten minutes, until one link is
 * made or changed with it. `host` is the server's, as the caller sees it. Throws Faults that name what is wrong with the
 * request, and `scope_missing` where the key may not do itself what it would hand on.
 */
export async function makeTokens(deps: Deps, caller: Caller, host: string, request: TokenRequest): Promise<Tokens> {
  const scopes = readScopes(request.scopes)
  checkTerms(request)
  const problems = problemsOf(request)
  if (problems.length > 0) throw new Faults(problems)
  if (keyScopesFor(scopes).some((needed) => !allows(caller.scopes, needed))) throw fault('scope_missing')
  const world = await deps.worlds.of(caller.scope)
  const token = tokenOf(caller, world, { request, scopes })
  const name = await deps.db.transaction(async (tx) => {
    if (token.link_id !== null && !(await findLink(tx, caller.scope, token.link_id))) throw fault('not_found')
    await limitTokens(tx, caller.scope, world)
    await insertWidgetToken(tx, token)
    return (await findWorkspace(tx, caller.scope))?.name ?? ''
  })
  const environment = deps.mode === 'emulator' ? 'sandbox' : 'production'
  return sign(deps, token, { organization_name: name, environment, api_url: host, iss: host })
}

function tokenOf(
  caller: Caller,
  world: World,
  { request, scopes }: { request: TokenRequest; scopes: readonly WidgetScope[] },
): WidgetToken {
  const id = hexId(drawBytes(16))
  const now = world.clock.now()
  const { widget, link_id: linkId } = request
  return {
    workspace_id: caller.scope.workspaceId,
    id,
    key_id: caller.keyId,
    purpose: linkId === undefined ? 'registration' : 'update',
    scopes: [...scopes],
    link_id: linkId?.toLowerCase() ?? null,
    fetch_resources: request.fetch_resources ?? null,
    stale_in: request.stale_in ?? null,
    credentials_storage: request.credentials_storage ?? null,
    sealed_widget: widget ? seal(world.keys.sealing, JSON.stringify(widget), boundTo(id)) : null,
    created_at: now,
    expires_at: new Date(now.getTime() + accessSeconds * 1_000),
    used_at: null,
  }
}

const boundTo = (id: string): string => `widget token ${id}`

const minuteMs = 60_000

/** Nobody waits for a turn to be counted, so of many at once a few more than the limit may come through. */
async function limitTokens(tx: Tx, scope: Scope, world: World): Promise<void> {
  const now = world.clock.now().getTime()
  const { count, firstAt } = await countWidgetTokens(tx, scope, new Date(now - minuteMs))
  if (count < tokensAMinute || !firstAt) return
  const seconds = Math.max(1, Math.ceil((firstAt.getTime() + minuteMs - now) / 1_000))
  const headers = { 'retry-after': String(seconds) }
  throw fault('too_many_tokens', { values: { limit: tokensAMinute, seconds }, headers })
}

/** Anybody can read what a token says, so it says nothing of the person or the widget. */
async function sign({ vault }: Pick<Deps, 'vault'>, token: WidgetToken, about: object): Promise<Tokens> {
  const iat = Math.floor(token.created_at.getTime() / 1_000)
  const claims = {
    iat,
    user_id: token.key_id,
    organization_id: token.workspace_id,
    ...about,
    scopes: token.scopes,
    credentials_storage: token.credentials_storage,
    stale_in: token.stale_in,
    fetch_resources: token.fetch_resources ?? [],
  }
  const access = { ...claims, token_type: 'access', exp: iat + accessSeconds, jti: token.id }
  const refresh = { ...claims, token_type: 'refresh', exp: iat + refreshSeconds, jti: hexId(drawBytes(16)) }
  return { access: await signJwt(access, vault.tokens), refresh: await signJwt(refresh, vault.tokens) }
}

/**
 * Checks an access token; throws `access_token_rejected`, which never says why: forged, of another kind, over, used, or
 * made by a key that was revoked. What it may do stands in its row; of the token itself only the signature, the ids and
 * the kind are believed.
 */
export async function authenticateToken(deps: Deps, token: string): Promise<Caller> {
  const claims = await readJwt(token, deps.vault.tokens)
  const { token_type: type, jti, organization_id: workspaceId } = claims ?? {}
  if (type !== 'access' || typeof jti !== 'string' || typeof workspaceId !== 'string' || !isUuid(workspaceId))
    throw fault('access_token_rejected')
  const scope = { workspaceId }
  const kept = await findWidgetToken(deps.db.reader, scope, jti)
  if (!kept || kept.used_at !== null) throw fault('access_token_rejected')
  const world = await deps.worlds.of(scope)
  if (kept.expires_at <= world.clock.now()) throw fault('access_token_rejected')
  return { scope, keyId: kept.key_id, scopes: [], grant: grantOf(kept, world) }
}

function grantOf(token: WidgetToken, world: World): Grant {
  const { id, sealed_widget: sealed } = token
  const widget = sealed ? JSON.parse(unseal(world.keys.sealing, sealed, boundTo(id)).toString('utf8')) : {}
  return {
    id,
    purpose: token.purpose,
    scopes: token.scopes as WidgetScope[],
    linkId: token.link_id,
    terms: {
      ...(token.fetch_resources === null
        ? {}
        : { fetch_resources: token.fetch_resources as NonNullable<TokenRequest['fetch_resources']> }),
      ...(token.stale_in === null ? {} : { stale_in: token.stale_in }),
      ...(token.credentials_storage === null ? {} : { credentials_storage: token.credentials_storage }),
    },
    widget: widget as WidgetSettings,
  }
}

/** Ends the token with which a link was made or changed, in the transaction that did so. */
export const spendToken = (tx: Tx, caller: Caller, world: World, linkId: string): Promise<void> =>
  noteUse(tx, caller, { linkId, usedAt: world.clock.now() })

/** The link that waits for its person's answer is the one that the token sees from now on. */
export const bindToken = (tx: Tx, caller: Caller, linkId: string): Promise<void> =>
  noteUse(tx, caller, { linkId, usedAt: null })

async function noteUse(tx: Tx, { grant, scope }: Caller, use: { linkId: string; usedAt: Date | null }): Promise<void> {
  if (grant && !(await useWidgetToken(tx, scope, grant.id, use))) throw fault('access_token_rejected')
}
