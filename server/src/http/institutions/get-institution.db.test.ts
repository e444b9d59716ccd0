import { describe, expect, test } from 'vitest'
import { startApi } from '../../../../test/harness/api.ts'

const api = await startApi()

describe('DetailInstitution', () => {
  test('200: what an institution says of itself', async () => {
    expect(await api.get('/api/institutions/1004/')).toMatchObject({
      status: 200,
      body: {
        id: 1004,
        name: 'erebor_mx_retail',
        type: 'bank',
        display_name: 'Erebor Mexico',
        website: null,
        country_codes: ['MX'],
        code: '1004',
        features: [],
        integration_type: 'credentials',
        resources: ['ACCOUNTS', 'OWNERS', 'TRANSACTIONS', 'BALANCES', 'INCOMES', 'RECURRING_EXPENSES', 'RISK_INSIGHTS'],
        status: 'healthy',
        form_fields: [{ name: 'username' }, { name: 'password' }],
        openbanking_information: null,
      },
    })
  })

  test('200: an institution that may ask for a token says so', async () => {
    const { body } = await api.get('/api/institutions/1014/')
    expect(body.features).toMatchObject([{ name: 'token_required' }])
    expect(body.form_fields.at(-1)).toMatchObject({ name: 'token', validation: '^\\d{6}$', optional: true })
  })

  test('200: fields and omit are taken here too', async () => {
    expect((await api.get('/api/institutions/1004/?fields=id,name')).body).toEqual({
      id: 1004,
      name: 'erebor_mx_retail',
    })
    expect((await api.get('/api/institutions/1004/?omit=id,name')).body).not.toHaveProperty('name')
  })

  test('404: a number that no institution has, and what is no number', async () => {
    for (const id of ['1', '999999999', '9999999999999', 'erebor_mx_retail', '1004x', '-1004']) {
      expect(await api.get(`/api/institutions/${id}/`)).toMatchObject({ status: 404, body: [{ code: 'not_found' }] })
    }
  })
})
