import { basicAuth } from './candidates/keys.ts'
import type { Candidate } from './candidates/process.ts'

/** How long one retrieval took from end to end, and how many rows it brought. */
export type Retrieval = { readonly rows: number; readonly elapsedMs: number }

export type Seeded = {
  readonly linkIds: readonly string[]
  /** In the order of `linkIds`. */
  readonly retrievals: readonly Retrieval[]
  readonly targets: { readonly page: readonly string[]; readonly detail: readonly string[] }
}

const linksCount = 12
const detailsOfLink = 50
const dayMs = 86_400_000

/** Registers links of people with everyday accounts and retrieves a year of transactions for each. */
export async function seed(enlace: Candidate): Promise<Seeded> {
  const now = Date.now()
  const period = { date_from: dateOf(now - 365 * dayMs), date_to: dateOf(now) }
  const linkIds: string[] = []
  const retrievals: Retrieval[] = []
  const detail: string[] = []
  for (let index = 1; index <= linksCount; index += 1) {
    // Single, so that nothing but the measured retrieval visits the bank.
    const person = { institution: 'erebor_br_retail', username: `bench_${index}`, password: 'bench' }
    const user = { ...person, access_mode: 'single' }
    const { body: link } = await post<{ id: string }>(enlace, '/api/links/', user)
    const { body: rows, elapsedMs } = await post<{ id: string }[]>(enlace, '/api/transactions/', {
      link: link.id,
      ...period,
    })
    linkIds.push(link.id)
    retrievals.push({ rows: rows.length, elapsedMs })
    detail.push(...rows.slice(0, detailsOfLink).map(({ id }) => `/api/transactions/${id}/`))
  }
  const page = linkIds.map((id) => `/api/transactions/?link=${id}&page_size=100`)
  return { linkIds, retrievals, targets: { page, detail } }
}

const dateOf = (ms: number) => new Date(ms).toISOString().slice(0, 10)

/** Timed until the last byte of the reply. */
async function post<Reply>({ port }: Candidate, path: string, asked: unknown) {
  const startedAt = performance.now()
  const reply = await fetch(`http://127.0.0.1:${port}${path}`, {
    method: 'POST',
    headers: { authorization: basicAuth, 'content-type': 'application/json' },
    body: JSON.stringify(asked),
  })
  const text = await reply.text()
  const elapsedMs = performance.now() - startedAt
  if (reply.status !== 201) throw new Error(`POST ${path} answered ${reply.status}: ${text.slice(0, 500)}`)
  return { body: JSON.parse(text) as Reply, elapsedMs }
}
