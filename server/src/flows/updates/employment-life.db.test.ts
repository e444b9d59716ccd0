import { describe, expect, test } from 'vitest'
import { type Body, startApi } from '../../../../test/harness/api.ts'
import { sampleDocument } from '../../../../test/harness/institutions/sample-employment.ts'
import {
  brazilianRegister,
  brazilianRegisterName,
  mexicanRegister,
  mexicanRegisterName,
} from '../../../../test/harness/institutions/sample-registers.ts'
import { insideOf, toldOf } from '../../../../test/harness/life.ts'
import { listAll } from '../../../../test/harness/sandbox.ts'

const api = await startApi({}, [mexicanRegister, brazilianRegister])
const inMexico = { institution: mexicanRegisterName, username: 'BLPM951231HNLNVR07' }
const inBrazil = { institution: brazilianRegisterName, username: '76109277673', password: '12345678' }
const register = (form: object) => api.post('/api/links/', form)
const malformed = { status: 400, body: [{ code: 'validation_error' }] }

/** Moves time day by day, and does what falls due. */
async function letItBe(day: string): Promise<void> {
  while (api.now() < new Date(`${day}T00:00:00Z`)) {
    api.advance({ hours: 12 })
    await api.drain()
  }
}

describe('the form of a register', () => {
  test('a CURP alone registers a link, with an e-mail or without', async () => {
    for (const more of [{}, { username2: 'carlos@bex.com' }, { username2: null }]) {
      expect(await register({ ...inMexico, ...more })).toMatchObject({ status: 201, body: { status: 'valid' } })
    }
  })

  test('400: a CURP and an e-mail that are none', async () => {
    for (const username of ['BLPM951231HNLNVR0', 'blpm951231hnlnvr07', 'BLPM951231HNLNVR077', 'somebody']) {
      expect(await register({ ...inMexico, username })).toMatchObject(malformed)
    }
    expect(await register({ ...inMexico, username2: 'carlos' })).toMatchObject(malformed)
  })

  test('a CPF registers a link with its dots and without', async () => {
    for (const username of ['76109277673', '231.002.999-00']) {
      expect((await register({ ...inBrazil, username })).status).toBe(201)
    }
    expect((await register({ ...inBrazil, password: 'x'.repeat(70) })).status).toBe(201)
  })

  test('400: a CPF that is none, and a password that is too short, too long or missing', async () => {
    for (const username of ['7610927767', '231.002.999.00', '761092776733']) {
      expect(await register({ ...inBrazil, username })).toMatchObject(malformed)
    }
    for (const password of ['1234567', 'x'.repeat(71)]) {
      expect(await register({ ...inBrazil, password })).toMatchObject(malformed)
    }
    const { password: _, ...without } = inBrazil
    expect(await register(without)).toMatchObject({ status: 400, body: [{ code: 'required', field: 'password' }] })
  })

  test('400: resources that the register does not offer', async () => {
    for (const form of [
      { ...inMexico, fetch_resources: ['EMPLOYMENTS'] },
      { ...inBrazil, fetch_resources: ['EMPLOYMENT_RECORDS'] },
    ])
      expect(await register(form)).toMatchObject({ status: 400, body: [{ code: 'invalid', field: 'resources' }] })
  })
})

describe('a recurrent link at a register', () => {
  const given = async (form: object): Promise<Body> => {
    const { body } = await register({ ...form, access_mode: 'recurrent' })
    await api.patch(`/_enlace/links/${body.id}/`, { refresh_rate: '24h' })
    await api.drain()
    return body
  }

  test('keeps its core current, tells what has changed in words, and nothing where nothing has', async () => {
    const link = await given({ ...inMexico, external_id: 'mine' })
    const path = `/api/employment-records/?link=${link.id}`
    const [{ id }] = (await listAll(api, path)) as [Body]
    const { body } = await api.post('/api/employment-records/', { link: link.id, attach_pdf: true })
    const first = { code: 'historical_update', data: { total_employment_record_profiles: 1 } }
    expect(await toldOf(api, link.id)).toMatchObject([first])
    await letItBe('2026-03-30')
    expect(await toldOf(api, link.id)).toMatchObject([first])
    expect((await insideOf(api, link.id)).updates.length).toBeGreaterThan(5)
    await letItBe('2026-05-03')
    const told = (await toldOf(api, link.id)).slice(1)
    const type = 'EMPLOYMENT_RECORDS'
    const code = 'employment_changes'
    const process = 'recurrent_update'
    expect(told).toMatchObject([
      { type, code, process, data: { employment_changes: ['EMPLOYED', 'SALARY_INCREASED'] } },
      { type, code, process, data: { employment_changes: ['UNEMPLOYED'] } },
    ])
    // The report that came with the document has changed twice; the document stays until another is asked for.
    const [record] = (await listAll(api, path)) as [Body]
    expect([record.id, record.id]).toEqual([id, body[0].id])
    expect(record.files).toEqual([{ type: 'ReporteSemanasCotizadas_010326', value: sampleDocument }])
    expect(record.employment_records[0].end_date).toBe('2026-04-30')
  })

  test('its core in Brazil is its employments, of which new ones are told', async () => {
    const link = await given(inBrazil)
    expect(await toldOf(api, link.id)).toMatchObject([
      { type: 'EMPLOYMENTS', code: 'historical_update', data: { total_employments: 3 } },
    ])
    const [{ id }] = (await listAll(api, `/api/br/employments/?link=${link.id}`)) as [Body]
    await api.app.deps.db.transaction((tx) => tx.deleteFrom('employments').where('id', '=', id).execute())
    api.advance({ days: 2 })
    await api.drain()
    expect((await toldOf(api, link.id)).slice(1)).toMatchObject([
      { code: 'new_employments_available', process: 'recurrent_update', data: { new_employments: 1 } },
    ])
  })
})
