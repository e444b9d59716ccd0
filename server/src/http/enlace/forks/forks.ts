import { forkList, forkRequest, newForkSchema } from '../../../../../contract/forks.ts'
import {
  createFork as create,
  dropForks as drop,
  type Fork,
  listForks as list,
} from '../../../flows/workspaces/forks.ts'
import { idOf } from '../../path-ids.ts'
import { route } from '../../route.ts'
import { wireNewKey } from '../wire-key.ts'

const path = '/_enlace/forks/'
const tag = 'Emulator'

export const createFork = route({
  method: 'POST',
  path,
  tag,
  operationId: 'CreateFork',
  summary: 'Copy the workspace as it stands, or a snapshot of it, under a pair of keys of its own',
  scope: 'admin',
  body: forkRequest,
  example: { name: 'worker 1' },
  replies: { 201: newForkSchema },
  faults: ['not_found', 'field_null', 'field_blank', 'field_invalid', 'does_not_exist'],
  async handle(deps, ask) {
    const { fork, key } = await create(deps, ask.caller, ask.body)
    return { status: 201, body: { ...wireFork(fork), key: wireNewKey(key) } }
  },
})

export const listForks = route({
  method: 'GET',
  path,
  tag,
  operationId: 'ListForks',
  summary: 'List what was forked from the workspace, oldest first',
  scope: 'admin',
  replies: { 200: forkList },
  faults: ['not_found'],
  async handle(deps, ask) {
    return { status: 200, body: { results: (await list(deps, ask.caller.scope)).map(wireFork) } }
  },
})

export const dropFork = route({
  method: 'DELETE',
  path: `${path}:id/`,
  tag,
  operationId: 'DropFork',
  summary: 'Drop a fork with everything in it, and what was forked from it',
  scope: 'admin',
  replies: { 204: null },
  faults: ['not_found', 'clock_busy', 'workspace_busy'],
  async handle(deps, ask) {
    await drop(deps, ask.caller.scope, idOf(ask))
    return { status: 204 }
  },
})

export const dropForks = route({
  method: 'DELETE',
  path,
  tag,
  operationId: 'DropForks',
  summary: 'Drop every fork of the workspace: what a run of tests left that was stopped',
  scope: 'admin',
  replies: { 204: null },
  faults: ['not_found', 'clock_busy', 'workspace_busy'],
  async handle(deps, ask) {
    await drop(deps, ask.caller.scope, null)
    return { status: 204 }
  },
})

const wireFork = ({ id, name, created_at }: Fork) => ({ id, name, created_at: created_at.toISOString() })
