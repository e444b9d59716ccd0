import { describe, expect, test } from 'vitest'
import type { CheckName, CheckReport, Verdict } from '../../../../contract/doctor.ts'
import { checkNames } from '../../../../contract/doctor.ts'
import { type Body, startApi } from '../../../../test/harness/api.ts'
import { startConsumer, type Vice } from '../../../../test/harness/consumer.ts'
import { Doctor } from './doctor.ts'

const house = await startApi()
// What takes five seconds in production, and so would here.
const doctor = new Doctor({
  answerMaxMs: 2_000,
  nearMs: 200,
  farMs: 2_600,
  quietMs: 120,
  settleMaxMs: 10_000,
  heldMaxMs: 500,
  burstCount: 16,
})
Object.assign(house.app.deps, { doctor })

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

test('an answer that waits for what it reads: right in time with the first webhook, lost with the second', async () => {
  const { api, terms } = await given('works_first')
  const report = await examined(api, { ...terms, checks: ['late_answers'] })
  const seen = seenBy(report, 'late_answers')
  expect(seen).toContain('Replies after 200 ms, just in time: 1 of 1 acknowledged')
  expect(seen).toContain('Replies after 2600 ms, just too late: 0 of 1 acknowledged')
  expect(seen).toContain('2 requests at the API began before the webhook was answered.')
  expect(report).toMatchObject({ grade: 'F', percent: 0 })
}, 60_000)

describe('an application is graded as it deserves', () => {
  test('one that does everything right passes everything', async () => {
    const { api, terms } = await given('none')
    const report = await examined(api, terms)
    expect(verdictsIn(report), JSON.stringify(report.checks, null, 1)).toEqual(allPassed)
    expect(report).toMatchObject({ grade: 'A', percent: 100 })
  }, 60_000)

  test.each<[Vice, Partial<Record<CheckName, Verdict>>]>([
    // How long it keeps a crowd waiting depends on the machine.
    ['works_first', { late_answers: 'failed', burst: expect.any(String) }],
    ['appends', { duplicates: 'failed', removal: 'failed', replay: 'warned' }],
    ['overwrites', { reordering: 'failed' }],
    ['only_adds', { removal: 'failed' }],
    ['crashes_on_unknown', { unknown_webhooks: 'failed' }],
    ['believes_anybody', { forgeries: 'failed' }],
    ['crowded', { burst: 'failed' }],
  ])(
    '%s: nothing but %o is not passed, and it is no A',
    async (vice, blamed) => {
      const { api, terms } = await given(vice)
      const report = await examined(api, terms)
      expect(verdictsIn(report), JSON.stringify(report.checks, null, 1)).toEqual({ ...allPassed, ...blamed })
      expect(report.grade).not.toBe('A')
      for (const { verdict, advice } of report.checks) expect(advice === null).toBe(verdict === 'passed')
    },
    60_000,
  )
})
