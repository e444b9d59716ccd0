import { describe, expect, test } from 'vitest'
import type { DescribedEvent, UserDescription } from '../../../../contract/users.ts'
import { problemsOf } from './described-users.ts'

const event: DescribedEvent = { on: '2026-02-02', description: 'RESTAURANTE', amount: -400 }

const described = (...events: readonly DescribedEvent[]): UserDescription => ({
  institution: 'erebor_mx_retail',
  username: 'lucia',
  from: '2026-01-01',
  accounts: [
    { name: 'main', type: 'checking' },
    { name: 'gold', type: 'card', limit: 9_000, closing_day: 5, due_days: 10 },
  ],
  events: [...events],
})

const problems = (more: Partial<DescribedEvent>) => problemsOf(described({ ...event, ...more }))

describe('what happens once may be', () => {
  test.each<[string, Partial<DescribedEvent>]>([
    ['pending, and posted with a tip', { pending_until: '2026-02-04', posts_as: { amount: -460 } }],
    [
      'posted under another name, other words and another day',
      {
        identification: 'A1',
        pending_until: '2026-02-04',
        posts_as: { identification: 'B7', replaces: true, description: 'REST 22', date: '2026-02-03' },
      },
    ],
    [
      'posted under a name where it had none',
      { pending_until: '2026-02-04', posts_as: { identification: 'B7', replaces: true } },
    ],
    ['held and never posted', { pending_until: '2026-02-09', removed_on: '2026-02-05' }],
    ['corrected afterwards', { corrected: { on: '2026-02-06', description: 'RESTAURANTE AUT 1' } }],
    ['on a card until its bill closes', { account: 'gold', pending_until: '2026-02-05', posts_as: { amount: -460 } }],
    ['shown for four weeks', { removed_on: '2026-03-02' }],
  ])('%s', (_what, more) => {
    expect(problems(more)).toEqual([])
  })
})

describe('what is wrong is said with its place', () => {
  test.each<[string, Partial<DescribedEvent>]>([
    ['pending_until: The day is not after 2026-02-02.', { pending_until: '2026-02-02' }],
    ['pending_until: There is no such day.', { pending_until: '2026-02-30' }],
    ['removed_on: The day is more than 28 days after 2026-02-02.', { removed_on: '2026-03-03' }],
    ['posts_as: Only what is pending is posted: give pending_until, too.', { posts_as: { amount: -460 } }],
    [
      'posts_as: It is removed before it is posted.',
      { pending_until: '2026-02-04', posts_as: { amount: -460 }, removed_on: '2026-02-04' },
    ],
    ['posts_as.amount: It cannot come in and go out.', { pending_until: '2026-02-04', posts_as: { amount: 460 } }],
    ['posts_as.amount: An amount cannot be zero.', { pending_until: '2026-02-04', posts_as: { amount: 0 } }],
    [
      'posts_as.amount: An amount has at most two decimals.',
      { pending_until: '2026-02-04', posts_as: { amount: -4.001 } },
    ],
    ['posts_as.date: The day is before 2026-02-02.', { pending_until: '2026-02-04', posts_as: { date: '2026-02-01' } }],
    ['posts_as.date: The day is after 2026-02-04.', { pending_until: '2026-02-04', posts_as: { date: '2026-02-05' } }],
    [
      'posts_as.replaces: Only a new identification can replace another: give one in posts_as.',
      { identification: 'A1', pending_until: '2026-02-04', posts_as: { identification: 'A1', replaces: true } },
    ],
    ['corrected: Say what is changed.', { corrected: { on: '2026-02-06' } }],
    [
      'corrected.on: It is posted on 2026-02-04, and corrected after that.',
      { pending_until: '2026-02-04', corrected: { on: '2026-02-04', description: 'X' } },
    ],
    [
      'corrected.on: It is removed on 2026-02-06, and corrected before that.',
      { removed_on: '2026-02-06', corrected: { on: '2026-02-06', description: 'X' } },
    ],
    ['corrected.date: The day is after 2026-02-06.', { corrected: { on: '2026-02-06', date: '2026-02-07' } }],
    ['pending_until: The bill closes on 2026-02-05.', { account: 'gold', pending_until: '2026-02-06' }],
    ['removed_on: The bill closes on 2026-02-05.', { account: 'gold', removed_on: '2026-02-06' }],
    [
      'corrected.date: A purchase by card keeps its date.',
      { account: 'gold', corrected: { on: '2026-02-06', date: '2026-02-03' } },
    ],
  ])('%s', (said, more) => {
    expect(problems(more).map(({ field, problem }) => `${field}: ${problem}`)).toEqual([`events.0.${said}`])
  })
})

describe('a name', () => {
  const held: DescribedEvent = { ...event, identification: 'A1', pending_until: '2026-02-06', removed_on: '2026-02-05' }

  test('may be given again once nothing has it any more', () => {
    expect(problemsOf(described(held, { ...event, on: '2026-02-05', identification: 'A1' }))).toEqual([])
    const renamed = { ...event, identification: 'A1', corrected: { on: '2026-02-04', identification: 'B7' } }
    expect(problemsOf(described(renamed, { ...event, on: '2026-02-04', identification: 'A1' }))).toEqual([])
  })

  test('is nobody else’s while something has it', () => {
    expect(problemsOf(described(held, { ...event, on: '2026-02-04', identification: 'A1' }))).toEqual([
      { field: 'events.1.identification', problem: 'events.0.identification is called so until 2026-02-05.' },
    ])
    const posts = { ...event, pending_until: '2026-02-04', posts_as: { identification: 'A1' } }
    expect(problemsOf(described({ ...event, identification: 'A1' }, posts))).toEqual([
      { field: 'events.1.posts_as.identification', problem: 'events.0.identification is called so until the end.' },
    ])
  })

  test('is kept when it is posted and corrected without another', () => {
    const posted = {
      ...event,
      identification: 'A1',
      pending_until: '2026-02-04',
      corrected: { on: '2026-02-06', description: 'X' },
    }
    expect(problemsOf(described(posted))).toEqual([])
    expect(problemsOf(described(posted, { ...event, on: '2026-02-09', identification: 'A1' }))).toHaveLength(1)
  })
})
