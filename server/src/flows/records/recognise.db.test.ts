import { beforeEach, describe, expect, test } from 'vitest'
import { type Body, startApi } from '../../../../test/harness/api.ts'
import {
  account,
  lineageOf,
  onlyOf,
  pending,
  refresh,
  ScriptedBank,
  storedOf,
  transaction,
} from '../../../../test/harness/institutions/scripted-bank.ts'
import { toldOf } from '../../../../test/harness/life.ts'

const bank = new ScriptedBank()
const api = await startApi({}, [bank.connector])
const institution = bank.connector.manifest.name

const givenLink = () => api.givenLink({ institution, access_mode: 'recurrent' })
const stored = (link: Body) => storedOf(api, link)
const only = (link: Body) => onlyOf(api, link)
const idsOf = async (link: Body) => (await stored(link)).map(({ id }) => id).sort()

beforeEach(() => {
  bank.accounts = [account('first')]
  bank.transactions = []
})

const kept = (fresh: number, changed: number, gone: number) => ({ kind: 'kept', counts: { fresh, changed, gone } })

describe('a transaction keeps its id', () => {
  test('when it posts under another key with a tip, and is told as updated', async () => {
    bank.transactions = [pending('auth-1')]
    const link = await givenLink()
    const before = await only(link)
    bank.transactions = [
      transaction('post-1', { amount: 92, value_date: '2026-03-17', description: 'PADARIA ESTRELA SP 00412' }),
    ]
    api.advance({ days: 8 })
    await api.drain()
    const after = await only(link)
    expect(after).toMatchObject({ id: before.id, created_at: before.created_at, amount: 92, status: 'PROCESSED' })
    const codes = (await toldOf(api, link.id)).filter(({ type }) => type === 'TRANSACTIONS').map(({ code }) => code)
    expect(codes).toEqual(['historical_update', 'transactions_updated'])
  })

  test('when everything comes under new keys, and is not touched when it comes so again', async () => {
    bank.transactions = [transaction('a'), transaction('b'), transaction('c', { amount: 12.5 })]
    const link = await givenLink()
    const ids = await idsOf(link)
    bank.transactions = [transaction('z'), transaction('x', { amount: 12.5 }), transaction('y')]
    expect((await refresh(api, link)).TRANSACTIONS).toEqual(kept(0, 3, 0))
    expect(await idsOf(link)).toEqual(ids)
    expect((await refresh(api, link)).TRANSACTIONS).toEqual(kept(0, 0, 0))
    const { steps } = await lineageOf(api, ids[0] ?? '')
    expect(steps.map(({ kind }: Body) => kind)).toEqual(['first_seen', 'moved', 'content_changed'])
  })

  test('when the institution goes back to the key that it had before', async () => {
    bank.transactions = [pending('auth-1')]
    const link = await givenLink()
    const { id } = await only(link)
    bank.transactions = [transaction('post-1')]
    await refresh(api, link)
    bank.transactions = [transaction('auth-1', { description: 'AJUSTE', value_date: '2026-03-10' })]
    await refresh(api, link)
    expect(await only(link)).toMatchObject({ id, description: 'AJUSTE' })
    const { steps } = await lineageOf(api, id)
    expect(steps.at(-2)).toMatchObject({ kind: 'moved', evidence: { strategy: 'explicit', rule: 'former_key' } })
  })

  test('when the institution names the key that it had before, however little else is the same', async () => {
    bank.transactions = [pending('auth-1', { amount: 1, description: 'HOLD' })]
    const link = await givenLink()
    const { id } = await only(link)
    const posted = { amount: 412.2, description: 'POSTO IPIRANGA', value_date: '2026-03-17' }
    bank.transactions = [transaction('post-1', posted, { replaces: 'auth-1' })]
    await refresh(api, link)
    expect(await only(link)).toMatchObject({ id, amount: 412.2 })
    const { steps } = await lineageOf(api, id)
    expect(steps[1].evidence).toMatchObject({ strategy: 'explicit', rule: 'named_predecessor' })
  })

  test('but not when what it is to replace went the other way, or two want to replace it', async () => {
    bank.transactions = [pending('auth-1', { description: 'HOLD' })]
    const link = await givenLink()
    const { id } = await only(link)
    const refund = { type: 'INFLOW', description: 'ESTORNO' }
    bank.transactions = [transaction('post-1', refund, { replaces: 'auth-1' })]
    await refresh(api, link)
    expect((await only(link)).id).not.toBe(id)

    bank.transactions = [pending('auth-2', { description: 'HOLD' })]
    const other = await givenLink()
    const before = await only(other)
    const halves = ['post-2', 'post-3'].map((key) =>
      transaction(key, { amount: 40, description: 'LOJA' }, { replaces: 'auth-2' }),
    )
    bank.transactions = halves
    await refresh(api, other)
    expect(await idsOf(other)).toHaveLength(2)
    expect(await idsOf(other)).not.toContain(before.id)
  })

  test('when a row of another period says wrongly that it replaces it', async () => {
    bank.transactions = [transaction('old', { value_date: '2026-02-10' })]
    const link = await givenLink()
    const { id } = await only(link)
    const refund = transaction('refund', { type: 'INFLOW', description: 'ESTORNO' }, { replaces: 'old' })
    bank.transactions = [...bank.transactions, refund]
    const period = { date_from: '2026-03-01', date_to: '2026-03-18' }
    const { status, body } = await api.post('/api/transactions/', { link: link.id, ...period })
    expect(status).toBe(201)
    expect(body).toHaveLength(1)
    expect(await idsOf(link)).toEqual([id, body[0].id].sort())
  })

  test('when it is gone for a while and comes back under another key', async () => {
    bank.transactions = [pending('auth-1')]
    const link = await givenLink()
    const { id } = await only(link)
    bank.transactions = []
    expect((await refresh(api, link)).TRANSACTIONS).toEqual(kept(0, 0, 1))
    expect(await stored(link)).toEqual([])
    api.advance({ days: 2 })
    bank.transactions = [transaction('post-1', { amount: 84, value_date: '2026-03-18' })]
    await refresh(api, link)
    expect(await only(link)).toMatchObject({ id, amount: 84 })
    const { status, steps } = await lineageOf(api, id)
    expect(status).toBe('present')
    expect(steps.map(({ kind }: Body) => kind)).toEqual(['first_seen', 'removed', 'moved', 'returned'])
  })

  test('but not under its own key for money that went the other way', async () => {
    bank.transactions = [transaction('a')]
    const link = await givenLink()
    const { id } = await only(link)
    bank.transactions = []
    await refresh(api, link)
    bank.transactions = [transaction('a', { type: 'INFLOW' })]
    expect((await refresh(api, link)).TRANSACTIONS).toEqual(kept(1, 0, 0))
    expect((await only(link)).id).not.toBe(id)
  })

  test('but not under a former key for money that went the other way, where no key is new', async () => {
    const salary = { amount: 300, type: 'INFLOW', description: 'SALARIO ACME', value_date: '2026-03-10' }
    bank.transactions = [transaction('b'), transaction('c', salary)]
    const link = await givenLink()
    const paid = (await stored(link)).find(({ type }) => type === 'OUTFLOW') ?? expect.fail('nothing was paid')
    bank.transactions = [transaction('c', salary)]
    await refresh(api, link)
    // The salary gets the key of what is gone, and that key goes to another one that came in.
    bank.transactions = [transaction('b', salary)]
    await refresh(api, link)
    const gift = { amount: 55, type: 'INFLOW', description: 'PRESENTE MARIA', value_date: '2026-03-13' }
    bank.transactions = [transaction('b', gift)]
    await refresh(api, link)
    expect((await only(link)).id).not.toBe(paid.id)
  })

  test('but not after more than thirty days, when what it said is forgotten', async () => {
    bank.transactions = [transaction('a')]
    const link = await givenLink()
    const { id } = await only(link)
    bank.transactions = []
    await refresh(api, link)
    api.advance({ days: 31 })
    await api.drain()
    bank.transactions = [transaction('b')]
    await refresh(api, link)
    expect((await only(link)).id).not.toBe(id)
  })

  test('in a retrieval that saves nothing, too', async () => {
    bank.transactions = [pending('auth-1')]
    const link = await givenLink()
    const { id } = await only(link)
    bank.transactions = [transaction('post-1')]
    const period = { date_from: '2026-03-01', date_to: '2026-03-18', save_data: false }
    const { body } = await api.post('/api/transactions/', { link: link.id, ...period })
    expect(body).toMatchObject([{ id, status: 'PROCESSED' }])
    expect(await only(link)).toMatchObject({ id, status: 'PENDING' })
  })
})

describe('two stay two', () => {
  test('a payment and its refund of the same day', async () => {
    bank.transactions = [pending('auth-1')]
    const link = await givenLink()
    const { id } = await only(link)
    bank.transactions = [transaction('r', { type: 'INFLOW' }), transaction('p')]
    await refresh(api, link)
    const after = await stored(link)
    expect(after).toHaveLength(2)
    expect(after.find((record) => record.id === id)?.type).toBe('OUTFLOW')
  })

  test('two identical purchases, of which one is shown no longer', async () => {
    bank.transactions = [transaction('a'), transaction('b')]
    const link = await givenLink()
    const ids = await idsOf(link)
    bank.transactions = [transaction('c')]
    expect((await refresh(api, link)).TRANSACTIONS).toEqual(kept(0, 1, 1))
    expect(ids).toContain((await only(link)).id)
  })

  test('the same content with another reference, where nobody says at which instant', async () => {
    bank.transactions = [transaction('a', { reference: '1' })]
    const link = await givenLink()
    const { id } = await only(link)
    bank.transactions = [transaction('b', { reference: '2' })]
    expect((await refresh(api, link)).TRANSACTIONS).toEqual(kept(1, 0, 1))
    expect((await only(link)).id).not.toBe(id)
  })

  test('a key that was given to something else: the old one is gone, and says what has its key', async () => {
    bank.transactions = [transaction('7', { value_date: '2026-02-01', amount: 900, description: 'ALUGUEL JOAO' })]
    const link = await givenLink()
    const { id } = await only(link)
    bank.transactions = [transaction('7')]
    expect((await refresh(api, link)).TRANSACTIONS).toEqual(kept(1, 0, 1))
    const other = await only(link)
    expect(other.id).not.toBe(id)
    const before = await lineageOf(api, id)
    expect(before).toMatchObject({ status: 'removed', reason: 'gone', successor: null })
    expect(before.steps.at(-1)).toMatchObject({ kind: 'removed', other: other.id, evidence: { rule: 'key_reused' } })
    expect((await lineageOf(api, other.id)).steps[0]).toMatchObject({ kind: 'first_seen', other: id })
    expect((await refresh(api, link)).TRANSACTIONS).toEqual(kept(0, 0, 0))
  })

  test('keys that all moved by one place give each row its own id', async () => {
    const rows = [
      { value_date: '2026-01-05', amount: 900, description: 'ALUGUEL JOAO' },
      { value_date: '2026-02-02', amount: 55, description: 'FARMACIA CENTRAL' },
      { value_date: '2026-03-01', amount: 3000, description: 'OFICINA MECANICA' },
    ]
    bank.transactions = rows.map((row, index) => transaction(`place-${index}`, row))
    const link = await givenLink()
    const before = new Map((await stored(link)).map(({ description, id }) => [description, id]))
    const first = { value_date: '2026-03-17', amount: 12, description: 'CAFE' }
    bank.transactions = [first, ...rows].map((row, index) => transaction(`place-${index}`, row))
    expect((await refresh(api, link)).TRANSACTIONS).toEqual(kept(1, 3, 0))
    for (const { description, id } of await stored(link)) {
      if (description !== 'CAFE') expect(id).toBe(before.get(description))
    }
    expect((await refresh(api, link)).TRANSACTIONS).toEqual(kept(0, 0, 0))
  })

  test('a row whose key a record had before, while that one is shown, is a new one', async () => {
    bank.transactions = [pending('auth-1')]
    const link = await givenLink()
    const { id } = await only(link)
    bank.transactions = [transaction('post-1')]
    await refresh(api, link)
    bank.transactions = [transaction('post-1'), pending('auth-1')]
    expect((await refresh(api, link)).TRANSACTIONS).toEqual(kept(1, 0, 0))
    expect(await idsOf(link)).toContain(id)
    expect(new Set(await idsOf(link)).size).toBe(2)
  })

  test('until the institution says that one replaces the other', async () => {
    bank.transactions = [pending('auth-1', { description: 'HOLD', amount: 1 }), transaction('post-1')]
    const link = await givenLink()
    const before = await stored(link)
    bank.transactions = [transaction('post-1', {}, { replaces: 'auth-1' })]
    await refresh(api, link)
    const { id } = await only(link)
    const gone = before.find((record) => record.id !== id)
    const lineage = await lineageOf(api, gone?.id)
    expect(lineage).toMatchObject({ status: 'removed', reason: 'superseded', successor: id })
    expect(lineage.steps.at(-1)).toMatchObject({ kind: 'superseded', other: id })
  })
})

describe('what the application deleted', () => {
  const deleted = async (id: string) => {
    api.advance({ minutes: 2 })
    expect((await api.delete(`/api/transactions/${id}/`)).status).toBe(204)
  }

  test('does not come back when it posts under another key', async () => {
    bank.transactions = [pending('auth-1')]
    const link = await givenLink()
    const { id } = await only(link)
    await deleted(id)
    bank.transactions = [transaction('post-1', { amount: 92, value_date: '2026-03-17' })]
    for (const _again of [1, 2]) {
      expect((await refresh(api, link)).TRANSACTIONS).toEqual(kept(0, 0, 0))
      expect(await stored(link)).toEqual([])
    }
    const lineage = await lineageOf(api, id)
    expect(lineage).toMatchObject({ status: 'removed', reason: 'deleted' })
    expect(lineage.steps.map(({ kind }: Body) => kind)).toEqual(['first_seen', 'removed', 'moved'])
  })

  test('of two that are alike: the other one stays, under whatever keys they come', async () => {
    bank.transactions = [transaction('a'), transaction('b')]
    const link = await givenLink()
    const [gone, left] = await idsOf(link)
    await deleted(gone ?? '')
    bank.transactions = [transaction('c'), transaction('d')]
    expect((await refresh(api, link)).TRANSACTIONS).toEqual(kept(0, 1, 0))
    expect(await idsOf(link)).toEqual([left])
  })

  test('does not come back when the institution says what replaces it', async () => {
    bank.transactions = [pending('auth-1', { description: 'HOLD' })]
    const link = await givenLink()
    await deleted((await only(link)).id)
    bank.transactions = [transaction('post-1', { amount: 412, description: 'LOJA' }, { replaces: 'auth-1' })]
    expect((await refresh(api, link)).TRANSACTIONS).toEqual(kept(0, 0, 0))
    expect(await stored(link)).toEqual([])
  })

  test('does not come back under the key of something else, where no key is new', async () => {
    const salary = { amount: 300, type: 'INFLOW', description: 'SALARIO ACME', value_date: '2026-03-10' }
    bank.transactions = [transaction('a'), transaction('b', salary)]
    const link = await givenLink()
    const { id } = (await stored(link)).find(({ amount }) => amount === 300) ?? expect.fail('no salary')
    await deleted(id)
    bank.transactions = [transaction('a', salary)]
    expect((await refresh(api, link)).TRANSACTIONS).toEqual(kept(0, 0, 1))
    expect(await stored(link)).toEqual([])
  })

  test('keeps nothing else away: its key may be given to something else', async () => {
    bank.transactions = [transaction('7', { value_date: '2026-02-01', amount: 900, description: 'ALUGUEL JOAO' })]
    const link = await givenLink()
    const { id } = await only(link)
    await deleted(id)
    bank.transactions = [transaction('7')]
    expect((await refresh(api, link)).TRANSACTIONS).toEqual(kept(1, 0, 0))
    expect((await only(link)).id).not.toBe(id)
    expect((await refresh(api, link)).TRANSACTIONS).toEqual(kept(0, 0, 0))
    expect(await lineageOf(api, id)).toMatchObject({ status: 'removed', reason: 'deleted' })
  })

  test('as an account does not come back under a renewed consent, nor what it held', async () => {
    bank.transactions = [transaction('a')]
    const link = await givenLink()
    const [{ id }] = (await storedOf(api, link, 'accounts')) as [Body]
    api.advance({ minutes: 2 })
    expect((await api.delete(`/api/accounts/${id}/`)).status).toBe(204)
    bank.accounts = [account('renewed')]
    bank.transactions = [transaction('b', {}, { account: 'renewed' })]
    await refresh(api, link)
    expect(await storedOf(api, link, 'accounts')).toEqual([])
    expect(await stored(link)).toEqual([])
  })

  test('is not taken for what was bought after it where it was not looked', async () => {
    bank.transactions = [pending('auth-1', { value_date: '2026-03-10' })]
    const link = await givenLink()
    await deleted((await only(link)).id)
    bank.transactions = [
      pending('auth-1', { value_date: '2026-03-10' }),
      transaction('b', { value_date: '2026-03-14' }),
    ]
    const period = { date_from: '2026-03-12', date_to: '2026-03-17' }
    const { status, body } = await api.post('/api/transactions/', { link: link.id, ...period })
    expect([status, body.length]).toEqual([201, 1])
  })
})

describe('a renewed consent', () => {
  const savings = { type: 'CONTA_POUPANCA', category: 'SAVINGS_ACCOUNT', number: '991', agency: '1' }

  test('leaves accounts and what they hold their ids, whatever keys they get', async () => {
    bank.accounts = [account('first'), account('second', savings)]
    bank.transactions = [transaction('a'), transaction('b', {}, { account: 'second' }), pending('c', { amount: 7 })]
    const link = await givenLink()
    const [before, accounts] = [await stored(link), await storedOf(api, link, 'accounts')]
    bank.accounts = [account('new-2', savings), account('new-1')]
    bank.transactions = [
      transaction('x', {}, { account: 'new-1' }),
      transaction('y', {}, { account: 'new-2' }),
      transaction('z', { amount: 7, value_date: '2026-03-18' }, { account: 'new-1' }),
    ]
    const outcome = await refresh(api, link)
    expect(outcome).toMatchObject({ ACCOUNTS: kept(0, 2, 0), TRANSACTIONS: kept(0, 3, 0) })
    const after = await stored(link)
    const placed = (records: readonly Body[]) => records.map(({ id, account: of }) => `${id} ${of.id}`).sort()
    expect(placed(after)).toEqual(placed(before))
    const ids = (records: readonly Body[]) => records.map(({ id }) => id).sort()
    expect(ids(await storedOf(api, link, 'accounts'))).toEqual(ids(accounts))
    const { steps } = await lineageOf(api, accounts[0]?.id)
    expect(steps[1]).toMatchObject({ kind: 'moved', evidence: { rule: 'same_account' } })
  })

  test('makes new accounts where one could be either of two', async () => {
    bank.accounts = [account('first'), account('second')]
    const link = await givenLink()
    bank.accounts = [account('third'), account('fourth')]
    expect((await refresh(api, link)).ACCOUNTS).toEqual(kept(2, 0, 2))
  })
})
