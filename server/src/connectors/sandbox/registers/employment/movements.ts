import { type Day, dayInMonth, firstDay, monthIn, monthOf, monthOfYear, yearOf } from '../../world/calendar.ts'
import type { Client } from '../../world/people/client.ts'
import type { Employment } from '../career.ts'
import { baseSalaryIn } from '../citizen.ts'

export type Event = 'HIRED' | 'SALARY_MODIFICATION' | 'ABSENCE' | 'SICK_LEAVE' | 'VOLUNTARY_CONTRIBUTION'

/** What an employer tells social security: what happened, on which day, with which base of a day. */
export type Told = { readonly event: Event | 'DISMISSED_RESIGNED'; readonly day: Day; readonly baseCents: number }

/** The last day of the employment that is known on the day; null while it goes on. */
export const endedBy = ({ endsOn }: Employment, today: Day): Day | null =>
  endsOn !== null && endsOn <= today ? endsOn : null

/** Days of the employment until today, both ends included. */
export const daysWithin = ({ startsOn, endsOn }: Employment, today: Day): number =>
  Math.min(endsOn ?? today, today) - startsOn + 1

/** Everything told of an employment until today, oldest first. What was told once is told for ever. */
export function movementsOf(client: Client, employment: Employment, today: Day): readonly Told[] {
  const { startsOn } = employment
  const end = endedBy(employment, today)
  const last = monthOf(end ?? today)
  const told: Told[] = []
  const away: Pick<Told, 'event' | 'day'>[] = []
  for (let month = monthOf(startsOn); month <= last; month += 1) {
    const baseCents = baseSalaryIn(client, employment, month)
    const before = told.at(-1)
    if (baseCents !== before?.baseCents) {
      const event = before ? laterEvent(employment) : firstEvent(employment)
      told.push({ event, day: Math.max(firstDay(month), startsOn), baseCents })
    }
    if (monthOfYear(month) === 1 || month === monthOf(startsOn)) away.push(...awayIn(client, employment, yearOf(month)))
    told.push(...away.filter(({ day }) => monthOf(day) === month).map((each) => ({ ...each, baseCents })))
  }
  const known = told.filter(({ day }) => day <= (end ?? today))
  const left = known.at(-1)
  return left && end !== null ? [...known, { event: 'DISMISSED_RESIGNED', day: end, baseCents: left.baseCents }] : known
}

const firstEvent = ({ kind }: Employment): Event => (kind === 'voluntary' ? 'VOLUNTARY_CONTRIBUTION' : 'HIRED')
const laterEvent = ({ kind }: Employment): Event =>
  kind === 'voluntary' ? 'VOLUNTARY_CONTRIBUTION' : 'SALARY_MODIFICATION'

/** Some are ill for a while every few years, or stay away; neither costs them weeks or changes their base. */
function awayIn(client: Client, { key, kind }: Employment, year: number): readonly Pick<Told, 'event' | 'day'>[] {
  if (kind !== 'wages') return []
  const dice = client.dice('away', key, year)
  if (!dice.chance(0.17)) return []
  const event = dice.chance(0.7) ? 'SICK_LEAVE' : 'ABSENCE'
  return [{ event, day: dayInMonth(monthIn(year, dice.between(1, 12)), dice.between(2, 27)) }]
}
