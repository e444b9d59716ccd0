/** What an endpoint is told of; of everything where a list is null. */
export type WebhookFilters = {
  readonly webhook_types: readonly string[] | null
  readonly webhook_codes: readonly string[] | null
  readonly institutions: readonly string[] | null
  readonly links: readonly string[] | null
}

/** A webhook as filters see it; without a link where it tells of an endpoint. */
export type Filtered = {
  readonly type: string
  readonly code: string
  readonly link: { readonly id: string; readonly institution: string } | null
}

/**
 * Whether an endpoint is told. What is not about a link is no business of those who did not name its type: consumers
 * that were written for Belvo know no such thing.
 */
export function isWanted(filters: WebhookFilters, { type, code, link }: Filtered): boolean {
  const { webhook_types: types, webhook_codes: codes, institutions, links } = filters
  if (!(types ? types.includes(type) : link !== null)) return false
  if (codes && !codes.includes(code)) return false
  if (!link) return true
  return (institutions?.includes(link.institution) ?? true) && (links?.includes(link.id) ?? true)
}
