import type { ResourceDefinition } from '../../contract/resource.ts'
import { directions } from '../../contract/retrieval.ts'
import type { Api, Body } from './api.ts'

const dayMs = 86_400_000

/** The day of an instant, moved by whole days. */
export const dayOf = (instant: Date, movedBy = 0): string =>
  new Date(instant.getTime() + movedBy * dayMs).toISOString().slice(0, 10)

/** The whole period that a sandbox bank shows. */
export const lastYear = (now: Date) => ({ date_from: dayOf(now, -364), date_to: dayOf(now) })

/** What the body that retrieves a resource has to say beside the link. */
export function termsFor({ retrieval }: ResourceDefinition, now: Date): Readonly<Record<string, unknown>> {
  if (retrieval.cadence) return { type: 'monthly', ...lastYear(now) }
  return {
    ...(retrieval.period === 'required' ? lastYear(now) : {}),
    ...(retrieval.direction?.required ? { type: 'INFLOW' } : {}),
  }
}

/** The bodies that together retrieve everything of a resource, without the link. */
export function bodiesFor({ retrieval }: ResourceDefinition, now: Date): readonly Readonly<Record<string, unknown>>[] {
  const days = lastYear(now)
  if (retrieval.cadence)
    return [
      { year_from: '2023', year_to: '2025' },
      { type: 'monthly', ...days },
    ]
  if (retrieval.direction?.required) return directions.map((type) => ({ ...days, type }))
  return [retrieval.period === 'required' ? days : {}]
}

/** A link with everything of it retrieved and stored. */
export async function givenRetrieved(api: Api, more: Readonly<Record<string, unknown>> = {}): Promise<Retrieved> {
  const link = await api.givenLink(more)
  const owners = await retrieve(api, 'owners', { link: link.id })
  const accounts = await retrieve(api, 'accounts', { link: link.id })
  const transactions = await retrieve(api, 'transactions', { link: link.id, ...lastYear(api.now()) })
  return { link, owners, accounts, transactions }
}

export type Retrieved = {
  readonly link: Body
  readonly owners: readonly Body[]
  readonly accounts: readonly Body[]
  readonly transactions: readonly Body[]
}

async function retrieve(api: Api, path: string, body: object): Promise<Body[]> {
  const answer = await api.post(`/api/${path}/`, body)
  if (answer.status !== 201) throw new Error(`nothing retrieved: ${JSON.stringify(answer.body)}`)
  return answer.body
}

/** Every result of a list, page by page. */
export async function listAll(api: Pick<Api, 'get'>, path: string): Promise<Body[]> {
  const results: Body[] = []
  for (let next: string | null = path, pages = 0; next !== null && pages < 1_000; pages += 1) {
    const { status, body }: Body = await api.get(next)
    if (status !== 200) throw new Error(`${next} answered ${status}: ${JSON.stringify(body)}`)
    results.push(...body.results)
    next = body.next && inHouse(body.next)
  }
  return results
}

/** Path and query of an absolute URL, as tests ask for them. */
export function inHouse(url: string): string {
  const { pathname, search } = new URL(url)
  return pathname + search
}
