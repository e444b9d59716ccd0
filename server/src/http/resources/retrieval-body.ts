import Type, { type TSchema } from 'typebox'
import type { ResourceDefinition } from '../../../../contract/resource.ts'
import { cadences, directions, type RetrievalRequest, retrievalRequest } from '../../../../contract/retrieval.ts'
import { nullable, optional } from '../../../../contract/schema.ts'

type Retrieval = ResourceDefinition['retrieval']

/** The body that retrieves a resource; `of` finds the one of several that a body is meant to be. */
export type RetrievalBody = { readonly schema: TSchema; readonly of?: (body: unknown) => TSchema }

const { link, token, save_data, date_from, date_to, year_from, year_to, account } = retrievalRequest.properties

/** The body of a retrieval has only the keys that the resource takes. */
export function retrievalBody({ retrieval }: ResourceDefinition): RetrievalBody {
  const inDays = { date_from: periodKey(retrieval, date_from), date_to: periodKey(retrieval, date_to) }
  if (!retrieval.cadence) return { schema: bodyWith(retrieval, retrieval.period === 'none' ? {} : inDays) }
  const monthly = bodyWith(retrieval, {
    type: Type.Enum([cadences[0]]),
    date_from: needed(date_from),
    date_to: needed(date_to),
  })
  const yearly = bodyWith(retrieval, {
    type: optional(Type.Enum([cadences[1]])),
    year_from: needed(year_from),
    year_to: needed(year_to),
  })
  const of = (body: unknown) => (isMonthly(body) ? monthly : yearly)
  return { schema: Type.Union([monthly, yearly]), of }
}

const isMonthly = (body: unknown): boolean =>
  typeof body === 'object' && body !== null && (body as { type?: unknown }).type === 'monthly'

function bodyWith(retrieval: Retrieval, period: Readonly<Record<string, TSchema>>): TSchema {
  const own = (retrieval.own ?? []).map((key) => [key, retrievalRequest.properties[key]] as const)
  const { attach } = retrieval
  return Type.Object({
    link,
    ...(retrieval.account === null ? {} : { [retrieval.account]: account }),
    ...period,
    ...directionKey(retrieval),
    ...Object.fromEntries(own),
    ...(attach ? { [attach]: retrievalRequest.properties[attach] } : {}),
    ...(retrieval.neverAsks ? {} : { token }),
    save_data,
  })
}

const periodKey = ({ period }: Retrieval, schema: TSchema): TSchema => (period === 'required' ? needed(schema) : schema)

function directionKey({ direction }: Retrieval): Readonly<Record<string, TSchema>> {
  if (!direction) return {}
  const words = Type.Enum([...directions])
  const type = direction.nullable ? nullable(words) : words
  return { type: direction.required ? type : optional(type) }
}

function needed(schema: TSchema): TSchema {
  const { '~optional': _, ...required } = schema as TSchema & { '~optional'?: true }
  return required as TSchema
}

/** What is asked for, whatever the resource calls the account in its body. */
export function requestOf({ retrieval }: ResourceDefinition, body: unknown): RetrievalRequest {
  if (retrieval.account !== 'account_id') return body as RetrievalRequest
  const { account_id: account, ...request } = body as RetrievalRequest & { readonly account_id?: string }
  return account === undefined ? request : { ...request, account }
}
