import type { RecordKind } from '../../../../contract/resource.ts'
import type { Known, Match } from '../../domain/identity/by-key.ts'
import type { Claim, Evidence } from '../../domain/identity/evidence.ts'
import type { Matching } from '../../domain/identity/matching.ts'
import type { Scope, Tx } from '../../store/database.ts'
import type { Coverage } from '../../store/records/records.ts'
import type { World } from '../deps.ts'
import type { FormerHolders } from './former-keys.ts'

/** A record as it came, ready to be kept. */
export type Came = {
  readonly key: string
  readonly replaces?: string
  readonly body: Readonly<Record<string, unknown>>
  readonly parentId: string | null
  readonly contentMac: Buffer
}

/** What a visit brought of one resource, and what it speaks for. */
export type Looking = {
  readonly resource: RecordKind
  readonly link: { readonly id: string }
  readonly dataKey: Buffer | null
  readonly coverage: Coverage
  /** Whether what was not shown is gone. */
  readonly undisturbed: boolean
  /** When the visit began; see Harvest. */
  readonly begunAt: Date
  readonly now: Date
}

/** A stored record that another row has to do with, and why. */
export type Told<More> = More & { readonly known: Known; readonly evidence: Evidence }

/** What a retrieval means for what is stored, with what the institution's keys alone do not tell. */
export type Recognised<In extends Came> = {
  readonly match: Match<In>
  /** Those that the institution knows by another key from now on. */
  readonly moved: readonly Told<{ readonly key: string }>[]
  /** Those whose key was given to another record. */
  readonly displaced: readonly Told<{ readonly key: string }>[]
  /** Those that another stored record stands for. */
  readonly superseded: readonly Told<{ readonly by: Known }>[]
  /** By the keys of new records, the records that they meant before. */
  readonly holders: FormerHolders
}

/** One recognition under way: what it was given, and what it stands on. */
export type Work<In extends Came> = {
  readonly tx: Tx
  readonly scope: Scope
  readonly world: World
  readonly match: Match<In>
  readonly stored: readonly Known[]
  readonly looking: Looking
  readonly matching: Matching<unknown>
  /** What removed records of the link are still recognised by, by their ids. */
  readonly traces: ReadonlyMap<string, unknown>
}

/** A claim with the record that is claimed. */
export type Claimed = Claim & { readonly known: Known }

/** What the institution's keys alone leave open. */
export type Leftovers<In extends Came> = {
  /** Rows that came under keys that nobody has. */
  readonly unknown: readonly In[]
  /** Stored records that lost their key to another row. */
  readonly displaced: readonly Told<{ readonly key: string }>[]
  /** Stored rows that the visit did not show under their keys and that may be what came under others. */
  readonly missing: readonly Known[]
}
