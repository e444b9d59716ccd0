import { expect, test, vi } from 'vitest'
import { type Body, startApi } from '../harness/api.ts'
import { Client, connectBelvo, idsOf, refusalOf } from '../harness/belvo.ts'
import { dayOf, lastYear } from '../harness/sandbox.ts'

const api = await startApi()
const belvo = await connectBelvo(api)

test('it logs in with the right keys, and not with others', async () => {
  const said = vi.spyOn(console, 'log').mockImplementation(() => undefined)
  await expect(new Client('enlace-demo-id', 'wrong', api.url).connect()).rejects.toThrow('Login failed.')
  said.mockRestore()
})

test('it lists institutions and shows one', async () => {
  const institutions = await belvo.institutions.list()
  expect(institutions.filter(({ type }: Body) => type === 'bank')).toHaveLength(15)
  const erebor = institutions.find(({ name }: Body) => name === 'erebor_mx_retail')
  expect(await belvo.institutions.detail(erebor.id)).toEqual(erebor)
  const banks = await belvo.institutions.list({ filters: { country_code__in: 'BR,CO', page_size: 2 } })
  expect(
    banks
      .map(({ country_codes }: Body) => country_codes[0])
      .sort()
      .join(''),
  ).toMatch(/^(BR)+(CO)+$/)
})

test('it takes a person from the registration to the deletion', async () => {
  const link = await belvo.links.register('erebor_mx_retail', 'bnk100', 'full', {
    accessMode: 'single',
    externalId: 'customer-7',
  })
  expect(link).toMatchObject({ status: 'valid', access_mode: 'single', external_id: 'customer-7' })
  expect(await belvo.links.detail(link.id)).toEqual(link)

  const accounts = await belvo.accounts.retrieve(link.id)
  expect(accounts.map(({ category }: Body) => category)).toContain('CHECKING_ACCOUNT')
  expect(await belvo.accounts.list({ filters: { link: link.id } })).toHaveLength(accounts.length)
  expect((await belvo.accounts.detail(accounts[0].id)).id).toBe(accounts[0].id)

  const [owner] = await belvo.owners.retrieve(link.id)
  expect(await belvo.owners.detail(owner.id)).toEqual(owner)

  const { date_from, date_to } = lastYear(api.now())
  const transactions = await belvo.transactions.retrieve(link.id, date_from, { dateTo: date_to })
  expect(transactions.length).toBeGreaterThan(500)
  const listed = await belvo.transactions.list({ limit: 5_000, filters: { link: link.id } })
  expect(idsOf(listed)).toEqual(idsOf(transactions))

  expect(await belvo.accounts.delete(accounts[0].id)).toBe(true)
  expect(await belvo.links.delete(link.id)).toBe(true)
  expect(await belvo.links.delete(link.id)).toBe(false)
  expect(await belvo.links.list({ filters: { external_id: 'customer-7' } })).toEqual([])
})

test('it answers what the institution asks, changes a password and the access mode, and deletes', async () => {
  const person = ['heimdall_mx_retail', 'mfa_default', 'pass_valid'] as const
  const asked = await refusalOf(belvo.links.register(...person, { accessMode: 'single' }))
  expect(asked).toMatchObject({ statusCode: 428, detail: [{ code: 'token_required', link: expect.any(String) }] })
  const [{ session, link: id }] = asked.detail

  const again = await refusalOf(belvo.links.resume(session, '000000', id))
  expect(again).toMatchObject({ statusCode: 428, detail: [{ link: id }] })
  const link = await belvo.links.resume(again.detail[0].session, '111111', id)
  expect(link).toMatchObject({ id, status: 'valid', access_mode: 'single' })
  expect(await refusalOf(belvo.links.resume(session, '111111', id))).toMatchObject({
    statusCode: 400,
    detail: [{ code: 'session_expired' }],
  })

  const question = await refusalOf(belvo.accounts.retrieve(id))
  expect(question.statusCode).toBe(428)
  const accounts = await belvo.accounts.resume(question.detail[0].session, '111111', id)
  expect(accounts).toHaveLength(4)

  expect(await belvo.links.update(id, { password: 'changed', token: '111111' })).toMatchObject({ id, status: 'valid' })
  const wrong = await refusalOf(belvo.links.update(id, { password: 'pass_invalid' }))
  expect(wrong).toMatchObject({ statusCode: 400, detail: [{ code: 'login_error' }] })
  expect(await belvo.links.patch(id, { accessMode: 'recurrent' })).toMatchObject({ refresh_rate: '7d' })

  expect(await belvo.links.delete(id)).toBe(true)
  expect((await refusalOf(belvo.links.detail(id))).statusCode).toBe(404)
})

test('transactions are listed for one link only, or it does not ask', async () => {
  const answer = { statusCode: 400, detail: 'Link filter is required' }
  expect(await refusalOf(belvo.transactions.list())).toMatchObject(answer)
})

test('its list follows next through several pages, and keeps its filters', async () => {
  const link = await belvo.links.register('erebor_br_retail', 'bnk100', 'full')
  const from = dayOf(api.now(), -180)
  const retrieved = await belvo.transactions.retrieve(link.id, from, { dateTo: dayOf(api.now()) })
  const outgoing = retrieved.filter(({ type }: Body) => type === 'OUTFLOW')
  expect(outgoing.length).toBeGreaterThan(120)
  // With its default limit it asks for no page size of its own, so the one among the filters decides.
  const filters = { link: link.id, type: 'OUTFLOW', page_size: 17 }
  const hundred = await belvo.transactions.list({ filters })
  expect(hundred).toHaveLength(100)
  expect(new Set(idsOf(hundred)).size).toBe(100)
  for (const transaction of hundred) expect(transaction.type).toBe('OUTFLOW')
})

test('one account and unsaved data are options of its retrievals', async () => {
  const link = await belvo.links.register('erebor_mx_retail', 'shy', 'full', { accessMode: 'single' })
  const shown = await belvo.accounts.retrieve(link.id, { saveData: false })
  expect(await belvo.accounts.list({ filters: { link: link.id } })).toEqual([])
  const kept = await belvo.accounts.retrieve(link.id)
  expect(idsOf(kept)).toEqual(idsOf(shown))
  const options = { dateTo: dayOf(api.now()), account: kept[0].id }
  const transactions = await belvo.transactions.retrieve(link.id, dayOf(api.now(), -90), options)
  expect(new Set(transactions.map(({ account }: Body) => account.id))).toEqual(new Set([kept[0].id]))
})

test('it fills in the advanced form, and lists links by what they are', async () => {
  const form = { accessMode: 'single', usernameType: '003', username2: 'valid', password2: 'valid' }
  const link = await belvo.links.register('ironbank_br_retail', 'adv_valid', 'pass_valid', {
    ...form,
    externalId: 'customer-9',
  })
  const wrong = await refusalOf(
    belvo.links.register('ironbank_br_retail', 'adv_valid', 'pass_valid', { ...form, password2: 'no' }),
  )
  expect(wrong).toMatchObject({ statusCode: 400, detail: [{ code: 'login_error' }] })
  const renewed = await belvo.links.update(link.id, { password: 'other', password2: 'valid', usernameType: '003' })
  expect(renewed).toMatchObject({ id: link.id, status: 'valid' })

  for (const filters of [
    { id: link.id },
    { external_id: 'customer-9' },
    { institution: 'ironbank_br_retail', status__in: 'valid,invalid', access_mode: 'single' },
  ])
    expect(idsOf(await belvo.links.list({ filters }))).toEqual([link.id])
  expect(await belvo.links.list({ filters: { external_id: 'customer-9', status: 'invalid' } })).toEqual([])
})

test('it throws refusals as errors with status and detail', async () => {
  const wrong = await refusalOf(belvo.links.register('erebor_mx_retail', 'user_invalid', 'pass_invalid'))
  expect(wrong).toMatchObject({ statusCode: 400, detail: [{ code: 'login_error', request_id: expect.any(String) }] })
  expect(wrong.constructor.name).toBe('RequestError')

  const blank = await refusalOf(belvo.links.register('ofmockbank_br_retail', '76109277673', ''))
  expect(blank).toMatchObject({ statusCode: 400, detail: [{ code: 'blank', field: 'password' }] })

  const missing = await refusalOf(belvo.links.detail('3f2b0c1a-5a1e-4c58-9b0a-0d0c0b0a0908'))
  expect(missing).toMatchObject({ statusCode: 404, detail: [{ code: 'not_found', message: 'Not found' }] })

  const link = await belvo.links.register('erebor_mx_retail', 'user_down', 'later')
  const down = await refusalOf(belvo.accounts.retrieve(link.id))
  expect(down).toMatchObject({ statusCode: 400, detail: [{ code: 'institution_down' }] })

  const malformed = await refusalOf(belvo.transactions.retrieve(link.id, 'yesterday', { dateTo: dayOf(api.now()) }))
  expect(malformed).toMatchObject({ statusCode: 400, detail: [{ code: 'invalid', field: 'date_from' }] })
})
