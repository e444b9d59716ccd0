import { describe, expect, test } from 'vitest'
import { type Body, startApi } from '../../../../test/harness/api.ts'
import { startReceiver } from '../../../../test/harness/receiver.ts'
import { givenStillWorkspace } from '../../../../test/harness/still-workspace.ts'

const house = await startApi()

/** A workspace whose clock stands still, with a receiver that an endpoint of its own is to name. */
async function given() {
  const receiver = await startReceiver()
  const workspace = await givenStillWorkspace(house)
  const { api, advance } = workspace
  const listen = (terms: Body) => workspace.listen({ url: receiver.url, ...terms })
  const register = async (more: Body = {}) => {
    const form = { institution: 'erebor_mx_retail', username: 'bnk100', password: 'full', access_mode: 'recurrent' }
    const { status, body } = await api.post('/api/links/', { ...form, ...more })
    expect(status).toBe(201)
    await advance('1s')
    return body
  }
  return { api, receiver, listen, register, told: () => receiver.received.map(({ body }) => body) }
}

const typesOf = (told: readonly Body[]) => told.map(({ webhook_type }) => webhook_type).toSorted()

describe('an endpoint hears of', () => {
  test('the types that it names', async () => {
    const { listen, register, told } = await given()
    await listen({ webhook_types: ['OWNERS', 'TRANSACTIONS'] })
    await register()
    expect(typesOf(told())).toEqual(['OWNERS', 'TRANSACTIONS'])
  })

  test('the codes that it names', async () => {
    const { api, listen, register, told } = await given()
    await listen({ webhook_codes: ['link_deleted'] })
    const link = await register()
    await api.delete(`/api/links/${link.id}/`, { headers: { 'x-belvo-request-mode': 'async' } })
    await api.post('/_enlace/clock/advance/', { by: '1s' })
    expect(told()).toMatchObject([{ webhook_type: 'LINK', webhook_code: 'link_deleted', link_id: link.id }])
  })

  test('the institutions and the links that it names', async () => {
    const { api, listen, register, told, receiver } = await given()
    await listen({ institutions: ['erebor_br_retail'], webhook_types: ['OWNERS'] })
    await register()
    const other = await register({ institution: 'erebor_br_retail' })
    expect(told().map(({ link_id }) => link_id)).toEqual([other.id])
    receiver.forget()
    const third = await register({ institution: 'gringotts_mx_retail' })
    await listen({ links: [third.id] })
    await register({ institution: 'gringotts_mx_retail', username: 'somebody_else' })
    expect(told()).toEqual([])
    await api.post(`/api/links/${third.id}/refresh/`, { fetch_resources: ['ACCOUNTS'] })
    await api.post('/_enlace/clock/advance/', { by: '1s' })
    expect(told().map(({ link_id }) => link_id)).toEqual([third.id])
  })

  test('nothing while it is switched off, and of what comes after that', async () => {
    const { api, listen, register, told } = await given()
    const { id } = await listen({ webhook_types: ['OWNERS'], enabled: false })
    await register()
    expect(told()).toEqual([])
    await api.patch(`/_enlace/webhooks/${id}/`, { enabled: true })
    await api.post('/_enlace/clock/advance/', { by: '1h' })
    expect(told()).toEqual([])
    const link = await register({ username: 'later' })
    expect(told().map(({ link_id }) => link_id)).toEqual([link.id])
  })
})

test('a filter decides when something is announced, not when it is delivered', async () => {
  const { api, listen, register, told, receiver } = await given()
  receiver.script(500, 200)
  const { id } = await listen({ webhook_types: ['OWNERS'] })
  await register()
  await api.patch(`/_enlace/webhooks/${id}/`, { webhook_types: ['ACCOUNTS'] })
  await api.post('/_enlace/clock/advance/', { by: '1h' })
  expect(typesOf(told())).toEqual(['OWNERS', 'OWNERS'])
  await register({ username: 'later' })
  expect(typesOf(told())).toEqual(['ACCOUNTS', 'OWNERS', 'OWNERS'])
})
