import { expect, test } from 'vitest'
import { startApi } from '../../../../test/harness/api.ts'
import { insideOf } from '../../../../test/harness/life.ts'
import { startReceiver } from '../../../../test/harness/receiver.ts'

const api = await startApi()

const countsOf = async (linkId: string) => {
  const count = async (table: 'events' | 'usage' | 'deliveries') =>
    (await api.app.deps.db.reader.selectFrom(table).select('id').where('link_id', '=', linkId).execute()).length
  return { events: await count('events'), usage: await count('usage'), deliveries: await count('deliveries') }
}

test('what happened is kept for ninety days, what was counted for longer, and what waits for as long as it waits', async () => {
  const receiver = await startReceiver(200)
  await api.post('/_enlace/webhooks/', { url: receiver.url })
  const link = await api.givenLink({ access_mode: 'single', fetch_resources: ['ACCOUNTS'] })
  await api.drain()
  const before = await countsOf(link.id)
  expect(before).toMatchObject({ usage: 2, deliveries: 1 })

  api.advance({ days: 89 })
  await api.drain()
  expect(await countsOf(link.id)).toEqual(before)
  expect((await insideOf(api, link.id)).updates).toHaveLength(1)

  const { body: waiting } = await api.patch(`/api/links/${link.id}/`, { access_mode: 'recurrent' })
  expect(waiting.access_mode).toBe('recurrent')
  await api.send('PATCH', `/_enlace/links/${link.id}/`, { body: { refresh_rate: '30d' } })
  const { events } = await countsOf(link.id)
  api.advance({ hours: 25 })
  await api.drain()
  const after = await countsOf(link.id)
  expect(after.usage).toBeGreaterThan(before.usage)
  expect(after.deliveries).toBe(4)
  expect(after.events).toBeLessThan(events + 10)
  expect((await insideOf(api, link.id)).updates.map(({ cause }: { cause: string }) => cause)).toEqual([
    'access_mode_switch',
  ])

  api.advance({ days: 400 })
  await api.drain()
  const { body: oldest } = await api.get('/_enlace/usage/?page_size=1000')
  expect(oldest.results.every(({ kind }: { kind: string }) => kind !== 'registration')).toBe(true)
})
