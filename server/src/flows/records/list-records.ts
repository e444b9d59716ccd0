import { linkFilters } from '../../../../contract/links.ts'
import type { PartDefinition, ResourceDefinition } from '../../../../contract/resource.ts'
import { fault } from '../../domain/faults.ts'
import { type Condition, readFilters } from '../../domain/filters.ts'
import type { Scope } from '../../store/database.ts'
import { listLinks, type StoredLink } from '../../store/links/links.ts'
import { listRecords } from '../../store/records/record-pages.ts'
import { findRecord } from '../../store/records/records.ts'
import type { Deps, World } from '../deps.ts'
import type { Caller, Grant } from '../links/authenticate.ts'
import { blindIndex } from '../workspaces/vault.ts'
import { presentStored, type WireRecord } from './present-records.ts'

/** Which page of a list is asked for, and by which parameters it is filtered. */
export type ListRequest = {
  readonly page: number
  readonly pageSize: number
  readonly query: Readonly<Record<string, string>>
}

export type Listed<T> = { readonly count: number; readonly results: readonly T[] }

type Reading = Pick<Deps, 'db' | 'worlds'>

/** One page of a resource, newest first; throws for a missing required filter, a malformed one and a page past the end. */
export async function listResource(
  deps: Reading,
  scope: Scope,
  resource: ResourceDefinition,
  request: ListRequest,
): Promise<Listed<WireRecord>> {
  if (resource.list.linkRequired && request.query.link === undefined) throw fault('field_required', { field: 'link' })
  const world = await deps.worlds.of(scope)
  const conditions = readFilters(resource.list.filters, request.query).map((condition) => blinded(condition, world))
  const listed = await listRecords(deps.db, scope, resource, { conditions, ...bounds(request) })
  if (!listed) throw fault('page_invalid')
  const { count, rows } = listed
  return { count, results: await presentStored(deps.db.reader, scope, { resource, rows, world }) }
}

/** One page of what came with a record; throws where there is no such record. */
export async function listParts(
  deps: Reading,
  scope: Scope,
  { resource, part, id }: { resource: ResourceDefinition; part: PartDefinition; id: string },
  request: ListRequest,
): Promise<Listed<WireRecord>> {
  const { reader } = deps.db
  if (!(await findRecord(reader, scope, resource, id))) throw fault('not_found')
  const ofRecord = { field: 'id', column: 'parent_id', of: 'record', type: 'uuid', test: 'equals', value: id } as const
  const listed = await listRecords(deps.db, scope, part, { conditions: [ofRecord], ...bounds(request) })
  if (!listed) throw fault('page_invalid')
  const { count, rows } = listed
  const world = await deps.worlds.of(scope)
  return { count, results: await presentStored(reader, scope, { resource: part, rows, world }) }
}

export async function getRecord(
  deps: Reading,
  scope: Scope,
  resource: ResourceDefinition,
  id: string,
): Promise<WireRecord> {
  const row = await findRecord(deps.db.reader, scope, resource, id)
  if (!row) throw fault('not_found')
  const world = await deps.worlds.of(scope)
  const [shown] = await presentStored(deps.db.reader, scope, { resource, rows: [row], world })
  return shown as WireRecord
}

/** One page of the workspace's links, newest first. */
export async function listWorkspaceLinks(
  deps: Pick<Deps, 'db'>,
  { scope, grant }: Caller,
  request: ListRequest,
): Promise<Listed<StoredLink>> {
  const conditions = [...readFilters(linkFilters, request.query), ...(grant ? [isOwn(grant)] : [])]
  const { count, rows } = await listLinks(deps.db.reader, scope, { conditions, ...bounds(request) })
  assertPageExists(request, count)
  return { count, results: rows }
}

/** A widget's token shows its own link, and none before it has one. */
const isOwn = ({ linkId }: Grant): Condition => {
  const values = linkId === null ? [] : [linkId]
  return { field: 'id', column: 'id', of: 'record', type: 'uuid', test: 'one_of', values }
}

const bounds = ({ page, pageSize }: ListRequest) => ({ limit: pageSize, offset: (page - 1) * pageSize })

/** The first page always exists; a later one only where something stands on it. */
export function assertPageExists({ page, pageSize }: Pick<ListRequest, 'page' | 'pageSize'>, count: number): void {
  if (page > 1 && (page - 1) * pageSize >= count) throw fault('page_invalid')
}

/** What is kept only as its blind index is compared with that. */
function blinded(condition: Condition, world: World): Condition {
  if (condition.type !== 'email' && condition.type !== 'blind') return condition
  const index = (text: string) => `\\x${blindIndex(world.keys, text).toString('hex')}`
  if (condition.test === 'one_of') return { ...condition, values: condition.values.map(index) }
  return condition.test === 'equals' ? { ...condition, value: index(condition.value) } : condition
}
