import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { getResource } from '../../contract/catalogue.ts'
import { keepVisit } from '../../server/src/flows/records/keep-visit.ts'
import { findLink } from '../../server/src/store/links/links.ts'
import { startApi } from '../harness/api.ts'
import { firstWorkspaceId } from '../harness/forks.ts'
import { type History, histories, historiesOf, judge, situationNames, type ToldVisit } from './histories.ts'

const api = await startApi()
const { db, worlds } = api.app.deps
const scope = { workspaceId: await firstWorkspaceId(api) }
const world = await worlds.of(scope)

/** The id that each row of a visit is kept under, visit after visit of one link. */
async function keptUnder(history: History): Promise<ReadonlyMap<ToldVisit, readonly string[]>> {
  const { id } = await api.givenLink({ access_mode: 'single', fetch_resources: ['OWNERS'] })
  const kept = new Map<ToldVisit, readonly string[]>()
  for (const visit of history) {
    const ids = await keepOne(id, visit)
    kept.set(
      visit,
      visit.rows.map(({ record }) => ids.get(record.key) ?? expect.fail('a row was not kept')),
    )
  }
  return kept
}

async function keepOne(linkId: string, { at, account, rows }: ToldVisit): Promise<ReadonlyMap<string, string>> {
  const then = { ...world, clock: { now: () => at } }
  const { parts } = await db.transaction(async (tx) => {
    const link = (await findLink(tx, scope, linkId)) ?? expect.fail('no link')
    const read = [
      { resource: getResource('ACCOUNTS'), source: [account] },
      { resource: getResource('TRANSACTIONS'), source: rows.map(({ record }) => record) },
    ]
    return keepVisit(tx, scope, then, {
      ...{ link, parts: read, save: true, shown: true, undisturbed: true, begunAt: at, requestId: 'visit' },
    })
  })
  return new Map(parts.at(-1)?.records.map(({ identityKey, id }) => [identityKey, id]))
}

const byKey = ({ rows }: ToldVisit): readonly string[] => rows.map(({ record }) => record.key)

/** What is made of some histories, beside what goes by the bank's keys alone. */
async function judged(some: fc.Arbitrary<History>, { numRuns, seed }: { numRuns: number; seed: number }) {
  const found = { splits: 0, merges: 0, ofKeysAlone: 0 }
  await fc.assert(
    fc.asyncProperty(some, async (history) => {
      const kept = await keptUnder(history)
      const { splits, merges } = judge(history, (visit) => kept.get(visit) ?? [])
      const alone = judge(history, byKey)
      found.splits += splits
      found.merges += merges
      found.ofKeysAlone += alone.splits + alone.merges
    }),
    { numRuns, seed },
  )
  return found
}

// Rules that know no database; journeys try them on both.
describe.skipIf(db.kind === 'postgres')('what a bank shows of its movements, with second thoughts', () => {
  test.each(situationNames)(
    '%s: each movement keeps its id, and none gets that of another',
    async (name) => {
      const { ofKeysAlone, ...mistakes } = await judged(historiesOf([name]), { numRuns: 25, seed: 91 })
      expect(mistakes).toEqual({ splits: 0, merges: 0 })
      expect(ofKeysAlone).toBeGreaterThan(10)
    },
    120_000,
  )

  test('all of them mixed, with twins and renewed consents: no movement is two, and no two are one', async () => {
    const { ofKeysAlone, ...mistakes } = await judged(histories, { numRuns: 200, seed: 75 })
    expect(mistakes).toEqual({ splits: 0, merges: 0 })
    expect(ofKeysAlone).toBeGreaterThan(400)
  }, 240_000)
})
