import { describe, expect, test } from 'vitest'
import { type Body, startApi } from '../../../../test/harness/api.ts'
import { listAll } from '../../../../test/harness/sandbox.ts'

const api = await startApi()
const idsOf = (institutions: readonly Body[]) => institutions.map(({ id }) => id)

describe('ListInstitutions', () => {
  test('200: every bank of the sandbox, by number', async () => {
    const { status, body } = await api.get('/api/institutions/?type=bank')
    expect(status).toBe(200)
    expect(idsOf(body.results)).toEqual([
      1001, 1002, 1003, 1004, 1005, 1006, 1010, 1011, 1012, 1014, 1015, 1016, 1020, 1021, 9256,
    ])
    expect(body).toMatchObject({ count: 15, next: null, previous: null })
  })

  test('200: pages hold every institution once', async () => {
    const paged = await listAll(api, '/api/institutions/?page_size=5')
    expect(paged).toEqual((await api.get('/api/institutions/')).body.results)
  })

  test('200: a list item is what its detail is', async () => {
    for (const institution of await listAll(api, '/api/institutions/')) {
      expect((await api.get(`/api/institutions/${institution.id}/`)).body).toEqual(institution)
    }
  })

  test('200: fields and omit', async () => {
    expect((await api.get('/api/institutions/?fields=name&page_size=1')).body.results).toEqual([
      { name: 'gringotts_mx_retail' },
    ])
  })

  test('200: without a sandbox there is nobody to log in at', async () => {
    const bare = await startApi({ ENLACE_SANDBOX: 'off' })
    expect(await bare.get('/api/institutions/')).toMatchObject({ status: 200, body: { count: 0, results: [] } })
  })

  test.each([
    ['status=ill', { code: 'invalid_choice', field: 'status', message: '"ill" is not a valid choice.' }],
    ['status__in=healthy,ill', { code: 'invalid_choice', field: 'status__in' }],
    ['type=school', { code: 'invalid_choice', field: 'type' }],
    ['type__in=bank,school', { code: 'invalid_choice', field: 'type__in' }],
    ['page_size=none', { code: 'invalid', field: 'page_size' }],
  ])('400: %s', async (query, error) => {
    expect(await api.get(`/api/institutions/?${query}`)).toMatchObject({ status: 400, body: [error] })
  })

  test('404: a page past the end', async () => {
    expect(await api.get('/api/institutions/?page=2')).toMatchObject({
      status: 404,
      body: [{ code: 'not_found', message: 'Invalid page.' }],
    })
  })
})
