import type { RecordKind } from '../../../../contract/resource.ts'
import type { SourceRecord } from '../../connectors/contract.ts'
import type { Match } from '../../domain/identity/by-key.ts'
import { piecesOf } from '../../kit/pipeline.ts'
import type { Scope, Tx } from '../../store/database.ts'
import { findRecords } from '../../store/records/records.ts'
import { openRecords, type PlainRecord } from './present-records.ts'

type Body = SourceRecord['body']

type Attached = Pick<RecordKind, 'attachments'>

/** The body with null for each document that did not come, and what of it makes the record another. */
export function bare({ attachments }: Attached, body: Body): { body: Body; content: Body } {
  if (!attachments) return { body, content: body }
  const content = Object.fromEntries(Object.entries(body).filter(([key]) => !attachments.includes(key)))
  return { body: { ...content, ...Object.fromEntries(attachments.map((key) => [key, broughtBy(body[key])])) }, content }
}

/** No documents are as good as none: a list of nothing takes the place of no other. */
const broughtBy = (value: unknown): unknown => (Array.isArray(value) && value.length === 0 ? null : (value ?? null))

const hasDocuments = ({ attachments = [] }: Attached, { body }: Pick<SourceRecord, 'body'>): boolean =>
  attachments.some((key) => body[key] !== null)

/** What a record said, and what it says now. */
export type Changed = Readonly<Record<'before' | 'after', Body>>

type Keeping = {
  readonly resource: RecordKind
  readonly link: { readonly id: string }
  readonly dataKey: Buffer | null
  readonly compares?: boolean
}

/**
 * What is to be written of records that were known: those that changed, and those that came with documents, each with
 * the documents that it was stored with where it came without. And what was stored of those that changed, where it is
 * looked into that.
 */
export async function completed<In extends SourceRecord & { readonly contentMac: Buffer }>(
  tx: Tx,
  scope: Scope,
  keeping: Keeping,
  { changed, unchanged }: Match<In>,
): Promise<{ readonly written: readonly In[]; readonly changes: readonly Changed[] }> {
  const { resource, compares = false } = keeping
  const { attachments = [] } = resource
  const brought = unchanged.filter(({ incoming }) => hasDocuments(resource, incoming))
  const pairs = [...changed, ...brought]
  const looksBack = compares || attachments.length > 0
  const stored = looksBack ? await storedBodies(tx, scope, keeping, pairs) : new Map<string, Body>()
  const written = pairs.map(({ known, incoming }) => {
    const before = stored.get(known.id)
    const documents = attachments.map((key) => [key, incoming.body[key] ?? before?.[key] ?? null] as const)
    return documents.length === 0
      ? incoming
      : { ...incoming, body: { ...incoming.body, ...Object.fromEntries(documents) } }
  })
  const changes = changed.flatMap(({ known, incoming }) => {
    const before = stored.get(known.id)
    return compares && before ? [{ before, after: incoming.body }] : []
  })
  return { written, changes }
}

const rowsAtOnce = 500

/** What is stored of these records, by their ids. */
async function storedBodies(
  tx: Tx,
  scope: Scope,
  keeping: Keeping,
  pairs: readonly { readonly known: { readonly id: string } }[],
): Promise<ReadonlyMap<string, Body>> {
  const stored = new Map<string, Body>()
  for await (const { id, body } of readStored(
    tx,
    scope,
    keeping,
    pairs.map(({ known }) => known.id),
  ))
    stored.set(id, body)
  return stored
}

/** What is stored of these records, as far as they are not removed, some at a time. */
export async function* readStored(
  tx: Tx,
  scope: Scope,
  { resource, link, dataKey }: { readonly resource: RecordKind } & Pick<Keeping, 'link' | 'dataKey'>,
  ids: readonly string[],
): AsyncIterable<PlainRecord> {
  const keys = new Map(dataKey ? [[link.id, dataKey]] : [])
  for (const piece of piecesOf(ids, rowsAtOnce)) {
    yield* openRecords(resource, await findRecords(tx, scope, resource, piece), keys)
  }
}
