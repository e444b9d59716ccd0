import type { ResourceName } from '../../../contract/resource.ts'
import type { Connector, Question, SourceRecord } from '../../../server/src/connectors/contract.ts'
import type { Api, Body } from '../api.ts'
import { listAll } from '../sandbox.ts'
import { sampleBank } from './sample-bank.ts'
import { sampleRecords } from './sample-records.ts'

type Fields = Readonly<Record<string, unknown>>

const resources: readonly ResourceName[] = ['ACCOUNTS', 'TRANSACTIONS']

/** A bank of the tests that shows everybody what a test wants it to, under the keys that it wants. */
export class ScriptedBank {
  accounts: readonly SourceRecord[]
  transactions: readonly SourceRecord[]
  /** What happens once, when the next visit has been told the transactions and is not stored. */
  meanwhile: (() => Promise<unknown>) | null = null
  readonly connector: Connector

  constructor(name = 'scripted_br_retail', id = 9904) {
    this.accounts = [account('first')]
    this.transactions = []
    const ask = (question: Question) => this.#answer(question)
    this.connector = {
      manifest: { ...sampleBank.manifest, id, name, resources, core: resources },
      async login() {
        return { kind: 'open', session: { ask, async close() {} } }
      },
    }
  }

  async *#answer({ resource, account: asked, from, to }: Question): AsyncIterable<readonly SourceRecord[]> {
    if (resource === 'ACCOUNTS') return yield this.accounts
    const shown = this.transactions.filter(({ account: owner, body }) => {
      const day = String(body.value_date)
      const isInPeriod = (from === undefined || day >= from) && (to === undefined || day <= to)
      return isInPeriod && (asked === undefined || owner === asked)
    })
    const { meanwhile } = this
    this.meanwhile = null
    await meanwhile?.()
    yield shown
  }
}

const bodyOf = (name: ResourceName): Fields => {
  const body = sampleRecords[name]?.[0]?.body
  if (!body) throw new Error(`no sample of ${name}`)
  return body
}

/** An account; its number is what stays when a consent is renewed. */
export const account = (key: string, more: Fields = {}): SourceRecord => ({
  key,
  body: { ...bodyOf('ACCOUNTS'), internal_identification: key, ...more },
})

const purchase: Fields = {
  ...bodyOf('TRANSACTIONS'),
  value_date: '2026-03-16',
  accounting_date: null,
  amount: 80,
  currency: 'BRL',
  description: 'COMPRA CARTAO PADARIA ESTRELA SAO PAULO',
  merchant: null,
  category: null,
  subcategory: null,
  reference: null,
  type: 'OUTFLOW',
  status: 'PROCESSED',
  operation_type: 'CARTAO',
  operation_type_additional_info: null,
}

/** A purchase of one account. */
export const transaction = (
  key: string,
  more: Fields = {},
  of: Partial<Pick<SourceRecord, 'account' | 'replaces'>> = {},
): SourceRecord => ({
  ...{ key, account: 'first', ...of },
  body: { ...purchase, internal_identification: key, ...more },
})

export const pending = (key: string, more: Fields = {}): SourceRecord =>
  transaction(key, { status: 'PENDING', ...more })

/** What a link has, by path. */
export const storedOf = (api: Api, link: Body, path = 'transactions'): Promise<Body[]> =>
  listAll(api, `/api/${path}/?link=${link.id}&page_size=1000`)

/** The only transaction that a link has. */
export async function onlyOf(api: Api, link: Body): Promise<Body> {
  const [record, ...more] = await storedOf(api, link)
  if (record === undefined || more.length > 0) throw new Error(`not one transaction: ${more.length + (record ? 1 : 0)}`)
  return record
}

/** Reads everything that the bank shows once more. */
export async function refresh(api: Api, link: Body): Promise<Body> {
  api.advance({ minutes: 11 })
  const { status, body } = await api.post(`/api/links/${link.id}/refresh/`)
  if (status !== 202) throw new Error(`not refreshed: ${JSON.stringify(body)}`)
  await api.drain()
  const { updates } = (await api.get(`/_enlace/links/${link.id}/`)).body
  return updates[0].outcome.resources
}

export async function lineageOf(api: Api, id: string): Promise<Body> {
  const { status, body } = await api.get(`/_enlace/records/${id}/lineage/`)
  if (status !== 200) throw new Error(`no lineage: ${JSON.stringify(body)}`)
  return body
}
