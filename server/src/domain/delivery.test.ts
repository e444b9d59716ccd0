import { expect, test } from 'vitest'
import { afterReply, type Reply } from './delivery.ts'

const now = new Date('2026-03-18T12:00:00.000Z')
const answered = (status: number): Reply => ({ kind: 'status', status })

test.each([200, 201, 202, 204, 299])('%d is delivered, at whichever try', (status) => {
  for (const attempt of [1, 2, 5]) expect(afterReply(answered(status), attempt, now)).toEqual({ kind: 'delivered' })
})

test.each([
  [answered(500)],
  [answered(404)],
  [answered(302)],
  [answered(199)],
  [answered(300)],
  [{ kind: 'problem' }],
] as const)('%o is tried five times in all, one, two, three and four minutes apart', (reply) => {
  const minutes = [1, 2, 3, 4, 5].map((attempt) => {
    const next = afterReply(reply, attempt, now)
    return next.kind === 'retry' ? (next.at.getTime() - now.getTime()) / 60_000 : next.kind
  })
  expect(minutes).toEqual([1, 2, 3, 4, 'abandoned'])
})

test('410 means "stop telling me": it is not tried again', () => {
  expect(afterReply(answered(410), 1, now)).toEqual({ kind: 'abandoned' })
})
