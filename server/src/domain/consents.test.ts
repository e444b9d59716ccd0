import { describe, expect, test } from 'vitest'
import { consentStatuses } from '../../../contract/consents.ts'
import {
  bareDocument,
  type ConsentLife,
  changed,
  endsBy,
  expired,
  given,
  givenAnewAt,
  isAboutToEnd,
} from './consents.ts'

const now = new Date('2026-03-18T15:00:00.000Z')
const inDays = (days: number) => new Date(now.getTime() + days * 86_400_000)
const limited: ConsentLife = { status: 'AUTHORISED', durationDays: 183, expiresAt: inDays(100) }
const endless: ConsentLife = { status: 'AUTHORISED', durationDays: null, expiresAt: null }

describe('a consent', () => {
  test('is given for days, or until it is taken back', () => {
    expect(given(92, now)).toEqual({ status: 'AUTHORISED', durationDays: 92, expiresAt: inDays(92) })
    expect(given(null, now)).toEqual(endless)
  })

  test('is given anew when its time begins again, which only one that ends and is granted can tell', () => {
    const made = given(92, now)
    expect(givenAnewAt(made, now)).toBeUndefined()
    const again = changed({ ...made, status: 'REJECTED' }, { status: 'AUTHORISED' }, inDays(3)).consent
    expect(givenAnewAt(again, now)).toEqual(inDays(3))
    const longer = changed(made, { durationDays: 183 }, inDays(5)).consent
    expect(givenAnewAt(longer, now)).toEqual(inDays(5))
    expect(givenAnewAt({ ...longer, status: 'EXPIRED' }, now)).toBeUndefined()
    expect(givenAnewAt(endless, inDays(-9))).toBeUndefined()
  })

  test('ends by itself only while it is granted', () => {
    expect(endsBy(limited)).toEqual(inDays(100))
    expect(endsBy(endless)).toBeNull()
    for (const status of consentStatuses.filter((each) => each !== 'AUTHORISED'))
      expect(endsBy({ ...limited, status })).toBeNull()
  })

  test.each([
    [8, false],
    [7, true],
    [0, true],
  ])('that ends in %i days is about to: %s', (days, about) => {
    expect(isAboutToEnd({ ...limited, expiresAt: inDays(days) }, now)).toBe(about)
    expect(isAboutToEnd({ ...limited, status: 'REJECTED', expiresAt: inDays(days) }, now)).toBe(false)
    expect(isAboutToEnd(endless, now)).toBe(false)
  })

  test('that is over says since when, and is told of', () => {
    const over = { ...limited, expiresAt: inDays(-1) }
    expect(expired(over, now)).toEqual({
      consent: { ...over, status: 'EXPIRED' },
      link: 'consent_ended',
      announces: 'openfinance_consent_expired',
    })
  })

  test('that is ended before its time ends now', () => {
    for (const before of [limited, endless])
      expect(changed(before, { status: 'EXPIRED' }, now).consent).toMatchObject({ status: 'EXPIRED', expiresAt: now })
  })

  test.each(['REJECTED', 'AWAITING_AUTHORISATION', 'AWAITING_AUTHORISATION_CONFIRMATION'] as const)(
    'that becomes %s ends its link, without a word',
    (status) => {
      const taken = changed(limited, { status }, now)
      expect(taken).toEqual({ consent: { ...limited, status }, link: 'consent_ended', announces: null })
    },
  )

  test('that is granted anew begins anew, and its link with it', () => {
    const before: ConsentLife = { ...limited, status: 'EXPIRED', expiresAt: inDays(-9) }
    expect(changed(before, { status: 'AUTHORISED' }, now)).toEqual({
      consent: { ...before, status: 'AUTHORISED', expiresAt: inDays(183) },
      link: 'consent_given',
      announces: 'openfinance_consent_expiration_changed',
    })
    const waiting: ConsentLife = { ...endless, status: 'REJECTED' }
    expect(changed(waiting, { status: 'AUTHORISED' }, now)).toMatchObject({ link: 'consent_given', announces: null })
  })

  test('that is given for another time begins anew, and its link goes on', () => {
    expect(changed(limited, { durationDays: 366 }, now)).toEqual({
      consent: { status: 'AUTHORISED', durationDays: 366, expiresAt: inDays(366) },
      link: null,
      announces: 'openfinance_consent_expiration_changed',
    })
    expect(changed(limited, { durationDays: null }, now).consent).toEqual(endless)
  })

  test('that becomes what it is stays what it is', () => {
    for (const status of consentStatuses) {
      const before = { ...limited, status }
      expect(changed(before, { status }, now)).toEqual({ consent: before, link: null, announces: null })
    }
  })

  test('that was not granted any more ends no link', () => {
    const refused: ConsentLife = { ...limited, status: 'REJECTED' }
    expect(changed(refused, { status: 'AWAITING_AUTHORISATION' }, now).link).toBeNull()
    expect(changed(refused, { durationDays: 92 }, now)).toEqual({
      consent: { ...refused, durationDays: 92 },
      link: null,
      announces: null,
    })
  })
})

test.each([
  ['761.092.776-73', '76109277673'],
  ['50.685.362/0067-73', '50685362006773'],
  [' 76109277673', '76109277673'],
])('%s is kept as %s', (text, bare) => {
  expect(bareDocument(text)).toBe(bare)
})
