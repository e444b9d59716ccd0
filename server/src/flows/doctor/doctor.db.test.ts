import { describe, expect, test } from 'vitest'
import type { CheckName, CheckReport, Verdict } from '../../../../contract/doctor.ts'
import { checkNames } from '../../../../contract/doctor.ts'
import { type Body, startApi } from '../../../../test/harness/api.ts'
import { startConsumer, type Vice } from '../../../../test/harness/consumer.ts'
import { databaseUnderTest } from '../../../../test/harness/under-test.ts'
import { Doctor } from './doctor.ts'

const house = await startApi()
const limits = {
  ...{ answerMaxMs: 10_000, nearMs: 50, farMs: 100, quietMs: 120, settleMaxMs: 10_000 },
  ...{ readMaxMs: 2_000, heldMaxMs: 1_000, burstCount: 16, runMaxMs: 60_000 },
}
// For applications that wait for nothing before they answer: what takes long here is the machine.
const lenient = new Doctor(limits)
// What takes five seconds in production, and so would here.
const strict = new Doctor({ ...limits, answerMaxMs: 2_000, nearMs: 200, farMs: 2_600 })
const examinedBy = (doctor: Doctor) => Object.assign(house.app.deps, { doctor })

const authorization = 'Bearer known-to-both'
const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo='

/** A workspace of its own, and an application with a vice that is told by it. */
async function given(vice: Vice) {
  const keys = await house.givenStranger()
  const api = house.as(keys)
  const consumer = await startConsumer(vice, { api: house.url, keys, authorization, secret, now: () => house.now() })
  const terms = { url: consumer.url, state_url: consumer.stateUrl, authorization, secret }
  return { api, consumer, terms }
}

type Workspace = Awaited<ReturnType<typeof given>>['api']

async function examined(api: Workspace, terms: Body): Promise<Body> {
  const begun = await api.post('/_enlace/doctor/', terms)
  expect(begun).toMatchObject({ status: 202, body: { state: 'running' } })
  const { body } = await api.get(`/_enlace/doctor/${begun.body.id}/?wait=120`)
  expect(body).toMatchObject({ state: 'finished', problem: null, waiting: [] })
  return body
}

const verdictsIn = ({ checks }: Body): Partial<Record<CheckName, Verdict>> =>
  Object.fromEntries(checks.map(({ check, verdict }: CheckReport) => [check, verdict]))

const seenBy = ({ checks }: Body, name: CheckName): string =>
  checks.find(({ check }: CheckReport) => check === name).seen.join('\n')

const allPassed = Object.fromEntries(checkNames.map((name) => [name, 'passed'])) as Record<CheckName, Verdict>

// It waits for real seconds, and asks the database nothing that is not asked elsewhere.
describe.skipIf(databaseUnderTest().kind === 'postgres')('an application is graded as it deserves', () => {
  test('one that does everything right passes everything', async () => {
    examinedBy(lenient)
    const { api, terms } = await given('none')
    const report = await examined(api, terms)
    expect(verdictsIn(report), JSON.stringify(report.checks, null, 1)).toEqual(allPassed)
    expect(report).toMatchObject({ grade: 'A', percent: 100 })
  }, 60_000)

  test.each<[Vice, Partial<Record<CheckName, Verdict>>]>([
    ['appends', { duplicates: 'failed', removal: 'failed', replay: 'warned' }],
    ['overwrites', { reordering: 'failed' }],
    ['only_adds', { removal: 'failed' }],
    ['crashes_on_unknown', { unknown_webhooks: 'failed' }],
    ['believes_anybody', { forgeries: 'failed' }],
    ['crowded', { burst: 'failed' }],
  ])(
    '%s: nothing but %o is not passed, and it is no A',
    async (vice, blamed) => {
      examinedBy(lenient)
      const { api, terms } = await given(vice)
      const report = await examined(api, terms)
      expect(verdictsIn(report), JSON.stringify(report.checks, null, 1)).toEqual({ ...allPassed, ...blamed })
      expect(report.grade).not.toBe('A')
      for (const { verdict, advice } of report.checks) expect(advice === null).toBe(verdict === 'passed')
    },
    60_000,
  )

  test('works_first: in time with a reply that is just in time, lost with the next, and nothing else fails', async () => {
    examinedBy(strict)
    const { api, terms } = await given('works_first')
    // How long a crowd is kept waiting depends on the machine.
    const report = await examined(api, { ...terms, checks: checkNames.filter((name) => name !== 'burst') })
    const failed = Object.entries(verdictsIn(report)).filter(([, verdict]) => verdict === 'failed')
    expect(failed, JSON.stringify(report.checks, null, 1)).toEqual([['late_answers', 'failed']])
    const seen = seenBy(report, 'late_answers')
    expect(seen).toContain('Replies after 200 ms, just in time: 1 of 1 acknowledged')
    expect(seen).toContain('Replies after 2600 ms, just too late: 0 of 1 acknowledged')
    expect(seen).toContain('2 requests at the API began before the webhook was answered.')
    expect(report.grade).not.toBe('A')
  }, 60_000)

  test('one that answers first does not mind how late the replies are', async () => {
    examinedBy(strict)
    const { api, terms } = await given('none')
    const report = await examined(api, { ...terms, checks: ['late_answers'] })
    expect(report).toMatchObject({ grade: 'A', percent: 100 })
    expect(seenBy(report, 'late_answers')).toContain('Replies after 2600 ms, just too late: 1 of 1 acknowledged')
  }, 60_000)

  test('overwrites: the older reply is the last one to arrive, however often it is played', async () => {
    examinedBy(lenient)
    const { api, terms } = await given('overwrites')
    for (let again = 0; again < 4; again += 1) {
      const report = await examined(api, { ...terms, checks: ['reordering'] })
      expect(verdictsIn(report), JSON.stringify(report.checks, null, 1)).toEqual({ reordering: 'failed' })
    }
  }, 60_000)

  test('stores_slowly: an older reply waits until the newer one is taken in, however long that takes', async () => {
    examinedBy(new Doctor({ ...limits, heldMaxMs: 4_000, quietMs: 500 }))
    const { api, terms } = await given('stores_slowly')
    const report = await examined(api, { ...terms, checks: ['reordering'] })
    expect(verdictsIn(report), JSON.stringify(report.checks, null, 1)).toEqual({ reordering: 'failed' })
  }, 60_000)

  test('queues: reads that wait longer than a reply is kept back are waited for all the same', async () => {
    examinedBy(new Doctor({ ...limits, heldMaxMs: 150, quietMs: 300 }))
    const { api, terms } = await given('queues')
    const report = await examined(api, { ...terms, checks: ['reordering'] })
    expect(verdictsIn(report), JSON.stringify(report.checks, null, 1)).toEqual({ reordering: 'failed' })
  }, 60_000)

  test('queues: what was not read in time was not played, and nothing is said about it', async () => {
    examinedBy(new Doctor({ ...limits, readMaxMs: 20, quietMs: 500 }))
    const { api, terms } = await given('queues')
    const report = await examined(api, { ...terms, checks: ['reordering'] })
    expect(verdictsIn(report), JSON.stringify(report.checks, null, 1)).toEqual({ reordering: 'skipped' })
    expect(report.grade).toBeNull()
    expect(seenBy(report, 'reordering')).toContain('did not read within 0.02 s of the webhook')
  }, 60_000)
})
