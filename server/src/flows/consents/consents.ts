import type { ConsentStatus, Permissions } from '../../../../contract/consents.ts'
import type { Manifest } from '../../connectors/contract.ts'
import { bareDocument } from '../../domain/consents.ts'
import { fault } from '../../domain/faults.ts'
import type { Reader, Scope } from '../../store/database.ts'
import { findConsent, listConsents as listStored, type StoredConsent } from '../../store/links/consents.ts'
import { findLinkKeys } from '../../store/links/link-secrets.ts'
import { findLinks } from '../../store/links/links.ts'
import { findWorkspace } from '../../store/workspaces/workspaces.ts'
import type { Deps, World } from '../deps.ts'
import type { Caller } from '../links/authenticate.ts'
import { assertPageExists, type Listed, type ListRequest } from '../records/list-records.ts'
import { blindIndex, openLinkKey } from '../workspaces/vault.ts'
import { type ConsentPerson, openPerson } from './keep-consent.ts'

/** A consent with everything that the wire shows of it. */
export type Consent = ConsentPerson & {
  readonly id: string
  readonly linkId: string
  readonly institution: string
  readonly institutionDisplayName: string
  readonly institutionIcon: string | null
  readonly organization: string
  readonly status: ConsentStatus
  readonly durationDays: number | null
  readonly expiresAt: Date | null
  readonly createdAt: Date
  readonly permissions: Permissions
}

type Reading = Pick<Deps, 'db' | 'worlds' | 'connectors'>

/** How long a CPF or a CNPJ is, with or without the points of a CPF. */
const documentLength = { min: 11, max: 14 } as const

/** One page of a person's consents, newest first; a widget's token sees its own link's, and those of its persons. */
export async function listConsents(deps: Reading, caller: Caller, request: ListRequest): Promise<Listed<Consent>> {
  const document = readDocument(request.query.user_document)
  const { scope, grant } = caller
  const world = await deps.worlds.of(scope)
  const mayAll = grant === null || isPersonOf(caller, document)
  if (!mayAll && grant?.linkId === null) return nobodysPage(request)
  const { count, rows } = await listStored(deps.db.reader, scope, {
    documentIndex: blindIndex(world.keys, document),
    ...(!mayAll && grant?.linkId ? { linkId: grant.linkId } : {}),
    limit: request.pageSize,
    offset: (request.page - 1) * request.pageSize,
  })
  assertPageExists(request, count)
  return { count, results: await present(deps, scope, world, rows) }
}

function nobodysPage(request: ListRequest): Listed<Consent> {
  assertPageExists(request, 0)
  return { count: 0, results: [] }
}

/** The consent, or `not_found`, also where it belongs to somebody else or to a link that a widget's token is not about. */
export async function getConsent(deps: Reading, caller: Caller, id: string): Promise<Consent> {
  const { scope, grant } = caller
  const row = await findConsent(deps.db.reader, scope, id)
  if (!row) throw fault('not_found')
  const [consent] = await present(deps, scope, await deps.worlds.of(scope), [row])
  if (!consent) throw fault('not_found')
  const mayAll = grant === null || grant.linkId === consent.linkId || isPersonOf(caller, consent.documentNumber)
  if (!mayAll) throw fault('not_found')
  return consent
}

function readDocument(text: string | undefined): string {
  const field = 'user_document'
  if (text === undefined) throw fault('field_required', { field })
  if (text === '') throw fault('field_blank', { field })
  const invalid = (problem: string) => fault('field_invalid', { field, values: { problem } })
  const { min, max } = documentLength
  if (text.length < min) throw invalid(`Ensure this field has at least ${min} characters.`)
  if (text.length > max) throw invalid(`Ensure this field has no more than ${max} characters.`)
  return bareDocument(text)
}

const isPersonOf = ({ grant }: Caller, document: string): boolean =>
  grant?.widget.consent?.identification_info.some(({ number }) => number === document) ?? false

/** In the given order; a consent whose link has just been deleted is left out. */
async function present(
  { db: { reader }, connectors }: Reading,
  scope: Scope,
  world: World,
  rows: readonly StoredConsent[],
): Promise<Consent[]> {
  if (rows.length === 0) return []
  const linkIds = rows.map((row) => row.link_id)
  const links = new Map((await findLinks(reader, scope, linkIds)).map((link) => [link.id, link]))
  const keys = await openKeys(reader, scope, world, linkIds)
  const organization = (await findWorkspace(reader, scope))?.name ?? ''
  return rows.flatMap((row) => {
    const [link, key] = [links.get(row.link_id), keys.get(row.link_id)]
    if (!link || !key) return []
    const manifest = connectors.findByName(link.institution)?.manifest
    return [{ ...openPerson(key, row), ...aboutInstitution(link.institution, manifest), ...lifeOf(row), organization }]
  })
}

const lifeOf = (row: StoredConsent) => ({
  id: row.id,
  linkId: row.link_id,
  status: row.status,
  durationDays: row.duration_days,
  expiresAt: row.expires_at,
  createdAt: row.created_at,
  permissions: row.permissions as Permissions,
})

const aboutInstitution = (institution: string, manifest: Manifest | undefined) => ({
  institution,
  institutionDisplayName: manifest?.displayName ?? institution,
  institutionIcon: manifest?.iconLogo ?? null,
})

async function openKeys(
  db: Reader,
  scope: Scope,
  { keys }: World,
  linkIds: readonly string[],
): Promise<Map<string, Buffer>> {
  const sealed = await findLinkKeys(db, scope, { linkIds, purpose: 'consent' })
  return new Map(
    [...sealed].map(([linkId, sealedKey]) => [linkId, openLinkKey(keys, { linkId, purpose: 'consent', sealedKey })]),
  )
}
