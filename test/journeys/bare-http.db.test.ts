import { expect, test } from 'vitest'
import { type Body, startApi } from '../harness/api.ts'
import { dayOf } from '../harness/sandbox.ts'

const { url, now } = await startApi()

/** What `curl -u id:password` sends: a header of keys, and nothing that a library would add. */
async function curl(method: string, address: string, body?: Body) {
  const response = await fetch(new URL(address, url), {
    method,
    headers: {
      authorization: `Basic ${btoa('enlace-demo-id:enlace-demo-password')}`,
      ...(body ? { 'content-type': 'application/json' } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  const text = await response.text()
  return { status: response.status, body: text === '' ? null : JSON.parse(text) }
}

test('from the first look to the last page, over nothing but HTTP', async () => {
  expect(await (await fetch(new URL('/_enlace/health', url))).json()).toEqual({ status: 'ok' })
  expect((await curl('GET', '/api/')).status).toBe(200)

  const { body: institutions } = await curl('GET', '/api/institutions/?country_code=BR&type=bank')
  const institution = institutions.results.find(({ name }: Body) => name === 'gringotts_br_retail')
  expect(institution.form_fields.map(({ name }: Body) => name)).toEqual(['username', 'password'])

  const { status, body: link } = await curl('POST', '/api/links/', {
    institution: institution.name,
    username: 'bnk100',
    password: 'full',
  })
  expect([status, link.status]).toEqual([201, 'valid'])

  const accounts = await curl('POST', '/api/accounts/', { link: link.id })
  expect([accounts.status, accounts.body.length]).toEqual([201, 4])
  const owners = await curl('POST', '/api/owners', { link: link.id })
  expect([owners.status, owners.body.length]).toEqual([201, 1])
  const period = { date_from: dayOf(now(), -120), date_to: dayOf(now()) }
  const retrieved = await curl('POST', '/api/transactions/', { link: link.id, ...period })
  expect(retrieved.status).toBe(201)

  const seen: string[] = []
  let next = `/api/transactions/?link=${link.id}&page_size=50&value_date__gte=${period.date_from}&omit=account`
  for (let pages = 1; next !== null; pages += 1) {
    const { body: page } = await curl('GET', next)
    expect(page.count).toBe(retrieved.body.length)
    seen.push(...page.results.map(({ id }: Body) => id))
    next = page.next
    if (next === null) expect(pages).toBe(Math.ceil(retrieved.body.length / 50))
  }
  expect(seen.sort()).toEqual(retrieved.body.map(({ id }: Body) => id).sort())

  const [account] = accounts.body
  const byAccount = await curl('GET', `/api/transactions/?link=${link.id}&account=${account.id}&fields=account,amount`)
  expect(byAccount.body.results[0].account.id).toBe(account.id)
  expect(await curl('GET', `/api/accounts/${account.id}/`)).toMatchObject({ status: 200, body: { id: account.id } })

  const refused = await curl('POST', '/api/links/', { institution: institution.name, username: 'user_invalid' })
  expect(refused.status).toBe(400)
  const told = await curl('GET', `/_enlace/requests/${refused.body[0].request_id}/`)
  expect(told.body).toMatchObject({ method: 'POST', path: '/api/links/', status: 400 })

  expect((await curl('DELETE', `/api/links/${link.id}/`)).status).toBe(204)
  expect((await curl('GET', `/api/links/${link.id}/`)).status).toBe(404)
  expect((await curl('GET', '/api/accounts/')).body.count).toBe(0)
})
