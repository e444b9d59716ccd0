import type { WidgetSettings } from '../../../../contract/token.ts'
import type { Consented } from '../../connectors/contract.ts'
import { bareDocument, type ConsentLife, endsBy, given } from '../../domain/consents.ts'
import { shardOf, uuidInShard } from '../../kit/ids.ts'
import { seal, unseal } from '../../kit/seal.ts'
import type { Scope, Tx } from '../../store/database.ts'
import { insertConsent, type StoredConsent } from '../../store/links/consents.ts'
import type { StoredLink } from '../../store/links/links.ts'
import type { World } from '../deps.ts'
import { recordEvent } from '../events/record-event.ts'
import type { Caller } from '../links/authenticate.ts'
import { linkKey } from '../links/link-secrets.ts'
import { blindIndex } from '../workspaces/vault.ts'

/** Who consented, as far as it is encrypted. */
export type ConsentPerson = {
  readonly documentNumber: string
  readonly displayName: string | null
  /** What the application calls the person. */
  readonly userName: string | null
}

/** What the institution says that the person consented to, and what a widget had asked for. */
export type NewConsent = { readonly consented: Consented; readonly asked: WidgetSettings['consent'] }

/** The consent that came with a login, and what had been asked for; null where the institution needs none. */
export const newConsent = (asked: NewConsent['asked'], consented: Consented | null): NewConsent | null =>
  consented && { consented, asked }

/** What the widget asks the person to consent to, if it is a widget that registers. */
export const askedBy = ({ grant }: Caller): NewConsent['asked'] => grant?.widget.consent

/** Keeps the consent that a new link stands on, in the transaction that confirms the link. */
export async function keepConsent(
  tx: Tx,
  scope: Scope,
  world: World,
  { link, consented, asked, requestId }: NewConsent & { readonly link: StoredLink; readonly requestId: string },
): Promise<void> {
  const now = world.clock.now()
  const id = uuidInShard(shardOf(link.id), world.ids.bytes('consent', link.id))
  const life = given(asked?.default_consent_duration_days ?? null, now)
  const person = personOf(consented, asked)
  const data = { consent: id, status: life.status, expires_at: life.expiresAt?.toISOString() ?? null }
  recordEvent(tx, scope, world, { linkId: link.id, kind: 'consent_given', data, requestId })
  const key = await linkKey(tx, scope, world, { linkId: link.id, purpose: 'consent' })
  await insertConsent(tx, {
    workspace_id: scope.workspaceId,
    shard: shardOf(id),
    id,
    link_id: link.id,
    status: life.status,
    document_index: blindIndex(world.keys, person.documentNumber),
    sealed_person: seal(key, JSON.stringify(person), boundTo(id)),
    permissions: consented.permissions,
    duration_days: life.durationDays,
    created_at: now,
    expires_at: life.expiresAt,
    due_at: endsBy(life),
  })
}

export const lifeOf = (consent: StoredConsent): ConsentLife => ({
  status: consent.status,
  durationDays: consent.duration_days,
  expiresAt: consent.expires_at,
})

/** The application's name for whoever acts counts where it speaks of this person or company. */
function personOf({ documentNumber, displayName }: Consented, asked: NewConsent['asked']): ConsentPerson {
  const document = bareDocument(documentNumber)
  const info = asked?.identification_info ?? []
  const isMeant = info.some(({ number }) => number === document)
  const userName = (isMeant && info.find(({ type }) => type === 'CPF')?.name) || null
  return { documentNumber: document, displayName: displayName?.slice(0, 128) ?? null, userName }
}

const boundTo = (id: string): string => `consent ${id}`

export const openPerson = (key: Buffer, { id, sealed_person }: StoredConsent): ConsentPerson =>
  JSON.parse(unseal(key, sealed_person, boundTo(id)).toString('utf8')) as ConsentPerson
