import { describe, expect, test, vi } from 'vitest'
import type { Answer, Body, Call } from '../harness/api.ts'
import { openTwoDoors } from '../harness/two-doors.ts'

const { doors, now, rows } = await openTwoDoors()
const [send] = doors
const linksCount = 8
const background = { headers: { 'x-belvo-request-mode': 'async' } }

type Ask = readonly [method: string, path: string, call?: Call]

/** All of them at the same instant, every second one at the other door. */
const atOnce = (asks: readonly Ask[]): Promise<Answer[]> =>
  Promise.all(asks.map(([method, path, call], index) => (doors[index % 2] as typeof send)(method, path, call)))

async function register(more: Readonly<Record<string, unknown>> = {}): Promise<Body> {
  const body = {
    institution: 'heimdall_mx_retail',
    username: 'bnk102',
    password: 'low',
    access_mode: 'single',
    ...more,
  }
  const answer = await send('POST', '/api/links/', { body })
  if (answer.status !== 201) throw new Error(`no link: ${JSON.stringify(answer.body)}`)
  return answer.body
}

/** For each of several links, so that the requests meet in many ways. */
async function forLinks(more: Readonly<Record<string, unknown>>, meet: (link: Body) => Promise<void>): Promise<void> {
  for (let count = 0; count < linksCount; count += 1) {
    const link = await register(more)
    await settled(link.id)
    await meet(link)
  }
}

/** The link from inside, once nothing of it is due at this moment. */
async function settled(id: string): Promise<Body> {
  return vi.waitFor(
    async () => {
      const { body } = await send('GET', `/_enlace/links/${id}/`)
      const due = body.updates.filter(({ due_at }: Body) => due_at !== null && due_at <= now().toISOString())
      expect(due).toEqual([])
      return body
    },
    { timeout: 30_000, interval: 20 },
  )
}

const statusesOf = (answers: readonly Answer[]): number[] => answers.map(({ status }) => status).toSorted()
const times = <T>(count: number, value: T): T[] => Array<T>(count).fill(value)
const causesOf = ({ updates }: Body) => updates.map(({ cause }: Body) => cause).toSorted()
const waiting = ({ updates }: Body): Body[] => updates.filter(({ finished_at }: Body) => finished_at === null)

async function usageOf(id: string): Promise<unknown[]> {
  return (await rows(`select kind from usage where link_id = '${id}' order by kind`)).map(({ kind }) => kind)
}

const eventsOf = (id: string) =>
  rows(`select sequence, kind, request_id, data from events where link_id = '${id}' order by sequence`)

/** The events of a link have the numbers from one on, and every update that was accepted one of them. */
async function expectWholeEvents(id: string): Promise<void> {
  const events = await eventsOf(id)
  expect(events.map(({ sequence }) => Number(sequence))).toEqual(events.map((_, index) => index + 1))
  const used = (await usageOf(id)).filter((kind) => kind === 'historical_update' || kind === 'recurrent_update')
  // That of a switch counts when it runs, on the next day.
  const due = events.filter(({ kind, data }) => kind === 'update_due' && (data as Body).cause !== 'access_mode_switch')
  expect(due).toHaveLength(used.length)
}

describe('at the same instant', () => {
  test('of twelve refreshes of a link exactly one is accepted, and done once', async () => {
    await forLinks({}, async ({ id }) => {
      const answers = await atOnce(times(12, ['POST', `/api/links/${id}/refresh/`]))
      expect(statusesOf(answers)).toEqual([202, ...times(11, 409)])
      for (const { body, headers } of answers.filter(({ status }) => status === 409)) {
        expect(body[0]).toMatchObject({
          code: 'link_refreshed',
          message: expect.stringContaining('Please wait 10 min'),
        })
        expect(headers.get('retry-after')).toBe('600')
      }
      const requestId = answers.find(({ status }) => status === 202)?.body.request_id
      const inside = await settled(id)
      expect(inside.updates).toMatchObject([{ cause: 'refresh', request_id: requestId, tries: 1 }])
      const told = (await eventsOf(id)).filter(({ kind }) => kind === 'webhook')
      expect(told.map(({ request_id }) => request_id)).toEqual(times(inside.updates[0].resources.length, requestId))
      expect(await usageOf(id)).toEqual(['historical_update', 'registration'])
      await expectWholeEvents(id)
    })
  })

  test('switches to and fro end as one of them, with its update due once or not at all', async () => {
    await forLinks({}, async ({ id }) => {
      const switches = times(10, ['recurrent', 'single']).flat()
      const asked = switches.map((mode): Ask => ['PATCH', `/api/links/${id}/`, { body: { access_mode: mode } }])
      // A pair goes through one door, so that both doors switch in both directions.
      const answers = await Promise.all(
        asked.map(([method, path, call], index) => (doors[(index >> 1) % 2] as typeof send)(method, path, call)),
      )
      expect(statusesOf(answers)).toEqual(times(20, 200))
      const link = (await send('GET', `/api/links/${id}/`)).body
      const inside = await settled(id)
      const isRecurrent = link.access_mode === 'recurrent'
      expect(link.refresh_rate).toBe(isRecurrent ? '7d' : null)
      expect(inside.next_refresh_at === null).toBe(!isRecurrent)
      expect(waiting(inside).map(({ cause }) => cause)).toEqual(isRecurrent ? ['access_mode_switch'] : [])
      const changes = (await eventsOf(id)).filter(({ kind }) => kind === 'link_changed')
      const modes = changes.map(({ data }) => (data as Body).access_mode)
      expect(modes).toEqual(modes.map((_, index) => (index % 2 === 0 ? 'recurrent' : 'single')))
      expect(modes.at(-1) ?? 'single').toBe(link.access_mode)
      expect(await usageOf(id)).toEqual(['registration'])
      await expectWholeEvents(id)
    })
  })

  test('changes of different terms are all kept', async () => {
    await forLinks({}, async ({ id }) => {
      const terms = { access_mode: 'recurrent', stale_in: '9d', fetch_resources: ['OWNERS'] }
      const asks = Object.entries(terms).map(([name, value]): Ask => {
        return ['PATCH', `/api/links/${id}/`, { body: { [name]: value } }]
      })
      expect(statusesOf(await atOnce([...asks, ...asks]))).toEqual(times(6, 200))
      expect((await send('GET', `/api/links/${id}/`)).body).toMatchObject({ ...terms, refresh_rate: '7d' })
      expect(causesOf(await settled(id))).toEqual(['access_mode_switch'])
      expect(await usageOf(id)).toEqual(['registration'])
      await expectWholeEvents(id)
    })
  })

  test('new passwords, a refresh and the deletion leave nothing of the link, and every event of it', async () => {
    await forLinks({ access_mode: 'recurrent' }, async ({ id }) => {
      const path = `/api/links/${id}/`
      const password: Ask = ['PUT', path, { body: { password: 'renewed' } }]
      const refresh: Ask = ['POST', `${path}refresh/`]
      const answers = await atOnce([password, refresh, ['DELETE', path, background], password, refresh])
      const [put, refreshed, deleted, putAgain, refreshedAgain] = answers.map(({ status }) => status)
      expect(deleted).toBe(202)
      for (const status of [put, putAgain]) expect([200, 404]).toContain(status)
      for (const status of [refreshed, refreshedAgain]) expect([202, 404, 409]).toContain(status)
      const accepted = statusesOf(answers).filter((status) => status === 200 || status === 202).length - 1
      const used = await usageOf(id)
      expect(used).toEqual([...times(1 + accepted, 'historical_update'), 'registration'])
      const events = await eventsOf(id)
      expect(events.at(-2)?.kind).toBe('link_deleted')
      expect(events.at(-1)).toMatchObject({ kind: 'webhook', data: { code: 'link_deleted' } })
      await expectWholeEvents(id)
      for (const table of ['updates', 'mfa_sessions', 'link_keys', 'link_credentials', 'accounts', 'transactions']) {
        expect(await rows(`select 1 from ${table} where link_id = '${id}'`), table).toEqual([])
      }
    })
  })

  test('six wrong passwords are counted as six', async () => {
    await forLinks({ access_mode: 'recurrent' }, async ({ id }) => {
      const wrong: Ask = ['PUT', `/api/links/${id}/`, { body: { password: 'pass_invalid' } }]
      expect(statusesOf(await atOnce(times(6, wrong)))).toEqual(times(6, 400))
      expect(await settled(id)).toMatchObject({ status: 'invalid', failed_logins: 6, next_refresh_at: null })
      await expectWholeEvents(id)
    })
  })

  test('the same person registered twice is two links', async () => {
    const person = { institution: 'heimdall_mx_retail', username: 'bnk101', password: 'nodata' }
    for (let count = 0; count < linksCount; count += 1) {
      const answers = await atOnce(times(2, ['POST', '/api/links/', { body: person }]))
      expect(statusesOf(answers)).toEqual([201, 201])
      expect(new Set(answers.map(({ body }) => body.id)).size).toBe(2)
      for (const { body } of answers) {
        expect(causesOf(await settled(body.id))).toEqual(['registration'])
        expect(await usageOf(body.id)).toEqual(['historical_update', 'registration'])
        await expectWholeEvents(body.id)
      }
    }
  })
})

describe('of two identical answers to a question at the same instant exactly one counts', () => {
  const asked = { username: 'mfa_default', password: 'pass_valid', access_mode: 'single' }

  /** Answers the question of a 428 twice at once, and gives what the one that counted was told. */
  async function answerTwice({ body }: Answer, path: string): Promise<Answer> {
    const [{ session, link }] = body
    const answers = await atOnce(times(2, ['PATCH', path, { body: { session, link, token: '111111' } }]))
    const late = answers.filter(({ status }) => status >= 400)
    expect(late.map(({ status, body: [refusal] }) => [status, refusal.code])).toEqual([[400, 'session_expired']])
    return answers.find((answer) => !late.includes(answer)) as Answer
  }

  test('registration', async () => {
    for (let count = 0; count < linksCount; count += 1) {
      const body = { institution: 'heimdall_mx_retail', ...asked, access_mode: 'recurrent' }
      const { status, body: link } = await answerTwice(await send('POST', '/api/links/', { body }), '/api/links/')
      expect([status, link.status]).toEqual([200, 'valid'])
      expect(causesOf(await settled(link.id))).toEqual(['registration'])
      expect(await usageOf(link.id)).toEqual(['historical_update', 'registration'])
      await expectWholeEvents(link.id)
    }
  })

  test('refresh', async () => {
    await forLinks({ ...asked, token: '111111' }, async ({ id }) => {
      const question = await send('POST', `/api/links/${id}/refresh/`)
      expect(await answerTwice(question, '/api/links/')).toMatchObject({ status: 200 })
      expect((await settled(id)).updates).toMatchObject([
        { cause: 'refresh', request_id: question.body[0].request_id, tries: 1 },
      ])
      expect(await usageOf(id)).toEqual(['historical_update', 'registration'])
      await expectWholeEvents(id)
    })
  })

  test('new password', async () => {
    await forLinks({ ...asked, token: '111111', access_mode: 'recurrent' }, async ({ id }) => {
      const question = await send('PUT', `/api/links/${id}/`, { body: { password: 'renewed' } })
      expect(await answerTwice(question, '/api/links/')).toMatchObject({ status: 200 })
      expect(causesOf(await settled(id))).toEqual(['credentials_changed', 'registration'])
      expect(await usageOf(id)).toEqual(['historical_update', 'historical_update', 'registration'])
      await expectWholeEvents(id)
    })
  })

  test('retrieval', async () => {
    await forLinks({ ...asked, token: '111111' }, async ({ id }) => {
      const question = await send('POST', '/api/accounts/', { body: { link: id } })
      expect(await answerTwice(question, '/api/accounts/')).toMatchObject({ status: 201 })
      expect(await usageOf(id)).toEqual(['registration', 'retrieval'])
      await expectWholeEvents(id)
    })
  })
})
