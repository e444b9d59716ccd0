import { Check } from 'typebox/value'
import { snapshotList, snapshotName, snapshotSchema } from '../../../../../contract/forks.ts'
import { forms, sentenceOf } from '../../../../../contract/forms.ts'
import { fault } from '../../../domain/faults.ts'
import {
  dropSnapshot as drop,
  keepSnapshot as keep,
  listSnapshots as list,
  type Snapshot,
} from '../../../flows/workspaces/snapshots.ts'
import { invalid } from '../../problems.ts'
import { type Ask, route } from '../../route.ts'

const path = '/_enlace/snapshots/'
const tag = 'Emulator'
const name = snapshotName()

export const keepSnapshot = route({
  method: 'PUT',
  path: `${path}:name/`,
  tag,
  operationId: 'KeepSnapshot',
  summary: 'Keep the workspace as it stands under a name, to go back to with a reset',
  scope: 'admin',
  params: { name },
  replies: { 200: snapshotSchema },
  faults: ['not_found', 'field_invalid'],
  async handle(deps, ask) {
    const given = nameOf(ask)
    if (given === undefined) throw invalid('name', sentenceOf(forms.snapshotName))
    return { status: 200, body: wireSnapshot(await keep(deps, ask.caller.scope, given)) }
  },
})

export const listSnapshots = route({
  method: 'GET',
  path,
  tag,
  operationId: 'ListSnapshots',
  summary: 'List what the workspace can be reset to, by name',
  scope: 'admin',
  replies: { 200: snapshotList },
  faults: ['not_found'],
  async handle(deps, ask) {
    return { status: 200, body: { results: (await list(deps, ask.caller.scope)).map(wireSnapshot) } }
  },
})

export const dropSnapshot = route({
  method: 'DELETE',
  path: `${path}:name/`,
  tag,
  operationId: 'DropSnapshot',
  summary: 'Drop a snapshot',
  scope: 'admin',
  params: { name },
  replies: { 204: null },
  faults: ['not_found'],
  async handle(deps, ask) {
    const given = nameOf(ask)
    if (given === undefined) throw fault('not_found')
    await drop(deps, ask.caller.scope, given)
    return { status: 204 }
  },
})

/** The name in the path, where it could be one. */
const nameOf = ({ params }: Pick<Ask, 'params'>): string | undefined =>
  Check(name, params.name) ? params.name : undefined

const wireSnapshot = ({ name, keptAt, frozen, counts }: Snapshot) => ({
  name,
  created_at: keptAt.toISOString(),
  clock_frozen: frozen,
  counts,
})
