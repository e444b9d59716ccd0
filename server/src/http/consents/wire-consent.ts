import type { WireConsent } from '../../../../contract/consents.ts'
import type { Consent } from '../../flows/consents/consents.ts'

/** A consent as it goes over the wire; the icon is left out where the institution has none. */
export const wireConsent = (consent: Consent): WireConsent => ({
  id: consent.id,
  display_name: consent.displayName,
  document_number: consent.documentNumber,
  belvo_institution_name: consent.institution,
  institution_display_name: consent.institutionDisplayName,
  ...(consent.institutionIcon === null ? {} : { institution_icon_logo: consent.institutionIcon }),
  belvo_organization_name: consent.organization,
  link_id: consent.linkId,
  user_name: consent.userName,
  expired_at: consent.expiresAt?.toISOString() ?? null,
  undefined_consent_expiration: consent.durationDays === null,
  consent_duration: consent.durationDays,
  created_at: consent.createdAt.toISOString(),
  status: consent.status,
  permissions: consent.permissions,
})
