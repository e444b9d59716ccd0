import fc from 'fast-check'
import type { SourceRecord } from '../../server/src/connectors/contract.ts'
import { answers } from '../../server/src/connectors/sandbox/answers.ts'
import { renamingOf, underNewNames } from '../../server/src/connectors/sandbox/consent-keys.ts'
import { institutionNamed } from '../../server/src/connectors/sandbox/fixtures.ts'
import { truthAt } from '../../server/src/connectors/sandbox/truth.ts'
import { dayAt, dayFromIso, hourMs, monthOf, startOf } from '../../server/src/connectors/sandbox/world/calendar.ts'
import type { Movement } from '../../server/src/connectors/sandbox/world/movement.ts'
import { type SituationName, situations } from '../../server/src/connectors/sandbox/world/situations/situation-kinds.ts'
import { makeWorld, type World } from '../../server/src/connectors/sandbox/world/world.ts'

/** A row as an institution shows it, and the movement that it is about, which whoever reads the row has to find out. */
export type ToldRow = { readonly movement: string; readonly record: SourceRecord }

/** What one visit is shown of one account. */
export type ToldVisit = {
  readonly at: Date
  readonly account: SourceRecord
  readonly rows: readonly ToldRow[]
}

/** What visit after visit is shown. */
export type History = readonly ToldVisit[]

const firstDay = dayFromIso('2026-03-02')
const user = 'second_thoughts'
export const situationNames = Object.keys(situations) as SituationName[]

const institutions = fc.constantFrom('erebor_mx_retail', 'gringotts_co_retail', 'ofmockbank_br_retail')

/**
 * Something begins on a day. Two of one kind that begin on one day differ in nothing but their keys, so that a history
 * has twins in every situation.
 */
const occasions = fc.record({ name: fc.constantFrom(...situationNames), day: fc.integer({ min: 0, max: 9 }) })

/** Any of the situations, mixed, seen by visits at random instants of two weeks. */
export const histories: fc.Arbitrary<History> = historiesOf(situationNames)

/** The same of some situations only. */
export function historiesOf(some: readonly SituationName[]): fc.Arbitrary<History> {
  return fc
    .record({
      seed: fc.string({ maxLength: 4 }),
      institution: institutions,
      occasions: fc.array(
        occasions.filter(({ name }) => some.includes(name)),
        { minLength: 1, maxLength: 12 },
      ),
      /** From this hour on everything at the bank of the network has other keys, the account too. */
      consentedAfter: fc.option(fc.integer({ min: 12, max: 16 * 24 }), { freq: 2 }),
      hours: fc.uniqueArray(fc.integer({ min: 12, max: 16 * 24 }), { minLength: 2, maxLength: 8 }),
    })
    .map(({ seed, institution, occasions: begun, consentedAfter, hours }) => {
      const world = makeWorld(seed, institutionNamed(institution), user) as World
      const told = telling(world, begun)
      return hours
        .toSorted((one, other) => one - other)
        .map((hour) =>
          visitTo(told, at(hour), consentedAfter !== null && hour > consentedAfter ? at(consentedAfter) : null),
        )
    })
}

const at = (hour: number): Date => new Date(startOf(firstDay) + hour * hourMs)

function visitTo(world: World, now: Date, consentedAnewAt: Date | null): ToldVisit {
  const anew = consentedAnewAt ? { consentedAnewAt } : {}
  const [account] = answers(world, { resource: 'ACCOUNTS' }, now.getTime()) as Iterable<SourceRecord> as [SourceRecord]
  const rename = renamingOf(world, anew.consentedAnewAt)
  return {
    at: now,
    account: rename ? underNewNames(account, rename) : account,
    rows: truthAt(world, now.getTime(), anew),
  }
}

/** The world with one account, and nothing on it but what was begun. */
function telling(world: World, begun: readonly { readonly name: SituationName; readonly day: number }[]): World {
  const { client, checking } = world
  const counted = new Map<string, number>()
  const movements: readonly Movement[] = begun.flatMap(({ name, day: offset }) => {
    const day = firstDay + offset
    const index = counted.get(`${name} ${day}`) ?? 0
    counted.set(`${name} ${day}`, index + 1)
    return situations[name]({ name, client, accountKey: checking.key, day, dice: client.dice(name, day), index })
  })
  const inMonth = (month: number) => movements.filter(({ at }) => monthOf(dayAt(at)) === month)
  const account = { ...checking, movements: inMonth, slips: () => [] }
  return { ...world, checking: account, savings: null, cards: [], loans: [] }
}

/** How a recogniser did: one movement that was taken for two, and two that were taken for one. */
export type Verdict = { readonly splits: number; readonly merges: number }

/**
 * Compares what was recognised from visit to visit with the truth. `idsOf` names each row of each visit. Rows that
 * say the same cannot be told apart, so what is compared is how many of what was said before go on as what is said
 * now, and not which.
 */
export function judge(history: History, idsOf: (visit: ToldVisit) => readonly string[]): Verdict {
  let [splits, merges] = [0, 0]
  const named = history.map((visit) => ({
    visit,
    ids: idsOf(visit),
    truth: visit.rows.map(({ movement }) => movement),
  }))
  for (const [index, later] of named.entries()) {
    const earlier = named[index - 1]
    if (!earlier) continue
    const said = flows([earlier.visit, earlier.ids], [later.visit, later.ids])
    const meant = flows([earlier.visit, earlier.truth], [later.visit, later.truth])
    for (const [flow, count] of meant) splits += Math.max(0, count - (said.get(flow) ?? 0))
    for (const [flow, count] of said) merges += Math.max(0, count - (meant.get(flow) ?? 0))
  }
  return { splits, merges }
}

type Named = readonly [visit: ToldVisit, names: readonly string[]]

/** How many rows that said the one go on as rows that say the other, by what names them. */
function flows([earlier, earlierNames]: Named, [later, laterNames]: Named): ReadonlyMap<string, number> {
  const counted = new Map<string, number>()
  for (const [index, { record }] of later.rows.entries()) {
    for (const [place, name] of earlierNames.entries()) {
      const before = earlier.rows[place]
      if (name !== laterNames[index] || before === undefined) continue
      const flow = `${contentOf(before.record)} -> ${contentOf(record)}`
      counted.set(flow, (counted.get(flow) ?? 0) + 1)
    }
  }
  return counted
}

/** What a row says beside what it is called. */
function contentOf({ body }: SourceRecord): string {
  const { internal_identification: _, ...content } = body
  return JSON.stringify(content)
}
