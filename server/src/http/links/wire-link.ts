import { wordFor } from '../../../../contract/catalogue.ts'
import type { WireLink } from '../../../../contract/links.ts'
import type { ResourceName } from '../../../../contract/resource.ts'
import type { Link } from '../../flows/links/get-link.ts'
import { staleInDefault } from '../../flows/records/staleness.ts'

/** A link as it goes over the wire; instants in milliseconds. */
export function wireLink(link: Link): WireLink {
  return {
    id: link.id,
    institution: link.institution,
    access_mode: link.access_mode,
    last_accessed_at: link.last_accessed_at?.toISOString() ?? null,
    created_at: link.created_at.toISOString(),
    external_id: link.external_id,
    institution_user_id: link.institution_user_id,
    status: link.status,
    created_by: link.created_by,
    refresh_rate: link.refresh_rate as WireLink['refresh_rate'],
    credentials_storage: link.credentials_storage,
    fetch_resources: (link.fetch_resources as ResourceName[]).map(wordFor),
    stale_in: link.stale_in ?? staleInDefault,
  }
}
