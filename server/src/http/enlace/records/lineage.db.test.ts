import { Value } from 'typebox/value'
import { beforeEach, describe, expect, test } from 'vitest'
import { getResource } from '../../../../../contract/catalogue.ts'
import { lineageSchema } from '../../../../../contract/enlace-lineage.ts'
import type { ResourceName } from '../../../../../contract/resource.ts'
import { type Body, startApi } from '../../../../../test/harness/api.ts'
import { givenSamples, sampleBank } from '../../../../../test/harness/institutions/sample-bank.ts'
import {
  lineageOf,
  pending,
  refresh,
  ScriptedBank,
  storedOf,
  transaction,
} from '../../../../../test/harness/institutions/scripted-bank.ts'
import { givenKey } from '../../../../../test/harness/keys.ts'

const bank = new ScriptedBank()
const api = await startApi({}, [sampleBank, bank.connector])
const institution = bank.connector.manifest.name
const path = (id: string) => `/_enlace/records/${id}/lineage/`

/** A link with one pending transaction. */
async function givenPending(): Promise<{ link: Body; id: string }> {
  const link = await api.givenLink({ institution, access_mode: 'recurrent' })
  const [record] = await storedOf(api, link)
  return { link, id: record?.id }
}

beforeEach(() => {
  bank.transactions = [pending('auth-1')]
})

describe('GetLineage', () => {
  test('200: a record that was only seen says so', async () => {
    const { link, id } = await givenPending()
    const { body, status } = await api.get(path(id))
    expect(status).toBe(200)
    expect(body).toEqual({
      ...{ id, resource: 'TRANSACTIONS', link: link.id, status: 'present' },
      ...{ created_at: '2026-03-18T15:00:00.000Z', removed_at: null, reason: null, successor: null },
      steps: [
        {
          kind: 'first_seen',
          happened_at: '2026-03-18T15:00:00.000Z',
          request_id: null,
          because: 'The institution showed it for the first time.',
          other: null,
          evidence: {},
        },
      ],
    })
  })

  test('200: a match tells by what, in words and in figures, and for which request', async () => {
    const { link, id } = await givenPending()
    const posted = { amount: 92, value_date: '2026-03-17', description: 'PADARIA ESTRELA SP 00412' }
    bank.transactions = [transaction('post-1', posted)]
    await refresh(api, link)
    const body = await lineageOf(api, id)
    expect(Value.Check(lineageSchema, body)).toBe(true)
    const [, moved, status, content] = body.steps
    expect(moved).toMatchObject({
      kind: 'moved',
      request_id: expect.stringMatching(/^[0-9a-f]{32}$/),
      evidence: {
        strategy: 'conservative',
        rule: 'posted',
        runner_up: null,
        differed: [{ field: 'amount', ratio: 1.15 }, {}, {}, {}],
      },
    })
    expect(moved.because).toContain('amount higher by 15 %, value_date 1 day apart, description')
    expect(moved.evidence.keys.from).not.toBe(moved.evidence.keys.to)
    expect(status).toMatchObject({ kind: 'status_changed', because: 'Its status went from PENDING to PROCESSED.' })
    expect(content.evidence.fields).toEqual(['amount', 'description', 'internal_identification', 'value_date'])
  })

  test('200: a deleted record says who deleted it, and for which request', async () => {
    const { id } = await givenPending()
    const { headers } = await api.delete(`/api/transactions/${id}/`)
    const body = await lineageOf(api, id)
    expect(body).toMatchObject({ status: 'removed', reason: 'deleted', removed_at: api.now().toISOString() })
    expect(body.steps.at(-1)).toMatchObject({
      kind: 'removed',
      request_id: headers.get('x-request-id'),
      because: 'The application deleted it.',
    })
  })

  test('200: what went with a deleted account says so without a step of its own', async () => {
    const { link, id } = await givenPending()
    const [account] = await storedOf(api, link, 'accounts')
    api.advance({ minutes: 2 })
    expect((await api.delete(`/api/accounts/${account?.id}/`)).status).toBe(204)
    const body = await lineageOf(api, id)
    expect(body.steps.map(({ kind }: Body) => kind)).toEqual(['first_seen', 'removed'])
    expect(body.steps.at(-1)).toMatchObject({ request_id: null, evidence: { reason: 'deleted' } })
  })

  test('200: a record of any kind, encrypted or not, has one', async () => {
    const samples = await givenSamples(api, { institution: sampleBank.manifest.name })
    for (const name of sampleBank.manifest.resources) {
      const [record] = samples[name as ResourceName] ?? []
      const body = await lineageOf(api, record?.id)
      expect(body).toMatchObject({ resource: getResource(name).name, link: samples.link.id, status: 'present' })
    }
  })

  test("404: unknown, no uuid, or another workspace's", async () => {
    const { id } = await givenPending()
    const stranger = api.as(await api.givenStranger())
    for (const answer of [
      await stranger.get(path(id)),
      await api.get(path('3f0e7c55-0f5b-4a39-9c46-0a1d4e0f2b77')),
      await api.get(path('nonsense')),
    ])
      expect(answer).toMatchObject({ status: 404, body: [{ code: 'not_found' }] })
  })

  test('404: what went with its link', async () => {
    const { link, id } = await givenPending()
    expect((await api.delete(`/api/links/${link.id}/`)).status).toBe(204)
    expect((await api.get(path(id))).status).toBe(404)
  })

  test('403: a key that may not look at links', async () => {
    const { id } = await givenPending()
    const keys = await givenKey(api, ['institutions:read'])
    expect((await api.get(path(id), { keys })).status).toBe(403)
  })
})
