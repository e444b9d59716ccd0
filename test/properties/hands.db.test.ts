import fc from 'fast-check'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { getResource } from '../../contract/catalogue.ts'
import { deleteRecord } from '../../server/src/flows/records/delete-record.ts'
import { keepVisit } from '../../server/src/flows/records/keep-visit.ts'
import { findLink } from '../../server/src/store/links/links.ts'
import { startApi } from '../harness/api.ts'
import { firstWorkspaceId } from '../harness/forks.ts'
import { account, transaction } from '../harness/institutions/scripted-bank.ts'

const api = await startApi()
const { db, worlds } = api.app.deps
const scope = { workspaceId: await firstWorkspaceId(api) }
const world = await worlds.of(scope)
const transactions = getResource('TRANSACTIONS')

/** What a bank has to tell of; it says what it likes of it under any key. */
const movement = fc.record({
  amount: fc.constantFrom(12.5, 80, 80, 300),
  value_date: fc.integer({ min: 1, max: 9 }).map((day) => `2026-03-0${day}`),
  description: fc.constantFrom('COMPRA PADARIA ESTRELA', 'POSTO IPIRANGA', 'FARMACIA CENTRAL'),
  type: fc.constantFrom('OUTFLOW', 'INFLOW'),
})

/** One visit: from which key on the rows are numbered, how many are shown, and which is deleted before. */
const visit = fc.record({
  firstKey: fc.integer({ min: 0, max: 2 }),
  isReversed: fc.boolean(),
  share: fc.constantFrom(1, 1, 0.5),
  deleted: fc.option(fc.nat({ max: 7 }), { freq: 2 }),
  hours: fc.integer({ min: 1, max: 48 }),
})

type Shown = ReturnType<typeof transaction>

/** What is kept of one visit, as it is stored then. */
async function kept(linkId: string, at: Date, rows: readonly Shown[]) {
  const then = { ...world, clock: { now: () => at } }
  await db.transaction(async (tx) => {
    const link = (await findLink(tx, scope, linkId)) ?? expect.fail('no link')
    const accounts = { resource: getResource('ACCOUNTS'), source: [account('first')] }
    const parts = [accounts, { resource: transactions, source: rows }]
    const more = { save: true, shown: false, undisturbed: true, begunAt: at, requestId: 'visit' }
    return keepVisit(tx, scope, then, { link, parts, ...more })
  })
  return present(linkId)
}

async function present(linkId: string) {
  const { rows } = await sql<{ id: string; identity_key: string; type: string }>`
    select id, identity_key, type from transactions
    where link_id = ${linkId} and removal is null order by identity_key`.execute(db.reader)
  return rows
}

// Rules that know no database; journeys try them on both.
describe.skipIf(db.kind === 'postgres')('a bank that numbers its rows anew and shows some of them', () => {
  test('brings nothing back that was deleted, turns no money round, and shown again changes nothing', async () => {
    const histories = fc.tuple(
      fc.array(movement, { minLength: 2, maxLength: 8 }),
      fc.array(visit, { minLength: 3, maxLength: 6 }),
    )
    await fc.assert(
      fc.asyncProperty(histories, async ([movements, visits]) => {
        const { id: linkId } = await api.givenLink({ access_mode: 'single', fetch_resources: ['OWNERS'] })
        const directions = new Map<string, string>()
        const deleted = new Set<string>()
        let at = api.now()
        for (const { firstKey, isReversed, share, deleted: chosen, hours } of visits) {
          const before = await present(linkId)
          const victim = chosen === null ? undefined : before[chosen % before.length]
          api.advance({ minutes: 1 })
          if (victim) await deleteRecord(api.app.deps, scope, transactions, victim.id)
          if (victim) deleted.add(victim.id)
          at = new Date(at.getTime() + hours * 3_600_000)
          const said = (isReversed ? movements.toReversed() : movements).slice(0, Math.ceil(movements.length * share))
          const rows = said.map((body, index) => transaction(`row-${firstKey + index}`, body))
          const stored = await kept(linkId, at, rows)
          for (const { id, type } of stored) {
            expect(deleted).not.toContain(id)
            expect(type).toBe(directions.get(id) ?? type)
            directions.set(id, type)
          }
          expect(rows.length - stored.length).toBeLessThanOrEqual(deleted.size)
          expect(rows.length - stored.length).toBeGreaterThanOrEqual(0)
          expect(await kept(linkId, at, rows)).toEqual(stored)
        }
      }),
      { numRuns: 60, seed: 31 },
    )
  }, 240_000)
})
