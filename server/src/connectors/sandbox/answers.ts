import { fault } from '../../domain/faults.ts'
import type { Question, SourceRecord } from '../contract.ts'
import { type Look, transactionRecord } from './translate.ts'
import { accountRecords, balanceRecords } from './translate-accounts.ts'
import { billRecords } from './translate-bills.ts'
import { exchangeRecords } from './translate-exchanges.ts'
import { investmentRecords, investmentTransactionRecords } from './translate-investments.ts'
import { ownerRecords } from './translate-owners.ts'
import { dayFromIso, firstDay, lastDay, monthOf } from './world/calendar.ts'
import { movementsShown, periodShown } from './world/view.ts'
import type { World } from './world/world.ts'

/** What the institution answers at an instant, one record after the other; a session is this with a clock. */
export function* answers(world: World | null, question: Question, now: number): Iterable<SourceRecord> {
  const { resource, account } = question
  if (!world) return
  const look = { world, now }
  const isAsked = ({ key, account: of = key }: SourceRecord) => account === undefined || of === account
  switch (resource) {
    case 'ACCOUNTS':
      return yield* accountRecords(look).filter(isAsked)
    case 'BALANCES':
      return yield* balanceRecords(look).filter(isAsked)
    case 'BILLS':
      return yield* billRecords(look).filter(isAsked)
    case 'OWNERS':
      return yield* ownerRecords(look)
    case 'TRANSACTIONS':
      for (const { record } of transactionsTold(look, question)) yield record
      return
    case 'INVESTMENTS':
      return yield* investmentRecords(look)
    case 'INVESTMENT_TRANSACTIONS':
      return yield* investmentTransactionRecords(look, question)
    case 'EXCHANGES':
      return yield* exchangeRecords(look, question)
    default:
      throw fault('resource_unsupported', { log: { resource } })
  }
}

/** A row, and the movement that it is about: the same for ever, whatever the institution calls it. */
export type Told = { readonly movement: string; readonly record: SourceRecord }

type Asked = Pick<Question, 'account' | 'from' | 'to'>

/** Month by month, so that nobody's year has to fit into memory; no movement is told outside of its month. */
export function* transactionsTold({ world, now }: Look, { account, from, to }: Asked): Iterable<Told> {
  const period = periodShown(
    now,
    from === undefined ? undefined : dayFromIso(from),
    to === undefined ? undefined : dayFromIso(to),
  )
  const accounts = [world.checking, world.savings, ...world.cards, ...world.loans]
    .filter((each) => each !== null)
    .filter(({ key }) => account === undefined || key === account)
  for (let month = monthOf(period.from); month <= monthOf(period.until); month += 1) {
    const days = { from: Math.max(period.from, firstDay(month)), until: Math.min(period.until, lastDay(month)) }
    const shown = accounts
      .flatMap((each) => movementsShown(each, days, now).map((movement) => ({ each, movement })))
      .sort((one, other) => one.movement.at - other.movement.at || (one.movement.key < other.movement.key ? -1 : 1))
    for (const { each, movement } of shown) {
      yield { movement: movement.of, record: transactionRecord({ world, now }, each, movement) }
    }
  }
}
