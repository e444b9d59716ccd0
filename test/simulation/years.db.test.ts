import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { createDatabase } from '../harness/postgres/postgres.ts'
import { databaseUnderTest } from '../harness/under-test.ts'
import type { Place } from './machine.ts'
import { simulate } from './run.ts'

const database = databaseUnderTest()
const folder = mkdtempSync(join(tmpdir(), 'enlace-simulation-test-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const stepsShown = 25
/** The two databases live through different years. */
const firstSeed = database.kind === 'embedded' ? 1 : 101
const seeds = Array.from({ length: 2 }, (_, index) => String(firstSeed + index))

async function newPlace(seed: string): Promise<Place> {
  if (database.kind === 'embedded') return { kind: 'embedded', folder: join(folder, seed) }
  const name = `simulation_${randomUUID().replaceAll('-', '')}`
  return { kind: 'postgres', databaseUrl: await createDatabase(database.url, name) }
}

test.each(seeds)(
  'a year of two workspaces contradicts the model in nothing, crashes included: seed %s',
  { timeout: 0 },
  async (seed) => {
    const days = 365
    const { contradiction, steps, crashes, links } = await simulate({ seed, days, place: await newPlace(seed) })
    const again = `npm run simulate -- --seed ${seed}${database.kind === 'postgres' ? ' --postgres' : ''}`
    expect(contradiction, [...steps.slice(-stepsShown), contradiction, `Again: ${again}`].join('\n')).toBeNull()
    expect(steps.length).toBeGreaterThan(200)
    expect(crashes).toBeGreaterThan(2)
    expect(links).toBeGreaterThan(10)
  },
)

test('the same seed takes the same steps', { timeout: 0 }, async () => {
  const [one, other] = [await newPlace('one'), await newPlace('other')]
  const first = await simulate({ seed: 'again', days: 20, place: one })
  const again = await simulate({ seed: 'again', days: 20, place: other })
  const withoutPort = (steps: readonly string[]) => steps.map((step) => step.replace(/127\.0\.0\.1:\d+/, 'receiver'))
  expect(withoutPort(again.steps)).toEqual(withoutPort(first.steps))
  expect([again.contradiction, again.webhooks]).toEqual([first.contradiction, first.webhooks])
})
