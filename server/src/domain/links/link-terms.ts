import { findOffered, resourceWords, wordFor } from '../../../../contract/catalogue.ts'
import type { FormField } from '../../../../contract/institutions.ts'
import type { accessModes, LinkRequest } from '../../../../contract/links.ts'
import type { ResourceName } from '../../../../contract/resource.ts'
import { fault } from '../faults.ts'

/** How a link's data is retrieved and kept, once every default is filled in. */
export type LinkTerms = {
  readonly accessMode: (typeof accessModes)[number]
  readonly refreshRate: string | null
  readonly credentialsStorage: string
  /** Whole days that credentials are kept; null for ever, 0 not at all. */
  readonly credentialsDays: number | null
  readonly fetchResources: readonly ResourceName[]
  readonly staleIn: string | null
}

/** How long credentials may be kept. */
const daysMax = 365

/** How long data may be kept: as many days as the form can say. */
const staleDaysMax = 999

/** What a recurrent link is refreshed by unless its workspace says otherwise. */
export const defaultRefreshRate = '7d'

type Asked = Pick<LinkRequest, 'access_mode' | 'credentials_storage' | 'fetch_resources' | 'stale_in'>

/**
 * The terms of a new link: recurrent links store their credentials, single ones keep them 365 days, and who keeps none
 * has to say what to fetch. Throws a Fault that names the field.
 */
export function decideTerms(asked: Asked, supported: readonly ResourceName[]): LinkTerms {
  const accessMode = asked.access_mode ?? 'recurrent'
  const credentialsStorage = asked.credentials_storage ?? (accessMode === 'recurrent' ? 'store' : '365d')
  const credentialsDays = storageDays(credentialsStorage)
  const fetchResources = checkResources(asked.fetch_resources ?? [], supported)
  if (asked.stale_in !== undefined) checkStaleIn(asked.stale_in)
  if (accessMode === 'recurrent' && credentialsStorage !== 'store') throw fault('recurrent_must_store')
  if (credentialsStorage === 'nostore' && fetchResources.length === 0) throw fault('single_must_fetch')
  return {
    accessMode,
    refreshRate: accessMode === 'recurrent' ? defaultRefreshRate : null,
    credentialsStorage,
    credentialsDays,
    fetchResources,
    staleIn: asked.stale_in ?? null,
  }
}

/**
 * What the institution's words mean, once each, in the caller's order; throws for unknown words and for what the
 * institution does not offer.
 */
export function checkResources(words: readonly string[], supported: readonly ResourceName[]): readonly ResourceName[] {
  const known: readonly string[] = resourceWords
  const unknown = words.find((word) => !known.includes(word))
  if (unknown !== undefined) throw fault('choice_invalid', { field: 'fetch_resources', values: { value: unknown } })
  const meant = words.map((word) => {
    const name = findOffered(word, supported)
    if (name) return name
    const offered = supported.map(wordFor).join(', ')
    throw fault('resources_unsupported', { field: 'resources', values: { supported: offered } })
  })
  return [...new Set(meant)]
}

/** Days after which data is stale, `1d` to `999d`; throws for anything else. */
export function checkStaleIn(staleIn: string): string {
  days('stale_in', staleIn, staleDaysMax)
  return staleIn
}

/** How long credentials are kept: `store`, `nostore` or days; throws for anything else. */
export const checkStorage = (storage: string): void => void storageDays(storage)

/** Checks what was typed against the institution's form; throws a Fault for a missing field or a malformed value. */
export function checkCredentials(fields: readonly FormField[], typed: Readonly<Record<string, string>>): void {
  for (const field of fields) {
    const value = typed[field.name]
    if (value === undefined) {
      if (field.optional === true || field.type === 'hidden') continue
      throw fault('field_required', { field: field.name })
    }
    const wellFormed = field.values
      ? field.values.some(({ code }) => code === value)
      : new RegExp(field.validation).test(value)
    if (!wellFormed) throw fault('credentials_malformed')
  }
}

function storageDays(storage: string): number | null {
  if (storage === 'store') return null
  return storage === 'nostore' ? 0 : days('credentials_storage', storage, daysMax)
}

function days(field: string, text: string, max: number): number {
  const count = Number.parseInt(text, 10)
  if (count >= 1 && count <= max) return count
  throw fault('field_invalid', { field, values: { problem: `Expected a number of days from 1d to ${max}d.` } })
}
