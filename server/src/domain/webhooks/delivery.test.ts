import { describe, expect, test } from 'vitest'
import { afterReply, quietMs, type Reply, type RetryPolicy, readRetryAfter } from './delivery.ts'

const now = new Date('2026-03-18T12:00:00.000Z')
const answered = (status: number, retryAfterMs: number | null = null): Reply => ({
  kind: 'status',
  status,
  retryAfterMs,
})
const nextAfter = (reply: Reply, attempt: number, policy: RetryPolicy = 'standard') =>
  afterReply(reply, { attempt, policy, now })
const secondsUntil = (reply: Reply, attempt: number, policy: RetryPolicy) => {
  const next = nextAfter(reply, attempt, policy)
  return next.kind === 'retry' ? (next.at.getTime() - now.getTime()) / 1_000 : next.kind
}

test.each([200, 201, 202, 204, 299])('%d is delivered, at whichever try', (status) => {
  for (const attempt of [1, 2, 5, 400]) expect(nextAfter(answered(status), attempt)).toEqual({ kind: 'delivered' })
})

test.each([
  [answered(500)],
  [answered(404)],
  [answered(302)],
  [answered(199)],
  [answered(300)],
  [answered(429)],
  // A shorter wait than the next one, and a wish that no such answer has.
  [answered(503, 30_000)],
  [answered(500, 3_600_000)],
  [{ kind: 'problem' }],
] as const)('%o is tried five times in all, one, two, three and four minutes apart', (reply) => {
  const seconds = [1, 2, 3, 4, 5].map((attempt) => secondsUntil(reply, attempt, 'standard'))
  expect(seconds).toEqual([60, 120, 180, 240, 'abandoned'])
})

test.each([429, 503])(
  '%d in the standard way is not tried again before it wants to be, for an hour at most',
  (status) => {
    expect(secondsUntil(answered(status, 90_000), 1, 'standard')).toBe(90)
    expect(secondsUntil(answered(status, 90_000), 2, 'standard')).toBe(120)
    const seconds = [1, 2, 3, 4, 5].map((attempt) => secondsUntil(answered(status, 86_400_000), attempt, 'standard'))
    expect(seconds).toEqual([3_600, 3_600, 3_600, 3_600, 'abandoned'])
  },
)

test.each(['standard', 'patient'] as const)('410 means "stop telling me": it is not tried again, %s', (policy) => {
  expect(nextAfter(answered(410), 1, policy)).toEqual({ kind: 'abandoned' })
})

describe('with patience', () => {
  test('ten tries reach 75 hours, 35 minutes and 5 seconds, and the next is none', () => {
    const seconds = Array.from({ length: 9 }, (_, index) => Number(secondsUntil(answered(500), index + 1, 'patient')))
    expect(seconds.reduce((sum, each) => sum + each)).toBe(75 * 3_600 + 35 * 60 + 5)
    expect(seconds).toEqual(seconds.toSorted((one, other) => one - other))
    expect(secondsUntil(answered(500), 10, 'patient')).toBe('abandoned')
  })

  test.each([429, 503])('%d is not tried again before it wants to be, nor before its turn', (status) => {
    expect(secondsUntil(answered(status, 90_000), 1, 'patient')).toBe(90)
    expect(secondsUntil(answered(status, 1_000), 1, 'patient')).toBe(5)
    expect(secondsUntil(answered(status), 1, 'patient')).toBe(5)
  })

  test('what other answers wish is not asked for', () => {
    expect(secondsUntil(answered(500, 90_000), 1, 'patient')).toBe(5)
  })
})

test('429 wants quiet for as long as it says, for a minute at least; nothing else does', () => {
  expect(quietMs(answered(429, 90_000))).toBe(90_000)
  expect(quietMs(answered(429, 0))).toBe(60_000)
  expect(quietMs(answered(429))).toBe(60_000)
  expect(quietMs(answered(503, 90_000))).toBe(0)
  expect(quietMs({ kind: 'problem' })).toBe(0)
})

test.each([
  ['120', 120_000],
  [' 0 ', 0],
  ['Wed, 18 Mar 2026 12:01:30 GMT', 90_000],
  // It is over already.
  ['Wed, 18 Mar 2026 11:00:00 GMT', 0],
  // A day is as long as anybody is put off.
  ['999999999', 86_400_000],
  ['99999999999', 86_400_000],
  ['9'.repeat(400), 86_400_000],
  ['Thu, 18 Mar 2027 12:00:00 GMT', 86_400_000],
  ['-1', null],
  ['1.5', null],
  ['soon', null],
  ['2026-03-18T12:01:30Z', null],
  ['Wed, 99 Xyz 2026 99:99:99 GMT', null],
  ['', null],
  [undefined, null],
])('Retry-After: %s', (header, expected) => {
  expect(readRetryAfter(header, now)).toBe(expected)
})
