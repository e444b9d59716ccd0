import { describe, expect, test, vi } from 'vitest'
import { getResource } from '../../../../../contract/catalogue.ts'
import { webhookNames } from '../../../../../contract/webhooks.ts'
import { type Body, startApi } from '../../../../../test/harness/api.ts'
import { lastingDatabase } from '../../../../../test/harness/lasting.ts'
import { insideOf } from '../../../../../test/harness/life.ts'
import { startReceiver } from '../../../../../test/harness/receiver.ts'
import { listAll } from '../../../../../test/harness/sandbox.ts'
import { databaseUnderTest } from '../../../../../test/harness/under-test.ts'
import { findTrigger, type Trigger } from '../../../domain/webhooks/triggers.ts'

vi.setConfig({ testTimeout: 120_000 })

const receiver = await startReceiver()
const api = await startApi()
const path = '/_enlace/trigger/'
await api.post('/_enlace/webhooks/', { url: receiver.url })
await api.patch('/_enlace/settings/', { consent_reminders: true })

const getLink = (id: string) => api.get(`/api/links/${id}/`)

/** A minute after whatever was before, with everything told that is to be told. */
async function trigger(name: string, more: object = {}) {
  const [webhook_type, webhook_code] = name.split(' ')
  api.advance({ minutes: 1 })
  const reply = await api.post(path, { webhook_type, webhook_code, ...more })
  await api.drain()
  return reply
}

/** What the API shows of the resource, of the link that it happened to. */
async function listOf({ resources }: Trigger, { link, institution }: Body): Promise<readonly Body[]> {
  const isChilean = institution === 'sii_cl_fiscal'
  const name = resources.find((each) => each.endsWith('_CHILE') === isChilean) ?? resources[0]
  if (!name) throw new Error('nothing to be shown')
  return listAll(api, `/api/${getResource(name).path}/?link=${link}&page_size=1000`)
}

const consentOf = async ({ data }: Body): Promise<Body> => (await api.get(`/api/consents/${data.consent_id}/`)).body

const sum = (numbers: readonly number[]): number => numbers.reduce((all, each) => all + each, 0)

const updateOf = async ({ link, update }: Body): Promise<Body> =>
  (await insideOf(api, link)).updates.find(({ id }: Body) => id === update)

const toldOf = ({ webhooks }: Body, { type, code }: Trigger): readonly Body[] =>
  webhooks.filter((each: Body) => each.webhook_type === type && each.webhook_code === code)

/** How many records the webhooks tell of. */
const countsIn = (told: readonly Body[]): number[] =>
  told.map(({ data }) => Object.values(data).find((value) => typeof value === 'number') as number)

/** That what a webhook tells of is so. */
async function expectSo(found: Trigger, { reply, told }: { reply: Body; told: readonly Body[] }): Promise<void> {
  const { cause } = found
  switch (cause.kind) {
    case 'history': {
      const records = await listOf(found, reply)
      expect(sum(countsIn(told))).toBeGreaterThan(0)
      expect(sum(countsIn(told))).toBeLessThanOrEqual(records.length)
      expect(await updateOf(reply)).toMatchObject({ cause: 'refresh', outcome: { kind: 'done' } })
      return
    }
    case 'news':
      expect(await updateOf(reply)).toMatchObject({ cause: 'recurrent', outcome: { kind: 'done' } })
      return expectNewsOnceMore(cause.happens, { found, reply })
    case 'password':
      expect((await getLink(reply.link)).body.status).toBe('invalid')
      expect((await api.put(`/api/links/${reply.link}/`, { password: 'full_and_old' })).status).toBe(400)
      expect(await api.put(`/api/links/${reply.link}/`, { password: reply.new_password })).toMatchObject({
        status: 200,
      })
      expect((await getLink(reply.link)).body.status).toBe('valid')
      return
    case 'token':
      expect((await getLink(reply.link)).body.status).toBe('token_required')
      expect((await api.get('/_enlace/faults/')).body.results).toEqual([])
      return
    case 'deletion':
      expect((await getLink(reply.link)).status).toBe(404)
      return
    case 'consent': {
      const { status, expired_at } = await consentOf(told[0])
      if (cause.code === 'openfinance_consent_expired') return expect(status).toBe('EXPIRED')
      expect([status, expired_at]).toEqual(['AUTHORISED', told[0].data.consent_due_date])
      if (cause.code !== 'openfinance_consent_about_to_expire') return
      expect(Date.parse(expired_at) - api.now().getTime()).toBeLessThanOrEqual(7 * 86_400_000)
    }
  }
}

/** The same happens once more to a link that has just read everything, so all of it can be told apart. */
async function expectNewsOnceMore(
  happens: 'added' | 'changed' | 'taken_back' | null,
  { found, reply }: { found: Trigger; reply: Body },
): Promise<void> {
  const before = new Set((await listOf(found, reply)).map(({ id }) => id))
  const { status, body: again } = await trigger(`${found.type} ${found.code}`, { link: reply.link })
  expect(status).toBe(201)
  const after = await listOf(found, reply)
  const fresh = after.filter(({ id }) => !before.has(id)).length
  const gone = [...before].filter((id) => !after.some((record) => record.id === id)).length
  const seen = after.filter(({ collected_at }) => collected_at === api.now().toISOString()).length
  const count = sum(countsIn(toldOf(again, found)).map((each) => each ?? 1))
  expect(count).toBeGreaterThan(0)
  switch (happens) {
    case 'added':
    case null:
      return expect([fresh, gone]).toEqual([count, 0])
    case 'changed':
      return expect([fresh, gone, seen >= count]).toEqual([0, 0, true])
    case 'taken_back':
      return expect([fresh, gone]).toEqual([0, count])
  }
}

describe('TriggerWebhook', () => {
  test.each(webhookNames)('201: %s is told, and what it tells of is so', async (name) => {
    const { status, body: reply } = await trigger(name)
    expect(status).toBe(201)
    const [type, code] = name.split(' ') as [string, string]
    const found = findTrigger(type, code) as Trigger
    const told = toldOf(reply, found)
    expect(told.length).toBeGreaterThan(0)
    for (const { webhook_id, data } of reply.webhooks) {
      const posts = receiver.received.filter(({ body }) => body.webhook_id === webhook_id)
      expect(posts.map(({ body }) => [body.link_id, body.external_id, body.data])).toEqual([[reply.link, null, data]])
    }
    const [first] = receiver.received.filter(({ body }) => body.webhook_id === told[0].webhook_id)
    expect(first?.body).toMatchObject({ webhook_type: type, webhook_code: code })
    await expectSo(found, { reply, told })
  })

  test('201: a movement comes, is printed anew and is taken back, and the balance is moved by it and back', async () => {
    const { id: link } = await api.givenLink({ username: 'steady' })
    const transactions = () => listAll(api, `/api/transactions/?link=${link}&page_size=1000`)
    const current = async () => {
      const { body } = await api.get(`/api/accounts/?link=${link}&category=CHECKING_ACCOUNT`)
      return body.results[0].balance.current
    }
    const [before, balance] = [await transactions(), await current()]
    await trigger('TRANSACTIONS new_transactions_available', { link })
    const known = new Set(before.map(({ id }) => id))
    const [made, ...more] = (await transactions()).filter(({ id }) => !known.has(id))
    expect(more).toEqual([])
    expect(made).toMatchObject({ type: 'OUTFLOW', status: 'PROCESSED', value_date: '2026-03-18', observations: null })
    expect(await current()).toBeCloseTo(balance - made.amount, 2)

    await trigger('TRANSACTIONS transactions_updated', { link })
    const changed = (await transactions()).find(({ id }) => id === made.id)
    expect(changed).toMatchObject({ description: expect.stringMatching(/ AUT 000002$/), amount: made.amount })
    expect(await current()).toBeCloseTo(balance - made.amount, 2)

    const { body } = await trigger('TRANSACTIONS transactions_deleted', { link })
    const told = body.webhooks.find(({ webhook_code }: Body) => webhook_code === 'transactions_deleted')
    expect(told.data).toEqual({ deleted_transactions: 1 })
    expect((await transactions()).map(({ id }) => id).sort()).toEqual([...known].sort())
    expect(await current()).toBeCloseTo(balance, 2)
  })

  test.each([
    ['erebor_mx_retail', 'again'],
    ['gringotts_mx_retail', 'again'],
    ['erebor_co_retail', 'again'],
    ['ofmockbank_br_retail', '76109277673'],
  ])(
    '201: at %s what comes after a removal at the same instant is never what was removed',
    async (institution, username) => {
      const resources = { fetch_resources: ['ACCOUNTS', 'TRANSACTIONS'] }
      const { id: link } = await api.givenLink({ institution, username, access_mode: 'recurrent', ...resources })
      await api.drain()
      const idsNow = async () => {
        const listed = await listAll(api, `/api/transactions/?link=${link}&page_size=1000`)
        return new Set<string>(listed.map(({ id }) => id))
      }
      const ever = await idsNow()
      for (let round = 0; round < 4; round += 1) {
        const before = await idsNow()
        const asked = { webhook_type: 'TRANSACTIONS', link }
        const came = await api.post(path, { ...asked, webhook_code: 'new_transactions_available' })
        expect([round, came.status, came.body.webhooks?.length]).toEqual([round, 201, expect.any(Number)])
        const fresh = [...(await idsNow())].filter((each) => !before.has(each))
        expect(fresh).toHaveLength(1)
        expect(ever.has(fresh[0] ?? '')).toBe(false)
        ever.add(fresh[0] ?? '')
        const went = await api.post(path, { ...asked, webhook_code: 'transactions_deleted' })
        expect([round, went.status]).toEqual([round, 201])
        expect(await idsNow()).toEqual(before)
      }
    },
  )

  test('201: what happened at the institution has happened to every link of the person, and to nobody else', async () => {
    const [one, other] = [await api.givenLink({ username: 'shared' }), await api.givenLink({ username: 'shared' })]
    const stranger = await api.givenLink({ username: 'not_shared' })
    await trigger('ACCOUNTS new_accounts_available', { link: one.id })
    const countOf = async ({ id }: Body) => (await api.post('/api/accounts/', { link: id })).body.length
    expect(await countOf(other)).toBe(await countOf(one))
    expect(await countOf(stranger)).toBe((await countOf(one)) - 1)
  })

  test('201: without an endpoint it happens all the same, and nobody is told', async () => {
    const quiet = api.as(await api.givenStranger())
    const asked = { webhook_type: 'OWNERS', webhook_code: 'new_owners_available' }
    const { status, body } = await quiet.post(path, asked)
    expect([status, body.registered]).toEqual([201, true])
    const told = body.webhooks.find(({ webhook_code }: Body) => webhook_code === 'new_owners_available')
    expect(told).toEqual({ webhook_id: expect.any(String), ...asked, data: { new_owners: 1 } })
    expect((await quiet.get(`/api/owners/?link=${body.link}`)).body.count).toBe(2)
  })

  test('201: the same calls after a reset have the same consequences', async () => {
    const workspace = api.as(await api.givenStranger())
    await workspace.post('/_enlace/clock/freeze/')
    const run = async () => {
      const made = await workspace.post(path, {
        webhook_type: 'TRANSACTIONS',
        webhook_code: 'new_transactions_available',
      })
      const { body } = await workspace.get(`/api/transactions/?link=${made.body.link}&page_size=1`)
      return [made.status, made.body, body.count]
    }
    const first = await run()
    expect((await workspace.post('/_enlace/reset/')).status).toBe(204)
    expect(await run()).toEqual(first)
  })

  test('201: it has still happened after a restart', async () => {
    const database = await lastingDatabase()
    const before = await startApi(database)
    const { id: link } = await before.givenLink()
    const asked = { webhook_type: 'ACCOUNTS', webhook_code: 'new_accounts_available', link }
    expect((await before.post(path, asked)).status).toBe(201)
    const count = (await before.get(`/api/accounts/?link=${link}`)).body.count
    await before.app.close()
    const after = await startApi(database)
    expect((await after.post('/api/accounts/', { link })).body).toHaveLength(count)
    expect((await after.post('/api/accounts/', { link: (await after.givenLink()).id })).body).toHaveLength(count)
  })

  test.each([
    [
      'TRANSACTION x',
      { code: 'invalid_choice', field: 'webhook_type', message: expect.stringContaining('mean "TRANSACTIONS"?') },
    ],
    [
      'TRANSACTIONS x',
      { code: 'invalid_choice', field: 'webhook_code', message: expect.stringContaining('There are') },
    ],
  ])('400: there is no webhook %s', async (name, error) => {
    expect(await trigger(name)).toMatchObject({ status: 400, body: [error] })
  })

  test('400: what is missing is named', async () => {
    expect(await api.post(path, {})).toMatchObject({
      status: 400,
      body: [
        { code: 'required', field: 'webhook_type' },
        { code: 'required', field: 'webhook_code' },
      ],
    })
  })

  test.each([
    ['BILLS new_bills_available', {}, 'does not offer BILLS'],
    ['CONSENT openfinance_consent_expired', {}, 'is not reached by consent'],
    ['TRANSACTIONS new_transactions_available', { access_mode: 'single' }, 'is single'],
    ['LINK invalid_credentials', { institution: 'ofmockbank_br_retail', username: '76109277673' }, 'no password'],
    ['BILLS new_bills_available', { institution: 'ofmockbank_br_retail', username: '76109277673' }, 'fetch_resources'],
    ['TRANSACTIONS new_transactions_available', { username: 'nodata' }, 'cannot happen to the person'],
  ])('400: %s of %o says what is in the way', async (name, more, problem) => {
    const { id: link } = await api.givenLink({ access_mode: 'recurrent', ...more })
    const reply = await trigger(name, { link })
    expect(reply).toMatchObject({ status: 400, body: [{ code: 'invalid', field: 'link' }] })
    expect(reply.body[0].message).toContain(problem)
  })

  test('400: an update that fails is said to, with the resource and the fault; what happened stays and comes later', async () => {
    const { id: link } = await api.givenLink({ username: 'not_today' })
    const count = async () => (await api.get(`/api/transactions/?link=${link}&page_size=1`)).body.count
    await trigger('TRANSACTIONS new_transactions_available', { link })
    const before = await count()
    const match = { link, operation: 'Update', resource: 'TRANSACTIONS' }
    const rule = await api.post('/_enlace/faults/', { match, effect: { kind: 'error', fault: 'institution_down' } })
    const reply = await trigger('TRANSACTIONS new_transactions_available', { link })
    await api.delete(`/_enlace/faults/${rule.body.id}/`)
    expect(reply).toMatchObject({ status: 400, body: [{ code: 'invalid', field: 'webhook_code' }] })
    expect(reply.body[0].message).toContain('TRANSACTIONS failed with institution_down')
    expect(reply.body[0].message).toContain('What was made to happen stays')
    expect(reply.body[0].message).not.toContain('{')
    expect(await count()).toBe(before)
    const { body } = await trigger('TRANSACTIONS new_transactions_available', { link })
    expect(body.webhooks.find((each: Body) => each.webhook_code === 'new_transactions_available').data).toEqual({
      new_transactions: 2,
    })
  })

  test('400: a link that is invalid has to be valid first', async () => {
    const { id: link } = await api.givenLink({ username: 'was_valid' })
    await trigger('LINK invalid_credentials', { link })
    const reply = await trigger('LINK token_required', { link })
    expect(reply).toMatchObject({ status: 400, body: [{ message: 'The link is invalid; it has to be valid.' }] })
  })

  test('400: nobody is reminded of consents who has not asked for it', async () => {
    const { id: link } = await api.givenLink({ institution: 'ofmockbank_br_retail', username: '76109277673' })
    await api.patch('/_enlace/settings/', { consent_reminders: false })
    const reply = await trigger('CONSENT openfinance_consent_about_to_expire', { link })
    await api.patch('/_enlace/settings/', { consent_reminders: true })
    expect(reply.body[0].message).toContain('consent_reminders')
  })

  test('400: balances that were read at this instant are not news', async () => {
    const { id: link } = await api.givenLink({ username: 'at_once' })
    const asked = { webhook_type: 'BALANCES', webhook_code: 'new_balances_available', link }
    expect((await api.post(path, asked)).body[0].message).toContain('advance the clock')
  })

  test("404: another workspace's link looks like no link at all", async () => {
    const { id: link } = await api.givenLink()
    const stranger = api.as(await api.givenStranger())
    const asked = { webhook_type: 'LINK', webhook_code: 'link_deleted', link }
    expect(await stranger.post(path, asked)).toMatchObject({
      status: 404,
      body: [{ code: 'not_found', field: 'link' }],
    })
    expect((await getLink(link)).status).toBe(200)
  })

  // A server needs PostgreSQL, so the embedded run has nothing to show here.
  test.skipIf(databaseUnderTest().kind === 'embedded')(
    '404: a server makes nothing happen to real people',
    async () => {
      const own = { id: 'the-server-s-own-id', password: 'the-server-s-own-password' }
      const server = await startApi({
        ENLACE_MODE: 'server',
        ENLACE_SECRET_ID: own.id,
        ENLACE_SECRET_PASSWORD: own.password,
      })
      const asked = { webhook_type: 'LINK', webhook_code: 'link_deleted' }
      expect((await server.as(own).post(path, asked)).status).toBe(404)
      expect((await server.as(own).get(path)).status).toBe(404)
    },
  )
})

describe('ListTriggers', () => {
  test('200: every webhook that there is, each with an institution at which it can be brought about', async () => {
    const { status, body } = await api.get(path)
    expect(status).toBe(200)
    const listed = body.results.map(({ webhook_type, webhook_code }: Body) => `${webhook_type} ${webhook_code}`)
    expect(listed.sort()).toEqual([...webhookNames].sort())
    for (const { institutions } of body.results) expect(institutions.length).toBeGreaterThan(0)
    expect(body.results[0]).toEqual({
      webhook_type: 'OWNERS',
      webhook_code: 'historical_update',
      needs: 'a valid link at an institution that offers OWNERS',
      does: 'a historical update of OWNERS runs',
      institutions: expect.arrayContaining(['erebor_mx_retail']),
    })
  })
})
