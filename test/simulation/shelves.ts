import { getResource } from '../../contract/catalogue.ts'
import type { ResourceName } from '../../contract/resource.ts'
import type { ModelLink } from './model.ts'

/** A record that was seen, by its id. */
export type Known = { readonly createdAt: string; readonly key: string | null; readonly account: string | null }

/** What is known of the records of one resource of a link. */
export type Shelf = {
  readonly known: Map<string, Known>
  /** Those that were deleted, and must not come back: ids, and what the institution calls them. */
  readonly deleted: Set<string>
  readonly deletedKeys: Set<string>
  /** Those that went and were not deleted: they may come back as they were, and nobody says how many did. */
  readonly gone: Map<string, Known>
  /** How many have to be there; null where nobody told how many went along with something else. */
  count: number | null
  /** What was told to have gone or come since they were looked at. */
  goneSince: number | null
  freshSince: number | null
}

export function shelfOf({ shelves }: Pick<ModelLink, 'shelves'>, resource: ResourceName): Shelf {
  const found = shelves.get(resource)
  if (found) return found
  const none = { known: new Map(), deleted: new Set<string>(), deletedKeys: new Set<string>(), gone: new Map() }
  const shelf: Shelf = { ...none, count: 0, goneSince: 0, freshSince: 0 }
  shelves.set(resource, shelf)
  return shelf
}

/** Records came and went, as is told of a visit. */
export function count(link: ModelLink, resource: string, counts: unknown): void {
  const { fresh, gone } = counts as { fresh: number; gone: number }
  const shelf = shelfOf(link, resource as ResourceName)
  if (shelf.count !== null) shelf.count += fresh - gone
  if (shelf.freshSince !== null) shelf.freshSince += fresh
  if (shelf.goneSince !== null) shelf.goneSince += gone
  // What belongs to an account goes with it, and nobody says how much it was.
  if (resource === 'ACCOUNTS' && gone > 0) for (const each of link.shelves.values()) forgetCount(each)
}

/** Everything was forgotten, but for what was deleted, which does not come back even so. */
export function empty(shelf: Shelf): void {
  shelf.known.clear()
  shelf.gone.clear()
  Object.assign(shelf, { count: 0, goneSince: 0, freshSince: 0 })
}

function forgetCount(shelf: Shelf): void {
  Object.assign(shelf, { count: null, goneSince: null, freshSince: null })
}

/** A record was deleted: neither it nor what the institution calls it may come back. */
export function takeAway(link: ModelLink, resource: ResourceName, id: string): void {
  const shelf = shelfOf(link, resource)
  const known = shelf.known.get(id)
  shelf.known.delete(id)
  shelf.deleted.add(id)
  if (known?.key) shelf.deletedKeys.add(known.key)
  if (shelf.count !== null) shelf.count -= 1
  if (resource !== 'TRANSACTIONS') for (const each of link.shelves.values()) forgetCount(each)
}

/** What was read because something else needs it, and nobody was told how much of it came. */
export function readAlong(link: ModelLink, names: readonly string[]): void {
  const needed = names.flatMap((name) => getResource(name as ResourceName).retrieval.needs)
  for (const name of new Set(needed)) if (!names.includes(name)) forgetCount(shelfOf(link, name))
}
