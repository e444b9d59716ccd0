import { expect, test } from 'vitest'
import { institutionNamed } from '../../server/src/connectors/sandbox/fixtures.ts'
import { truthAt } from '../../server/src/connectors/sandbox/truth.ts'
import { makeWorld, type World } from '../../server/src/connectors/sandbox/world/world.ts'
import { type Body, startApi } from '../harness/api.ts'
import { firstWorkspaceId } from '../harness/forks.ts'
import { lineageOf } from '../harness/institutions/scripted-bank.ts'
import { dayOf, listAll } from '../harness/sandbox.ts'

const api = await startApi()
const institution = 'ofmockbank_br_retail'
const { db, worlds } = api.app.deps
const { seed } = await worlds.of({ workspaceId: await firstWorkspaceId(api) })
const bank = makeWorld(seed, institutionNamed(institution), 'second_thoughts') as World

/** Under which id each movement of the last three weeks is listed, by what only the bank knows. */
async function idsByMovement(link: Body, consentedAnewAt: Date | null): Promise<ReadonlyMap<string, Body>> {
  const listed = await listAll(api, `/api/transactions/?link=${link.id}&page_size=1000`)
  const byKey = new Map(listed.map((row) => [row.internal_identification, row]))
  const asked = { from: dayOf(api.now(), -21), ...(consentedAnewAt ? { consentedAnewAt } : {}) }
  const rows = truthAt(bank, api.now().getTime(), asked)
  return new Map(
    rows.flatMap(({ movement, record }) => (byKey.has(record.key) ? [[movement, byKey.get(record.key)]] : [])),
  )
}

/** What is said of a row beside what it is called: of two that say the same nobody can tell which is which. */
const saidBy = ({ amount, value_date, description, type, transacted_at }: Body) =>
  [amount, value_date, description, type, transacted_at].join(' ')

test('a fortnight of second thoughts and a consent that is given anew leave every id where it was', async () => {
  const link = await api.givenLink({ institution, username: 'second_thoughts', access_mode: 'recurrent' })
  api.advance({ hours: 8 })
  let [anewAt, before]: [Date | null, ReadonlyMap<string, Body>] = [null, new Map()]
  const found = { kept: 0, called: 0 }
  for (let day = 0; day < 15; day += 1) {
    if (day === 8) anewAt = await consentAnew(link)
    await api.drain()
    const period = { date_from: dayOf(api.now(), -35), date_to: dayOf(api.now()) }
    expect((await api.post('/api/transactions/', { link: link.id, ...period })).status).toBe(201)
    const now = await idsByMovement(link, anewAt)
    const owners = new Map([...before].map(([movement, row]) => [row.id, movement]))
    for (const [movement, row] of now) {
      const then = before.get(movement)
      if (!then) {
        // Whose id it has is no other movement's, unless the two said the same.
        const owner = owners.get(row.id)
        if (owner !== undefined) expect(saidBy(before.get(owner) as Body)).toBe(saidBy(row))
        continue
      }
      if (then.id !== row.id) {
        expect(saidBy(before.get(owners.get(row.id) ?? '') ?? {})).toBe(saidBy(then))
      }
      found.kept += 1
      if (then.internal_identification !== row.internal_identification) found.called += 1
    }
    before = now
    api.advance({ days: 1 })
  }
  expect(found.kept).toBeGreaterThan(300)
  expect(found.called).toBeGreaterThan(40)
  const [some] = before.values()
  expect((await lineageOf(api, String(some?.id))).status).toBe('present')
}, 240_000)

test('a consent that is given anew leaves bills their ids, and brings none back that was deleted', async () => {
  const link = await api.givenLink({ institution, username: 'second_thoughts', access_mode: 'recurrent' })
  const retrieved = async (): Promise<Body[]> => (await api.post('/api/bills/', { link: link.id })).body
  const sameness = ({ id, due_date, account }: Body) => [account.id, due_date, id].join(' ')
  const [deleted, ...kept] = await retrieved()
  expect(kept.length).toBeGreaterThan(5)
  expect((await api.delete(`/api/bills/${deleted?.id}/`)).status).toBe(204)
  api.advance({ hours: 1 })
  await consentAnew(link)
  const after = await retrieved()
  expect(after.map(sameness).sort()).toEqual(kept.map(sameness).sort())
  const called = new Set(kept.map(({ internal_identification: key }) => key))
  expect(after.filter(({ internal_identification: key }) => called.has(key))).toEqual([])
  const { steps } = await lineageOf(api, String(kept[0]?.id))
  expect(steps[1]).toMatchObject({ kind: 'moved', evidence: { rule: 'same_bill' } })
})

/** The person gives the bank another time for which the link may be read. */
async function consentAnew(link: Body): Promise<Date> {
  const { id } = await db.reader
    .selectFrom('consents')
    .select('id')
    .where('link_id', '=', link.id)
    .executeTakeFirstOrThrow()
  expect((await api.patch(`/_enlace/consents/${id}/`, { duration_days: 92 })).status).toBe(200)
  return api.now()
}
