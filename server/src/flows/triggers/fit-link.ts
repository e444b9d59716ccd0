import { getResource, wordFor } from '../../../../contract/catalogue.ts'
import type { ResourceName } from '../../../../contract/resource.ts'
import type { Connector, Credentials, Happening, Surroundings } from '../../connectors/contract.ts'
import type { Cause, Trigger } from '../../domain/webhooks/triggers.ts'
import { deadline } from '../../kit/deadline.ts'
import type { Scope } from '../../store/database.ts'
import { findConsentOfLink, type StoredConsent } from '../../store/links/consents.ts'
import type { StoredLink } from '../../store/links/links.ts'
import { findKeysOfLink } from '../../store/records/records.ts'
import { findWorkspace } from '../../store/workspaces/workspaces.ts'
import type { Deps, World } from '../deps.ts'
import { findKeptCredentials } from '../links/link-secrets.ts'
import { resourcesOfUpdate } from '../links/move-link.ts'

/** A link with which a webhook can be brought about, and what it happens to. */
export type Fit = {
  readonly link: StoredLink
  readonly resource: ResourceName | null
  readonly subject: string | null
  readonly consent: StoredConsent | null
}

export type Verdict =
  | { readonly kind: 'fits'; readonly fit: Fit }
  /** What is in the way, and what would be needed. */
  | { readonly kind: 'obstacle'; readonly problem: string }

const obstacle = (problem: string): Verdict => ({ kind: 'obstacle', problem })

/** Whether a webhook can be brought about with a link as it is now. */
export async function fitLink(
  deps: Deps,
  scope: Scope,
  world: World,
  { trigger, link }: { readonly trigger: Trigger; readonly link: StoredLink },
): Promise<Verdict> {
  const { cause } = trigger
  const fits = (more: Partial<Fit> = {}): Verdict => ({
    kind: 'fits',
    fit: { link, resource: null, subject: null, consent: null, ...more },
  })
  if (cause.kind === 'deletion') return fits()
  const connector = deps.connectors.findByName(link.institution)
  if (!connector) return obstacle(`The institution ${link.institution} is not there any more.`)
  if (link.status !== 'valid') return obstacle(`The link is ${link.status}; it has to be valid.`)
  if (cause.kind !== 'history' && link.access_mode !== 'recurrent')
    return obstacle('The link is single; only recurrent links are told of this.')
  const credentials = await findKeptCredentials(deps.db.reader, scope, world, link)
  if (!credentials) return obstacle('The credentials of the link are not stored.')
  switch (cause.kind) {
    case 'token':
      return fits()
    case 'password':
      return knowsPasswords(connector) ? fits() : obstacle(`${link.institution} asks for no password.`)
    case 'consent':
      return fitConsent(deps, scope, { link, cause, fits })
    case 'history':
    case 'news':
      return fitResource(deps, scope, { world, trigger, link, connector, credentials, fits })
  }
}

type Fits = (more?: Partial<Fit>) => Verdict

const knowsPasswords = ({ onDemand }: Connector): boolean =>
  onDemand?.happenings.some(({ kind }) => kind === 'password_changed') ?? false

async function fitConsent(
  { db }: Deps,
  scope: Scope,
  { link, cause, fits }: { link: StoredLink; cause: Extract<Cause, { kind: 'consent' }>; fits: Fits },
): Promise<Verdict> {
  const consent = await findConsentOfLink(db.reader, scope, link.id)
  if (!consent) return obstacle(`${link.institution} is not reached by consent.`)
  if (consent.status !== 'AUTHORISED') return obstacle(`The consent is ${consent.status}; it has to be AUTHORISED.`)
  const reminds = cause.code === 'openfinance_consent_about_to_expire'
  if (reminds && !(await findWorkspace(db.reader, scope))?.consent_reminders)
    return obstacle('Nobody is reminded of consents: set consent_reminders with PATCH /_enlace/settings/.')
  return fits({ consent })
}

type Fitting = {
  readonly world: World
  readonly trigger: Trigger
  readonly link: StoredLink
  readonly connector: Connector
  readonly credentials: Credentials
  readonly fits: Fits
}

async function fitResource(deps: Deps, scope: Scope, fitting: Fitting): Promise<Verdict> {
  const { trigger, link, connector, fits, world } = fitting
  const { cause, resources } = trigger
  const resource = resources.find((name) => connector.manifest.resources.includes(name))
  if (!resource) return obstacle(`${link.institution} does not offer ${trigger.type}.`)
  if (cause.kind !== 'news') return fits({ resource })
  if (!resourcesOfUpdate(deps, link).includes(resource))
    return obstacle(`No update of the link reads ${trigger.type}; name it among its fetch_resources.`)
  if (cause.happens === null) {
    const readNow = link.last_accessed_at !== null && link.last_accessed_at >= world.clock.now()
    return readNow ? obstacle('They were read at this very instant; advance the clock.') : fits({ resource })
  }
  const happening: Happening = { kind: cause.happens, resource }
  const subject = await findSubject(deps, scope, { ...fitting, happening, resource })
  return subject === undefined ? obstacle(lacking(happening, link)) : fits({ resource, subject })
}

function lacking({ kind }: Happening, { institution }: StoredLink): string {
  if (kind === 'added') return `At ${institution} this cannot happen to the person of the link.`
  return `The link knows nothing of the last 30 days to which this can happen at ${institution}.`
}

/** The first of the records that it can happen to and that the link knows; null where it happens to none that is there. */
async function findSubject(
  { db }: Deps,
  scope: Scope,
  {
    world,
    link,
    connector,
    credentials,
    happening,
    resource,
  }: Fitting & {
    readonly happening: Happening
    readonly resource: ResourceName
  },
): Promise<string | null | undefined> {
  const { onDemand } = connector
  if (!onDemand?.happenings.some((each) => isSame(each, happening))) return undefined
  const surroundings = await surroundingsOf(world, connector, credentials)
  const subjects = onDemand.subjects(credentials, surroundings, happening)
  if (subjects.includes(null)) return null
  const keys = subjects.filter((key) => key !== null)
  const known = await findKeysOfLink(db.reader, scope, getResource(resource), { linkId: link.id, keys })
  return keys.find((key) => known.has(key))
}

export const isSame = (one: Happening, other: Happening): boolean =>
  one.kind === other.kind &&
  (one.kind === 'password_changed' || other.kind === 'password_changed' || one.resource === other.resource)

/** Nobody is visited: the institution is only asked what could happen. */
const consideringMs = 30_000

/** What an invented institution may know of the world when it is asked what can happen to somebody. */
export async function surroundingsOf(
  world: World,
  { manifest: { name }, takesDescriptions }: Connector,
  { username = '' }: Credentials,
): Promise<Surroundings> {
  const described = takesDescriptions && (await world.findDescription(name, username))
  const changes = await world.listChanges(name, username)
  const around = { clock: world.clock, seed: world.seed, signal: deadline(consideringMs), changes }
  return described ? { ...around, described } : around
}

/** The word by which `fetch_resources` names what an update has to read. */
export const wordOf = (resource: ResourceName): string => wordFor(resource)
