import { expect, test } from 'vitest'
import { openTwoDoors } from '../../../../test/harness/two-doors.ts'
import { widgetOf } from '../../../../test/harness/widget.ts'

const { doors, rows } = await openTwoDoors()
const [one, other] = doors
const person = { institution: 'erebor_mx_retail', username: 'bnk100', password: 'full', access_mode: 'single' }

async function token(body: object): Promise<string> {
  const answer = await one('POST', '/api/token/', { body })
  expect(answer.status).toBe(200)
  return answer.body.access
}

test('of one token that is used at two servers at once, one use wins and the other leaves nothing', {
  timeout: 120_000,
}, async () => {
  for (let round = 1; round <= 5; round += 1) {
    const access = await token({ scopes: 'write_links' })
    const [here, there] = [widgetOf({ send: one }, access), widgetOf({ send: other }, access)]
    const uses = [here, there, here, there].map((widget) => widget.post('/api/links/', person))
    const statuses = (await Promise.all(uses)).map(({ status }) => status).sort()
    expect(statuses).toEqual([201, 401, 401, 401])
    expect(await rows('select id from links')).toHaveLength(round)
    expect(await rows("select id from events where kind = 'link_registered'")).toHaveLength(round)
  }
})

test('a token that changes its link at two servers at once does so once', { timeout: 120_000 }, async () => {
  const { body: link } = await one('POST', '/api/links/', { body: { ...person, username: 'changing' } })
  const access = await token({ scopes: 'write_links', link_id: link.id })
  const uses = [one, other].map((send) =>
    widgetOf({ send }, access).put(`/api/links/${link.id}/`, { password: 'another' }),
  )
  expect((await Promise.all(uses)).map(({ status }) => status).sort()).toEqual([200, 401])
  expect(await rows(`select id from events where link_id = '${link.id}' and kind = 'link_changed'`)).toHaveLength(1)
})
