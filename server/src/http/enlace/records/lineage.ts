import { wordFor } from '../../../../../contract/catalogue.ts'
import { lineageSchema } from '../../../../../contract/enlace-lineage.ts'
import type { ResourceName } from '../../../../../contract/resource.ts'
import { type LineageStep, traceLineage } from '../../../flows/records/trace-lineage.ts'
import { idOf } from '../../path-ids.ts'
import { route } from '../../route.ts'

export const getLineage = route({
  method: 'GET',
  path: '/_enlace/records/:id/lineage/',
  tag: 'Records',
  operationId: 'GetLineage',
  summary: 'What became of a record: the keys that it had, by what it was recognised, why it was removed',
  scope: 'links:read',
  replies: { 200: lineageSchema },
  faults: ['not_found'],
  async handle(deps, ask) {
    const id = idOf(ask)
    const { standing, steps } = await traceLineage(deps, ask.caller.scope, id)
    const { resource, linkId, createdAt, removedAt, removal, successorId } = standing
    const body = {
      id,
      resource: wordFor(resource.name as ResourceName),
      link: linkId,
      status: removedAt === null ? 'present' : 'removed',
      created_at: createdAt.toISOString(),
      removed_at: removedAt?.toISOString() ?? null,
      reason: successorId === null ? removal : 'superseded',
      successor: successorId,
      steps: steps.map(wireStep),
    }
    return { status: 200, body }
  },
})

function wireStep({ kind, happenedAt, requestId, otherId, because, evidence }: LineageStep) {
  const { runnerUp, ...rest } = evidence
  return {
    kind,
    happened_at: happenedAt.toISOString(),
    request_id: requestId,
    because,
    other: otherId,
    evidence: { ...rest, ...(runnerUp === undefined ? {} : { runner_up: runnerUp }) },
  }
}
