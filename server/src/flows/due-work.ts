import type { Reader } from '../store/database.ts'
import type { DueSearch } from '../store/due.ts'
import { findDueSweeps } from '../store/events/history.ts'
import { findDueConsents } from '../store/links/consents.ts'
import { findDueLinks } from '../store/links/links.ts'
import { findDueMfaSessions } from '../store/links/mfa-sessions.ts'
import { findDueUpdates } from '../store/links/updates.ts'
import { findDueDeliveries } from '../store/webhooks/deliveries.ts'
import { findDueEndpoints } from '../store/webhooks/webhook-endpoints.ts'

/** Where each kind of due work is looked for. */
export const dueWork = {
  credentials: (db: Reader, search: DueSearch) => findDueLinks(db, 'credentials_expire_at', search),
  consents: findDueConsents,
  sessions: findDueMfaSessions,
  stale: (db: Reader, search: DueSearch) => findDueLinks(db, 'stale_at', search),
  slots: (db: Reader, search: DueSearch) => findDueLinks(db, 'next_refresh_at', search),
  updates: findDueUpdates,
  endpoints: findDueEndpoints,
  deliveries: findDueDeliveries,
  history: findDueSweeps,
} as const
