import type { ConsentStatus } from '../../../../contract/consents.ts'
import { type ConsentStep, changed, endsBy, expired } from '../../domain/consents.ts'
import { fault } from '../../domain/faults.ts'
import type { Scope, Tx } from '../../store/database.ts'
import { findConsent, type StoredConsent, saveConsent } from '../../store/links/consents.ts'
import { type StoredLink, takeLink } from '../../store/links/links.ts'
import { deleteMfaSessions } from '../../store/links/mfa-sessions.ts'
import type { Deps, World } from '../deps.ts'
import { recordEvent } from '../events/record-event.ts'
import { findKeptCredentials } from '../links/link-secrets.ts'
import { moveLink } from '../links/move-link.ts'
import { beginRequest, requestIdOf } from '../links/request-ids.ts'
import { cancelDue } from '../updates/cancel-due.ts'
import { assertEmulator } from '../workspaces/assert-emulator.ts'
import { lifeOf } from './keep-consent.ts'
import { tellOfConsent } from './tell-of-consent.ts'

/** A consent whose time is over ends, and its link can no longer be used. Done twice, the second time changes nothing. */
export async function expireConsent(deps: Deps, scope: Scope, id: string): Promise<void> {
  const world = await deps.worlds.of(scope)
  await deps.db.transaction(async (tx) => {
    const held = await takeConsent(tx, scope, id)
    const now = world.clock.now()
    const dueAt = held?.consent.due_at
    if (!dueAt || dueAt > now) return
    const { consent, link } = held
    const requestId = requestIdOf(world, link.id, 'consent expired', dueAt.toISOString())
    await move(deps, tx, scope, { world, link, consent, taken: expired(lifeOf(consent), now), requestId })
  })
  deps.runner.wake(scope.workspaceId)
}

/** What becomes of a consent: a status, or a number of days. */
export type ConsentChange = { readonly status?: ConsentStatus; readonly duration_days?: number | null }

/**
 * Does to a consent what the person or the bank would: grants it anew, for another time, refuses it, lets it wait. In
 * the emulator; elsewhere the endpoint does not exist. Gives the id of the request.
 */
export async function changeConsent(
  deps: Deps,
  scope: Scope,
  id: string,
  { status, duration_days: durationDays }: ConsentChange,
): Promise<string> {
  assertEmulator(deps)
  const world = await deps.worlds.of(scope)
  const requestId = await deps.db.transaction(async (tx) => {
    const held = await takeConsent(tx, scope, id)
    if (!held) throw fault('not_found')
    const { consent, link } = held
    const change = { ...(status ? { status } : {}), ...(durationDays === undefined ? {} : { durationDays }) }
    const taken = changed(lifeOf(consent), change, world.clock.now())
    const requestId = await beginRequest(tx, scope, world, link.id)
    await move(deps, tx, scope, { world, link, consent, taken, requestId })
    return requestId
  })
  deps.runner.wake(scope.workspaceId)
  return requestId
}

/** A consent with its link, whose lock everything that changes a consent holds. */
async function takeConsent(
  tx: Tx,
  scope: Scope,
  id: string,
): Promise<{ consent: StoredConsent; link: StoredLink } | undefined> {
  const found = await findConsent(tx, scope, id)
  const link = found && (await takeLink(tx, scope, found.link_id))
  const consent = link && (await findConsent(tx, scope, id))
  return consent && { consent, link }
}

type Moving = {
  readonly world: World
  readonly link: StoredLink
  readonly consent: StoredConsent
  readonly taken: ConsentStep
  readonly requestId: string
}

async function move(deps: Deps, tx: Tx, scope: Scope, moving: Moving): Promise<void> {
  const { world, consent, taken, requestId } = moving
  const { status, durationDays, expiresAt } = taken.consent
  const due = { due_at: endsBy(taken.consent) }
  await saveConsent(tx, scope, consent.id, { status, duration_days: durationDays, expires_at: expiresAt, ...due })
  const link = await moveItsLink(deps, tx, scope, moving)
  const data = { consent: consent.id, status, expires_at: expiresAt?.toISOString() ?? null }
  recordEvent(tx, scope, world, { linkId: link.id, kind: 'consent_changed', data, requestId })
  if (taken.announces === null) return
  const told = { id: consent.id, expires_at: expiresAt }
  await tellOfConsent(deps, tx, scope, { world, link, consent: told, code: taken.announces, requestId })
}

async function moveItsLink(
  deps: Deps,
  tx: Tx,
  scope: Scope,
  { world, link, taken, requestId }: Moving,
): Promise<StoredLink> {
  if (taken.link === null) return link
  // Without a consent nothing may be asked for, not even what was accepted before.
  if (taken.link === 'consent_ended') {
    await cancelDue(tx, scope, world, { linkId: link.id, causes: askedFor, inCourseOf: requestId })
    await deleteMfaSessions(tx, scope, link.id)
  }
  const credentialsKept = (await findKeptCredentials(tx, scope, world, link)) !== undefined
  return moveLink(deps, tx, scope, { world, link, event: { kind: taken.link }, credentialsKept, requestId })
}

const askedFor = ['registration', 'refresh', 'credentials_changed', 'async_post'] as const
