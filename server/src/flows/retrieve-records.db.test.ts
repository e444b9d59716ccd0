import { expect, test } from 'vitest'
import { getResource } from '../../../contract/catalogue.ts'
import { startApi } from '../../../test/harness/api.ts'
import { lastYear, listAll } from '../../../test/harness/sandbox.ts'
import type { Connector, SourceRecord } from '../connectors/contract.ts'
import { makeRegistry } from '../connectors/registry.ts'
import { findFirstWorkspace } from '../store/workspaces.ts'
import { retrieveRecords } from './retrieve-records.ts'

const api = await startApi()

/** The same bank, which lacks the newest record of every answer and does not let go of it before the gate opens. */
function belated(bank: Connector, gate: { readonly reached: () => void; readonly opened: Promise<void> }): Connector {
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
            if (question.resource === 'TRANSACTIONS') {
              records.pop()
              gate.reached()
              await gate.opened
            }
            yield records
          },
          close: () => session.close(),
        },
      }
    },
  }
}

test('an answer that is older than what is stored takes nothing away', async () => {
  const { deps } = api.app
  const link = await api.givenLink({ username: 'overtaken' })
  const workspace = await findFirstWorkspace(deps.db.reader)
  const bank = deps.connectors.findByName(link.institution)
  if (!workspace || !bank) throw new Error('no workspace or no bank')
  const [reached, opened] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const connectors = makeRegistry([belated(bank, { reached: reached.resolve, opened: opened.promise })])
  const request = { link: link.id, ...lastYear(api.now()) }
  const transactions = getResource('TRANSACTIONS')
  const late = retrieveRecords({ ...deps, connectors }, { workspaceId: workspace.id }, transactions, request)
  await reached.promise
  const { body } = await api.post('/api/transactions/', request)
  opened.resolve()
  expect((await late).records.length).toBe(body.length - 1)
  const listed = await listAll(api, `/api/transactions/?link=${link.id}&page_size=1000`)
  expect(listed.length).toBe(body.length)
  const again = await retrieveRecords(
    { ...deps, connectors: makeRegistry([belated(bank, { reached: () => {}, opened: opened.promise })]) },
    { workspaceId: workspace.id },
    transactions,
    request,
  )
  expect(await listAll(api, `/api/transactions/?link=${link.id}&page_size=1000`)).toHaveLength(again.records.length)
})
