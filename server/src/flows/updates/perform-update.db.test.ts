import { expect, test } from 'vitest'
import { startApi } from '../../../../test/harness/api.ts'
import { refresh, ScriptedBank, storedOf, transaction } from '../../../../test/harness/institutions/scripted-bank.ts'

const bank = new ScriptedBank()
const api = await startApi({}, [bank.connector])
const institution = bank.connector.manifest.name

test('a record that cannot be shown fails its resource alone, once, and the next update brings it', async () => {
  bank.transactions = [transaction('a', { amount: 'eighty' })]
  const link = await api.givenLink({ institution, access_mode: 'recurrent' })
  const { updates } = (await api.get(`/_enlace/links/${link.id}/`)).body
  expect(updates[0]).toMatchObject({
    tries: 1,
    outcome: {
      kind: 'done',
      resources: { ACCOUNTS: { kind: 'kept' }, TRANSACTIONS: { kind: 'failed', fault: 'connector_outdated' } },
    },
  })
  expect(await storedOf(api, link, 'accounts')).toHaveLength(1)
  expect(api.log.filter((line) => line.includes('a resource cannot be kept'))).toHaveLength(1)
  expect(api.log.filter((line) => line.includes('due work failed'))).toEqual([])

  bank.transactions = [transaction('a')]
  expect((await refresh(api, link)).TRANSACTIONS).toEqual({ kind: 'kept', counts: { fresh: 1, changed: 0, gone: 0 } })
})

test('what belongs to accounts that cannot be shown fails with them', async () => {
  const [account] = bank.accounts
  bank.accounts = account ? [{ ...account, body: { ...account.body, balance: 'much' } }] : []
  bank.transactions = [transaction('b')]
  const link = await api.givenLink({ institution, access_mode: 'recurrent', username: 'other' })
  const { updates } = (await api.get(`/_enlace/links/${link.id}/`)).body
  const failed = { kind: 'failed', fault: 'connector_outdated' }
  expect(updates[0].outcome.resources).toEqual({ ACCOUNTS: failed, TRANSACTIONS: failed })
})
