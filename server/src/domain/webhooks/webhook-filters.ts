import { filterNames } from '../../../../contract/webhooks.ts'

/** What an endpoint is told of; of everything where a list is null. */
export type WebhookFilters = {
  readonly webhook_types: readonly string[] | null
  readonly webhook_codes: readonly string[] | null
  readonly institutions: readonly string[] | null
  readonly links: readonly string[] | null
}

/** A webhook of a link as filters see it. */
export type Filtered = {
  readonly type: string
  readonly code: string
  readonly link: { readonly id: string; readonly institution: string }
}

/** Whether an endpoint is told what happens to a link. */
export function isWanted(filters: WebhookFilters, { type, code, link }: Filtered): boolean {
  const { institutions, links } = filters
  return (
    passes(filters, { type, code }) &&
    (institutions?.includes(link.institution) ?? true) &&
    (links?.includes(link.id) ?? true)
  )
}

/** Whether there is no webhook at all that has one of the types and one of the codes. */
export const isNeverPassed = (filters: Pick<WebhookFilters, 'webhook_types' | 'webhook_codes'>): boolean =>
  !filterNames.some((name) => {
    const [type = '', code = ''] = name.split(' ')
    return passes(filters, { type, code })
  })

/** What an endpoint has asked for besides filters. */
export type Asked = { readonly retries: 'standard' | 'patient'; readonly ordered: boolean; readonly isSigned: boolean }

/**
 * Whether an endpoint is told what became of another one. Not where it has asked for nothing that Belvo does not have:
 * consumers that were written for Belvo know no webhook without a link.
 */
export function isToldOfOthers(endpoint: WebhookFilters & Asked, webhook: Omit<Filtered, 'link'>): boolean {
  const { webhook_types, webhook_codes, institutions, links, retries, ordered, isSigned } = endpoint
  const hasFilters = [webhook_types, webhook_codes, institutions, links].some((filter) => filter !== null)
  const isPlain = retries === 'standard' && !ordered && !isSigned && !hasFilters
  return !isPlain && passes(endpoint, webhook)
}

const passes = (
  { webhook_types: types, webhook_codes: codes }: Pick<WebhookFilters, 'webhook_types' | 'webhook_codes'>,
  { type, code }: Omit<Filtered, 'link'>,
): boolean => (types?.includes(type) ?? true) && (codes?.includes(code) ?? true)
