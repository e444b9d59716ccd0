import { getResource, wordFor } from '../../../../contract/catalogue.ts'
import { linkFilters } from '../../../../contract/links.ts'
import type { ResourceName } from '../../../../contract/resource.ts'
import { fault } from '../../domain/faults.ts'
import { readFilters } from '../../domain/filters.ts'
import { deleteLink, findLink, listLinks, type StoredLink, takeLink } from '../../store/links/links.ts'
import { measureRecords } from '../../store/records/measures.ts'
import { listLinkRecords, removeRecords } from '../../store/records/records.ts'
import type { Deps, World } from '../deps.ts'
import { recordEvent } from '../events/record-event.ts'
import type { Caller } from '../links/authenticate.ts'
import { registerLink } from '../links/register-link.ts'
import { beginRequest } from '../links/request-ids.ts'
import { retrieveRecords } from '../updates/retrieve-records.ts'
import type { Webhook } from '../webhooks/announce.ts'
import { institutionUserId } from '../workspaces/vault.ts'

/** What a webhook says, before it has its ids. */
export type News = Pick<Webhook, 'type' | 'code' | 'process' | 'data'>

/** The link that an examination plays about, with what really becomes of its records. */
export type Subject = {
  readonly link: StoredLink
  /** Whether it was registered for the examination, so that its records may come and go. */
  readonly own: boolean
  /** What there is of a resource, as a historical update tells it; of another link where one is named. */
  totals(resource: ResourceName, link?: StoredLink): Promise<News>
  /** Lets new transactions come in, and tells of them; of a link of the application's own it tells the totals. */
  bringNews(): Promise<News>
  /** The institution no longer shows these. */
  remove(ids: readonly string[]): Promise<void>
  /** The ids of the transactions that there are. */
  truth(): Promise<ReadonlySet<string>>
  /** Further links with records, for a crowd; of a link of the application's own there are none. */
  others(count: number): Promise<readonly StoredLink[]>
}

type Examining = { readonly deps: Deps; readonly caller: Caller; readonly world: World }

const institution = 'erebor_mx_retail'
const usernames = ['enlace_doctor', 'enlace_doctor_1', 'enlace_doctor_2', 'enlace_doctor_3'] as const
const firstDay = 120
const daysAtFirst = 30
const daysAtOnce = 7
const dayMs = 86_400_000
const pageMax = 1_000
const pagesMax = 100

/** Without the sandbox there is nobody to register a link of. */
export function assertBank({ connectors }: Pick<Deps, 'connectors'>): void {
  if (!connectors.findByName(institution)) throw fault('field_required', { field: 'link' })
}

/** A link of the application's own: it is played about, and stays as it is. */
export async function subjectOf(examining: Examining, linkId: string): Promise<Subject> {
  const { deps, caller } = examining
  const link = await findLink(deps.db.reader, caller.scope, linkId)
  if (!link) throw fault('not_found', { field: 'link' })
  const totals: Subject['totals'] = (resource, of = link) => totalsOf(examining, of, resource)
  return {
    ...{ link, own: false, totals },
    bringNews: () => totals('TRANSACTIONS'),
    remove: () => Promise.reject(new Error('the link is not ours')),
    truth: () => idsOf(examining, link.id),
    others: async () => [],
  }
}

/** Registers a link for the examination, with a month of transactions; more of them come a week at a time. */
export async function ownSubject(examining: Examining, externalId: string | null): Promise<Subject> {
  await removeOwnLinks(examining)
  const link = await register(examining, usernames[0], externalId)
  let shownTo = firstDay - daysAtFirst
  await retrieve(examining, link, { from: firstDay, to: shownTo })
  return {
    ...{ link, own: true, totals: (resource, of = link) => totalsOf(examining, of, resource) },
    async bringNews() {
      const before = await idsOf(examining, link.id)
      let count = 0
      while (count === 0 && shownTo > daysAtOnce) {
        await retrieve(examining, link, { from: shownTo - 1, to: shownTo - daysAtOnce })
        shownTo -= daysAtOnce
        count = (await idsOf(examining, link.id)).size - before.size
      }
      const data = { new_transactions: count }
      return { type: 'TRANSACTIONS', code: 'new_transactions_available', process: 'recurrent_update', data }
    },
    remove: (ids) => remove(examining, link, ids),
    truth: () => idsOf(examining, link.id),
    async others(count) {
      const links: StoredLink[] = []
      for (const username of usernames.slice(1, 1 + count)) {
        const other = await register(examining, username, externalId)
        await retrieve(examining, other, { from: daysAtOnce, to: 1 })
        links.push(other)
      }
      return links
    },
  }
}

/** Removes the links of an examination, and what one has left behind that was broken off. Nobody is told. */
export async function removeOwnLinks({ deps, caller: { scope }, world }: Examining): Promise<void> {
  const ids = usernames.map((username) => institutionUserId(world.keys, institution, username))
  const conditions = readFilters(linkFilters, { institution_user_id__in: ids.join(','), institution })
  const { rows } = await listLinks(deps.db.reader, scope, { conditions, limit: pageMax, offset: 0 })
  for (const { id } of rows) {
    await deps.db.transaction(async (tx) => {
      if (!(await takeLink(tx, scope, id))) return
      const requestId = await beginRequest(tx, scope, world, id)
      recordEvent(tx, scope, world, { linkId: id, kind: 'link_deleted', requestId })
      await deleteLink(tx, scope, id)
    })
  }
}

/** It names no resources, so that nothing is retrieved, and nobody told, by itself. */
async function register({ deps, caller }: Examining, username: string, externalId: string | null): Promise<StoredLink> {
  const credentials = { institution, username, password: 'full', access_mode: 'single' } as const
  const request = { ...credentials, ...(externalId === null ? {} : { external_id: externalId }) }
  const registered = await registerLink(deps, caller, request)
  if (registered.kind === 'token') throw fault('token_required')
  return registered.link
}

/** The days are counted back from today. */
async function retrieve(
  { deps, caller, world }: Examining,
  link: StoredLink,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<void> {
  const day = (ago: number) => new Date(world.clock.now().getTime() - ago * dayMs).toISOString().slice(0, 10)
  const period = { link: link.id, date_from: day(from), date_to: day(to) }
  await retrieveRecords(deps, caller.scope, getResource('TRANSACTIONS'), period)
}

async function remove({ deps, caller: { scope }, world }: Examining, { id }: StoredLink, ids: readonly string[]) {
  const gone = { linkId: id, which: { ids }, reason: 'gone', now: world.clock.now() } as const
  await deps.db.transaction(async (tx) => {
    if (await takeLink(tx, scope, id)) await removeRecords(tx, scope, getResource('TRANSACTIONS'), gone)
  })
}

async function totalsOf({ deps, caller, world }: Examining, link: StoredLink, name: ResourceName): Promise<News> {
  const resource = getResource(name)
  const all = { linkId: link.id, snapshotsSince: world.clock.now() }
  const data = await measureRecords(deps.db.reader, caller.scope, resource, all)
  return { type: wordFor(name), code: 'historical_update', process: 'historical_update', data }
}

async function idsOf({ deps, caller }: Examining, linkId: string): Promise<ReadonlySet<string>> {
  const ids = new Set<string>()
  const transactions = getResource('TRANSACTIONS')
  let after: string | null = null
  for (let page = 0; page < pagesMax; page += 1) {
    const asked = { linkId, after, limit: pageMax }
    const rows: { readonly id: string }[] = await listLinkRecords(deps.db.reader, caller.scope, transactions, asked)
    for (const { id } of rows) ids.add(id)
    after = rows.at(-1)?.id ?? null
    if (rows.length < pageMax) break
  }
  return ids
}
