import { beforeEach, describe, expect, test } from 'vitest'
import { type Body, startApi } from '../../../../test/harness/api.ts'
import {
  account,
  lineageOf,
  ScriptedBank,
  storedOf,
  transaction,
} from '../../../../test/harness/institutions/scripted-bank.ts'

const bank = new ScriptedBank()
const api = await startApi({}, [bank.connector])
const institution = bank.connector.manifest.name

beforeEach(() => {
  bank.accounts = [account('first')]
})

/** A link whose transactions were stored an hour ago. */
async function givenLink(...rows: typeof bank.transactions): Promise<Body> {
  bank.transactions = rows
  const link = await api.givenLink({ institution, access_mode: 'recurrent' })
  api.advance({ hours: 1 })
  return link
}

const retrieve = async (link: Body, resource: 'accounts' | 'transactions') => {
  const period = resource === 'accounts' ? {} : { date_from: '2026-03-01', date_to: '2026-03-18' }
  expect((await api.post(`/api/${resource}/`, { link: link.id, ...period })).status).toBe(201)
}

/** The ids of what is stored, by the keys that the institution has for it now. */
const idsOf = async (link: Body): Promise<Record<string, string>> =>
  Object.fromEntries((await storedOf(api, link)).map(({ internal_identification: key, id }) => [key, id]))

describe('where another visit was stored since this one began', () => {
  test('what nobody has seen since then keeps its id under another key, and nothing is gone', async () => {
    const link = await givenLink(transaction('a'), transaction('b', { amount: 12.5, description: 'FARMACIA' }))
    const before = await idsOf(link)
    bank.transactions = [transaction('z')]
    bank.meanwhile = () => retrieve(link, 'accounts')
    await retrieve(link, 'transactions')
    expect(await idsOf(link)).toEqual({ z: before.a, b: before.b })
    const { steps } = await lineageOf(api, before.a ?? '')
    expect(steps.map(({ kind }: Body) => kind)).toEqual(['first_seen', 'moved', 'content_changed'])
  })

  test('what the other one has brought is left as it is, however alike a row under another key', async () => {
    const link = await givenLink(transaction('a'))
    const before = await idsOf(link)
    bank.transactions = [transaction('a'), transaction('z', { amount: 41 })]
    bank.meanwhile = async () => {
      api.advance({ seconds: 1 })
      bank.transactions = [transaction('a'), transaction('n', { amount: 41 })]
      await retrieve(link, 'transactions')
    }
    await retrieve(link, 'transactions')
    const after = await idsOf(link)
    expect(Object.keys(after).sort()).toEqual(['a', 'n', 'z'])
    expect(new Set(Object.values(after)).size).toBe(3)
    expect(after.a).toBe(before.a)
  })

  test('what the other one knows by another key already is the same record to both', async () => {
    const link = await givenLink(transaction('a'), transaction('b', { amount: 12.5 }))
    const before = await idsOf(link)
    bank.transactions = [transaction('z'), transaction('y', { amount: 12.5 })]
    bank.meanwhile = async () => {
      api.advance({ seconds: 1 })
      await retrieve(link, 'transactions')
    }
    await retrieve(link, 'transactions')
    expect(await idsOf(link)).toEqual({ z: before.a, y: before.b })
  })
})
