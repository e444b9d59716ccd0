import type { LinkChangeRequest } from '../../../../contract/modify-link.ts'
import { fault } from '../../domain/faults.ts'
import type { LifeEvent } from '../../domain/links/link-life.ts'
import { checkResources, checkStaleIn } from '../../domain/links/link-terms.ts'
import type { Scope, Tx } from '../../store/database.ts'
import { findLink, type LinkChange, type StoredLink, saveLink, takeLink } from '../../store/links/links.ts'
import type { Deps, World } from '../deps.ts'
import { recordEvent } from '../events/record-event.ts'
import { staleAt } from '../records/staleness.ts'
import { visitInstitution } from '../updates/visit-institution.ts'
import { askToken, type TokenAsked } from './ask-token.ts'
import { findKeptCredentials } from './link-secrets.ts'
import { moveLink } from './move-link.ts'
import { beginRequest } from './request-ids.ts'

export type Modified =
  | { readonly kind: 'modified'; readonly link: StoredLink; readonly requestId: string | null }
  | TokenAsked

/**
 * Changes how a link's data is retrieved: everything that was asked for together, or nothing of it. Only a change of
 * the access mode makes work due.
 */
export async function modifyLink(deps: Deps, scope: Scope, id: string, asked: LinkChangeRequest): Promise<Modified> {
  const world = await deps.worlds.of(scope)
  const modified = await deps.db.transaction(async (tx) => {
    const link = await takeLink(tx, scope, id)
    if (!link) throw fault('not_found')
    return change(deps, tx, scope, { world, link, asked })
  })
  deps.runner.wake(scope.workspaceId)
  return modified === 'token_required' ? askAgain(deps, scope, world, id) : modified
}

type Changing = { readonly world: World; readonly link: StoredLink; readonly asked: LinkChangeRequest }

async function change(
  deps: Deps,
  tx: Tx,
  scope: Scope,
  { world, link, asked }: Changing,
): Promise<Modified | 'token_required'> {
  const terms = termsOf(deps, link, asked)
  const event = switchOf(link, asked, world)
  if (event?.kind === 'switched_to_recurrent' && link.status === 'token_required') return 'token_required'
  if (!event && Object.keys(terms).length === 0) return { kind: 'modified', link, requestId: null }
  const requestId = await beginRequest(tx, scope, world, link.id)
  await saveLink(tx, scope, link.id, terms)
  let moved: StoredLink = { ...link, ...terms }
  if (event) {
    const credentialsKept =
      link.credentials_storage !== 'nostore' && (await findKeptCredentials(tx, scope, world, link)) !== undefined
    moved = await moveLink(deps, tx, scope, { world, link: moved, event, credentialsKept, requestId })
    if (event.kind === 'switched_to_recurrent') moved = await keepForEver(tx, scope, moved)
  }
  const data = { ...terms, access_mode: moved.access_mode, status: moved.status }
  recordEvent(tx, scope, world, { linkId: link.id, kind: 'link_changed', data, requestId })
  return { kind: 'modified', link: moved, requestId }
}

/** A recurrent link stores its credentials without an end. */
async function keepForEver(tx: Tx, scope: Scope, link: StoredLink): Promise<StoredLink> {
  const stored = { credentials_storage: 'store', credentials_expire_at: null }
  await saveLink(tx, scope, link.id, stored)
  return { ...link, ...stored }
}

/** What is asked for and not so already. */
function termsOf(deps: Deps, link: StoredLink, asked: LinkChangeRequest): LinkChange {
  const supported = deps.connectors.findByName(link.institution)?.manifest.resources ?? []
  const named = asked.fetch_resources && checkResources(asked.fetch_resources, supported)
  const staleIn = asked.stale_in && checkStaleIn(asked.stale_in)
  return {
    ...(named && named.join() !== link.fetch_resources.join() ? { fetch_resources: [...named] } : {}),
    ...(staleIn && staleIn !== link.stale_in ? { stale_in: staleIn, ...newStaleAt(link, staleIn) } : {}),
  }
}

const newStaleAt = (link: StoredLink, staleIn: string) =>
  link.last_accessed_at && link.stale_at ? { stale_at: staleAt(staleIn, link.last_accessed_at) } : {}

function switchOf(link: StoredLink, { access_mode: mode }: LinkChangeRequest, world: World): LifeEvent | null {
  if (mode === undefined || mode === link.access_mode) return null
  return mode === 'single'
    ? { kind: 'switched_to_single' }
    : { kind: 'switched_to_recurrent', refreshRate: world.refreshRate }
}

/** The institution still wants a token before the switch can be: a fresh session, and nothing else is stored. */
async function askAgain(deps: Deps, scope: Scope, world: World, id: string): Promise<TokenAsked> {
  const link = await findLink(deps.db.reader, scope, id)
  const connector = link && deps.connectors.findByName(link.institution)
  if (!link || !connector) throw fault('not_found')
  const credentials = await findKeptCredentials(deps.db.reader, scope, world, link)
  if (!credentials) throw fault('credentials_expired')
  const { operation } = deps
  const visit = { connector, credentials, world, purpose: 'access', operation, linkId: id } as const
  const visited = await visitInstitution(visit, async () => undefined)
  return deps.db.transaction(async (tx) => {
    const held = await takeLink(tx, scope, id)
    if (!held) throw fault('not_found')
    // An institution that no longer wants one has to be asked for something: the person's consent to go on.
    const challenge = visited.kind === 'token' ? visited.challenge : noChallenge
    const requestId = await beginRequest(tx, scope, world, id)
    return askToken(tx, scope, world, { link: held, challenge, purpose: { kind: 'access' }, requestId })
  })
}

const noChallenge = {
  type: 'inputless',
  instructions: 'Nothing has to be entered: confirm to go on',
  value: '',
  expectsUserInput: false,
  expiresInSeconds: 720,
} as const
