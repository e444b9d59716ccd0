import { beforeEach, describe, expect, test } from 'vitest'
import { type Body, startApi } from '../../../../test/harness/api.ts'
import {
  lineageOf,
  onlyOf,
  pending,
  refresh,
  ScriptedBank,
  storedOf,
  transaction,
} from '../../../../test/harness/institutions/scripted-bank.ts'

const bank = new ScriptedBank()
const api = await startApi({}, [bank.connector])
const institution = bank.connector.manifest.name

const givenLink = () => api.givenLink({ institution, access_mode: 'recurrent' })
const stored = (link: Body) => storedOf(api, link)
const only = (link: Body) => onlyOf(api, link)

beforeEach(() => {
  bank.transactions = []
})

describe('what is remembered', () => {
  const rowsOf = async (table: 'lineage' | 'record_traces', link: Body) =>
    api.app.deps.db.reader.selectFrom(table).selectAll().where('link_id', '=', link.id).execute()

  test('names no amount, text or key of the institution', async () => {
    bank.transactions = [pending('secret-key-1', { amount: 4321.5, description: 'PADARIA SECRETA' })]
    const link = await givenLink()
    bank.transactions = [transaction('secret-key-2', { amount: 4400.5, description: 'PADARIA SECRETA SP' })]
    await refresh(api, link)
    bank.transactions = []
    await refresh(api, link)
    const told = JSON.stringify([await rowsOf('lineage', link), await rowsOf('record_traces', link)], (_key, value) =>
      value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
    )
    expect(told).toContain('posted')
    expect(told).not.toMatch(/SECRETA|secret-key|4321|4400/)
  })

  test('is forgotten with the data of the link, but for the keys of what was deleted', async () => {
    bank.transactions = [pending('auth-1'), pending('auth-2', { amount: 30 })]
    const link = await api.givenLink({
      institution,
      access_mode: 'single',
      stale_in: '30d',
      fetch_resources: ['TRANSACTIONS'],
    })
    bank.transactions = [transaction('post-1'), transaction('post-2', { amount: 30 })]
    await refresh(api, link)
    const gone = (await stored(link)).find(({ amount }) => amount === 30)
    api.advance({ minutes: 2 })
    await api.delete(`/api/transactions/${gone?.id}/`)
    api.advance({ days: 31 })
    await api.drain()
    expect(await rowsOf('record_traces', link)).toEqual([])
    const left = await rowsOf('lineage', link)
    expect(new Set(left.map((step) => (step as Body).record_id))).toEqual(new Set([gone?.id]))
    bank.transactions = [transaction('post-2', { amount: 30 }), transaction('auth-2', { amount: 30 })]
    expect((await refresh(api, link)).TRANSACTIONS).toMatchObject({ kind: 'kept' })
  })

  test('goes with the link', async () => {
    bank.transactions = [pending('auth-1')]
    const link = await givenLink()
    bank.transactions = [transaction('post-1')]
    await refresh(api, link)
    expect((await api.delete(`/api/links/${link.id}/`)).status).toBe(204)
    expect(await rowsOf('lineage', link)).toEqual([])
  })

  test('is fifty steps of a record at most, and always the first key', async () => {
    bank.transactions = [transaction('k0')]
    const link = await givenLink()
    const { id } = await only(link)
    for (let round = 1; round <= 30; round += 1) {
      bank.transactions = [transaction(`k${round}`)]
      await refresh(api, link)
    }
    const { steps } = await lineageOf(api, id)
    expect(steps.length).toBeLessThanOrEqual(52)
    const [first] = await api.app.deps.db.reader
      .selectFrom('lineage')
      .select('number')
      .where('record_id', '=', id)
      .orderBy('number')
      .execute()
    expect(first?.number).toBe(1)
    expect((await only(link)).id).toBe(id)
  })
})
