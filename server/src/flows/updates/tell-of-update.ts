import { wordFor } from '../../../../contract/catalogue.ts'
import type { History, News, ResourceDefinition, Selection } from '../../../../contract/resource.ts'
import type { SourceRecord } from '../../connectors/contract.ts'
import { employmentChanges } from '../../domain/employment-changes.ts'
import type { Scope, Tx } from '../../store/database.ts'
import type { Update } from '../../store/links/updates.ts'
import { measureRecords, measureYears } from '../../store/records/measures.ts'
import type { Kept } from '../records/keep-records.ts'
import { valueAt } from '../records/present-records.ts'
import type { Webhook } from '../webhooks/announce.ts'

type Told = Omit<Webhook, 'requestId'>

type Telling = {
  /** The instant of the visit. */
  readonly since: Date
  readonly update: Update
  readonly resource: ResourceDefinition
  readonly counts: Kept['counts']
  readonly news: Kept['news']
  readonly changes: Kept['changes']
}

/** What is told of one resource: its totals after a historical update, what changed after any other. */
export async function webhooksOf(tx: Tx, scope: Scope, telling: Telling): Promise<readonly Told[]> {
  const { update, resource, counts, news } = telling
  const { fresh, changed, gone } = resource.webhooks
  if (update.cause === 'async_post' && fresh) {
    const asked = [fresh].flat().filter(({ of = [] }) => of.every((each) => isAskedFor(each, update)))
    return asked.map((each) => newsOf(each, { resource, records: news.fresh, process: 'async_post' }))
  }
  if (update.cause !== 'recurrent') return historyOf(tx, scope, telling)
  const process = 'recurrent_update'
  const told = [
    ...[fresh ?? []].flat().map((each) => newsOf(each, { resource, records: news.fresh, process })),
    ...[changed ?? []].flat().map((each) => changesOf(each, telling)),
    ...[gone ?? []].flat().map((each) => countOf(each, { resource, count: counts.gone, process })),
  ]
  return told.filter(({ count }) => count > 0)
}

/** A retrieval may have asked for one of the values that webhooks are told apart by: then it is told of that one. */
function isAskedFor({ column, equals }: Selection, { parameters }: Update): boolean {
  const asked = parameters[column]
  return typeof asked !== 'string' || asked === equals
}

/** How many records have changed, or in words what has. */
function changesOf(changed: News, { since, resource, news, changes }: Telling): Counted {
  const process = 'recurrent_update'
  if (!changed.tells) return newsOf(changed, { resource, records: news.changed, process })
  const words = wordsOf(changed.tells, changes, since)
  const { code, key } = changed
  return { type: wordFor(resource.name), code, process, data: { [key]: words }, count: words.length }
}

/** How a resource that tells of changes in words finds them. */
const wordings = { employment: employmentChanges } as const

function wordsOf(tells: keyof typeof wordings, changes: Kept['changes'], now: Date): readonly string[] {
  const today = now.toISOString().slice(0, 10)
  return [...new Set(changes.flatMap(({ before, after }) => wordings[tells](before, after, today)))]
}

type Counted = Told & { readonly count: number }

function newsOf(
  news: News,
  {
    resource,
    records,
    process,
  }: Pick<Telling, 'resource'> & Pick<Told, 'process'> & { records: Kept['news']['fresh'] },
): Counted {
  const { of = [] } = news
  const count = records.filter((record) => of.every((each) => isOf(resource, each, record))).length
  return countOf(news, { resource, count, process })
}

function countOf(
  { code, key, says }: News,
  { resource, count, process }: Pick<Telling, 'resource'> & Pick<Told, 'process'> & { count: number },
): Counted {
  return { type: wordFor(resource.name), code, process, data: { ...says, [key]: count }, count, ...partOf(says) }
}

function isOf({ keyColumns }: ResourceDefinition, { column, equals }: Selection, { body }: SourceRecord): boolean {
  const path = keyColumns.find((key) => key.column === column)?.path ?? [column]
  return valueAt(body, path) === equals
}

const partOf = (says: News['says'], year?: string): Pick<Told, 'part'> => {
  const words = [...Object.values(says ?? {}), ...(year === undefined ? [] : [year])]
  return words.length === 0 ? {} : { part: words.join(' ') }
}

async function historyOf(tx: Tx, scope: Scope, { since, update, resource }: Telling): Promise<Told[]> {
  const all = { linkId: update.link_id, snapshotsSince: since }
  const process = update.cause === 'async_post' ? 'async_post' : 'historical_update'
  const code = 'historical_update'
  const type = wordFor(resource.name)
  const { history } = resource.webhooks
  if (!history) return [{ type, code, process, data: await measureRecords(tx, scope, resource, all) }]
  const told: Told[] = []
  for (const each of history) {
    const { code, of, when, says } = each
    if (when && 'each' in when) {
      for (const { year, data } of await measureYears(tx, scope, resource, { ...all, of, column: when.column }))
        told.push({ type, code, process, data: { ...says, ...data }, ...partOf(says, year) })
      continue
    }
    const data = await measureRecords(tx, scope, resource, { ...all, of, ...periodOf(when, since) })
    told.push({ type, code, process, data: { ...says, ...data }, ...partOf(says) })
  }
  return told
}

const dayMs = 86_400_000

function periodOf(when: Exclude<History['when'], { readonly each: 'year' }>, now: Date) {
  if (!when) return {}
  const from = new Date(now.getTime() - (when.days - 1) * dayMs).toISOString().slice(0, 10)
  return { period: { column: when.column, from } }
}
