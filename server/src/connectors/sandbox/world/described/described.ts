import type {
  DescribedAccount,
  DescribedEvent,
  DescribedFlow,
  UserDescription,
} from '../../../../../../contract/users.ts'
import type { SandboxInstitution } from '../../manifest.ts'
import type { Checking } from '../accounts/checking.ts'
import {
  type Day,
  dayFromIso,
  dayInMonth,
  dayOfMonth,
  firstDay,
  isoDay,
  lastDay,
  type Month,
  monthOf,
} from '../calendar.ts'
import { remembering } from '../memory.ts'
import { type Draft, sumOf } from '../movement.ts'
import { type Client, makeClient } from '../people/client.ts'
import { makeNumber, type World } from '../world.ts'
import { describedCard } from './described-card.ts'
import { describedHolder } from './described-holder.ts'
import { type Described, type DraftsOf, inCents, noonOf, settleDescribed, staysShown } from './described-lines.ts'
import { describedLoan } from './described-loan.ts'

/** Somebody as described: nothing is drawn but what the description leaves open, and nothing else happens. */
export function makeDescribedWorld(seed: string, institution: SandboxInstitution, described: UserDescription): World {
  const made = makeClient(seed, institution, described.username)
  const business = described.holder ? described.holder.kind === 'company' : made.business
  const client: Client = { ...made, business }
  const on = (account: DescribedAccount): DraftsOf => {
    const own = linesOf(described, account)
    return (month) => own.flatMap((line) => line(month))
  }
  const ofType = (type: DescribedAccount['type']) =>
    described.accounts
      .filter((account) => account.type === type)
      .map((account): Described => ({ client, account, drafts: on(account) }))
  const cards = ofType('card').map(describedCard)
  const loans = ofType('loan').map(describedLoan)
  const [main] = ofType('checking')
  const [saved] = ofType('savings')
  if (!main) throw new RangeError('a description without a checking account')
  const start = monthOf(dayFromIso(described.from))
  const beside = [...cards, ...loans]
  const whole: DraftsOf = (month) => [...main.drafts(month), ...beside.flatMap((each) => each.checkingDrafts(month))]
  const overdraft = inCents(main.account.overdraft ?? 0)
  const checking = ledger({ ...main, drafts: whole }, start)
  return {
    client,
    holder: describedHolder(client, described.holder),
    ownerKey: client.key(24, 'owner'),
    income: (month) => sumOf((described.incomes ?? []).flatMap((flow) => occurrences(flow, month, 1))),
    checking: { ...checking, number: makeNumber(client, 'checking'), overdraftAt: () => overdraft },
    savings: saved
      ? { ...ledger(saved, start), number: makeNumber(client, 'savings'), checkingDrafts: () => [] }
      : null,
    cards,
    loans,
    portfolio: null,
    foreign: null,
  }
}

/** A deposit account that adds up from its first day. */
function ledger({ client, account, drafts }: Described, start: Month): Checking {
  const key = client.key(40, 'described', account.name)
  const told = remembering((month: Month) => settleDescribed(client, key, drafts(month)), 400)
  const movements = remembering((month: Month) => told(month).filter(staysShown), 400)
  const opening = remembering((month: Month): number => {
    let cents = inCents(account.balance ?? 0)
    for (let before = start; before < month; before += 1) cents += sumOf(movements(before))
    return cents
  })
  const slips = remembering((month: Month) => told(month).filter((each) => !staysShown(each)), 400)
  return { key, opening, movements, slips, redates: true }
}

/** What happens on the account, line by line of the description. */
function linesOf({ incomes = [], expenses = [], events = [] }: UserDescription, { name, type }: DescribedAccount) {
  const isHere = (account: string | undefined): boolean =>
    account === undefined ? type === 'checking' : account === name
  const flows = [
    ...incomes.map((flow) => ({ flow, sign: 1 as const })),
    ...expenses.map((flow) => ({ flow, sign: -1 as const })),
  ]
  const again = flows
    .filter(({ flow }) => isHere(flow.account))
    .map(
      ({ flow, sign }): DraftsOf =>
        (month) =>
          occurrences(flow, month, sign),
    )
  const once = events
    .filter(({ account }) => isHere(account))
    .map((event): DraftsOf => {
      const { on, amount, description } = event
      const day = dayFromIso(on)
      const said = { at: noonOf(day), cents: inCents(amount), text: description, operation: 'OUTROS' } as const
      const draft = hasCourse(event) ? { ...said, course: event } : said
      return (month) => (monthOf(day) === month ? [draft] : [])
    })
  return [...again, ...once]
}

/** Whether it is said to look different from one time to another, or to have a name of its own. */
const hasCourse = ({
  identification,
  pending_until: until,
  corrected,
  removed_on: removedOn,
}: DescribedEvent): boolean => [identification, until, corrected, removedOn].some((said) => said !== undefined)

function occurrences(flow: DescribedFlow, month: Month, sign: 1 | -1): Draft[] {
  return daysOf(flow, month).map((day) => ({
    at: noonOf(day),
    cents: sign * inCents(amountOn(flow, day)),
    text: flow.description,
    operation: 'OUTROS',
  }))
}

/** The days of the month on which it happens. */
function daysOf({ every, starts_on, ends_on }: DescribedFlow, month: Month): Day[] {
  const first = dayFromIso(starts_on)
  const last = ends_on === undefined ? Number.POSITIVE_INFINITY : dayFromIso(ends_on)
  const within = (day: Day): boolean => day >= first && day <= last
  switch (every) {
    case 'week':
    case 'two_weeks': {
      const step = every === 'week' ? 7 : 14
      const steps = Math.max(0, Math.ceil((firstDay(month) - first) / step))
      const days = [0, 1, 2, 3, 4].map((count) => first + (steps + count) * step)
      return days.filter((day) => day >= firstDay(month) && day <= lastDay(month) && within(day))
    }
    case 'month':
      return [dayInMonth(month, dayOfMonth(first))].filter(within)
    case 'year':
      return month % 12 === monthOf(first) % 12 ? [dayInMonth(month, dayOfMonth(first))].filter(within) : []
  }
}

/** The last change that has come into force. */
function amountOn({ amount, changes = [] }: DescribedFlow, day: Day): number {
  return changes.filter(({ on }) => on <= isoDay(day)).at(-1)?.amount ?? amount
}
