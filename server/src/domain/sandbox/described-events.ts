import type { DescribedAccount, DescribedEvent } from '../../../../contract/users.ts'
import { at, type DescriptionProblem, problemsOfAmount, problemsOfDay } from './described-problems.ts'

/** What happens once may be shown in several ways one after the other; whether that can be told. */

/** So long at most: whoever reads again after a month still hears of it. */
const courseDaysMax = 28

const dayMs = 86_400_000
const dayAfter = (day: string, count: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + count * dayMs).toISOString().slice(0, 10)

export function problemsOfCourse(
  event: DescribedEvent,
  field: string,
  accounts: readonly DescribedAccount[],
): DescriptionProblem[] {
  const days = [
    ...problemsOfStep(event, event.pending_until, `${field}.pending_until`),
    ...problemsOfStep(event, event.corrected?.on, `${field}.corrected.on`),
    ...problemsOfStep(event, event.removed_on, `${field}.removed_on`),
  ]
  // What follows compares days, which have to be days.
  if (days.length > 0 || problemsOfDay(event.on, '', '').length > 0) return days
  return [
    ...problemsOfPosting(event, field),
    ...problemsOfCorrection(event, field),
    ...problemsOfCard(event, field, accounts),
  ]
}

function problemsOfStep({ on }: DescribedEvent, day: string | undefined, field: string): DescriptionProblem[] {
  if (day === undefined) return []
  const wrong = problemsOfDay(day, field, '')
  if (wrong.length > 0) return wrong
  if (day <= on) return [at(field, `The day is not after ${on}.`)]
  return day > dayAfter(on, courseDaysMax) ? [at(field, `The day is more than ${courseDaysMax} days after ${on}.`)] : []
}

function problemsOfPosting(event: DescribedEvent, field: string): DescriptionProblem[] {
  const { amount, identification, pending_until: until, posts_as: posted, removed_on: removedOn } = event
  if (!posted) return []
  const of = (key: string): string => `${field}.posts_as.${key}`
  const problems: DescriptionProblem[] = []
  if (until === undefined) return [at(`${field}.posts_as`, 'Only what is pending is posted: give pending_until, too.')]
  if (removedOn !== undefined && removedOn <= until)
    problems.push(at(`${field}.posts_as`, 'It is removed before it is posted.'))
  if (posted.amount !== undefined) problems.push(...problemsOfAmount(posted.amount, of('amount')))
  if (posted.amount !== undefined && posted.amount * amount < 0)
    problems.push(at(of('amount'), 'It cannot come in and go out.'))
  if (posted.replaces && (posted.identification ?? identification) === identification)
    problems.push(at(of('replaces'), 'Only a new identification can replace another: give one in posts_as.'))
  return [...problems, ...problemsOfDate(event, posted.date, { field: of('date'), latest: until })]
}

function problemsOfCorrection(event: DescribedEvent, field: string): DescriptionProblem[] {
  const { corrected, pending_until: until, removed_on: removedOn } = event
  if (!corrected) return []
  const { on, ...changed } = corrected
  const problems: DescriptionProblem[] = []
  if (Object.keys(changed).length === 0) problems.push(at(`${field}.corrected`, 'Say what is changed.'))
  if (until !== undefined && on <= until)
    problems.push(at(`${field}.corrected.on`, `It is posted on ${until}, and corrected after that.`))
  if (removedOn !== undefined && on >= removedOn)
    problems.push(at(`${field}.corrected.on`, `It is removed on ${removedOn}, and corrected before that.`))
  return [...problems, ...problemsOfDate(event, changed.date, { field: `${field}.corrected.date`, latest: on })]
}

/** Nothing is dated before it happens, nor later than it is seen. */
function problemsOfDate(
  { on }: DescribedEvent,
  date: string | undefined,
  { field, latest }: { readonly field: string; readonly latest: string },
): DescriptionProblem[] {
  if (date === undefined) return []
  const wrong = problemsOfDay(date, field, on)
  return wrong.length === 0 && date > latest ? [at(field, `The day is after ${latest}.`)] : wrong
}

/** A bill is what its rows add up to from the day on which it closes, so by then all is settled. */
function problemsOfCard(
  event: DescribedEvent,
  field: string,
  accounts: readonly DescribedAccount[],
): DescriptionProblem[] {
  const { closing_day: closing } = accounts.find(({ name, type }) => name === event.account && type === 'card') ?? {}
  if (closing === undefined) return []
  const { on, pending_until: until, posts_as: posted, corrected, removed_on: removedOn } = event
  const closesOn = closingAfter(on, closing)
  const late = (day: string | undefined, key: string): DescriptionProblem[] =>
    day === undefined || day <= closesOn ? [] : [at(`${field}.${key}`, `The bill closes on ${closesOn}.`)]
  const dated = [
    ...(posted?.date === undefined ? [] : [at(`${field}.posts_as.date`, 'A purchase by card keeps its date.')]),
    ...(corrected?.date === undefined ? [] : [at(`${field}.corrected.date`, 'A purchase by card keeps its date.')]),
  ]
  return [...late(until, 'pending_until'), ...late(removedOn, 'removed_on'), ...dated]
}

function closingAfter(day: string, closing: number): string {
  const own = `${day.slice(0, 8)}${String(closing).padStart(2, '0')}`
  if (day <= own) return own
  const next = new Date(`${day.slice(0, 8)}01T00:00:00Z`)
  next.setUTCMonth(next.getUTCMonth() + 1, closing)
  return next.toISOString().slice(0, 10)
}

/** From one day to another (not included) something is called so. */
type Naming = { readonly name: string; readonly from: string; readonly until: string; readonly field: string }

/** A name may be given again, but not while something else has it. */
export function problemsOfIdentifications(events: readonly DescribedEvent[]): DescriptionProblem[] {
  const namings = events.flatMap(namingsOf)
  const byName = Map.groupBy(namings, ({ name }) => name)
  return [...byName.values()].flatMap((alike) => {
    const inOrder = alike.toSorted((one, other) => (one.from < other.from ? -1 : 1))
    return inOrder.flatMap((naming, index) => {
      const before = inOrder[index - 1]
      if (!before || before.until <= naming.from) return []
      return [
        at(naming.field, `${before.field} is called so until ${before.until === forEver ? 'the end' : before.until}.`),
      ]
    })
  })
}

const forEver = '9999-12-31'

function namingsOf(event: DescribedEvent, index: number): Naming[] {
  const { on, identification, pending_until: until, posts_as: posted, corrected, removed_on: removedOn } = event
  const field = `events.${index}`
  const steps = [
    { from: on, name: identification, field: `${field}.identification` },
    ...(until === undefined
      ? []
      : [{ from: until, name: posted?.identification, field: `${field}.posts_as.identification` }]),
    ...(corrected
      ? [{ from: corrected.on, name: corrected.identification, field: `${field}.corrected.identification` }]
      : []),
  ]
  let [name, named] = [identification, `${field}.identification`]
  return steps.flatMap((step, place) => {
    if (step.name !== undefined) [name, named] = [step.name, step.field]
    const ends = [steps[place + 1]?.from ?? forEver, removedOn ?? forEver].toSorted()[0] as string
    return name === undefined || step.from >= ends ? [] : [{ name, from: step.from, until: ends, field: named }]
  })
}
