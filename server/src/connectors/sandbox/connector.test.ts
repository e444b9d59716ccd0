import Type, { type TSchema } from 'typebox'
import { Compile } from 'typebox/compile'
import { describe, expect, test, vi } from 'vitest'
import { accountSchema } from '../../../../contract/resources/accounts.ts'
import { businessOwner } from '../../../../contract/resources/owner-business.ts'
import { individualOwner } from '../../../../contract/resources/owner-individual.ts'
import { standardOwner } from '../../../../contract/resources/owners.ts'
import { transactionSchema } from '../../../../contract/resources/transactions.ts'
import type { Connector, SourceRecord, Surroundings } from '../contract.ts'
import { behavesLikeAConnector, read } from '../suite.ts'
import { sandboxConnectors } from './connector.ts'
import { awkwardInstants, credentialsFor, institutionNamed, wrongCredentialsFor } from './fixtures.ts'
import { type SandboxInstitution, sandboxInstitutions } from './manifest.ts'

vi.setConfig({ testTimeout: 60_000 })

const patient = new AbortController().signal

const standingAt =
  (instant: string, seed = 'seed') =>
  (signal: AbortSignal = patient): Surroundings => ({ clock: { now: () => new Date(instant) }, seed, signal })

const connectorOf = (institution: SandboxInstitution): Connector =>
  sandboxConnectors.find(({ manifest }) => manifest.id === institution.manifest.id) as Connector

for (const institution of sandboxInstitutions) {
  behavesLikeAConnector({
    connector: connectorOf(institution),
    good: credentialsFor(institution, 'bnk100', 'full'),
    wrong: wrongCredentialsFor(institution),
    surroundings: standingAt('2026-03-12T16:20:00.000Z'),
  })
}

const id = '3f0e7c55-0f5b-4a39-9c46-0a1d4e0f2b77'
const instant = '2026-03-12T16:20:00.000Z'
const added = { id, link: id, collected_at: instant, created_at: instant }

/** Objects close themselves, so that a key which the contract does not know is found. */
function closed(schema: TSchema): TSchema {
  const copy = JSON.parse(JSON.stringify(schema)) as Record<string, unknown>
  const visit = (node: unknown): void => {
    if (node === null || typeof node !== 'object') return
    const record = node as Record<string, unknown>
    if (record.type === 'object') record.additionalProperties = false
    for (const value of Object.values(record)) visit(value)
  }
  visit(copy)
  return Type.Unsafe(copy)
}

const shapes = {
  account: Compile(closed(accountSchema)),
  transaction: Compile(closed(transactionSchema)),
  standard: Compile(closed(standardOwner)),
  individual: Compile(closed(individualOwner)),
  business: Compile(closed(businessOwner)),
}

type Body = Record<string, unknown>

const collected = (value: unknown): unknown => (value ? { ...(value as Body), collected_at: instant } : value)

const wholeAccount = ({ body }: SourceRecord, name: string): Body => ({
  ...body,
  ...added,
  institution: { name, type: 'bank' },
  last_accessed_at: instant,
  credit_data: collected(body.credit_data),
  loan_data: collected(body.loan_data),
})

const wholeTransaction = ({ body }: SourceRecord, account: Body): Body => {
  const { link: _link, ...rest } = added
  return { ...body, ...rest, account, credit_card_data: collected(body.credit_card_data) }
}

const faultsOf = (shape: { Errors(value: unknown): Iterable<unknown> }, value: unknown): unknown[] =>
  [...shape.Errors(value)].slice(0, 3)

async function visit(institution: SandboxInstitution, username: string, at: string, seed?: string) {
  const login = await connectorOf(institution).login(
    credentialsFor(institution, username),
    standingAt(at, seed)(),
    'registration',
  )
  if (login.kind !== 'open') throw new Error('expected an open session')
  return login.session
}

describe.each(sandboxInstitutions.map((each) => [each.manifest.name, each] as const))('%s', (_name, institution) => {
  test.each(['bnk100', 'bnk102', 'bnk103', 'someone_else'])(
    'every record of %s passes the contract’s schema',
    async (user) => {
      for (const at of awkwardInstants) await judgeAll(institution, user, at)
    },
  )
})

const personas = [
  'salaried',
  'gig_worker',
  'pensioner',
  'student',
  'over_indebted',
  'overdrawn',
  'seasonal',
  'two_jobs',
  'foreign_transfer',
  'small_company',
  'sole_proprietor',
  'loss_company',
  '76109277673',
  '50685362006773',
]

describe.each(['gringotts_mx_retail', 'gotham_co_business', 'ofmockbank_br_retail'])('at %s', (name) => {
  test.each(personas)('every record of %s passes the contract’s schema', async (user) => {
    for (const at of ['2016-02-29T12:00:00.000Z', instant, '2031-12-31T23:59:59.999Z']) {
      await judgeAll(institutionNamed(name), user, at)
    }
  })
})

/** Whatever the institution shows of the user at the instant, against our schemas of it. */
async function judgeAll(institution: SandboxInstitution, user: string, at: string): Promise<void> {
  const session = await visit(institution, user, at)
  const { name, countryCode } = institution.manifest
  const accounts = new Map((await read(session, 'ACCOUNTS')).map((each) => [each.key, wholeAccount(each, name)]))
  for (const account of accounts.values()) expect(faultsOf(shapes.account, account)).toEqual([])
  for (const owner of await read(session, 'OWNERS')) {
    const brazilian = 'company_name' in owner.body ? shapes.business : shapes.individual
    const shape = countryCode === 'BR' ? brazilian : shapes.standard
    expect(faultsOf(shape, { ...owner.body, ...added })).toEqual([])
  }
  for (const row of await read(session, 'TRANSACTIONS')) {
    const whole = wholeTransaction(row, accounts.get(row.account ?? '') ?? {})
    if (!shapes.transaction.Check(whole)) expect(faultsOf(shapes.transaction, whole)).toEqual([])
    expect(row.key).toBe(row.body.internal_identification)
  }
}

test('the schemas that judge the records are strict: an unknown key and a missing one are both found', async () => {
  const institution = sandboxInstitutions[0] as SandboxInstitution
  const [record] = (await read(await visit(institution, 'bnk100', instant), 'ACCOUNTS')) as [SourceRecord]
  const account = wholeAccount(record, institution.manifest.name)
  expect(shapes.account.Check(account)).toBe(true)
  expect(shapes.account.Check({ ...account, extra: 1 })).toBe(false)
  const { currency: _currency, ...without } = account
  expect(shapes.account.Check(without)).toBe(false)
})
