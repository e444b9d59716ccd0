import { describe, expect, test } from 'vitest'
import { startApi } from '../harness/api.ts'

const api = await startApi()

const dataOf = [
  ['planet_mx_employment', { username: 'BLPM951331IONVGR54' }, 'employment-records'],
  ['planet_mx_employment', { username: 'two_jobs' }, 'mx/current-employments'],
  ['imss_mx_employment', { username: 'SALA850412HDFLRR05', username2: 'ana@example.com' }, 'employment-records'],
  ['issste_mx_employment', { username: 'SEPU760614MYNRPB05' }, 'employment-records'],
  ['inss_br_employment', { username: '761.092.776-73', password: 'password' }, 'br/employments'],
  ['inss_br_employment', { username: '76109277673', password: 'password' }, 'owners'],
] as const

describe.each(dataOf)('%s with %o', (institution, credentials, path) => {
  test(`shows ${path}`, async () => {
    const link = await api.post('/api/links/', { institution, ...credentials })
    expect(link).toMatchObject({ status: 201 })
    const reply = await api.post(`/api/${path}/`, { link: link.body.id })
    expect(reply.status).toBe(201)
    expect(reply.body.length).toBeGreaterThan(0)
  })
})

test.each([
  ['NOEX800101HDFXST02', 400, 'login_error'],
  ['OTRO800101HDFTRN07', 400, 'invalid_credentials'],
  ['LIMI800101HDFLMT02', 403, 'forbidden_by_host'],
  ['CAID800101HDFDRR01', 400, 'institution_down'],
  ['someone', 400, 'validation_error'],
])('IMSS answers %s with %i %s', async (username, status, code) => {
  const reply = await api.post('/api/links/', { institution: 'imss_mx_employment', username })
  expect(reply).toMatchObject({ status, body: [{ code }] })
})

test('the report comes as a PDF when it is asked for', async () => {
  const link = await api.post('/api/links/', { institution: 'planet_mx_employment', username: 'salaried' })
  const plain = await api.post('/api/employment-records/', { link: link.body.id, save_data: false })
  expect(plain.body[0].files).toBeNull()
  const reply = await api.post('/api/employment-records/', { link: link.body.id, attach_pdf: true })
  const [file] = reply.body[0].files
  expect(file.type).toMatch(/^ReporteSemanasCotizadas_\d{6}$/)
  expect(Buffer.from(file.value, 'base64').subarray(0, 5).toString()).toBe('%PDF-')
})

test('metrics follow from the records', async () => {
  const link = await api.post('/api/links/', { institution: 'planet_mx_employment', username: 'BLPM951331IONVGR54' })
  await api.post('/api/employment-records/', { link: link.body.id })
  const { status, body } = await api.post('/api/employment-metrics/', { link: link.body.id })
  expect(status).toBe(201)
  expect(body).toMatchObject({ current_status: 'EMPLOYED', current_employer_count: 1, weeks_since_last_job: 0 })
})
