import { fault } from '../../domain/faults.ts'
import type { Reader, Scope } from '../../store/database.ts'
import { findConsentOfLink } from '../../store/links/consents.ts'

/**
 * Throws `link_invalid` where the person has to consent anew: no login brings that back. Inside a transaction that
 * holds the link's lock it is so until the end, as consents change under that lock.
 */
export async function assertConsent(db: Reader, scope: Scope, linkId: string): Promise<void> {
  const consent = await findConsentOfLink(db, scope, linkId)
  if (consent && consent.status !== 'AUTHORISED') throw fault('link_invalid')
}
