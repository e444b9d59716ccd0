import type { RefreshRequest } from '../../../../contract/modify-link.ts'
import type { ResourceName } from '../../../../contract/resource.ts'
import { fault } from '../../domain/faults.ts'
import { checkResources } from '../../domain/links/link-terms.ts'
import { minutesToWait } from '../../domain/links/refresh-cooldown.ts'
import type { Scope, Tx } from '../../store/database.ts'
import { type StoredLink, saveLink, takeLink } from '../../store/links/links.ts'
import { assertConsent } from '../consents/assert-consent.ts'
import type { Deps, World } from '../deps.ts'
import { scheduleUpdate } from '../updates/schedule-update.ts'
import { type Visited, visitInstitution } from '../updates/visit-institution.ts'
import { spendToken } from '../workspaces/widget-tokens.ts'
import { askToken, type TokenAsked } from './ask-token.ts'
import type { Caller } from './authenticate.ts'
import { openCredentials } from './link-secrets.ts'
import { loginCounted } from './login-counted.ts'
import { moveLink } from './move-link.ts'
import { beginRequest } from './request-ids.ts'

export type Refreshed = { readonly kind: 'accepted'; readonly requestId: string } | TokenAsked

/**
 * Refreshes a link on demand: claims it, so that of two requests one wins; logs in; then accepts the update, or lets go
 * of the claim. A refusal does not start the ten minutes.
 */
export async function refreshLink(deps: Deps, caller: Caller, id: string, asked: RefreshRequest): Promise<Refreshed> {
  const { scope } = caller
  const world = await deps.worlds.of(scope)
  const { link, resources, connector, credentials } = await claim(deps, scope, world, { id, asked })
  try {
    const { operation } = deps
    const visit = { connector, credentials, world, purpose: 'access', operation, linkId: id } as const
    const visited = await loginCounted(deps, scope, { world, linkId: id }, () =>
      visitInstitution(visit, async () => undefined),
    )
    const refreshed = await settle(deps, caller, world, { link, resources, visited })
    deps.runner.wake(scope.workspaceId)
    return refreshed
  } catch (thrown) {
    // A claim that cannot be let go of ends by itself, with the ten minutes.
    await release(deps, scope, id).catch((failure) => deps.log.error({ link: id, err: failure }, 'claim kept'))
    throw thrown
  }
}

async function claim(deps: Deps, scope: Scope, world: World, { id, asked }: { id: string; asked: RefreshRequest }) {
  return deps.db.transaction(async (tx) => {
    const link = await takeLink(tx, scope, id)
    if (!link) throw fault('not_found')
    const connector = deps.connectors.findByName(link.institution)
    if (!connector) throw fault('institution_inactive')
    const supported = connector.manifest.resources
    const named = checkResources(asked.fetch_resources ?? [], supported)
    const credentials = await openCredentials(tx, scope, world, link)
    const now = world.clock.now()
    const minutes = minutesToWait(link, now)
    if (minutes !== null) {
      throw fault('link_refreshed', { values: { minutes }, headers: { 'retry-after': String(minutes * 60) } })
    }
    await saveLink(tx, scope, id, { refresh_claimed_at: now })
    return { link, connector, credentials, resources: named.length > 0 ? named : supported }
  })
}

async function settle(
  deps: Deps,
  caller: Caller,
  world: World,
  won: { link: StoredLink; resources: readonly ResourceName[]; visited: Visited<undefined> },
): Promise<Refreshed> {
  const { resources, visited } = won
  const { scope } = caller
  return deps.db.transaction(async (tx) => {
    const link = await takeLink(tx, scope, won.link.id)
    if (!link) throw fault('not_found')
    const requestId = await beginRequest(tx, scope, world, link.id)
    if (visited.kind === 'done') {
      await spendToken(tx, caller, world, link.id)
      await acceptRefresh(deps, tx, scope, { world, link, resources, requestId })
      return { kind: 'accepted' as const, requestId }
    }
    await saveLink(tx, scope, link.id, { refresh_claimed_at: null })
    const purpose = { kind: 'refresh', resources, requestId } as const
    return askToken(tx, scope, world, { link, challenge: visited.challenge, purpose, requestId })
  })
}

/** Makes the update due and starts the ten minutes, under the request that asked for it, however late it is accepted. */
export async function acceptRefresh(
  deps: Deps,
  tx: Tx,
  scope: Scope,
  accepted: { world: World; link: StoredLink; resources: readonly ResourceName[]; requestId: string },
): Promise<void> {
  const { world, link, resources, requestId } = accepted
  const now = world.clock.now()
  await assertConsent(tx, scope, link.id)
  await saveLink(tx, scope, link.id, { refresh_claimed_at: null, refreshed_at: now })
  const event = { kind: 'login_accepted' } as const
  await moveLink(deps, tx, scope, { world, link, event, credentialsKept: true, requestId })
  await scheduleUpdate(tx, scope, world, { link, cause: 'refresh', resources, dueAt: now, requestId })
}

async function release(deps: Deps, scope: Scope, id: string): Promise<void> {
  await deps.db.transaction(async (tx) => {
    if (await takeLink(tx, scope, id)) await saveLink(tx, scope, id, { refresh_claimed_at: null })
  })
}
