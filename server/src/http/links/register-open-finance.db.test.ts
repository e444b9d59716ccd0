import { describe, expect, test } from 'vitest'
import { type Body, startApi } from '../../../../test/harness/api.ts'

const api = await startApi()
const institution = 'ofmockbank_br_retail'
const register = (username: string, more: object = {}) => api.post('/api/links/', { institution, username, ...more })
const read = async (path: string, link: string): Promise<Body[]> => (await api.post(`/api/${path}/`, { link })).body

describe('RegisterLink at the open finance bank', () => {
  test('201: the documented person, with any password and without, with points and without', async () => {
    const links = [
      await register('76109277673', { password: 'anything' }),
      await register('76109277673'),
      await register('761.092.776-73'),
    ]
    for (const { status, body } of links) {
      expect(status).toBe(201)
      const [owner] = await read('owners', body.id)
      expect(owner).toMatchObject({ display_name: 'Ralph Bragg', document_id: { document_number: '76109277673' } })
    }
  })

  test('201: the documented company has the business shape', async () => {
    const { status, body } = await register('50685362006773')
    expect(status).toBe(201)
    const [owner] = await read('owners', body.id)
    expect(owner).toMatchObject({ company_name: 'Belvo OF test', document_id: { document_number: '50685362006773' } })
  })

  test('201: a persona works here, too', async () => {
    const { body } = await register('over_indebted')
    const accounts = await read('accounts', body.id)
    expect(accounts.filter(({ category }) => category === 'LOAN_ACCOUNT')).toHaveLength(3)
  })

  test('400: what is no number and no name', async () => {
    for (const username of ['761.092.77673', 'ralph bragg', '1234567890abcdefg']) {
      expect(await register(username)).toMatchObject({ status: 400, body: [{ code: 'validation_error' }] })
    }
  })

  test('200: the institution says that it belongs to the network', async () => {
    const { body } = await api.get('/api/institutions/9256/')
    expect(body).toMatchObject({
      name: institution,
      integration_type: 'openfinance',
      form_fields: [{ name: 'username' }],
      openbanking_information: { authorization_server_id: expect.any(String) },
    })
  })
})
