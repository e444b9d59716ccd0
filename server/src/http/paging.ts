import Type from 'typebox'
import { pageSizeDefault, pageSizeMax } from '../../../contract/replies.ts'
import { fault } from '../domain/faults.ts'
import type { Listed, ListRequest } from '../flows/records/list-records.ts'
import type { Ask, Parameter } from './route.ts'

export const pageParameters: readonly Parameter[] = [
  { name: 'page_size', schema: Type.Integer({ minimum: 1, maximum: pageSizeMax, default: pageSizeDefault }) },
  { name: 'page', schema: Type.Integer({ minimum: 1 }) },
]

/** Which page is asked for. A size over the maximum is clamped; anything but a positive number is refused. */
export function readPage({ query }: Pick<Ask, 'query'>): ListRequest {
  const pageSize = Math.min(positive('page_size', query.page_size) ?? pageSizeDefault, pageSizeMax)
  return { page: positive('page', query.page) ?? 1, pageSize, query }
}

function positive(field: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (/^\d{1,9}$/.test(text) && Number(text) > 0) return Number(text)
  throw fault('field_invalid', { field, values: { problem: 'A valid positive integer is required.' } })
}

/** The envelope of a list: `next` and `previous` are absolute and keep every other parameter of the caller. */
export function envelope<T, Shown>(listed: Listed<T>, asked: ListRequest, url: URL, show: (item: T) => Shown) {
  const { count, results } = listed
  const hasMore = asked.page * asked.pageSize < count
  return {
    count,
    next: hasMore ? pageUrl(url, asked.page + 1) : null,
    previous: asked.page > 1 ? pageUrl(url, asked.page - 1) : null,
    results: results.map(show),
  }
}

function pageUrl(url: URL, page: number): string {
  const target = new URL(url)
  target.searchParams.set('page', String(page))
  return target.href
}

export const fieldsParameters: readonly Parameter[] = [
  { name: 'omit', schema: Type.String() },
  { name: 'fields', schema: Type.String() },
]

/**
 * Makes the function that drops first-level keys: `fields` keeps only those it names, `omit` drops those it names.
 * Names that the record does not have are ignored.
 */
export function chooser({ query }: Pick<Ask, 'query'>): (record: Readonly<Record<string, unknown>>) => object {
  const keep = names(query.fields)
  const drop = names(query.omit)
  if (!keep && !drop) return (record) => record
  return (record) =>
    Object.fromEntries(Object.entries(record).filter(([key]) => (!keep || keep.has(key)) && !drop?.has(key)))
}

const names = (text: string | undefined) =>
  text === undefined || text === '' ? null : new Set(text.split(',').map((name) => name.trim()))
