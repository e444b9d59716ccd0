import type { StoredLink } from '../../store/links/links.ts'

/** What a link answers, and does, where the caller named no term: its data goes a year after the last access. */
export const staleInDefault = '365d'

const dayMs = 86_400_000

/** When the data of a link that was accessed at `lastAccessedAt` becomes stale. */
export const staleAt = (staleIn: string | null, lastAccessedAt: Date): Date =>
  new Date(lastAccessedAt.getTime() + Number.parseInt(staleIn ?? staleInDefault, 10) * dayMs)

/** What an access changes of a link: every one starts the days until its data is stale anew. */
export const accessed = (link: Pick<StoredLink, 'stale_in'>, now: Date) => ({
  last_accessed_at: now,
  stale_at: staleAt(link.stale_in, now),
})
