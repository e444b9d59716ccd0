import { expect, test, vi } from 'vitest'
import { openTwoDoors } from '../../../../../test/harness/two-doors.ts'

const { doors, rows } = await openTwoDoors()
const [one, other] = doors
const consented = { institution: 'ofmockbank_br_retail', username: '76109277673', access_mode: 'recurrent' }
const wakes = { institution: 'erebor_mx_retail', username: 'wakes', password: 'x', access_mode: 'single' }

test('a consent that ends while two servers look for work ends once', { timeout: 120_000 }, async () => {
  for (const send of [one, other, one])
    expect((await send('POST', '/api/links/', { body: consented })).status).toBe(201)
  await rows('update consents set expires_at = created_at, due_at = created_at')
  await Promise.all([one, other].map((send) => send('POST', '/api/links/', { body: wakes })))
  const open = () => rows('select id from consents where due_at is not null')
  await vi.waitFor(async () => expect(await open()).toEqual([]), { timeout: 60_000, interval: 50 })
  expect(await rows('select distinct status from consents')).toEqual([{ status: 'EXPIRED' }])
  expect(await rows("select distinct status from links where institution = 'ofmockbank_br_retail'")).toEqual([
    { status: 'invalid' },
  ])
  const told = await rows("select link_id from events where kind = 'webhook' and data->>'type' = 'CONSENT'")
  expect(told).toHaveLength(3)
  expect(new Set(told.map(({ link_id }) => link_id)).size).toBe(3)
})
