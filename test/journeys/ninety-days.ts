import { type Answer, type Body, type Call, sendTo } from '../harness/api.ts'
import { type Receiver, startReceiver } from '../harness/receiver.ts'
import { lastYear } from '../harness/sandbox.ts'

export const startsAt = '2026-03-18T23:30:00.000Z'
const dayMs = 86_400_000
const background = { headers: { 'x-belvo-request-mode': 'async' } }

/** What one installation said in ninety days, line by line: every answer, then every webhook of each link in order. */
export type Told = { readonly lines: readonly string[]; readonly codes: ReadonlySet<string> }

type See = (method: string, path: string, body?: unknown, call?: Call) => Promise<Body>

/** Ninety days with links of every kind, asked for at a server whose clock stands at `startsAt`. */
export async function ninetyDays(url: string): Promise<Told> {
  // Every webhook of the first minutes needs a second try.
  const receiver = await startReceiver(500, 500, 500, 500, 200)
  const lines: string[] = []
  const see: See = async (method, path, body, call = {}) => {
    const answer = await sendTo(url, { method, path, ...(body === undefined ? {} : { body }), ...call })
    lines.push(lineOf(`${method} ${path}`, answer).replaceAll(url, ''))
    // Its own work first, as the guide to the clock advises.
    await sendTo(url, { method: 'POST', path: '/_enlace/clock/advance/', body: { by: '0s' } })
    return answer.body
  }
  await sendTo(url, { method: 'POST', path: '/_enlace/webhooks/', body: { url: receiver.url } })
  const links = await registerAll(see)
  await see('POST', '/_enlace/clock/advance/', { by: '30d' })
  await useThem(see, links)
  await see('POST', '/_enlace/clock/advance/', { by: '30d' })
  await changeThem(see, links)
  await see('POST', '/_enlace/clock/advance/', { by: '30d' })
  await lookAtAll(see, links)
  const webhooks = webhooksIn(receiver)
  const codes = new Set(receiver.received.map(({ body }) => `${body.process_type} ${body.webhook_code}`))
  return { lines: [...lines, ...webhooks], codes }
}

/** Status and body, and the request id of what was accepted; that of a refusal is drawn. */
function lineOf(asked: string, { status, body, headers }: Answer): string {
  const accepted = status < 300 && !asked.startsWith('GET') && asked.includes('/api/')
  const isRefusal = Array.isArray(body) && status >= 400 && status !== 428
  const shown = isRefusal ? body.map(({ request_id: _, ...rest }: Body) => rest) : body
  return `${asked} ${status} ${accepted ? headers.get('x-request-id') : ''} ${JSON.stringify(shown)}`
}

type Links = Readonly<Record<string, string>>

const people = {
  weekly: { username: 'weekly', stale_in: '9d' },
  daily: { username: 'bnk102', external_id: 'daily-customer', institution: 'erebor_br_retail' },
  monthly: { username: 'monthly', institution: 'erebor_co_retail', fetch_resources: ['OWNERS'] },
  single: { username: 'single', access_mode: 'single', credentials_storage: '45d', fetch_resources: ['TRANSACTIONS'] },
  forgetful: { username: 'bnk102', access_mode: 'single', credentials_storage: 'nostore', fetch_resources: ['OWNERS'] },
  stale: { username: 'stale', access_mode: 'single', stale_in: '7d', fetch_resources: ['ACCOUNTS', 'OWNERS'] },
  switched: { username: 'switched', access_mode: 'single' },
  withToken: { username: 'mfa_default', institution: 'gotham_mx_business' },
  confirmed: { username: 'mfa_inputless', institution: 'heimdall_mx_retail' },
  rejected: { username: 'user_invalid', password: 'later' },
  down: { username: 'user_down', password: 'later' },
  deleted: { username: 'deleted' },
}

async function registerAll(see: See): Promise<Links> {
  const ids: Record<string, string> = {}
  for (const [name, more] of Object.entries(people)) {
    const body = { institution: 'erebor_mx_retail', password: 'pass_valid', ...more }
    const answered = await see('POST', '/api/links/', body)
    const [question] = Array.isArray(answered) ? answered : []
    ids[name] = question?.link ?? answered.id
    if (question) await answer(see, question)
  }
  const rates = { daily: '24h', monthly: '30d' }
  for (const [name, refresh_rate] of Object.entries(rates)) {
    await see('PATCH', `/_enlace/links/${ids[name]}/`, { refresh_rate })
  }
  await see('POST', '/api/links/', { institution: 'erebor_mx_retail', username: 'bnk100', password: 'pass_invalid' })
  return ids
}

/** A wrong token first, then the right one; a question that expects none is confirmed. */
async function answer(see: See, { session, link, token_generation_data: asked }: Body): Promise<void> {
  if (!asked.expects_user_input) return void (await see('PATCH', '/api/links/', { session, link }))
  const [again] = await see('PATCH', '/api/links/', { session, link, token: '999999' })
  await see('PATCH', '/api/links/', { session: again.session, link, token: '111111' })
}

async function useThem(see: See, links: Links): Promise<void> {
  await see('POST', `/api/links/${links.weekly}/refresh/`)
  await see('POST', `/api/links/${links.weekly}/refresh/`)
  await see('POST', `/api/links/${links.down}/refresh/`)
  await see('POST', `/api/links/${links.rejected}/refresh/`)
  await see('POST', `/api/links/${links.forgetful}/refresh/`)
  const [question] = await see('POST', `/api/links/${links.withToken}/refresh/`, { fetch_resources: ['TRANSACTIONS'] })
  await answer(see, question)
  const period = lastYear(new Date(Date.parse(startsAt) + 30 * dayMs))
  await see('POST', '/api/transactions/', { link: links.single, ...period })
  await see('POST', '/api/transactions/', { link: links.switched, ...period, save_data: false })
  await see('POST', '/api/transactions/', { link: links.weekly, ...period }, background)
  await see('POST', '/api/accounts/', { link: links.stale })
  const changed = { access_mode: 'recurrent', fetch_resources: ['OWNERS'], stale_in: '400d' }
  await see('PATCH', `/api/links/${links.switched}/`, changed)
  await see('PATCH', `/api/links/${links.forgetful}/`, { access_mode: 'recurrent' })
  await see('DELETE', `/api/links/${links.deleted}/`, undefined, background)
}

async function changeThem(see: See, links: Links): Promise<void> {
  await see('PUT', `/api/links/${links.rejected}/`, { password: 'renewed' })
  await see('PUT', `/api/links/${links.daily}/`, { password: 'renewed' })
  const [question] = await see('PUT', `/api/links/${links.confirmed}/`, { password: 'renewed' })
  await answer(see, question)
  await see('PATCH', `/api/links/${links.switched}/`, { access_mode: 'single' })
  await see('PATCH', `/api/links/${links.withToken}/`, { access_mode: 'single' })
  await see('POST', `/api/links/${links.single}/refresh/`)
  await see('DELETE', `/api/links/${links.stale}/`)
}

/** Everything that is kept of them. */
async function lookAtAll(see: See, links: Links): Promise<void> {
  await see('GET', '/api/links/')
  for (const id of Object.values(links)) {
    await see('GET', `/_enlace/links/${id}/`)
    for (const resource of ['accounts', 'owners', 'transactions']) {
      await see('GET', `/api/${resource}/?link=${id}&page_size=1000`)
    }
    await see('GET', `/api/transactions/?link=${id}&created_at__date=2026-05-01&page_size=1000`)
    await see('GET', `/api/transactions/?link=${id}&value_date__range=2026-04-30,2026-05-01&page_size=1000`)
  }
  await see('GET', '/_enlace/usage/?page_size=1000')
  await see('GET', '/_enlace/usage/months/')
}

function webhooksIn({ received }: Receiver): string[] {
  const byLink = Map.groupBy(received, ({ body }) => body.link_id as string)
  return [...byLink.entries()]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([, posts]) => posts.map(({ body }) => `webhook ${JSON.stringify(body)}`))
}
