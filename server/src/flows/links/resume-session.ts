import { getResource } from '../../../../contract/catalogue.ts'
import type { ResumeRequest } from '../../../../contract/modify-link.ts'
import type { ResourceName } from '../../../../contract/resource.ts'
import type { Credentials } from '../../connectors/contract.ts'
import { fault } from '../../domain/faults.ts'
import type { Scope, Tx } from '../../store/database.ts'
import { findLink, type StoredLink, takeLink } from '../../store/links/links.ts'
import { findMfaSession } from '../../store/links/mfa-sessions.ts'
import { endWidgetTokens } from '../../store/workspaces/widget-tokens.ts'
import { askedBy, type NewConsent, newConsent } from '../consents/keep-consent.ts'
import type { Deps, World } from '../deps.ts'
import { recordEvent } from '../events/record-event.ts'
import { type Retrieved, rangeOf, visitAndKeep } from '../updates/retrieve-records.ts'
import { visitInstitution } from '../updates/visit-institution.ts'
import { spendToken } from '../workspaces/widget-tokens.ts'
import { askToken, openPurpose, type Purpose, type TokenAsked } from './ask-token.ts'
import type { Caller } from './authenticate.ts'
import { acceptCredentials } from './change-credentials.ts'
import { confirmLink } from './confirm-link.ts'
import { endAnswered } from './end-session.ts'
import { findKeptCredentials, findLinkKey } from './link-secrets.ts'
import { loginCounted } from './login-counted.ts'
import { moveLink } from './move-link.ts'
import { acceptRefresh } from './refresh-link.ts'
import { beginRequest } from './request-ids.ts'

export type Resumed = { readonly kind: 'resumed'; readonly link: StoredLink; readonly requestId: string } | TokenAsked

/** What an answered session is about. */
type Open = {
  readonly world: World
  readonly link: StoredLink
  readonly purpose: Purpose & { readonly ordered?: true }
  readonly credentials: Credentials
}

/** Goes on with what a session was opened for, with the person's answer; a wrong answer is asked for anew. */
export async function resumeSession(deps: Deps, caller: Caller, answer: ResumeRequest): Promise<Resumed> {
  const { scope, grant } = caller
  if (grant && grant.linkId !== answer.link.toLowerCase()) throw fault('not_found')
  const open = await openSession(deps, scope, answer)
  const { world, link, purpose, credentials } = open
  const connector = deps.connectors.findByName(link.institution)
  if (!connector) throw fault('institution_inactive')
  const visit = {
    connector,
    credentials,
    world,
    purpose: purpose.kind === 'registration' ? 'registration' : 'access',
    resumes: true,
    answersOrder: purpose.ordered === true,
    operation: deps.operation,
    linkId: link.id,
  } as const
  const visited = await loginCounted(deps, scope, { world, linkId: link.id }, () =>
    visitInstitution(visit, async ({ consented = null }) => consented),
  )
  const resumed = await deps.db.transaction(async (tx) => {
    const held = await takeLink(tx, scope, answer.link)
    if (!held) throw fault('not_found')
    await endAnswered(tx, scope, { linkId: held.id, session: answer.session })
    const requestId = await beginRequest(tx, scope, world, held.id)
    if (visited.kind === 'token')
      return askToken(tx, scope, world, { link: held, challenge: visited.challenge, purpose, requestId })
    await spendToken(tx, caller, world, held.id)
    if (purpose.kind === 'registration')
      await endWidgetTokens(tx, scope, { linkId: held.id, usedAt: world.clock.now() })
    const asked = (purpose.kind === 'registration' && purpose.consentAsked) || askedBy(caller)
    const consent = newConsent(asked, visited.result)
    return goOn(deps, tx, scope, { ...open, link: held, requestId, consent })
  })
  deps.runner.wake(scope.workspaceId)
  return resumed
}

/** Goes on with a retrieval that was asked for a token: the records come as the POST would have given them. */
export async function resumeRetrieval(
  deps: Deps,
  scope: Scope,
  name: ResourceName,
  answer: ResumeRequest,
): Promise<Retrieved & { readonly save: boolean }> {
  const { world, link, purpose, credentials } = await openSession(deps, scope, answer)
  const connector = deps.connectors.findByName(link.institution)
  if (purpose.kind !== 'retrieval' || purpose.resource !== name || !connector) throw fault('session_expired')
  const save = answer.save_data ?? purpose.request.save_data ?? true
  const request = { ...purpose.request, save_data: save }
  const resource = getResource(name)
  const range = await rangeOf(deps.db.reader, scope, link, { resource, request })
  const answersOrder = purpose.ordered === true
  const session = answer.session
  const asked = { world, link, connector, credentials, range, resource, request, session, answersOrder }
  return { ...(await visitAndKeep(deps, scope, asked)), save }
}

async function openSession(deps: Deps, scope: Scope, answer: ResumeRequest): Promise<Open> {
  const world = await deps.worlds.of(scope)
  const link = await findLink(deps.db.reader, scope, answer.link)
  if (!link) throw fault('not_found')
  const session = await findMfaSession(deps.db.reader, scope, { linkId: link.id, session: answer.session })
  const key = await findLinkKey(deps.db.reader, scope, world, { linkId: link.id, purpose: 'credentials' })
  if (!session || !key || session.expires_at <= world.clock.now()) throw fault('session_expired')
  const purpose = openPurpose(key, session)
  const kept =
    purpose.kind === 'credentials' ? purpose.credentials : await findKeptCredentials(deps.db.reader, scope, world, link)
  if (!kept) throw fault('session_expired')
  const credentials = typeof answer.token === 'string' ? { ...kept, token: answer.token } : kept
  return { world, link, purpose, credentials }
}

type Answered = Open & { readonly requestId: string; readonly consent: NewConsent | null }

async function goOn(deps: Deps, tx: Tx, scope: Scope, answered: Answered): Promise<Resumed> {
  const { purpose, link } = answered
  await done(deps, tx, scope, answered)
  const requestId = purpose.kind === 'refresh' ? purpose.requestId : answered.requestId
  return { kind: 'resumed', link: (await findLink(tx, scope, link.id)) as StoredLink, requestId }
}

async function done(deps: Deps, tx: Tx, scope: Scope, answered: Answered): Promise<void> {
  const { world, link, purpose, credentials, requestId } = answered
  switch (purpose.kind) {
    case 'registration':
      return confirmLink(deps, tx, scope, { world, link, requestId, consent: answered.consent })
    case 'credentials':
      await acceptCredentials(deps, tx, scope, { world, link, credentials, requestId })
      return
    case 'refresh':
      return acceptRefresh(deps, tx, scope, { world, link, resources: purpose.resources, requestId: purpose.requestId })
    case 'retrieval':
    case 'access': {
      const event = { kind: 'login_accepted' } as const
      await moveLink(deps, tx, scope, { world, link, event, credentialsKept: true, requestId })
      recordEvent(tx, scope, world, { linkId: link.id, kind: 'link_moved', data: { reason: 'token' }, requestId })
    }
  }
}
