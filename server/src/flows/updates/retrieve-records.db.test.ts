import { expect, test } from 'vitest'
import { getResource } from '../../../../contract/catalogue.ts'
import { startApi } from '../../../../test/harness/api.ts'
import { lastYear, listAll } from '../../../../test/harness/sandbox.ts'
import type { Connector, Question, SourceRecord } from '../../connectors/contract.ts'
import { makeRegistry } from '../../connectors/registry.ts'
import type { Scope } from '../../store/database.ts'
import { findFirstWorkspace } from '../../store/workspaces/workspaces.ts'
import type { Deps } from '../deps.ts'
import type { WireRecord } from '../records/present-records.ts'
import { type Retrieved, retrieveRecords } from './retrieve-records.ts'

const api = await startApi()

const transactions = getResource('TRANSACTIONS')

type Answer = (question: Question, records: SourceRecord[]) => SourceRecord[] | Promise<SourceRecord[]>

/** Everything a flow needs, with a bank that answers otherwise. */
async function givenBank(institution: string, answer: Answer): Promise<{ deps: Deps; scope: Scope }> {
  const { deps } = api.app
  const workspace = await findFirstWorkspace(deps.db.reader)
  const bank = deps.connectors.findByName(institution)
  if (!workspace || !bank) throw new Error('no workspace or no bank')
  const connectors = makeRegistry([answering(bank, answer)])
  return { deps: { ...deps, connectors }, scope: { workspaceId: workspace.id } }
}

function answering(bank: Connector, answer: Answer): Connector {
  return {
    ...bank,
    async login(...given) {
      const login = await bank.login(...given)
      if (login.kind !== 'open') return login
      const { session } = login
      return {
        kind: 'open',
        session: {
          async *ask(question) {
            const records: SourceRecord[] = []
            for await (const batch of session.ask(question)) records.push(...batch)
            yield await answer(question, records)
          },
          close: () => session.close(),
        },
      }
    },
  }
}

test('an answer that is older than what is stored takes nothing away', async () => {
  const link = await api.givenLink({ username: 'overtaken', access_mode: 'single' })
  const [reached, opened] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const { deps, scope } = await givenBank(link.institution, async ({ resource }, records) => {
    if (resource !== 'TRANSACTIONS') return records
    reached.resolve()
    await opened.promise
    return records.slice(0, -1)
  })
  const request = { link: link.id, ...lastYear(api.now()) }
  const late = retrieveRecords(deps, scope, transactions, request)
  await reached.promise
  const { body } = await api.post('/api/transactions/', request)
  opened.resolve()
  expect(recordsOf(await late)).toHaveLength(body.length - 1)
  const list = () => listAll(api, `/api/transactions/?link=${link.id}&page_size=1000`)
  expect(await list()).toHaveLength(body.length)
  await retrieveRecords(deps, scope, transactions, request)
  expect(await list()).toHaveLength(body.length - 1)
})

test('a posting day that is no date is shown as the bank wrote it', async () => {
  const link = await api.givenLink({ username: 'scribbler', access_mode: 'single' })
  const { deps, scope } = await givenBank(link.institution, ({ resource }, records) =>
    resource === 'TRANSACTIONS'
      ? records.map((record) => ({ ...record, body: { ...record.body, accounting_date: 'next Tuesday' } }))
      : records,
  )
  const asked = { link: link.id, ...lastYear(api.now()) }
  const records = recordsOf(await retrieveRecords(deps, scope, transactions, asked))
  expect((await api.get(`/api/transactions/${records[0]?.id}/`)).body.accounting_date).toBe('next Tuesday')
  expect(await listAll(api, `/api/transactions/?link=${link.id}&accounting_date__gt=2000-01-01`)).toEqual([])
})

function recordsOf(retrieved: Retrieved): readonly WireRecord[] {
  if (retrieved.kind === 'token') throw new Error('asked for a token')
  return retrieved.records
}
