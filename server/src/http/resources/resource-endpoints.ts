import Type from 'typebox'
import { getResource } from '../../../../contract/catalogue.ts'
import { resumeRequest, tokenRequired } from '../../../../contract/modify-link.ts'
import { accepted, page } from '../../../../contract/replies.ts'
import type { OwnKey, PartDefinition, ResourceDefinition } from '../../../../contract/resource.ts'
import { type FaultName, fault } from '../../domain/faults.ts'
import { resumeRetrieval } from '../../flows/links/resume-session.ts'
import { deleteRecord } from '../../flows/records/delete-record.ts'
import { getRecord, listParts, listResource } from '../../flows/records/list-records.ts'
import { type Retrieved, retrieveLater, retrieveRecords } from '../../flows/updates/retrieve-records.ts'
import { asyncHeader, isAsync } from '../async-mode.ts'
import { filterParameters } from '../filter-parameters.ts'
import { chooser, envelope, fieldsParameters, pageParameters, readPage } from '../paging.ts'
import { idOf } from '../path-ids.ts'
import { type Ask, type Endpoint, type Reply, route } from '../route.ts'
import { tokenAsked } from '../token-asked.ts'
import { visitFaults } from '../visit-faults.ts'
import { requestOf, retrievalBody } from './retrieval-body.ts'

/** Every endpoint of a resource, from its definition. */
export function resourceEndpoints(resource: ResourceDefinition): readonly Endpoint[] {
  const { resume: resumed, remove: removed } = resource.operations
  return [
    retrieve(resource),
    ...(resumed === null ? [] : [resume(resource, resumed)]),
    list(resource),
    detail(resource),
    ...(removed === null ? [] : [remove(resource, removed)]),
    ...(resource.part ? [parts(resource, resource.part)] : []),
  ]
}

const common = (resource: ResourceDefinition) => ({
  tag: tagOf(resource.noun.many),
  path: `/api/${resource.path}/`,
})

const tagOf = (words: string) => `${words.charAt(0).toUpperCase()}${words.slice(1)}`

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

/** How the keys that only some bodies have can be wrong beyond the others. */
const ownFaults: Readonly<Record<OwnKey, readonly FaultName[]>> = {
  allowed_income_types: ['choice_invalid', 'list_expected', 'period_too_short'],
  minimum_confidence_level: ['choice_invalid'],
  reference_date: [],
}

function faultsOf({ retrieval }: ResourceDefinition): readonly FaultName[] {
  const { own = [], direction, cadence, neverAsks } = retrieval
  const typed = direction || cadence ? (['choice_invalid'] as const) : []
  const needed = neverAsks ? (['records_needed'] as const) : []
  return [...new Set([...retrievalFaults, ...own.flatMap((key) => ownFaults[key]), ...typed, ...needed])]
}

const neededWords = ({ retrieval }: ResourceDefinition): string =>
  retrieval.needs.map((name) => getResource(name).noun.many).join(' and ')

function retrieve(resource: ResourceDefinition): Endpoint {
  const { background, neverAsks } = resource.retrieval
  const answer = resource.retrieval.answers === 'array' ? Type.Array(resource.schema) : resource.schema
  const body = retrievalBody(resource)
  return route({
    ...common(resource),
    method: 'POST',
    operationId: resource.operations.retrieve,
    summary:
      resource.source === 'institution'
        ? `Retrieve ${resource.noun.many} from the institution`
        : `Calculate ${resource.noun.many} from the ${neededWords(resource)} of a link`,
    scope: `${resource.area}:write`,
    query: fieldsParameters,
    body: body.schema,
    ...(body.of ? { bodyOf: body.of } : {}),
    replies: {
      ...{ 200: answer, 201: answer },
      ...(background ? { 202: accepted } : {}),
      ...(neverAsks ? {} : { 428: tokenRequired }),
    },
    ...(background ? { headers: [asyncHeader] } : {}),
    faults: faultsOf(resource),
    async handle(deps, ask) {
      const request = requestOf(resource, ask.body)
      if (background && isAsync(ask)) {
        const later = await retrieveLater(deps, ask.caller.scope, resource, request)
        if (later.kind === 'token') return tokenAsked(later)
        return { status: 202, body: { request_id: later.requestId }, requestId: later.requestId }
      }
      const retrieved = await retrieveRecords(deps, ask.caller.scope, resource, request)
      return show(ask, retrieved, { save: request.save_data ?? true, ...resource.retrieval })
    },
  })
}

function resume(resource: ResourceDefinition, operationId: string): Endpoint {
  const answer = Type.Array(resource.schema)
  return route({
    ...common(resource),
    method: 'PATCH',
    operationId,
    summary: `Go on with a retrieval of ${resource.noun.many} after a 428`,
    scope: `${resource.area}:write`,
    query: fieldsParameters,
    body: resumeRequest,
    replies: { 200: answer, 201: answer, ...(resource.retrieval.asksOnce ? {} : { 428: tokenRequired }) },
    faults: [
      'field_required',
      'field_null',
      'field_blank',
      'field_invalid',
      'not_found',
      'session_expired',
      ...visitFaults,
    ],
    async handle(deps, ask) {
      const retrieved = await resumeRetrieval(deps, ask.caller.scope, resource.name, ask.body)
      return show(ask, retrieved, { save: retrieved.save, answers: 'array' })
    },
  })
}

/** What a retrieval answers: the records, or the question that the institution asks first. */
async function show(
  ask: Ask,
  retrieved: Retrieved,
  { save, answers, created }: { save: boolean } & Pick<ResourceDefinition['retrieval'], 'answers' | 'created'>,
): Promise<Reply> {
  if (retrieved.kind === 'token') return tokenAsked(retrieved)
  const chosen = retrieved.records.map(chooser(ask))
  if (answers === 'object' && chosen.length === 0) throw fault('not_found')
  const answered = answers === 'array' ? chosen : chosen[0]
  const isCreated = save && (created !== 'fresh' || retrieved.fresh)
  return { status: isCreated ? 201 : 200, body: answered, requestId: retrieved.requestId }
}

function list(resource: ResourceDefinition): Endpoint {
  return route({
    ...common(resource),
    method: 'GET',
    operationId: resource.operations.list,
    summary: `List ${resource.noun.many}`,
    scope: `${resource.area}:read`,
    query: [
      ...pageParameters,
      ...fieldsParameters,
      ...filterParameters(resource.list.filters, resource.list.linkRequired ? ['link'] : []),
    ],
    replies: { 200: page(resource.schema) },
    faults: [
      ...(resource.list.linkRequired ? (['field_required'] as const) : []),
      'field_invalid',
      ...(resource.list.filters.some(({ choices }) => choices) ? (['choice_invalid'] as const) : []),
      'page_invalid',
    ],
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
    operationId: resource.operations.detail,
    summary: `Get one ${resource.noun.one}`,
    scope: `${resource.area}:read`,
    query: fieldsParameters,
    replies: { 200: resource.detail === 'array' ? Type.Array(resource.schema) : resource.schema },
    faults: ['not_found'],
    async handle(deps, ask) {
      const record = await getRecord(deps, ask.caller.scope, resource, idOf(ask))
      const shown = chooser(ask)(record)
      return { status: 200, body: resource.detail === 'array' ? [shown] : shown }
    },
  })
}

function remove(resource: ResourceDefinition, operationId: string): Endpoint {
  return route({
    ...common(resource),
    path: `/api/${resource.path}/:id/`,
    method: 'DELETE',
    operationId,
    summary: `Delete one ${resource.noun.one} for good`,
    scope: `${resource.area}:write`,
    replies: { 204: null },
    faults: resource.deletionLimited ? ['not_found', 'too_many_deletions'] : ['not_found'],
    async handle(deps, ask) {
      return { status: 204, requestId: await deleteRecord(deps, ask.caller.scope, resource, idOf(ask)) }
    },
  })
}

function parts(resource: ResourceDefinition, part: PartDefinition): Endpoint {
  return route({
    ...common(resource),
    path: `/api/${resource.path}/:id/${part.path}/`,
    method: 'GET',
    operationId: part.operation,
    summary: `List the ${part.noun.many} of one ${resource.noun.one}`,
    scope: `${resource.area}:read`,
    query: [...pageParameters, ...fieldsParameters],
    replies: { 200: page(part.schema) },
    faults: ['not_found', 'field_invalid', 'page_invalid'],
    async handle(deps, ask) {
      const asked = readPage(ask)
      const listed = await listParts(deps, ask.caller.scope, { resource, part, id: idOf(ask) }, asked)
      return { status: 200, body: envelope(listed, asked, ask.url, chooser(ask)) }
    },
  })
}
