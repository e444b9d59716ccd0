import { beforeEach, describe, expect, test } from 'vitest'
import type { ResourceName } from '../../../../contract/resource.ts'
import { type Body, startApi } from '../../../../test/harness/api.ts'
import { sampleBank } from '../../../../test/harness/institutions/sample-bank.ts'
import { sampleRecords } from '../../../../test/harness/institutions/sample-records.ts'
import { insideOf } from '../../../../test/harness/life.ts'
import { dayOf, lastYear, listAll } from '../../../../test/harness/sandbox.ts'
import type { Connector, SourceRecord } from '../../connectors/contract.ts'
import { rowsInOneStatement } from '../../store/records/record-writes.ts'

const institution = 'many_br_retail'
const resources: readonly ResourceName[] = ['ACCOUNTS', 'TRANSACTIONS']
/** More than fit into two statements. */
const count = 2 * rowsInOneStatement + 3

let shown: readonly SourceRecord[] = []

/** Shows everybody the transactions that a test wants it to. */
const bank: Connector = {
  manifest: { ...sampleBank.manifest, id: 9903, name: institution, resources, core: resources },
  async login() {
    return { kind: 'open', session: { ask: ({ resource }) => answer(resource), async close() {} } }
  },
}

async function* answer(resource: ResourceName): AsyncIterable<readonly SourceRecord[]> {
  if (resource === 'ACCOUNTS') yield sampleRecords.ACCOUNTS ?? []
  else for (const record of shown) yield [record]
}

const api = await startApi({}, [bank])
const [sample] = sampleRecords.TRANSACTIONS ?? []

function recordOf(index: number, more: Readonly<Record<string, unknown>> = {}): SourceRecord {
  if (!sample) throw new Error('no sample of a transaction')
  const day = dayOf(api.now(), -(index % 300))
  const body = { ...sample.body, value_date: day, reference: String(index), amount: index + 0.25, ...more }
  return { key: `many-${index}`, ...(sample.account ? { account: sample.account } : {}), body }
}

const transactionsOf = ({ id }: Body): Promise<Body[]> => listAll(api, `/api/transactions/?link=${id}&page_size=1000`)
const byReference = (records: readonly Body[]) => new Map(records.map((record) => [record.reference, record]))
const givenMany = () => api.givenLink({ institution, access_mode: 'recurrent' })

async function refreshed(link: Body): Promise<Body> {
  api.advance({ minutes: 11 })
  expect((await api.post(`/api/links/${link.id}/refresh/`)).status).toBe(202)
  await api.drain()
  return (await insideOf(api, link.id)).updates[0].outcome
}

beforeEach(() => {
  shown = Array.from({ length: count }, (_, index) => recordOf(index))
})

describe('an update that brings more than one statement takes', () => {
  test('keeps every record once', async () => {
    const link = await givenMany()
    const kept = await transactionsOf(link)
    expect(kept).toHaveLength(count)
    expect(new Set(kept.map(({ id }) => id)).size).toBe(count)
    expect(kept.map(({ reference }) => Number(reference)).sort((one, other) => one - other)).toEqual([
      ...Array(count).keys(),
    ])
    for (const { reference, amount } of kept) expect(amount).toBe(Number(reference) + 0.25)
  })

  test('tells what is new, what has changed and what is gone, and leaves the rest as it was', async () => {
    const link = await givenMany()
    const before = byReference(await transactionsOf(link))
    const changed = (index: number) => index % 2 === 0
    shown = Array.from({ length: count }, (_, index) =>
      recordOf(index + 1, changed(index + 1) ? { description: 'Corrected "by" the\\bank' } : {}),
    )
    const { resources } = await refreshed(link)
    const even = Array.from({ length: count - 1 }, (_, index) => index + 1).filter(changed).length
    expect(resources.TRANSACTIONS).toEqual({ kind: 'kept', counts: { fresh: 1, changed: even, gone: 1 } })
    const after = await transactionsOf(link)
    expect(after).toHaveLength(count)
    for (const record of after) {
      const index = Number(record.reference)
      const known = before.get(record.reference)
      if (index === count) expect(known).toBeUndefined()
      else expect(record).toMatchObject({ id: known?.id, created_at: known?.created_at })
      expect(record.collected_at).toBe(api.now().toISOString())
      expect(record.description).toBe(changed(index) ? 'Corrected "by" the\\bank' : sample?.body.description)
    }
  })

  test('takes the later one of a key that comes again in another statement', async () => {
    shown = [...shown, recordOf(0, { description: 'as it is now' })]
    const link = await givenMany()
    const kept = await transactionsOf(link)
    expect(kept).toHaveLength(count)
    expect(byReference(kept).get('0')?.description).toBe('as it is now')
  })

  test('keeps nothing of a retrieval whose last record the contract has no room for', async () => {
    const link = await api.givenLink({ institution, access_mode: 'single' })
    shown = [...shown.slice(0, -1), recordOf(count, { currency: 7 })]
    const { status, body } = await api.post('/api/transactions/', { link: link.id, ...lastYear(api.now()) })
    expect({ status, body }).toMatchObject({ status: 500 })
    expect(await transactionsOf(link)).toEqual([])
  })
})
