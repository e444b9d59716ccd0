import type { ConsentWebhook } from '../../../../contract/webhooks.ts'
import { isAboutToEnd } from '../../domain/consents.ts'
import type { Scope, Tx } from '../../store/database.ts'
import { findConsentOfLink, type StoredConsent } from '../../store/links/consents.ts'
import type { StoredLink } from '../../store/links/links.ts'
import { findWorkspace } from '../../store/workspaces/workspaces.ts'
import type { Deps, World } from '../deps.ts'
import { announce } from '../webhooks/announce.ts'

type Telling = Pick<Deps, 'connectors'>

/** Tells of a link's consent. Single links hear nothing of theirs. */
export async function tellOfConsent(
  deps: Telling,
  tx: Tx,
  scope: Scope,
  told: {
    readonly world: World
    readonly link: StoredLink
    readonly consent: Pick<StoredConsent, 'id' | 'expires_at'>
    readonly code: ConsentWebhook
    readonly requestId: string
  },
): Promise<void> {
  const { world, link, consent, code, requestId } = told
  if (link.access_mode !== 'recurrent') return
  const data = { consent_id: consent.id, ...dataOf(code, consent.expires_at), ...aboutInstitution(deps, link) }
  const webhook = { type: 'CONSENT', code, process: 'recurrent_update', requestId, data } as const
  await announce(tx, scope, world, { link, webhook })
}

/** After a scheduled refresh: tells that the consent is about to end, where the workspace wants to hear of it. */
export async function remindOfConsent(
  deps: Telling,
  tx: Tx,
  scope: Scope,
  { world, link, requestId }: { world: World; link: StoredLink; requestId: string },
): Promise<void> {
  if (deps.connectors.findByName(link.institution)?.manifest.integrationType !== 'openfinance') return
  const consent = await findConsentOfLink(tx, scope, link.id)
  if (!consent || !isAboutToEnd({ status: consent.status, expiresAt: consent.expires_at }, world.clock.now())) return
  if (!(await findWorkspace(tx, scope))?.consent_reminders) return
  const code = 'openfinance_consent_about_to_expire'
  await tellOfConsent(deps, tx, scope, { world, link, consent, code, requestId })
}

function dataOf(code: ConsentWebhook, expiresAt: Date | null): Readonly<Record<string, unknown>> {
  const due = { consent_due_date: expiresAt?.toISOString() ?? null }
  switch (code) {
    case 'openfinance_consent_expired':
      return { action: 'renew' }
    case 'openfinance_consent_about_to_expire':
      return { ...due, action: 'renew' }
    case 'openfinance_consent_expiration_changed':
      return due
  }
}

function aboutInstitution({ connectors }: Telling, { institution }: StoredLink) {
  const manifest = connectors.findByName(institution)?.manifest
  return {
    institution,
    institution_display_name: manifest?.displayName ?? institution,
    institution_icon_logo: manifest?.iconLogo ?? null,
  }
}
