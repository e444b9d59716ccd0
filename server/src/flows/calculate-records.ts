import { getResource } from '../../../contract/catalogue.ts'
import type { ResourceDefinition } from '../../../contract/resource.ts'
import type { RetrievalRequest } from '../../../contract/retrieval.ts'
import type { Manifest } from '../connectors/contract.ts'
import { beginCalculation } from '../domain/enrichment/calculations.ts'
import type { Account, Transaction } from '../domain/enrichment/input.ts'
import type { Reader, Scope, Tx } from '../store/database.ts'
import type { StoredLink } from '../store/links.ts'
import { listLinkRecords } from '../store/records.ts'
import type { World } from './deps.ts'
import { type Kept, keepRecords } from './keep-records.ts'
import type { KeptVisit } from './keep-visit.ts'
import { openRecords, type PlainRecord, presentPlain } from './present-records.ts'

/** Whether there is anything stored to calculate from. */
export async function isKnown(db: Reader, scope: Scope, linkId: string): Promise<boolean> {
  const [row] = await listLinkRecords(db, scope, getResource('TRANSACTIONS'), { linkId, after: null, limit: 1 })
  return row !== undefined
}

export type Calculating = {
  readonly link: StoredLink
  readonly resource: ResourceDefinition
  readonly request: Omit<RetrievalRequest, 'link'>
  readonly manifest: Pick<Manifest, 'countryCode'>
  /** What a visit has just brought; what is stored where it is null. */
  readonly parts: KeptVisit['parts'] | null
  readonly save: boolean
  /** Whether what it came to is wanted, and not only counted. */
  readonly shown: boolean
}

/**
 * Calculates a resource from the accounts and transactions of the link and keeps what it came to, inside the caller's
 * transaction, which holds the link's lock.
 */
export async function calculateRecords(tx: Tx, scope: Scope, world: World, calculating: Calculating): Promise<Kept> {
  const { link, resource, request, manifest, parts, save, shown } = calculating
  const now = world.clock.now()
  const known = parts === null ? stored(tx, scope, link.id) : visited(parts)
  const accounts = await presentPlain(tx, scope, {
    resource: getResource('ACCOUNTS'),
    records: await known.accounts(),
    world,
  })
  const { countryCode } = manifest
  const calculation = beginCalculation(resource.name, {
    accounts: accounts as readonly unknown[] as readonly Account[],
    request,
    today: now.toISOString().slice(0, 10),
    country: countryCode === 'CL' ? null : countryCode,
  })
  for await (const records of known.transactions()) for (const record of records) calculation.add(asShown(record))
  const source = calculation.finish()
  return keepRecords(tx, scope, world, {
    ...{ resource, link, source, save, shown, now },
    coverage: { linkId: link.id },
    parentIds: new Map(accounts.map(({ id }) => [String(id), String(id)])),
    dataKey: null,
    // What was looked for in other days only is not gone.
    undisturbed: request.date_from === undefined,
  })
}

/** A transaction as far as calculations look at it. */
const asShown = ({ id, body, parentId }: PlainRecord): Transaction =>
  ({ ...body, id, account: parentId === null ? null : { id: parentId } }) as unknown as Transaction

type Known = {
  accounts(): Promise<readonly PlainRecord[]>
  transactions(): AsyncIterable<readonly PlainRecord[]>
}

function visited(parts: KeptVisit['parts']): Known {
  const recordsOf = (name: string) => parts.find(({ resource }) => resource.name === name)?.records ?? []
  return {
    accounts: async () => recordsOf('ACCOUNTS'),
    async *transactions() {
      yield recordsOf('TRANSACTIONS')
    },
  }
}

const rowsAtOnce = 1_000

function stored(db: Reader, scope: Scope, linkId: string): Known {
  async function* recordsOf(resource: ResourceDefinition): AsyncIterable<readonly PlainRecord[]> {
    for (let after: string | null = null; ; ) {
      const rows = await listLinkRecords(db, scope, resource, { linkId, after, limit: rowsAtOnce })
      yield openRecords(resource, rows, new Map())
      if (rows.length < rowsAtOnce) return
      after = rows.at(-1)?.id ?? null
    }
  }
  return {
    async accounts() {
      const accounts: PlainRecord[] = []
      for await (const records of recordsOf(getResource('ACCOUNTS'))) accounts.push(...records)
      return accounts
    },
    transactions: () => recordsOf(getResource('TRANSACTIONS')),
  }
}
