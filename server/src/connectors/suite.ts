import { describe, expect, test } from 'vitest'
import { resources, wordFor } from '../../../contract/catalogue.ts'
import type { ResourceDefinition, ResourceName } from '../../../contract/resource.ts'
import { cadences, directions } from '../../../contract/retrieval.ts'
import type { Connector, Credentials, Question, Session, SourceRecord, Surroundings } from './contract.ts'

/** What the suite needs to know of a connector to try it. */
export type Script = {
  readonly connector: Connector
  /** Credentials of somebody who has every resource. */
  readonly good: Credentials
  readonly wrong: Credentials
  /** What the connector is to find around it, at an instant that stands still. */
  readonly surroundings: (signal?: AbortSignal) => Surroundings
}

const batchMax = 500
const findResource = (name: ResourceName) => resources.find((resource) => resource.name === name)

/** What the institution itself is asked for: the rest of what it offers is worked out from that. */
const shownBy = ({ manifest }: Connector): readonly ResourceName[] =>
  manifest.resources.filter((name) => findResource(name)?.source !== 'known')
const isoDate = /^\d{4}-\d{2}-\d{2}$/

/** What every connector must do, whichever bank it speaks to. Each connector's test calls this first. */
export function behavesLikeAConnector(script: Script): void {
  const { manifest } = script.connector
  describe(`${manifest.name} behaves like a connector`, () => {
    describesItself(script)
    test('wrong credentials are refused by name', async () => {
      const refusal = script.connector.login(script.wrong, script.surroundings(), 'registration')
      await expect(refusal).rejects.toMatchObject({ name: 'credentials_rejected' })
    })
    answersTheSame(script)
    if (manifest.resources.includes('TRANSACTIONS')) answersForAPeriod(script)
    if (shownBy(script.connector).some((name) => findResource(name)?.attachments)) bringsDocuments(script)
    if (shownBy(script.connector).some((name) => isOfKinds(findResource(name)))) answersForAKind(script)
    stopsWhenTold(script)
  })
}

function describesItself({ connector: { manifest } }: Script): void {
  test('the manifest is complete: names follow the wire, forms can be filled in, the core is offered', () => {
    expect(manifest.name).toMatch(/^[a-z0-9]+_[a-z]{2}_[a-z]+$/)
    expect(manifest.name.split('_')[1]).toBe(manifest.countryCode.toLowerCase())
    expect(manifest.primaryColor).toMatch(/^#[0-9a-f]{6}$/)
    for (const resource of manifest.core) expect(manifest.resources).toContain(resource)
    expect(new Set(manifest.resources.map(wordFor)).size).toBe(manifest.resources.length)
    if (manifest.settledAfterDays !== null) expect(manifest.settledAfterDays).toBeGreaterThan(0)
    const names = manifest.formFields.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    for (const { validation } of manifest.formFields) expect(() => new RegExp(validation, 'u')).not.toThrow()
  })
}

function answersTheSame(script: Script): void {
  const shown = shownBy(script.connector)

  test('reading twice yields the same records in the same order', async () => {
    const session = await open(script)
    const other = await open(script)
    for (const resource of shown) {
      expect(await read(session, resource)).toEqual(await read(other, resource))
    }
  })

  test('keys are unique, and records of an account name an account that is there', async () => {
    const session = await open(script)
    const offered = shown.includes('ACCOUNTS') ? await read(session, 'ACCOUNTS') : []
    const accounts = new Set(offered.map(({ key }) => key))
    for (const resource of shown) {
      const records = await read(session, resource)
      expect(new Set(records.map(({ key }) => key)).size).toBe(records.length)
      for (const { account } of records) if (account !== undefined) expect(accounts).toContain(account)
    }
  })

  test('records that belong to others name one that is there, and keys of what comes with records are unique', async () => {
    const session = await open(script)
    for (const resource of shown) {
      const records = await read(session, resource)
      const parent = findResource(resource)?.parent?.resource
      const owners = parent && parent !== 'ACCOUNTS' ? await read(session, parent) : []
      const keys = owners.map(({ key }) => key)
      for (const record of records) if (record.parent !== undefined) expect(keys).toContain(record.parent)
      const parts = records.flatMap((record) => record.parts ?? []).map(({ key }) => key)
      expect(new Set(parts).size).toBe(parts.length)
    }
  })

  test('batches are bounded', async () => {
    const session = await open(script)
    for (const resource of shown) {
      for await (const batch of session.ask({ resource })) expect(batch.length).toBeLessThanOrEqual(batchMax)
    }
  })

  test('what the connector does not offer is refused by name', async () => {
    const session = await open(script)
    const notOffered = (['TAX_RETURNS', 'EMPLOYMENTS', 'ACCOUNTS'] as const).find((each) => !shown.includes(each))
    if (notOffered) await expect(read(session, notOffered)).rejects.toMatchObject({ name: 'resource_unsupported' })
  })
}

function answersForAPeriod(script: Script): void {
  const dateOf = ({ body }: SourceRecord): string => String(body.value_date)

  test('a period is a slice by value_date, both days included', async () => {
    const session = await open(script)
    const all = await read(session, 'TRANSACTIONS')
    expect(all.length).toBeGreaterThan(0)
    const from = dateOf(all[Math.floor(all.length / 3)] as SourceRecord)
    const to = dateOf(all[Math.floor((2 * all.length) / 3)] as SourceRecord)
    expect(from).toMatch(isoDate)
    const within = all.filter((record) => dateOf(record) >= from && dateOf(record) <= to)
    expect(await read(session, 'TRANSACTIONS', { from, to })).toEqual(within)
  })

  test('one account’s records are a slice by account', async () => {
    const session = await open(script)
    const all = await read(session, 'TRANSACTIONS')
    for (const { key } of await read(session, 'ACCOUNTS')) {
      const own = await read(session, 'TRANSACTIONS', { account: key })
      expect(own).toEqual(all.filter(({ account }) => account === key))
    }
  })

  test('nothing comes from the future', async () => {
    const session = await open(script)
    const now = script.surroundings().clock.now().toISOString()
    for (const record of await read(session, 'TRANSACTIONS')) {
      expect(dateOf(record) <= now.slice(0, 10)).toBe(true)
      expect(String(record.body.transacted_at ?? '') <= now).toBe(true)
    }
  })
}

function bringsDocuments(script: Script): void {
  test('documents come when they are asked for, and the records are the same without them', async () => {
    const session = await open(script)
    for (const resource of shownBy(script.connector)) {
      const keys: readonly string[] = findResource(resource)?.attachments ?? []
      if (keys.length === 0) continue
      const without = await read(session, resource)
      for (const { body } of without) for (const key of keys) expect(body[key] ?? null).toBeNull()
      const whole = await read(session, resource, { attachments: true })
      const rest = ({ key, body }: SourceRecord) => ({
        key,
        body: Object.fromEntries(Object.entries(body).filter(([name]) => !keys.includes(name))),
      })
      expect(whole.map(rest)).toEqual(without.map(rest))
      const documents = whole.flatMap(({ body }) => keys.map((key) => body[key] ?? null))
      for (const document of documents) expect(document).not.toBe('')
    }
  })
}

const isOfKinds = (resource: ResourceDefinition | undefined) =>
  resource?.retrieval.direction !== undefined || resource?.retrieval.cadence !== undefined

function answersForAKind(script: Script): void {
  test('both directions, and both cadences, make up the whole', async () => {
    const session = await open(script)
    for (const resource of shownBy(script.connector)) {
      const { direction, cadence } = findResource(resource)?.retrieval ?? {}
      const kinds = [
        ...(direction ? directions.map((each) => ({ direction: each })) : []),
        ...(cadence ? cadences.map((each) => ({ cadence: each })) : []),
      ]
      if (kinds.length === 0) continue
      const keysOf = (records: readonly SourceRecord[]) => records.map(({ key }) => key).sort()
      const parts = await Promise.all(kinds.map((kind) => read(session, resource, kind)))
      expect(keysOf(parts.flat())).toEqual(keysOf(await read(session, resource)))
    }
  })
}

function stopsWhenTold(script: Script): void {
  const [first] = shownBy(script.connector)

  test('an aborted visit ends', async () => {
    const controller = new AbortController()
    const session = await open(script, controller.signal)
    controller.abort(new Error('too long'))
    if (first) await expect(read(session, first)).rejects.toThrow('too long')
  })

  test('closing never throws, not even twice', async () => {
    const session = await open(script)
    await session.close()
    await session.close()
  })
}

async function open({ connector, good, surroundings }: Script, signal?: AbortSignal): Promise<Session> {
  const login = await connector.login(good, surroundings(signal), 'registration')
  if (login.kind !== 'open') throw new Error(`expected an open session, got ${login.kind}`)
  return login.session
}

/** Everything the session answers to one question. */
export async function read(
  session: Session,
  resource: ResourceName,
  rest: Omit<Question, 'resource'> = {},
): Promise<SourceRecord[]> {
  const records: SourceRecord[] = []
  for await (const batch of session.ask({ resource, ...rest })) records.push(...batch)
  return records
}
