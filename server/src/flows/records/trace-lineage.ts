import { fault } from '../../domain/faults.ts'
import { because, type StepEvidence, type StepKind } from '../../domain/identity/because.ts'
import type { Scope } from '../../store/database.ts'
import { findStanding, listSteps, type Standing, type StoredStep } from '../../store/records/lineage.ts'
import type { Deps } from '../deps.ts'

/** One thing that became of a record, and why. */
export type LineageStep = {
  readonly kind: StepKind
  readonly happenedAt: Date
  readonly requestId: string | null
  readonly otherId: string | null
  readonly because: string
  readonly evidence: StepEvidence
}

export type Lineage = { readonly standing: Standing; readonly steps: readonly LineageStep[] }

/** What became of a record of any kind, removed or not, from the first time that it was seen. */
export async function traceLineage({ db }: Pick<Deps, 'db'>, scope: Scope, id: string): Promise<Lineage> {
  const standing = await findStanding(db.reader, scope, id)
  if (!standing) throw fault('not_found')
  const stored = (await listSteps(db.reader, scope, id)).map(told)
  return { standing, steps: [...firstOf(standing, stored), ...stored, ...lastOf(standing, stored)] }
}

function told({ kind, happened_at, request_id, other_id, evidence }: StoredStep): LineageStep {
  const read = evidence as StepEvidence
  return {
    ...{ kind, happenedAt: happened_at, requestId: request_id, otherId: other_id },
    because: because(kind, read),
    evidence: read,
  }
}

/** That a record was new is told by the record alone, unless there was more to it. */
function firstOf({ createdAt }: Standing, stored: readonly LineageStep[]): readonly LineageStep[] {
  return stored[0]?.kind === 'first_seen' ? [] : [plainStep('first_seen', createdAt, {})]
}

/** That a record went with many others, too. */
function lastOf({ removedAt, removal }: Standing, stored: readonly LineageStep[]): readonly LineageStep[] {
  if (!removedAt || !removal) return []
  const last = stored.findLast(({ kind }) => kind === 'removed' || kind === 'superseded' || kind === 'returned')
  if (last && last.kind !== 'returned') return []
  return [plainStep('removed', removedAt, { reason: removal })]
}

const plainStep = (kind: StepKind, happenedAt: Date, evidence: StepEvidence): LineageStep => ({
  ...{ kind, happenedAt, requestId: null, otherId: null },
  because: because(kind, evidence),
  evidence,
})
