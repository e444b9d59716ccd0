import { describe, expect, test } from 'vitest'
import { type Body, startApi } from '../../../../test/harness/api.ts'
import { sampleBank, sampleBankName } from '../../../../test/harness/institutions/sample-bank.ts'
import { sampleDocument } from '../../../../test/harness/institutions/sample-employment.ts'
import {
  brazilianRegister,
  mexicanRegister,
  mexicanRegisterName,
} from '../../../../test/harness/institutions/sample-registers.ts'
import { toldOf } from '../../../../test/harness/life.ts'
import { listAll } from '../../../../test/harness/sandbox.ts'

const api = await startApi({}, [sampleBank, mexicanRegister, brazilianRegister])
const unknown = '3f2b0c1a-5a1e-4c58-9b0a-0d0c0b0a0908'
const single = { access_mode: 'single' }
const atSamples = { ...single, institution: sampleBankName }
const curp = 'BLPM951231HNLNVR07'
const inMexico = { institution: mexicanRegisterName, username: curp, password: undefined }
const async = { headers: { 'x-belvo-request-mode': 'async' } }
const idsOf = (records: readonly Body[]) => records.map(({ id }) => id)
const recordsPath = '/api/employment-records/'
const employmentsPath = '/api/br/employments/'
const currentPath = '/api/mx/current-employments/'

const file = { type: 'ReporteSemanasCotizadas_010326', value: sampleDocument }

const retrieve = async (link: Body, more: object = {}): Promise<Body> =>
  (await api.post(recordsPath, { link: link.id, ...more })).body.at(-1)

const stored = async ({ id }: Body): Promise<Body> => (await api.get(`${recordsPath}${id}/`)).body

describe('RetrieveEmploymentRecordDetails and its documents', () => {
  test('201: attach_pdf brings the documents, and without it there are none', async () => {
    const link = await api.givenLink(atSamples)
    expect((await retrieve(link)).files).toBeNull()
    expect((await retrieve(link, { attach_pdf: false })).files).toBeNull()
    expect((await retrieve(link, { attach_pdf: true })).files).toEqual([file])
  })

  test('201: a document that was brought once stays, and makes no other record of it', async () => {
    const link = await api.givenLink({ ...single, ...inMexico })
    await retrieve(link)
    api.advance({ minutes: 1 })
    const { body } = await api.post(recordsPath, { link: link.id, attach_pdf: true })
    expect(await stored(body[0])).toEqual(body[0])
    api.advance({ minutes: 1 })
    const again = await retrieve(link)
    expect(await stored(again)).toEqual({ ...again, files: [file] })
    const { events } = await eventsOf(link.id)
    const counts = events.map(({ data }: Body) => data.counts.EMPLOYMENT_RECORDS)
    const none = { fresh: 0, changed: 0, gone: 0 }
    expect(counts).toEqual([{ ...none, fresh: 1 }, none, none])
  })

  test('200: with save_data false a document is shown and not kept', async () => {
    const link = await api.givenLink(atSamples)
    await retrieve(link)
    const { files, id } = await retrieve(link, { attach_pdf: true, save_data: false })
    expect(files).toEqual([file])
    expect((await stored({ id })).files).toBeNull()
  })

  test('202: the records come later with their documents, with a webhook of the same request', async () => {
    const link = await api.givenLink(atSamples)
    const accepted = await api.post(recordsPath, { link: link.id, attach_pdf: true }, async)
    expect(accepted.status).toBe(202)
    await api.drain()
    const files = (await listAll(api, `${recordsPath}?link=${link.id}`)).map((record) => record.files)
    expect(files).toContainEqual([file])
    expect(await toldOf(api, link.id)).toEqual([
      {
        ...{ type: 'EMPLOYMENT_RECORDS', code: 'historical_update', process: 'async_post' },
        data: { total_employment_record_profiles: 3 },
        request_id: accepted.body.request_id,
      },
    ])
  })

  test('400: attach_pdf is a boolean', async () => {
    expect(await api.post(recordsPath, { link: unknown, attach_pdf: 'yes' })).toMatchObject({
      status: 400,
      body: [{ code: 'invalid', field: 'attach_pdf' }],
    })
  })
})

describe('ListEmploymentRecords and DestroyEmploymentRecord', () => {
  test('200: they are found by the CURP, which is not kept in clear', async () => {
    const link = await api.givenLink(atSamples)
    const { id } = await retrieve(link)
    for (const query of [curp, curp.toLowerCase()]) {
      expect(idsOf(await listAll(api, `${recordsPath}?link=${link.id}&internal_identification=${query}`))).toEqual([id])
    }
    const some = `internal_identification__in=${curp},XXXX010101XXXXXX00`
    expect(idsOf(await listAll(api, `${recordsPath}?link=${link.id}&${some}`))).toEqual([id])
    expect((await api.get(`${recordsPath}?internal_identification=${curp.slice(0, 10)}`)).body.count).toBe(0)
    const rows = await api.app.deps.db.reader
      .selectFrom('employment_records')
      .selectAll()
      .where('link_id', '=', link.id)
      .execute()
    const kept = rows.flatMap((row) => Object.values(row)).map((value) => Buffer.from(textOf(value)).toString('latin1'))
    expect(rows).toHaveLength(3)
    for (const secret of [curp, 'Bruce', 'Batman']) expect(kept.join()).not.toContain(secret)
  })

  test('200: each employment tells when it was collected, and the record how many days ago', async () => {
    const link = await api.givenLink(atSamples)
    const record = await retrieve(link)
    expect(record.days_since_extraction).toBe(0)
    expect(record.employment_records.map(({ collected_at }: Body) => collected_at)).toEqual(
      record.employment_records.map(() => record.collected_at),
    )
    api.advance({ hours: 71 })
    expect((await stored(record)).days_since_extraction).toBe(2)
    api.advance({ hours: 1 })
    expect((await stored(record)).days_since_extraction).toBe(3)
    expect((await retrieve(link)).days_since_extraction).toBe(0)
  })

  test('429: five deletions a minute, counted apart from those of others', async () => {
    api.advance({ minutes: 1 })
    const ids: string[] = []
    for (const username of ['one', 'two']) {
      const link = await api.givenLink({ ...atSamples, username })
      ids.push(...idsOf((await api.post(recordsPath, { link: link.id })).body))
    }
    const statuses: number[] = []
    for (const id of ids) statuses.push((await api.delete(`${recordsPath}${id}/`)).status)
    expect(statuses).toEqual([204, 204, 204, 204, 204, 429])
    expect((await api.delete(`${employmentsPath}${unknown}/`)).status).toBe(404)
    const refused = await api.delete(`${recordsPath}${ids[5]}/`)
    expect([refused.body[0].code, refused.headers.get('retry-after')]).toEqual(['too_many_requests', '60'])
    api.advance({ minutes: 1 })
    expect((await api.delete(`${recordsPath}${ids[5]}/`)).status).toBe(204)
  })
})

describe('RetrieveCurrentEmployments', () => {
  test('201: the first time, and 200 where it already existed', async () => {
    const link = await api.givenLink(atSamples)
    const answers = [
      await api.post(currentPath, { link: link.id, save_data: false }),
      await api.post(currentPath, { link: link.id }),
      await api.post(currentPath, { link: link.id }),
      await api.post(currentPath, { link: link.id, save_data: false }),
    ]
    expect(answers.map(({ status }) => status)).toEqual([200, 201, 200, 200])
    for (const { body } of answers) expect(body).toEqual(answers[1]?.body)
    expect(await listAll(api, `${currentPath}?link=${link.id}`)).toHaveLength(2)
  })

  test('201: of somebody without a job the month, the CURP and the employments are null', async () => {
    const link = await api.givenLink(atSamples)
    const { body } = await api.post(currentPath, { link: link.id })
    expect(body).toContainEqual(
      expect.objectContaining({
        ...{ status: 'UNEMPLOYED', month: null, internal_identification: null },
        current_employment_records: null,
      }),
    )
  })
})

describe('RetrieveEmploymentsBrazil', () => {
  test.each([
    [{}, ['2010-05-03', '2021-06-30', '2022-01-01']],
    [{ date_from: '2014-12-31' }, ['2010-05-03', '2021-06-30', '2022-01-01']],
    [{ date_from: '2015-01-01' }, ['2021-06-30', '2022-01-01']],
    [{ date_to: '2021-06-30' }, ['2010-05-03', '2021-06-30']],
    [{ date_from: '2021-06-30', date_to: '2021-06-30' }, ['2021-06-30']],
    [{ date_from: '2025-01-01' }, ['2022-01-01']],
    [{ date_to: '2010-05-02' }, []],
  ])('201: the period %o has every employment with a day in it, and touches no other', async (period, starts) => {
    const link = await api.givenLink(atSamples)
    const startsOf = (records: readonly Body[]) => records.map(({ start_date }) => start_date).sort()
    const asked = { link: link.id, ...period }
    const { status, body } = await api.post(employmentsPath, asked)
    expect([status, startsOf(body)]).toEqual([201, starts])
    expect(startsOf(await listAll(api, `${employmentsPath}?link=${link.id}`))).toEqual(starts)
    const all = await api.post(employmentsPath, { link: link.id })
    expect(all.body).toHaveLength(3)
    await api.post(employmentsPath, asked)
    expect(await listAll(api, `${employmentsPath}?link=${link.id}`)).toHaveLength(3)
  })

  test('202: they come later, with a webhook of the same request', async () => {
    const link = await api.givenLink(atSamples)
    const accepted = await api.post(employmentsPath, { link: link.id, date_from: '2021-01-01' }, async)
    expect(accepted.status).toBe(202)
    await api.drain()
    expect((await api.get(`${employmentsPath}?link=${link.id}`)).body.count).toBe(2)
    expect(await toldOf(api, link.id)).toEqual([
      {
        ...{ type: 'EMPLOYMENTS', code: 'new_employments_available', process: 'async_post' },
        data: { new_employments: 2 },
        request_id: accepted.body.request_id,
      },
    ])
  })

  test.each([
    [{ date_to: '2999-01-01' }, 'date_to'],
    [{ date_from: '2026-01-02', date_to: '2026-01-01' }, 'date_from'],
    [{ date_from: 'always' }, 'date_from'],
  ])('400: the period %o', async (period, field) => {
    const link = await api.givenLink(atSamples)
    expect(await api.post(employmentsPath, { link: link.id, ...period })).toMatchObject({
      status: 400,
      body: [{ code: 'invalid', field }],
    })
  })
})

const textOf = (value: unknown): string | Uint8Array => (value instanceof Uint8Array ? value : JSON.stringify(value))

/** What was retrieved of a link, in order. */
async function eventsOf(linkId: string): Promise<{ events: Body[] }> {
  const rows = api.app.deps.db.reader.selectFrom('events').select('data').where('link_id', '=', linkId)
  return { events: await rows.where('kind', '=', 'records_retrieved').orderBy('sequence').execute() }
}
