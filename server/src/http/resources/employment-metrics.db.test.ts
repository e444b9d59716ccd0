import { describe, expect, test } from 'vitest'
import { type Body, startApi } from '../../../../test/harness/api.ts'
import { sampleBank, sampleBankName } from '../../../../test/harness/institutions/sample-bank.ts'
import { givenTokenLink, letCredentialsBe, toldOf, usageOf } from '../../../../test/harness/life.ts'
import { setLinkStatus } from '../../../../test/harness/rows.ts'
import { dayOf, listAll } from '../../../../test/harness/sandbox.ts'
import type { Connector } from '../../connectors/contract.ts'

/** An institution that knows nothing of anybody. */
const empty: Connector = {
  ...sampleBank,
  manifest: { ...sampleBank.manifest, id: 9905, name: 'empty_mx_employment' },
  login: async () => ({ kind: 'open', session: { async *ask() {}, async close() {} } }),
}

/** One that knows neither when anybody was born nor a CURP. */
const ageless: Connector = {
  ...empty,
  manifest: { ...sampleBank.manifest, id: 9906, name: 'ageless_mx_employment' },
  login: async () => ({
    kind: 'open',
    session: {
      async *ask() {
        yield [{ key: 'of-nothing', body: {} }]
      },
      async close() {},
    },
  }),
}

const api = await startApi({}, [sampleBank, empty, ageless])
const unknown = '3f2b0c1a-5a1e-4c58-9b0a-0d0c0b0a0908'
const path = '/api/employment-metrics/'
const atSamples = { access_mode: 'single', institution: sampleBankName }
const post = (link: Body, more: object = {}) => api.post(path, { link: link.id, ...more })
const listed = (link: Body) => listAll(api, `${path}?link=${link.id}`)

describe('RetrieveEmploymentMetricDetails', () => {
  test('201: what is calculated is what the list and the details show', async () => {
    const link = await api.givenLink(atSamples)
    const { status, body } = await post(link)
    expect(status).toBe(201)
    expect(await listed(link)).toEqual([body])
    expect(await api.get(`${path}${body.id}/`)).toMatchObject({ status: 200, body })
    expect(body).toMatchObject({
      ...{ link: link.id, reference_date: null, age: 30, current_status: 'EMPLOYED' },
      ...{ base_salary_last: 762.54, max_monthly_salary_1y: 23193.92, employer_count: 3, unique_employer_count: 2 },
      ...{ created_at: api.now().toISOString(), updated_at: api.now().toISOString() },
    })
  })

  test('201: records that nobody asked for yet are read first, and kept', async () => {
    const link = await api.givenLink(atSamples)
    await post(link)
    expect(await listAll(api, `/api/employment-records/?link=${link.id}`)).toHaveLength(3)
    expect(await usageOf(api, link.id)).toEqual(['registration', 'retrieval'])
  })

  test('201: what is known is calculated from without a visit', async () => {
    const link = await api.givenLink(atSamples)
    await api.post('/api/employment-records/', { link: link.id })
    await letCredentialsBe(api, link.id, { username: 'user_down', password: 'later' })
    const { status, body } = await post(link)
    expect([status, body.age]).toEqual([201, 30])
  })

  test('200: with save_data false nothing is stored, and the answer is the one that storing gives', async () => {
    const link = await api.givenLink(atSamples)
    const shown = await post(link, { save_data: false })
    expect(shown.status).toBe(200)
    expect([await listed(link), await listAll(api, `/api/employment-records/?link=${link.id}`)]).toEqual([[], []])
    expect(await post(link)).toMatchObject({ status: 201, body: shown.body })
  })

  test('201: a reference date is told, and nothing after it is looked at', async () => {
    const link = await api.givenLink(atSamples)
    const [then, now] = [await post(link, { reference_date: '2016-06-30' }), await post(link)]
    expect(then).toMatchObject({
      status: 201,
      body: { reference_date: '2016-06-30', employer_count: 1, base_salary_last: 300, age: 20 },
    })
    expect(now.body.id).not.toBe(then.body.id)
    expect(await listed(link)).toHaveLength(2)
    expect((await post(link, { reference_date: dayOf(api.now()) })).body).toMatchObject({ employer_count: 3 })
  })

  test('201: each calculation is another, and those before it stay', async () => {
    const link = await api.givenLink(atSamples)
    const first = await post(link)
    api.advance({ minutes: 1 })
    const second = await post(link)
    expect((await listed(link)).map(({ id }) => id)).toEqual([second.body.id, first.body.id])
  })

  test('201: fields and omit choose the keys of the answer', async () => {
    const link = await api.givenLink(atSamples)
    expect(Object.keys((await api.post(`${path}?fields=id,age`, { link: link.id })).body)).toEqual(['id', 'age'])
    expect((await api.post(`${path}?omit=age`, { link: link.id })).body).not.toHaveProperty('age')
  })

  test('201: it is kept under the key of its link', async () => {
    const { body } = await post(await api.givenLink(atSamples))
    const row = await api.app.deps.db.reader
      .selectFrom('employment_metrics')
      .select(['body', 'sealed_body'])
      .where('id', '=', body.id)
      .executeTakeFirstOrThrow()
    expect([
      row.body,
      Buffer.from(row.sealed_body ?? [])
        .toString('latin1')
        .includes('EMPLOYED'),
    ]).toEqual([null, false])
  })

  test.each([
    [{ link: null }, { code: 'null', field: 'link' }],
    [{ reference_date: 'today' }, { code: 'invalid', field: 'reference_date' }],
    [{ reference_date: '2025-02-30' }, { code: 'invalid', field: 'reference_date' }],
    [{ save_data: 'yes' }, { code: 'invalid', field: 'save_data' }],
  ])('400: %o', async (wrong, error) => {
    expect(await post({ id: unknown }, wrong)).toMatchObject({ status: 400, body: [error] })
  })

  test('400: a reference date in the future', async () => {
    const link = await api.givenLink(atSamples)
    expect(await post(link, { reference_date: dayOf(api.now(), 1) })).toMatchObject({
      status: 400,
      body: [{ code: 'invalid', field: 'reference_date', message: 'The date cannot be in the future.' }],
    })
  })

  const needed = {
    status: 400,
    body: [
      {
        code: 'does_not_exist',
        field: 'link',
        message: 'There are no employment records of this link yet. Please retrieve them first.',
      },
    ],
  }

  test('400: records that the institution does not have either', async () => {
    const link = await api.givenLink({ access_mode: 'single', institution: 'empty_mx_employment' })
    expect(await post(link)).toMatchObject(needed)
    expect(await listed(link)).toEqual([])
  })

  test('400: an institution that asks for a token first, for which there is no room', async () => {
    const link = await givenTokenLink(api, atSamples)
    expect(await post(link)).toMatchObject(needed)
    const records = { link: link.id, token: '111111' }
    expect((await api.post('/api/employment-records/', records)).status).toBe(201)
    expect((await post(link)).status).toBe(201)
  })

  test('400: a link that is invalid, or was never completed', async () => {
    for (const [status, code] of [
      ['unconfirmed', 'unconfirmed_link'],
      ['invalid', 'invalid_link'],
    ] as const) {
      const link = await api.givenLink(atSamples)
      await setLinkStatus(api, link.id, status)
      expect(await post(link)).toMatchObject({ status: 400, body: [{ code }] })
    }
  })

  test('400: an institution that does not offer it', async () => {
    const link = await api.givenLink()
    expect(await post(link)).toMatchObject({ status: 400, body: [{ code: 'unsupported_operation' }] })
  })

  test("404: a link that nobody has, or another workspace's", async () => {
    const link = await api.givenLink(atSamples)
    const stranger = api.as(await api.givenStranger())
    expect((await post({ id: unknown })).status).toBe(404)
    expect((await stranger.post(path, { link: link.id })).status).toBe(404)
  })

  test('403: a person whose visits at the institution are used up', async () => {
    const form = { institution: 'imss_mx_employment', username: 'SALA850412HDFLRR05', access_mode: 'single' }
    const link = (await api.post('/api/links/', form)).body
    await letCredentialsBe(api, link.id, { username: 'LIMI800101HDFLMT02' })
    const refused = await api.post('/api/employment-metrics/', { link: link.id })
    expect(refused).toMatchObject({ status: 403, body: [{ code: 'forbidden_by_host' }] })
  })

  test('408: an institution that answers too late when it has to be asked', async () => {
    const link = await api.givenLink({ ...atSamples, username: 'user_timeout', password: 'later' })
    expect(await post(link)).toMatchObject({ status: 408, body: [{ code: 'request_timeout' }] })
  })

  test('500: an institution that does not tell how old a person is', async () => {
    const link = await api.givenLink({ access_mode: 'single', institution: 'ageless_mx_employment' })
    expect(await post(link)).toMatchObject({ status: 500, body: [{ code: 'unexpected_error' }] })
    expect(await listAll(api, `/api/employment-records/?link=${link.id}`)).toEqual([])
  })
})

describe('ListEmploymentMetrics', () => {
  test('200: of one link, of several, of the workspace, page by page', async () => {
    const [one, two] = [await api.givenLink(atSamples), await api.givenLink(atSamples)]
    const ids = [(await post(one)).body.id, (await post(two)).body.id]
    expect((await listed(one)).map(({ id }) => id)).toEqual(ids.slice(0, 1))
    const both = (await listAll(api, `${path}?link__in=${one.id},${two.id}&page_size=1`)).map(({ id }) => id)
    expect(both.sort()).toEqual(ids.toSorted())
    expect((await listAll(api, `${path}?page_size=1000`)).map(({ id }) => id)).toEqual(expect.arrayContaining(ids))
    const stranger = api.as(await api.givenStranger())
    expect((await stranger.get(`${path}?link=${one.id}`)).body.count).toBe(0)
  })

  test.each([
    ['link=first', 'link'],
    ['link__in=a,b', 'link__in'],
    ['page=0', 'page'],
  ])('400: %s', async (query, field) => {
    expect(await api.get(`${path}?${query}`)).toMatchObject({ status: 400, body: [{ code: 'invalid', field }] })
  })

  test('404: a page past the end', async () => {
    expect(await api.get(`${path}?page=99`)).toMatchObject({ status: 404, body: [{ message: 'Invalid page.' }] })
  })
})

describe('DetailEmploymentMetric and DestroyEmploymentMetric', () => {
  test('204: a deleted one is gone, from its page and from its list, and comes anew when it is asked for', async () => {
    const link = await api.givenLink(atSamples)
    const { id } = (await post(link)).body
    expect((await api.delete(`${path}${id}/`)).status).toBe(204)
    expect((await api.get(`${path}${id}/`)).status).toBe(404)
    expect(await listed(link)).toEqual([])
    expect((await post(link)).status).toBe(201)
    expect(await listed(link)).toHaveLength(1)
  })

  test("404: one that nobody has, or another workspace's, which stays", async () => {
    const { id } = (await post(await api.givenLink(atSamples))).body
    const stranger = api.as(await api.givenStranger())
    for (const answer of [
      await api.delete(`${path}${unknown}/`),
      await api.get(`${path}none/`),
      await stranger.delete(`${path}${id}/`),
      await stranger.get(`${path}${id}/`),
    ])
      expect(answer).toMatchObject({ status: 404, body: [{ code: 'not_found' }] })
    expect((await api.get(`${path}${id}/?fields=id`)).body).toEqual({ id })
  })
})

describe('an update that names employment metrics', () => {
  test('200: reads the records, and tells of both', async () => {
    const link = await api.givenLink({ ...atSamples, fetch_resources: ['EMPLOYMENT_METRICS'] })
    const told = await toldOf(api, link.id)
    expect(told).toMatchObject([{ type: 'EMPLOYMENT_METRICS', data: { total_employment_metrics: 1 } }])
    expect(await listed(link)).toHaveLength(1)
  })

  test('200: of who has no records the rest is kept and told, and the metrics have failed', async () => {
    const fetch_resources = ['EMPLOYMENT_RECORDS', 'EMPLOYMENT_METRICS']
    const link = await api.givenLink({ access_mode: 'single', institution: 'empty_mx_employment', fetch_resources })
    expect(await toldOf(api, link.id)).toMatchObject([{ type: 'EMPLOYMENT_RECORDS' }])
    const { updates } = (await api.get(`/_enlace/links/${link.id}/`)).body
    expect(updates[0].outcome.resources).toMatchObject({
      EMPLOYMENT_METRICS: { kind: 'failed', fault: 'records_needed' },
    })
  })
})
