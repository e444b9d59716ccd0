import Type, { type TSchema } from 'typebox'
import { page } from '../../../../contract/replies.ts'
import type { ResourceDefinition } from '../../../../contract/resource.ts'
import { type RetrievalRequest, retrievalRequest } from '../../../../contract/retrieval.ts'
import type { FaultName } from '../../domain/faults.ts'
import { deleteRecord } from '../../flows/delete-record.ts'
import { getRecord, listResource } from '../../flows/list-records.ts'
import { retrieveRecords } from '../../flows/retrieve-records.ts'
import { filterParameters } from '../filter-parameters.ts'
import { chooser, envelope, fieldsParameters, pageParameters, readPage } from '../paging.ts'
import { idOf } from '../path-ids.ts'
import { type Endpoint, route } from '../route.ts'
import { visitFaults } from '../visit-faults.ts'

/** Every endpoint of a resource, from its definition. */
export function resourceEndpoints(resource: ResourceDefinition): readonly Endpoint[] {
  return [retrieve(resource), list(resource), detail(resource), remove(resource)]
}

const common = (resource: ResourceDefinition) => ({
  tag: `${resource.noun}s`,
  path: `/api/${resource.path}/`,
})

const retrievalFaults: readonly FaultName[] = [
  'field_required',
  'field_null',
  'field_blank',
  'field_invalid',
  'not_found',
  'link_unconfirmed',
  'link_invalid',
  'credentials_expired',
  'resource_unsupported',
  ...visitFaults,
]

function retrieve(resource: ResourceDefinition): Endpoint {
  const answer = resource.retrieval.answers === 'array' ? Type.Array(resource.schema) : resource.schema
  return route({
    ...common(resource),
    method: 'POST',
    operationId: `Retrieve${resource.noun}s`,
    summary: `Retrieve ${resource.noun.toLowerCase()}s from the institution`,
    scope: `${resource.area}:write`,
    query: fieldsParameters,
    body: retrievalBody(resource),
    replies: { 200: answer, 201: answer },
    faults: retrievalFaults,
    async handle(deps, ask) {
      const body = ask.body as RetrievalRequest
      const { records, requestId } = await retrieveRecords(deps, ask.caller.scope, resource, body)
      const chosen = records.map(chooser(ask))
      const answered = resource.retrieval.answers === 'array' ? chosen : chosen[0]
      return { status: body.save_data === false ? 200 : 201, body: answered, requestId }
    },
  })
}

/** The body of a retrieval has only the keys that the resource takes. */
function retrievalBody({ retrieval }: ResourceDefinition): TSchema {
  const { link, token, save_data, date_from, date_to, account } = retrievalRequest.properties
  const need = <T extends TSchema>(schema: T) => {
    const { '~optional': _, ...needed } = schema as T & { '~optional'?: true }
    return retrieval.period === 'required' ? (needed as TSchema) : schema
  }
  return Type.Object({
    link,
    ...(retrieval.account === null ? {} : { [retrieval.account]: account }),
    ...(retrieval.period === 'none' ? {} : { date_from: need(date_from), date_to: need(date_to) }),
    token,
    save_data,
  })
}

function list(resource: ResourceDefinition): Endpoint {
  return route({
    ...common(resource),
    method: 'GET',
    operationId: `List${resource.noun}s`,
    summary: `List ${resource.noun.toLowerCase()}s`,
    scope: `${resource.area}:read`,
    query: [
      ...pageParameters,
      ...fieldsParameters,
      ...filterParameters(resource.list.filters, resource.list.linkRequired ? ['link'] : []),
    ],
    replies: { 200: page(resource.schema) },
    faults: ['field_required', 'field_invalid', 'choice_invalid', 'page_invalid'],
    async handle(deps, ask) {
      const asked = readPage(ask)
      const listed = await listResource(deps, ask.caller.scope, resource, asked)
      return { status: 200, body: envelope(listed, asked, ask.url, chooser(ask)) }
    },
  })
}

function detail(resource: ResourceDefinition): Endpoint {
  return route({
    ...common(resource),
    path: `/api/${resource.path}/:id/`,
    method: 'GET',
    operationId: `Detail${resource.noun}`,
    summary: `Get one ${resource.noun.toLowerCase()}`,
    scope: `${resource.area}:read`,
    query: fieldsParameters,
    replies: { 200: resource.schema },
    faults: ['not_found'],
    async handle(deps, ask) {
      const record = await getRecord(deps, ask.caller.scope, resource, idOf(ask))
      return { status: 200, body: chooser(ask)(record) }
    },
  })
}

function remove(resource: ResourceDefinition): Endpoint {
  return route({
    ...common(resource),
    path: `/api/${resource.path}/:id/`,
    method: 'DELETE',
    operationId: `Destroy${resource.noun}`,
    summary: `Delete one ${resource.noun.toLowerCase()} for good`,
    scope: `${resource.area}:write`,
    replies: { 204: null },
    faults: resource.deletionLimited ? ['not_found', 'too_many_deletions'] : ['not_found'],
    async handle(deps, ask) {
      return { status: 204, requestId: await deleteRecord(deps, ask.caller.scope, resource, idOf(ask)) }
    },
  })
}
