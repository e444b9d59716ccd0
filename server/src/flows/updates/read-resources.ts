import { getResource } from '../../../../contract/catalogue.ts'
import type { ResourceDefinition } from '../../../../contract/resource.ts'
import type { Question, Session, SourceRecord } from '../../connectors/contract.ts'
import { fault } from '../../domain/faults.ts'

/** How many records one visit may bring of one resource: more would not fit the one text of a reply. */
export const recordsMax = 200_000

/** What is asked of a resource beyond its name. */
export type Range = Omit<Question, 'resource'>

export type ReadPart = { readonly resource: ResourceDefinition; readonly source: readonly SourceRecord[] }

/** Reads a resource, unless it is calculated, and before it what it needs. */
export async function readResource(session: Session, resource: ResourceDefinition, range: Range): Promise<ReadPart[]> {
  const read: ReadPart[] = []
  for (const name of resource.retrieval.needs) {
    read.push({ resource: getResource(name), source: await collect(session, { resource: name }) })
  }
  if (resource.source === 'institution')
    read.push({ resource, source: await collect(session, { resource: resource.name, ...range }) })
  return read
}

/** Everything that the institution answers to one question, within bounds. */
export async function collect(session: Session, question: Question): Promise<readonly SourceRecord[]> {
  const records: SourceRecord[] = []
  for await (const batch of session.ask(question)) {
    for (const record of batch) records.push(record)
    if (records.length > recordsMax)
      throw fault('request_timed_out', { log: { question, problem: 'too many records' } })
  }
  return records
}
