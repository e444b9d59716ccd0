import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { checkNames } from '../../../../../contract/doctor.ts'
import type { Exam, Scene } from '../exam.ts'
import { doctorLimits } from '../limits.ts'
import type { News } from '../subject.ts'
import type { Answer } from '../tell.ts'
import { Watch } from '../watch.ts'
import { burst } from './burst.ts'
import { delivery, duplicates, replay } from './deliveries.ts'
import { checks } from './list.ts'
import { removal } from './order.ts'
import { forgeries } from './strangers.ts'

const answered = (status: number | null, durationMs = 5): Answer => ({
  ...{ webhook: 'ACCOUNTS historical_update', status, durationMs },
  problem: status === null ? 'timeout' : null,
})

/** An examination in which the application gives these answers, one after the other and the last one for ever. */
function examOf(answers: readonly Answer[], more: Partial<Scene> = {}): Exam {
  let next = 0
  const news = { type: 'ACCOUNTS', code: 'historical_update', process: 'historical_update', data: {} } as const
  const link = { id: '3746aaaa-0000-4000-8000-000000000000', external_id: null }
  const exam = {
    limits: doctorLimits,
    watch: new Watch(),
    consumer: { url: 'http://localhost', authorization: 'Bearer us', secret: null },
    subject: {
      ...{ link, own: true, totals: async () => news, bringNews: async () => news, remove: async () => undefined },
      ...{ truth: async () => new Set<string>(), others: async () => [] },
    },
    first: null,
    envelope: () => ({ ...news, webhook_type: news.type, data: {} }),
    send: async () => answers[Math.min(next++, answers.length - 1)],
    readsBack: () => true,
    unanswered: () => false,
    scene: async (play: () => Promise<readonly Answer[]>) => ({
      ...{ answers: await play(), calls: [], answeredMs: 0, mistakes: null, unread: null },
      ...more,
    }),
  }
  return exam as unknown as Exam
}

const crowd = (refused: number, durationMs = 5): readonly Answer[] => [
  ...Array.from({ length: refused }, () => answered(503)),
  answered(200, durationMs),
]

describe('where a verdict ends', () => {
  test.each([
    ['delivery', delivery, [answered(200, 2_499)], 'passed'],
    ['delivery', delivery, [answered(200, 2_500)], 'warned'],
    ['delivery', delivery, [answered(204)], 'passed'],
    ['delivery', delivery, [answered(302)], 'failed'],
    ['delivery', delivery, [answered(200), answered(null)], 'failed'],
    ['duplicates', duplicates, [answered(200), answered(409), answered(200)], 'failed'],
    ['burst', burst, crowd(0), 'passed'],
    ['burst', burst, crowd(1), 'warned'],
    ['burst', burst, crowd(5), 'warned'],
    ['burst', burst, crowd(6), 'failed'],
    ['burst', burst, crowd(0, 2_500), 'warned'],
    ['forgeries', forgeries, [answered(401)], 'passed'],
    ['forgeries', forgeries, [answered(403), answered(500)], 'warned'],
    ['forgeries', forgeries, [answered(401), answered(200)], 'failed'],
  ] as const)('%s %#', async (_name, check, answers, verdict) => {
    expect((await check.examine(examOf(answers))).verdict).toBe(verdict)
  })

  test('a webhook of somebody else that makes the application read was believed, whatever was answered', async () => {
    const call = { operation: 'ListAccounts', question: 'ListAccounts', beganMs: 0, ready: true, endedMs: 1 }
    expect((await forgeries.examine(examOf([answered(401)], { calls: [call] }))).verdict).toBe('failed')
  })

  test('without a state_url one that has not read since the change cannot know of it', async () => {
    expect((await removal.examine(examOf([answered(200)]))).verdict).toBe('warned')
  })

  test.each([
    ['delivery', delivery, 'warned'],
    ['duplicates', duplicates, 'skipped'],
    ['removal', removal, 'skipped'],
    ['replay', replay, 'skipped'],
  ] as const)(
    '%s: one that never reads, and says nothing of itself, is no better for it',
    async (_name, check, verdict) => {
      const silent = { ...examOf([answered(200)]), limits: { ...doctorLimits, readMaxMs: 0 }, readsBack: () => false }
      const exam = { ...silent, first: silent.envelope({} as News) }
      expect(await check.examine(exam)).toMatchObject({ verdict, advice: expect.stringContaining('state_url') })
    },
  )

  test('what could be believed is told from what could not be seen', async () => {
    const seen = (more: Partial<Scene>) => delivery.examine(examOf([answered(200)], more))
    expect((await seen({ mistakes: new Set() })).seen.join()).toContain('What it believes in is true.')
    const wrong = await seen({ mistakes: new Set(['missing a', 'missing b', 'twice c']) })
    expect(wrong.verdict).toBe('failed')
    expect(wrong.seen.join()).toContain('2 missing, 0 that are removed, 1 twice')
    expect((await seen({ unread: 'answered 500' })).verdict).toBe('warned')
  })
})

describe('the checks', () => {
  test('are those of the contract, in its order', () => {
    expect(checks.map(({ name }) => name)).toEqual(checkNames)
  })

  test.each(checks.map((check) => [check.name, check] as const))('%s: its docs are there', (name, { docs }) => {
    const [page = '', place = ''] = docs.split('#')
    const text = readFileSync(new URL(`../../../../../${page}`, import.meta.url), 'utf8')
    const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, words = '']) => words.toLowerCase().replaceAll(' ', '-'))
    expect(headings).toContain(place)
    const guide = readFileSync(new URL('../../../../../docs/doctor.md', import.meta.url), 'utf8')
    expect(guide).toContain(`\n| \`${name}\` |`)
  })
})
