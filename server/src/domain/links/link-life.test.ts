import { describe, expect, test } from 'vitest'
import { type LifeEvent, type LinkLife, type LinkStatus, type Step, step } from './link-life.ts'
import { afterFailure, afterSuccess, firstSlot, slotOfNextDay } from './schedule.ts'

const now = new Date('2026-03-12T15:00:00.000Z')
const slot = new Date('2026-03-12T14:07:00.000Z')
const statuses = ['valid', 'invalid', 'unconfirmed', 'token_required'] as const
const modes = ['single', 'recurrent'] as const

const events: readonly LifeEvent[] = [
  { kind: 'confirmed' },
  { kind: 'login_accepted' },
  { kind: 'login_rejected' },
  { kind: 'credentials_changed' },
  { kind: 'credentials_lapsed' },
  { kind: 'consent_ended' },
  { kind: 'consent_given' },
  { kind: 'switched_to_recurrent', refreshRate: '12h' },
  { kind: 'switched_to_single' },
  { kind: 'refreshed' },
  { kind: 'refresh_failed' },
  { kind: 'refresh_rejected' },
  { kind: 'refresh_wants_token' },
]

type Given = { status: LinkStatus; mode: LinkLife['accessMode']; kept: boolean; failedLogins?: number }

/** A link with two failed logins behind it; a valid recurrent one is in the middle of its retries. */
const linkOf = ({ status, mode, kept, failedLogins = 2 }: Given): LinkLife => ({
  id: '7d3c1a52-9b0e-4f6a-8c2d-1e5f7a9b3c4d',
  status,
  accessMode: mode,
  refreshRate: mode === 'recurrent' ? '30d' : null,
  credentialsKept: kept,
  failedLogins,
  nextRefreshAt: mode === 'recurrent' && status === 'valid' ? slot : null,
  retries: mode === 'recurrent' && status === 'valid' ? 1 : 0,
})

/** What a step changes, in words; `-` where nothing does. */
function told(before: LinkLife, taken: Step): string {
  if (taken.kind === 'refused') return `refused: ${taken.fault}`
  const { link, due, announces, cancelsDue } = taken
  const words = [
    link.status === before.status ? '' : link.status,
    link.accessMode === before.accessMode ? '' : `${link.accessMode} ${link.refreshRate}`,
    link.credentialsKept === before.credentialsKept ? '' : link.credentialsKept ? 'kept' : 'gone',
    link.failedLogins === before.failedLogins ? '' : link.failedLogins === 0 ? 'forgiven' : 'counted',
    scheduleTold(before, link),
    ...due.map(({ cause, at }) => `due ${cause} ${at.getTime() === now.getTime() ? 'now' : nextDay(link, at)}`),
    ...announces.map((code) => `tells ${code}`),
    cancelsDue ? 'cancels' : '',
  ]
  return words.filter(Boolean).join(', ') || '-'
}

const nextDay = (link: LinkLife, at: Date) =>
  at.getTime() === slotOfNextDay(link.id, now).getTime() ? 'next day' : at.toISOString()

function scheduleTold(before: LinkLife, { id, refreshRate, nextRefreshAt, retries }: LinkLife): string {
  if (nextRefreshAt?.getTime() === before.nextRefreshAt?.getTime() && retries === before.retries) return ''
  if (nextRefreshAt === null || refreshRate === null) return 'stops'
  const plans = {
    starts: firstSlot(id, refreshRate, now),
    'goes on': afterSuccess(id, refreshRate, now),
    'tries again': afterFailure(id, refreshRate, { now, retries: before.retries }),
    'starts the day after': firstSlot(id, refreshRate, slotOfNextDay(id, now)),
  }
  const same = Object.entries(plans).find(
    ([, plan]) => plan.at.getTime() === nextRefreshAt.getTime() && plan.retries === retries,
  )
  return same?.[0] ?? `at ${nextRefreshAt.toISOString()}`
}

/**
 * What every event changes of every link: status, access mode, whether credentials are kept, then what is told. `*` is
 * any; of the rows that fit a link the first one counts.
 */
const expectations: Readonly<Record<LifeEvent['kind'], string>> = {
  confirmed: `
    valid single *                | forgiven, due registration now
    valid recurrent *             | forgiven, starts, due registration now
    * single *                    | valid, forgiven, due registration now
    * recurrent *                 | valid, forgiven, starts, due registration now
  `,
  login_accepted: `
    token_required single *       | valid, forgiven
    token_required recurrent *    | valid, forgiven, starts
    * * *                         | forgiven
  `,
  login_rejected: `
    * * *                         | counted
  `,
  credentials_changed: `
    valid single kept             | forgiven
    valid single none             | kept, forgiven
    valid recurrent kept          | forgiven, starts, due credentials_changed now
    valid recurrent none          | kept, forgiven, starts, due credentials_changed now
    * single kept                 | valid, forgiven
    * single none                 | valid, kept, forgiven
    * recurrent kept              | valid, forgiven, starts, due credentials_changed now
    * recurrent none              | valid, kept, forgiven, starts, due credentials_changed now
  `,
  credentials_lapsed: `
    valid single kept             | invalid, gone, cancels
    valid single none             | invalid, cancels
    valid recurrent kept          | invalid, gone, stops, cancels
    valid recurrent none          | invalid, stops, cancels
    token_required * kept         | invalid, gone, cancels
    token_required * none         | invalid, cancels
    * * kept                      | gone, cancels
    * * none                      | cancels
  `,
  consent_ended: `
    valid recurrent *             | invalid, stops, cancels
    valid single *                | invalid, cancels
    token_required * *            | invalid, cancels
    * * *                         | cancels
  `,
  consent_given: `
    * * none                      | -
    unconfirmed * *               | -
    valid single kept             | forgiven
    valid recurrent kept          | forgiven, starts, due credentials_changed now
    * single kept                 | valid, forgiven
    * recurrent kept              | valid, forgiven, starts, due credentials_changed now
  `,
  switched_to_recurrent: `
    * recurrent *                 | -
    unconfirmed single *          | refused: link_unconfirmed
    * single none                 | refused: access_mode_switch_refused
    invalid single kept           | refused: link_invalid
    token_required single kept    | refused: token_required
    valid single kept             | recurrent 12h, starts the day after, due access_mode_switch next day
  `,
  switched_to_single: `
    * single *                    | -
    valid recurrent *             | single null, stops, cancels
    * recurrent *                 | single null, cancels
  `,
  refreshed: `
    valid single *                | forgiven
    valid recurrent *             | forgiven, goes on
    * single *                    | valid, forgiven
    * recurrent *                 | valid, forgiven, goes on
  `,
  refresh_failed: `
    valid recurrent *             | tries again
    * * *                         | -
  `,
  refresh_rejected: `
    invalid * *                   | tells invalid_credentials, cancels
    valid recurrent *             | invalid, stops, tells invalid_credentials, cancels
    * * *                         | invalid, tells invalid_credentials, cancels
  `,
  refresh_wants_token: `
    token_required * *            | tells token_required, cancels
    valid recurrent *             | token_required, stops, tells token_required, cancels
    * * *                         | token_required, tells token_required, cancels
  `,
}

type Row = { readonly kind: string; readonly pattern: readonly string[]; readonly told: string }

const rows: readonly Row[] = Object.entries(expectations).flatMap(([kind, table]) =>
  table
    .trim()
    .split('\n')
    .map((line) => {
      const [pattern = '', words = ''] = line.split('|').map((part) => part.trim())
      return { kind, pattern: pattern.split(' '), told: words }
    }),
)

const cells = events.flatMap((event) =>
  statuses.flatMap((status) =>
    modes.flatMap((mode) =>
      [true, false].map((kept) => {
        const row = rows.find(
          ({ kind, pattern: [s, m, k] }) =>
            kind === event.kind && fits(s, status) && fits(m, mode) && fits(k, kept ? 'kept' : 'none'),
        )
        return { event, given: { status, mode, kept }, name: `${status} ${mode} ${kept ? 'kept' : 'none'}`, row }
      }),
    ),
  ),
)

function fits(pattern: string | undefined, word: string): boolean {
  return pattern === '*' || pattern === word
}

test.each(cells)('$event.kind of a link that is $name', ({ event, given, row }) => {
  const link = linkOf(given)
  expect(told(link, step(link, event, now))).toBe(row?.told)
})

test('every row of the table is the answer for some link', () => {
  expect(rows.filter((row) => !cells.some((cell) => cell.row === row))).toEqual([])
})

/** Every step from every kind of link, with every number of failed logins. */
const steps = cells.flatMap(({ event, given }) =>
  [0, 1, 4, 5, 6, 9].map((failedLogins) => {
    const link = linkOf({ ...given, failedLogins })
    return { event, link, taken: step(link, event, now) }
  }),
)
const moves = steps.flatMap(({ taken, ...rest }) =>
  taken.kind === 'moved' ? [{ ...rest, ...taken, before: rest.link, after: taken.link }] : [],
)

describe('whatever happens', () => {
  test('only a valid recurrent link has a schedule, and only a recurrent one a rate', () => {
    for (const { after } of moves) {
      if (after.nextRefreshAt !== null) expect([after.status, after.accessMode]).toEqual(['valid', 'recurrent'])
      expect(after.refreshRate === null).toBe(after.accessMode === 'single')
      if (after.nextRefreshAt === null) expect(after.retries).toBe(0)
    }
  })

  test('only a switch changes the access mode, and only a switch is refused', () => {
    for (const { event, before, after } of moves) {
      if (!event.kind.startsWith('switched')) expect(after.accessMode).toBe(before.accessMode)
    }
    const refused = steps.filter(({ taken }) => taken.kind === 'refused').map(({ event }) => event.kind)
    expect([...new Set(refused)]).toEqual(['switched_to_recurrent'])
  })

  test('what is planned lies ahead, and what is due is not in the past', () => {
    for (const { before, after, due } of moves) {
      const planned = after.nextRefreshAt !== before.nextRefreshAt ? after.nextRefreshAt : null
      if (planned) expect(planned.getTime()).toBeGreaterThan(now.getTime())
      for (const { at } of due) expect(at.getTime()).toBeGreaterThanOrEqual(now.getTime())
    }
  })

  test('a link that stops takes back what it had planned', () => {
    for (const { before, after, cancelsDue } of moves) {
      if (before.nextRefreshAt !== null && after.nextRefreshAt === null) expect(cancelsDue).toBe(true)
    }
  })

  test('a link keeps its id', () => {
    for (const { before, after } of moves) expect(after.id).toBe(before.id)
  })
})

describe('failed logins', () => {
  const rejected = (given: Partial<Given>) => {
    const before = linkOf({ status: 'valid', mode: 'recurrent', kept: true, ...given })
    return told(before, step(before, { kind: 'login_rejected' }, now))
  }

  test.each([0, 1, 2, 3, 4])('after %i of them another one changes nothing else', (failedLogins) => {
    expect(rejected({ failedLogins })).toBe('counted')
  })

  test.each(['valid', 'token_required'] as const)('the sixth in a row makes a %s link invalid', (status) => {
    const stops = status === 'valid' ? ', stops' : ''
    expect(rejected({ status, failedLogins: 5 })).toBe(`invalid, counted${stops}, cancels`)
    expect(rejected({ status, failedLogins: 5, mode: 'single' })).toBe('invalid, counted, cancels')
  })

  test('a registration that is not complete stays so, however often it fails', () => {
    expect(rejected({ status: 'unconfirmed', failedLogins: 5 })).toBe('counted')
    expect(rejected({ status: 'unconfirmed', failedLogins: 50 })).toBe('counted')
  })

  test('a login that works forgives them all', () => {
    let link = linkOf({ status: 'valid', mode: 'single', kept: true, failedLogins: 5 })
    for (const kind of ['login_accepted', 'login_rejected'] as const) {
      const taken = step(link, { kind }, now)
      if (taken.kind === 'moved') link = taken.link
    }
    expect([link.status, link.failedLogins]).toEqual(['valid', 1])
  })
})
