import { fault } from '../../domain/faults.ts'
import type { Scope } from '../../store/database.ts'
import { findLink, type StoredLink } from '../../store/links/links.ts'
import type { Deps } from '../deps.ts'

/** A link as the flows give it away. */
export type Link = StoredLink

/** The link, or `not_found`, also where it belongs to somebody else. */
export async function getLink({ db }: Pick<Deps, 'db'>, scope: Scope, id: string): Promise<StoredLink> {
  const link = await findLink(db.reader, scope, id)
  if (!link) throw fault('not_found')
  return link
}
