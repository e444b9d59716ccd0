import { afterAll, expect, test } from 'vitest'
import { startApi } from '../harness/api.ts'
import { columnsLeftOut, digestOf, type Export, listTables, tablesLeftOut } from '../harness/canonical-export.ts'
import { startReceiver } from '../harness/receiver.ts'
import { databaseUnderTest } from '../harness/under-test.ts'
import { exportLife, liveGolden } from './golden.ts'

const zone = process.env.TZ
afterAll(() => {
  if (zone === undefined) delete process.env.TZ
  else process.env.TZ = zone
})

/**
 * The export of the default seed, written from the embedded database, and on either compared with it. Other bytes are a
 * deliberate act: npx vitest run --project embedded test/journeys/golden.db.test.ts --update
 */
test('the default seed and the same calls give the same rows, on either database and in any time zone', async () => {
  const summaries: string[] = []
  for (const TZ of ['UTC', databaseUnderTest().kind === 'embedded' ? 'Pacific/Auckland' : 'America/Mexico_City']) {
    process.env.TZ = TZ
    const life = await liveGolden({}, await startReceiver(200, 500, 200, 503, 200))
    summaries.push(summaryOf(await exportLife(life)))
  }
  expect(summaries[1]).toBe(summaries[0])
  await expect(summaries[0]).toMatchFileSnapshot('golden.txt')
}, 900_000)

const isEmbedded = databaseUnderTest().kind === 'embedded'

test.skipIf(!isEmbedded)(
  'a workspace lives the same life alone and beside another',
  async () => {
    const alone = await liveGolden({}, await startReceiver(200))
    const beside = await liveGolden({ workspaces: 2 }, await startReceiver(200))
    const [own, other] = [await exportLife(alone, alone.workspaces[0]), await exportLife(beside, beside.workspaces[0])]
    // That there is another is counted by the first.
    expect(withoutCounters(other)).toEqual(withoutCounters(own))
    const stranger = await exportLife(beside, beside.workspaces[1])
    expect(stranger.lines.length).toBeGreaterThan(1_000)
    expect(stranger.sha256).not.toBe(own.sha256)
  },
  900_000,
)

test('every table and column that is left out is one of the schema', async () => {
  const api = await startApi()
  const tables = await listTables(api.app.deps.db.reader)
  const names = new Set(tables.flatMap(({ name, columns }) => [name, ...columns.map((column) => `${name}.${column}`)]))
  for (const name of [...Object.keys(tablesLeftOut), ...Object.keys(columnsLeftOut)]) expect(names).toContain(name)
})

const withoutCounters = ({ lines }: Export) => lines.filter((line) => !line.startsWith('counters '))

/** The digest of everything, and of each table with its rows, so that a difference says where it is. */
function summaryOf({ lines, sha256 }: Export): string {
  const byTable = Map.groupBy(lines, (line) => line.slice(0, line.indexOf(' ')))
  const tables = [...byTable].map(([name, rows]) => `${name} ${rows.length} ${digestOf(rows)}`)
  return `${[sha256, ...tables].join('\n')}\n`
}
