import { getResource } from '../../../../contract/catalogue.ts'
import type { ResourceDefinition } from '../../../../contract/resource.ts'
import type { RetrievalRequest } from '../../../../contract/retrieval.ts'
import type { Manifest } from '../../connectors/contract.ts'
import { beginCalculation } from '../../domain/enrichment/calculations.ts'
import type { Account } from '../../domain/enrichment/input.ts'
import type { Reader, Scope, Tx } from '../../store/database.ts'
import type { StoredLink } from '../../store/links/links.ts'
import { listLinkRecords } from '../../store/records/records.ts'
import type { World } from '../deps.ts'
import { linkKey } from '../links/link-secrets.ts'
import { type Kept, keepRecords } from './keep-records.ts'
import type { KeptVisit } from './keep-visit.ts'
import { openRecords, type PlainRecord, presentPlain, type WireRecord } from './present-records.ts'

/** Whether there is anything stored of the link to calculate a resource from. */
export async function isKnown(
  db: Reader,
  scope: Scope,
  resource: ResourceDefinition,
  linkId: string,
): Promise<boolean> {
  const [row] = await listLinkRecords(db, scope, lookedThrough(resource), { linkId, after: null, limit: 1 })
  return row !== undefined
}

/** What a calculation is given record by record. */
const lookedThrough = ({ name, retrieval }: ResourceDefinition): ResourceDefinition => {
  const last = retrieval.needs.at(-1)
  if (last === undefined) throw new RangeError(`${name} is calculated from nothing`)
  return getResource(last)
}

export type Calculating = {
  readonly link: StoredLink
  readonly resource: ResourceDefinition
  readonly request: Omit<RetrievalRequest, 'link'>
  readonly manifest: Pick<Manifest, 'countryCode'>
  /** What a visit has just brought; what is stored where it is null. */
  readonly parts: KeptVisit['parts'] | null
  readonly save: boolean
  readonly requestId: string
  /** Whether what it came to is wanted, and not only counted. */
  readonly shown: boolean
}

/**
 * Calculates a resource from what is known of the link's `needs` and keeps what it came to, inside the caller's
 * transaction, which holds the link's lock.
 */
export async function calculateRecords(tx: Tx, scope: Scope, world: World, calculating: Calculating): Promise<Kept> {
  const { link, resource, request, manifest, parts, save, shown, requestId } = calculating
  const now = world.clock.now()
  const dataKey = await linkKey(tx, scope, world, { linkId: link.id, purpose: 'data' })
  const known = parts === null ? stored(tx, scope, { linkId: link.id, dataKey }) : visited(parts)
  const accounts = await accountsFor(tx, scope, world, { resource, known })
  const { countryCode } = manifest
  const calculation = beginCalculation(resource.name, {
    accounts: accounts as readonly unknown[] as readonly Account[],
    request,
    today: now.toISOString().slice(0, 10),
    country: countryCode === 'CL' ? null : countryCode,
  })
  for await (const records of known(lookedThrough(resource))) {
    for (const record of records) calculation.add(asShown(record))
  }
  const source = calculation.finish()
  return keepRecords(tx, scope, world, {
    ...{ resource, link, source, save, shown, now, requestId },
    coverage: { linkId: link.id },
    parentIds: new Map(accounts.map(({ id }) => [String(id), String(id)])),
    dataKey,
    // What was looked for in other days only is not gone.
    undisturbed: request.date_from === undefined,
    begunAt: now,
  })
}

/** The accounts of the link, as far as the resource needs them. */
async function accountsFor(
  tx: Tx,
  scope: Scope,
  world: World,
  { resource, known }: { resource: ResourceDefinition; known: RecordsOf },
): Promise<readonly WireRecord[]> {
  if (!resource.retrieval.needs.includes('ACCOUNTS')) return []
  const accounts = getResource('ACCOUNTS')
  const records: PlainRecord[] = []
  for await (const some of known(accounts)) records.push(...some)
  return presentPlain(tx, scope, { resource: accounts, records, world })
}

/** A record as far as calculations look at it. */
const asShown = ({ id, body, parentId }: PlainRecord): WireRecord => ({
  ...body,
  id,
  account: parentId === null ? null : { id: parentId },
})

/** Everything that is known of a resource, some records at a time. */
type RecordsOf = (resource: ResourceDefinition) => AsyncIterable<readonly PlainRecord[]>

const visited = (parts: KeptVisit['parts']): RecordsOf =>
  async function* ({ name }) {
    yield parts.find(({ resource }) => resource.name === name)?.records ?? []
  }

const rowsAtOnce = 1_000

const stored = (db: Reader, scope: Scope, { linkId, dataKey }: { linkId: string; dataKey: Buffer }): RecordsOf =>
  async function* (resource) {
    for (let after: string | null = null; ; ) {
      const rows = await listLinkRecords(db, scope, resource, { linkId, after, limit: rowsAtOnce })
      yield openRecords(resource, rows, new Map([[linkId, dataKey]]))
      if (rows.length < rowsAtOnce) return
      after = rows.at(-1)?.id ?? null
    }
  }
