import Type from 'typebox'
import { userRequest, userSchema, userSummaries, usersJsonSchema } from '../../../../../contract/users.ts'
import { assertEmulator } from '../../../flows/workspaces/assert-emulator.ts'
import {
  describeUser as describe,
  getUser as get,
  listUsers as list,
  removeUser as remove,
  type User,
} from '../../../flows/workspaces/described-users.ts'
import { idOf } from '../../path-ids.ts'
import { route } from '../../route.ts'

const path = '/_enlace/users/'
const tag = 'Emulator'

export const describeUser = route({
  method: 'POST',
  path,
  tag,
  operationId: 'DescribeUser',
  summary: 'Say who a user of the sandbox is and what happens on the accounts; again, to say it anew',
  scope: 'admin',
  body: userRequest,
  example: {
    institution: 'erebor_mx_retail',
    username: 'lucia',
    from: '2026-01-01',
    accounts: [{ name: 'main', type: 'checking', balance: 1_500 }],
    incomes: [{ description: 'PAGO DE NOMINA ACME', amount: 18_000, every: 'two_weeks', starts_on: '2026-01-09' }],
    events: [{ on: '2026-02-03', description: 'SPEI RECIBIDO HERENCIA', amount: 250_000 }],
  },
  replies: { 201: userSchema },
  faults: ['not_found', 'does_not_exist', 'credentials_malformed', 'field_required', 'field_invalid', 'choice_invalid'],
  async handle(deps, ask) {
    return { status: 201, body: wireUser(await describe(deps, ask.caller.scope, ask.body)) }
  },
})

export const listUsers = route({
  method: 'GET',
  path,
  tag,
  operationId: 'ListUsers',
  summary: 'List the users that are described',
  scope: 'admin',
  replies: { 200: userSummaries },
  faults: ['not_found'],
  async handle(deps, ask) {
    const users = await list(deps, ask.caller.scope)
    const results = users.map(({ id, createdAt, description: { institution, username } }) => ({
      ...{ id, institution, username },
      created_at: createdAt.toISOString(),
    }))
    return { status: 200, body: { results } }
  },
})

export const getUserSchema = route({
  method: 'GET',
  path: `${path}schema/`,
  tag,
  operationId: 'GetUserSchema',
  summary: 'The JSON schema of a description',
  scope: null,
  replies: { 200: Type.Unknown() },
  faults: ['not_found'],
  async handle(deps) {
    assertEmulator(deps)
    return { status: 200, body: usersJsonSchema }
  },
})

export const getUser = route({
  method: 'GET',
  path: `${path}:id/`,
  tag,
  operationId: 'GetUser',
  summary: 'What is said of a user',
  scope: 'admin',
  replies: { 200: userSchema },
  faults: ['not_found'],
  async handle(deps, ask) {
    return { status: 200, body: wireUser(await get(deps, ask.caller.scope, idOf(ask))) }
  },
})

export const removeUser = route({
  method: 'DELETE',
  path: `${path}:id/`,
  tag,
  operationId: 'RemoveUser',
  summary: 'Forget what was said of a user',
  scope: 'admin',
  replies: { 204: null },
  faults: ['not_found'],
  async handle(deps, ask) {
    await remove(deps, ask.caller.scope, idOf(ask))
    return { status: 204 }
  },
})

const wireUser = ({ id, createdAt, description }: User) => ({
  id,
  created_at: createdAt.toISOString(),
  ...description,
})
