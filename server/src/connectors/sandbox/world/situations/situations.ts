import { type Day, dayAt, daysIn, firstDay, type Month, monthOf, weekday } from '../calendar.ts'
import { remembering } from '../memory.ts'
import type { Movement } from '../movement.ts'
import type { Client } from '../people/client.ts'
import { type SituationName, situations } from './situation-kinds.ts'

/** What of the persona's statement can be mistaken for something else. */
export type Situations = {
  /** What moves money in the month. */
  movements(month: Month): readonly Movement[]
  /** What is held for some days and never posted. */
  holds(month: Month): readonly Movement[]
}

/** Which of them begin on a day of the week; 0 is Sunday. */
export const situationsOn: readonly (readonly SituationName[])[] = [
  ['reversal', 'undated'],
  ['tip'],
  ['foreign'],
  ['new_day'],
  ['new_words', 'new_key'],
  ['alike'],
  ['refund', 'reused_key'],
]

/** What begins on one of these days may go on in the next month. */
const longestDays = 4

export function makeSituations(client: Client, accountKey: string): Situations {
  const begunOn = (day: Day): readonly Movement[] =>
    (situationsOn[weekday(day)] ?? []).flatMap((name) =>
      situations[name]({ name, client, accountKey, day, dice: client.dice('situation', name, day), index: 0 }),
    )
  const happening = remembering((month: Month): readonly Movement[] => {
    const first = firstDay(month) - longestDays
    const days = Array.from({ length: daysIn(month) + longestDays }, (_each, index) => first + index)
    return days.flatMap(begunOn).filter(({ at }) => monthOf(dayAt(at)) === month)
  })
  const isHold = ({ removedAt }: Movement): boolean => removedAt !== undefined
  return {
    movements: (month) => happening(month).filter((each) => !isHold(each)),
    holds: (month) => happening(month).filter(isHold),
  }
}
