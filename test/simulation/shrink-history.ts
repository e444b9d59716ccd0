import { type Plan, type Report, simulate } from './run.ts'
import { shrink } from './shrink.ts'
import type { Step } from './steps.ts'

export type Limits = {
  readonly triesMax: number
  /** Asked before every try: whether there is time for it. */
  hasTime(): boolean
}

export type Try = { readonly count: number; readonly steps: number; readonly least: number; readonly isSame: boolean }

/** Runs something on a place of its own, which is gone afterwards. */
export type OnFreshPlace = <T>(work: (place: Plan['place']) => Promise<T>) => Promise<T>

/**
 * Looks for the fewest steps of a failing run that end with the same contradiction. Null where its own steps, taken once
 * more, do not.
 */
export async function shrinkHistory(
  { plan, report, onFreshPlace }: { plan: Omit<Plan, 'place'>; report: Report; onFreshPlace: OnFreshPlace },
  limits: Limits,
  told: (tried: Try) => void,
): Promise<Report | null> {
  let count = 0
  let least: Report | null = null
  const replay = async (history: readonly Step[]): Promise<readonly Step[] | null> => {
    const again = await onFreshPlace((place) => simulate({ ...plan, place, history }))
    const isSame = isSameContradiction(again.contradiction, report.contradiction)
    if (isSame) least = again
    count += 1
    told({ count, steps: history.length, least: (least ?? report).history.length, isSame })
    return isSame ? again.history : null
  }
  const steps = await replay(report.history)
  if (steps === null) return null
  const mayGoOn = () => count < limits.triesMax && limits.hasTime()
  await shrink(steps, { replay, groupsOf, simpler, mayGoOn })
  return least
}

/** A workspace with all that is done in it, and a link from its registration on. */
function groupsOf({ workspace, operation, link, number }: Step): string[] {
  const ofLink = operation === 'register' ? number : link
  return [workspace, ...(ofLink === null ? [] : [`link of ${ofLink}`])]
}

const simpler = (step: Step): Step | null => (step.crash === null ? null : { ...step, crash: null })

/** Which link it is, when, and how many there are is different where other steps were taken before. */
export function isSameContradiction(one: string | null, other: string | null): boolean {
  return one !== null && other !== null && natureOf(one) === natureOf(other)
}

const natureOf = (contradiction: string): string =>
  (contradiction.split('\n')[0] ?? '')
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}|\b[0-9a-f]{16,}\b/g, 'id')
    .replace(/\d{4}-\d\d-\d\d(T[\d:.]+Z)?/g, 'date')
    .replace(/\d+/g, 'number')
