import type { Question, SourceRecord, WorldChange } from '../../contract.ts'
import { answers } from '../answers.ts'
import type { Look } from '../translate.ts'
import { accountRecords, balanceRecords } from '../translate-accounts.ts'
import { billRecord } from '../translate-bills.ts'
import { ownerRecords } from '../translate-owners.ts'
import type { Card } from '../world/accounts/card.ts'
import { dayAt, type Instant, type Month } from '../world/calendar.ts'
import { makePerson } from '../world/people/people.ts'
import { makeNumber, type World } from '../world/world.ts'
import { changedWorld } from './bank-world.ts'
import { changesOf } from './changes.ts'

/** What a bank answers at an instant, with what was made to happen there. */
export function* answersAfter(
  world: World | null,
  { question, now, changes }: { question: Question; now: Instant; changes: readonly WorldChange[] },
): Iterable<SourceRecord> {
  if (!world) return
  yield* answers(changedWorld(world, changes), question, now)
  const { account } = question
  const added = recordsAdded({ world, now }, question, changes)
  yield* added.filter(({ key, account: of = key }) => account === undefined || of === account)
}

/** What stands beside everything that the person had. */
function recordsAdded(look: Look, { resource }: Question, changes: readonly WorldChange[]): readonly SourceRecord[] {
  const besides = (of: 'ACCOUNTS' | 'OWNERS') => changesOf(changes, 'added', of)
  switch (resource) {
    case 'ACCOUNTS':
      return besides('ACCOUNTS').flatMap((change) => accountRecords(withEmptyAccount(look, change)))
    case 'BALANCES':
      return besides('ACCOUNTS').flatMap((change) => balanceRecords(withEmptyAccount(look, change)))
    case 'OWNERS':
      return besides('OWNERS').flatMap((change) => ownerRecords(withJointHolder(look, change)))
    case 'BILLS':
      return look.world.cards.flatMap((card) => billsAhead(look, card, changesOf(changes, 'added', 'BILLS')))
    default:
      return []
  }
}

/** Another checking account, opened with nothing on it. */
function withEmptyAccount({ world, now }: Look, { number }: WorldChange): Look {
  const { client } = world
  const checking = {
    key: client.key(40, 'account on demand', number),
    opening: () => 0,
    movements: () => [],
    slips: () => [],
    number: makeNumber(client, `on demand ${number}`),
    overdraftAt: () => 0,
  }
  return { world: { ...world, checking, savings: null, cards: [], loans: [], portfolio: null, foreign: null }, now }
}

/** Somebody with whom the accounts are shared from now on. */
function withJointHolder({ world, now }: Look, { number }: WorldChange): Look {
  const { client } = world
  const holder = makePerson(client, `joint holder ${number}`)
  return { world: { ...world, holder, ownerKey: client.key(24, 'owner on demand', number) }, now }
}

/** Bills after the running one, which the bank shows before their time: one more for each time that it was asked for. */
function billsAhead({ world, now }: Look, card: Card, changes: readonly WorldChange[]): SourceRecord[] {
  const runningAt = (at: Instant): Month => card.billOf(dayAt(at)).month
  const last = changes.reduce((shown, { at }) => Math.max(shown, runningAt(at.getTime())) + 1, 0)
  const running = runningAt(now)
  return Array.from({ length: Math.max(0, last - running) }, (_each, index) =>
    billRecord({ world, now }, card, card.bill(running + 1 + index)),
  )
}
