import { faultRuleList, faultRuleRequest, faultRuleSchema } from '../../../../../contract/fault-rules.ts'
import type { FaultRule } from '../../../domain/sandbox/fault-rules.ts'
import {
  getOrderedFault,
  listOrderedFaults,
  orderFault as order,
  takeBackFaults as takeBack,
} from '../../../flows/faults/fault-rules.ts'
import { idOf } from '../../path-ids.ts'
import { route } from '../../route.ts'

const path = '/_enlace/faults/'
const tag = 'Emulator'

export const orderFault = route({
  method: 'POST',
  path,
  tag,
  operationId: 'OrderFault',
  summary: 'Order something to go wrong: an error, a delay, a dropped connection, garbage, partial data',
  scope: 'admin',
  body: faultRuleRequest,
  example: {
    match: { operation: 'RetrieveAccounts', institution: 'erebor_mx_retail' },
    count: 2,
    effect: { kind: 'error', fault: 'institution_down' },
  },
  replies: { 201: faultRuleSchema },
  faults: ['not_found', 'does_not_exist', 'field_required', 'field_invalid', 'choice_invalid'],
  async handle(deps, ask) {
    return { status: 201, body: wireRule(await order(deps, ask.caller.scope, ask.body)) }
  },
})

export const listFaultRules = route({
  method: 'GET',
  path,
  tag,
  operationId: 'ListFaultRules',
  summary: 'List what was ordered to go wrong, with how often it has',
  scope: 'admin',
  replies: { 200: faultRuleList },
  faults: ['not_found'],
  async handle(deps, ask) {
    return { status: 200, body: { results: (await listOrderedFaults(deps, ask.caller.scope)).map(wireRule) } }
  },
})

export const getFaultRule = route({
  method: 'GET',
  path: `${path}:id/`,
  tag,
  operationId: 'GetFaultRule',
  summary: 'One thing that was ordered to go wrong, with how often it has',
  scope: 'admin',
  replies: { 200: faultRuleSchema },
  faults: ['not_found'],
  async handle(deps, ask) {
    return { status: 200, body: wireRule(await getOrderedFault(deps, ask.caller.scope, idOf(ask))) }
  },
})

export const takeBackFault = route({
  method: 'DELETE',
  path: `${path}:id/`,
  tag,
  operationId: 'TakeBackFault',
  summary: 'Take back one order',
  scope: 'admin',
  replies: { 204: null },
  faults: ['not_found'],
  async handle(deps, ask) {
    await takeBack(deps, ask.caller.scope, idOf(ask))
    return { status: 204 }
  },
})

export const takeBackFaults = route({
  method: 'DELETE',
  path,
  tag,
  operationId: 'TakeBackFaults',
  summary: 'Take back every order',
  scope: 'admin',
  replies: { 204: null },
  faults: ['not_found'],
  async handle(deps, ask) {
    await takeBack(deps, ask.caller.scope, null)
    return { status: 204 }
  },
})

const wireRule = ({ id, description, met, createdAt }: FaultRule) => ({
  id,
  match: description.match ?? {},
  count: description.count ?? null,
  effect: description.effect,
  met,
  created_at: createdAt.toISOString(),
})
