import { describe, expect, test, vi } from 'vitest'
import { judgeReply } from '../../../../test/contract/judge.ts'
import type { Question, Session, SourceRecord } from '../contract.ts'
import { answers } from './answers.ts'
import { sandboxConnectors } from './connector.ts'
import { awkwardInstants, institutionNamed } from './fixtures.ts'
import { isoDay } from './world/calendar.ts'
import { makeWorld } from './world/world.ts'

vi.setConfig({ testTimeout: 60_000 })

const institution = institutionNamed('ofmockbank_br_retail')
const person = '76109277673'
const company = '50685362006773'
const now = Date.parse('2026-03-12T16:20:00.000Z')

const read = (user: string, resource: Parameters<typeof answers>[1]['resource'], at = now): SourceRecord[] => [
  ...answers(makeWorld('seed', institution, user), { resource }, at),
]

const id = '3f0e7c55-0f5b-4a39-9c46-0a1d4e0f2b77'
const instant = '2026-03-12T16:20:00.000Z'
const stored = { id, created_at: instant, collected_at: instant }
const ofLink = { ...stored, link: id }

/** What the published specification says of one record in the path of its detail. */
const judge = (path: string, body: unknown): void => judgeReply({ method: 'GET', path, status: 200, body })

describe.each([
  ['the documented person', person],
  ['the documented company', company],
  ['anybody else', 'ana'],
  ['the importer of foreign money', 'foreign_transfer'],
])('%s', (_name, user) => {
  test('has something of every resource', () => {
    const resources = ['ACCOUNTS', 'OWNERS', 'TRANSACTIONS', 'BALANCES', 'BILLS', 'INVESTMENTS'] as const
    for (const resource of resources) expect(read(user, resource).length, resource).toBeGreaterThan(0)
    expect(read(user, 'INVESTMENT_TRANSACTIONS').length).toBeGreaterThan(9)
    const exchanges = read(user, 'EXCHANGES')
    expect(exchanges.length).toBeGreaterThan(0)
    for (const { parts } of exchanges) expect(parts?.length).toBeGreaterThan(0)
  })

  test('every record passes the published specification, at every awkward instant', () => {
    for (const at of [instant, ...awkwardInstants].map((each) => Date.parse(each))) {
      for (const { body } of read(user, 'BALANCES', at))
        judge(`/api/br/balances/${id}/`, { ...body, ...ofLink, account_id: id })
      for (const { body } of read(user, 'BILLS', at)) judge(`/api/bills/${id}/`, { ...body, ...stored })
      const investments = new Map(read(user, 'INVESTMENTS', at).map(({ key, body }) => [key, { ...body, id }]))
      for (const body of investments.values()) judge(`/api/br/investments/${id}/`, body)
      for (const { body, parent } of read(user, 'INVESTMENT_TRANSACTIONS', at)) {
        const whole = { ...body, ...ofLink, investment: investments.get(parent ?? '') }
        judge(`/api/br/investment-transactions/${id}/`, whole)
      }
      for (const { body, parts: history = [] } of read(user, 'EXCHANGES', at)) {
        judge(`/api/br/exchanges/${id}/`, { ...body, ...ofLink })
        const events = history.map((event) => ({ ...event.body, ...ofLink, exchange_id: id }))
        judge(`/api/br/exchanges/${id}/history/`, { count: events.length, next: null, previous: null, results: events })
      }
    }
  })

  test('a period is a slice of exchanges and of investment transactions', () => {
    const world = makeWorld('seed', institution, user)
    const dated = [
      ['INVESTMENT_TRANSACTIONS', 'value_date'],
      ['EXCHANGES', 'operation_requested_at'],
    ] as const
    for (const [resource, key] of dated) {
      const dayOf = ({ body }: SourceRecord) => String(body[key]).slice(0, 10)
      const all = read(user, resource)
      const from = dayOf(all[Math.floor(all.length / 3)] as SourceRecord)
      const to = dayOf(all[Math.floor((2 * all.length) / 3)] as SourceRecord)
      const within = all.filter((record) => dayOf(record) >= from && dayOf(record) <= to)
      expect([...answers(world, { resource, from, to }, now)]).toEqual(within)
    }
  })
})

test('the documented users are who the documentation says they are', () => {
  const [owner] = read(person, 'OWNERS')
  const numbered = { document_type: 'CPF', document_number: person }
  expect(owner?.body).toMatchObject({ display_name: 'Ralph Bragg', document_id: numbered })
  const [owned] = read(company, 'OWNERS')
  expect(owned?.body).toMatchObject({
    company_name: 'Belvo OF test',
    trade_name: 'Bragg Mechanics',
    document_id: { document_type: 'CNPJ', document_number: company },
  })
})

test('a bill is open until it closes, then has its name, and then its payment', () => {
  const world = makeWorld('seed', institution, person)
  const card = world?.cards[0]
  if (!card) throw new Error('expected a card')
  const bill = card.bill(2026 * 12 + 2)
  const at = (day: number) =>
    [...answers(world, { resource: 'BILLS' }, day * 86_400_000)].find(({ key }) => key === bill.key)?.body
  expect(at(bill.closesOn)).toMatchObject({ bill_name: null, payments: [], due_date: isoDay(bill.dueOn) })
  expect(at(bill.closesOn + 1)).toMatchObject({ bill_name: 'mar-2026', payments: [] })
  const paid = at(bill.dueOn + 1)
  expect(paid?.payments).toEqual([expect.objectContaining({ type: 'FULL', amount: paid?.total_amount })])
})

test('a forward contract is contracted, put off by some and settled in the end', () => {
  const settled = read(company, 'EXCHANGES').filter(({ parts }) => parts?.at(-1)?.body.event_type === 4)
  expect(settled.length).toBeGreaterThan(0)
  for (const { body, parts: history = [] } of settled) {
    expect(history.map((event) => event.body.event_type)).toEqual(history.length === 3 ? [1, 2, 4] : [1, 4])
    expect(body.operation_outstanding_balance_amount).toBe(0)
    expect(body.operation_due_date).toBe(history.at(-1)?.body.operation_due_date)
  }
  expect(settled.some(({ parts }) => parts?.length === 3)).toBe(true)
})

describe('another consent', () => {
  const consentedAnewAt = new Date('2026-03-01T00:00:00.000Z')
  const logIn = async (username: string, more: object = {}) => {
    const signal = new AbortController().signal
    const connector = sandboxConnectors.find(({ manifest }) => manifest.name === institution.manifest.name)
    const surroundings = { clock: { now: () => new Date(now) }, seed: 'seed', signal, ...more }
    const login = await connector?.login({ username }, surroundings, 'access')
    if (login?.kind !== 'open') throw new Error('expected an open session')
    return login.session
  }
  const all = async (session: Session, question: Question): Promise<SourceRecord[]> => {
    const records: SourceRecord[] = []
    for await (const batch of session.ask(question)) records.push(...batch)
    return records
  }
  const keysOf = async (session: Session, question: Question) => (await all(session, question)).map(({ key }) => key)

  test('gives the accounts of second_thoughts and what hangs on them other keys, and says nothing else', async () => {
    const [first, other] = [await logIn('second_thoughts'), await logIn('second_thoughts', { consentedAnewAt })]
    for (const resource of ['ACCOUNTS', 'BALANCES', 'BILLS', 'TRANSACTIONS'] as const) {
      const [before, after] = [await keysOf(first, { resource }), await keysOf(other, { resource })]
      expect(after.length).toBe(before.length)
      expect(after.filter((key) => before.includes(key))).toEqual([])
    }
    const [account] = await keysOf(other, { resource: 'ACCOUNTS' })
    const rows = await all(other, { resource: 'TRANSACTIONS', account: account ?? '' })
    expect(rows.length).toBeGreaterThan(100)
    const bills = new Set(await keysOf(other, { resource: 'BILLS' }))
    const billed = (await all(other, { resource: 'TRANSACTIONS' })).flatMap(({ body }) => {
      const card = body.credit_card_data as { bill_internal_identification: string | null } | null
      return card?.bill_internal_identification && String(body.value_date) > '2025-06'
        ? [card.bill_internal_identification]
        : []
    })
    expect(billed.length).toBeGreaterThan(50)
    expect(billed.filter((key) => !bills.has(key))).toEqual([])
  })

  test('changes nothing for anybody else', async () => {
    const [first, other] = [await logIn('ana'), await logIn('ana', { consentedAnewAt })]
    const question = { resource: 'TRANSACTIONS' } as const
    expect(await keysOf(other, question)).toEqual(await keysOf(first, question))
  })
})
