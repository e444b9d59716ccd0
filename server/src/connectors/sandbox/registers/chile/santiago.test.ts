import { expect, test } from 'vitest'
import { isRut } from '../../../../domain/identifiers.ts'
import { dayFromIso, hourMs } from '../../world/calendar.ts'
import { foreignersRut } from './sales.ts'
import { printedInstant, santiagoDay, santiagoInstant, santiagoOffset } from './santiago.ts'

const wallClock = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'America/Santiago',
  dateStyle: 'short',
  timeStyle: 'medium',
})

test('every hour of eight years is the one that the table of zones tells for Santiago', () => {
  const wrong: string[] = []
  for (let at = Date.UTC(2023, 0, 1); at < Date.UTC(2031, 0, 1); at += hourMs) {
    const ours = new Date(at + santiagoOffset(at) * hourMs).toISOString().slice(0, 19).replace('T', ' ')
    if (ours !== wallClock.format(at)) wrong.push(ours)
  }
  expect(wrong).toEqual([])
})

test('an instant is printed with the offset of its season, and read back', () => {
  const winter = santiagoInstant(dayFromIso('2026-07-01'), 15 * 3_600 + 47)
  expect(printedInstant(winter)).toBe('2026-07-01T15:00:47-04:00')
  expect(printedInstant(santiagoInstant(dayFromIso('2026-01-01'), 60))).toBe('2026-01-01T00:01:00-03:00')
  expect(Date.parse(printedInstant(winter))).toBe(winter)
})

test('the day of Santiago begins three or four hours after that of UTC', () => {
  expect(santiagoDay(Date.parse('2026-07-01T03:59:59Z'))).toBe(dayFromIso('2026-06-30'))
  expect(santiagoDay(Date.parse('2026-07-01T04:00:00Z'))).toBe(dayFromIso('2026-07-01'))
  expect(santiagoDay(Date.parse('2026-01-01T03:00:00Z'))).toBe(dayFromIso('2026-01-01'))
})

test('the number that stands for foreigners is a RUT', () => {
  expect(isRut(foreignersRut)).toBe(true)
})
