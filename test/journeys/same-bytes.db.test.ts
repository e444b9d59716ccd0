import { afterAll, expect, test } from 'vitest'
import { type Api, type Body, startApi } from '../harness/api.ts'
import { lastYear } from '../harness/sandbox.ts'

const zone = process.env.TZ
afterAll(() => {
  if (zone === undefined) delete process.env.TZ
  else process.env.TZ = zone
})

test('the same seed, clock and calls give the same bytes, in any installation and any time zone', async () => {
  const transcripts = []
  for (const TZ of ['UTC', 'Asia/Kathmandu', 'America/Los_Angeles']) {
    process.env.TZ = TZ
    expect(new Date(2026, 0, 1).getTimezoneOffset() === 0).toBe(TZ === 'UTC')
    transcripts.push(await journey(await startApi({ ENLACE_SEED: 'one seed', ENLACE_CLOCK: '2026-03-18T23:30:00Z' })))
  }
  const [first, ...others] = transcripts
  expect(first?.length).toBeGreaterThan(30)
  for (const other of others) expect(other).toEqual(first)
})

test('another seed gives other people and other ids', async () => {
  const [one, other] = await Promise.all([startApi({ ENLACE_SEED: 'one seed' }), startApi({ ENLACE_SEED: 'another' })])
  const [link, otherLink] = [await one.givenLink(), await other.givenLink()]
  expect(link.id).not.toBe(otherLink.id)
  expect(link.institution_user_id).not.toBe(otherLink.institution_user_id)
  const nameIn = async (api: Api, id: string) => (await api.post('/api/owners/', { link: id })).body[0].display_name
  expect(await nameIn(one, link.id)).not.toBe(await nameIn(other, otherLink.id))
})

test('order between links does not matter', async () => {
  const [api, other] = [await startApi(), await startApi()]
  const registered = []
  for (const username of ['one', 'two', 'three']) registered.push(await api.givenLink({ username }))
  for (const username of ['three', 'one', 'two']) {
    expect((await other.givenLink({ username })).id).toBe(registered[['one', 'two', 'three'].indexOf(username)].id)
  }
})

/** Everything that one journey saw: status and body as text, the request id of an accepted change. */
async function journey(api: Api): Promise<string[]> {
  const seen: string[] = []
  const see = async (method: string, path: string, body?: Body) => {
    const answer = await api.send(method, path, body === undefined ? {} : { body })
    // Ids follow a link's own history, in which its background work has a place: each call waits for it.
    await api.drain()
    const changed = answer.status < 300 && method !== 'GET' ? answer.headers.get('x-request-id') : ''
    const shown = answer.status >= 400 ? answer.body.map(({ request_id: _, ...rest }: Body) => rest) : answer.body
    seen.push(`${method} ${path} ${answer.status} ${changed} ${JSON.stringify(shown)?.replaceAll(api.url, '')}`)
    return answer.body
  }
  await see('GET', '/api/institutions/')
  await see('GET', '/_enlace/keys/')
  for (const institution of ['erebor_mx_retail', 'erebor_br_retail', 'gotham_co_business']) {
    const link = await see('POST', '/api/links/', { institution, username: 'bnk100', password: 'full' })
    await see('POST', '/api/accounts/', { link: link.id, save_data: false })
    await see('POST', '/api/owners/', { link: link.id })
    const period = { link: link.id, ...lastYear(new Date('2026-03-18T23:30:00Z')) }
    const [transaction] = await see('POST', '/api/transactions/', period)
    await see('GET', `/api/transactions/?link=${link.id}&page_size=7&page=3`)
    await see('GET', `/api/transactions/?link=${link.id}&created_at=2026-03-18&value_date__range=2026-03-01,2026-03-05`)
    await see('GET', `/api/accounts/?link=${link.id}`)
    await see('DELETE', `/api/transactions/${transaction.id}/`)
    await see('POST', '/api/transactions/', period)
    await see('GET', `/api/owners/?link=${link.id}`)
    await see('POST', '/api/links/', { institution, username: 'user_invalid', password: 'pass_invalid' })
    await see('DELETE', `/api/links/${link.id}/`)
    await see('POST', '/api/links/', { institution, username: 'bnk100', password: 'full' })
  }
  const company = { institution: 'sii_cl_fiscal', username: '76192083-9', password: 'password' }
  const { id: link } = await see('POST', '/api/links/', company)
  await see('POST', '/api/cl/tax-status/', { link })
  await see('POST', '/api/cl/debt-reports/', { link })
  await see('POST', '/api/cl/invoices/', { link, ...lastYear(new Date('2026-03-18T23:30:00Z')) })
  await see('GET', '/api/links/')
  return seen
}
