import { getResource } from '../../contract/catalogue.ts'
import { type Api, type Body, startApi } from '../harness/api.ts'
import { digestOf, type Export, exportCanonically } from '../harness/canonical-export.ts'
import type { Receiver } from '../harness/receiver.ts'
import { bodiesFor } from '../harness/sandbox.ts'
import { type Person, people } from '../simulation/people.ts'
import { wordOf } from '../simulation/webhooks.ts'

export const startsAt = '2026-03-18T23:30:00.000Z'

type Verbs = ReturnType<Api['as']>

/** One installation, whose first workspace lives a life, alone or beside another that lives the same. */
export type Life = { readonly api: Api; readonly receiver: Receiver; readonly workspaces: readonly string[] }

/** Three months with everybody that the sandbox knows, in every workspace at the same time. */
export async function liveGolden(
  { settings = {}, workspaces = 1 }: { settings?: Readonly<Record<string, string>>; workspaces?: number },
  receiver: Receiver,
): Promise<Life> {
  const api = await startApi({ ENLACE_CLOCK: startsAt, ...settings })
  const { db } = api.app.deps
  const doors: Verbs[] = [api]
  while (doors.length < workspaces) doors.push(api.as(await api.givenStranger()))
  const lives: Own[] = []
  for (const door of doors) lives.push(await begin(door, receiver))
  for (const life of lives) await register(life)
  await pass(lives, 20)
  for (const life of lives) await use(life)
  await pass(lives, 40)
  for (const life of lives) await change(life)
  await pass(lives, 31)
  const rows = await db.reader.selectFrom('workspaces').select(['id', 'name']).execute()
  const ids = rows.toSorted((one, other) => Number(one.name === 'stranger') - Number(other.name === 'stranger'))
  return { api, receiver, workspaces: ids.map(({ id }) => id) }
}

/** What is kept of it, of all workspaces or of the one that is named. */
export async function exportLife({ api, receiver }: Life, workspaceId?: string): Promise<Export> {
  const { db, vault } = api.app.deps
  const { lines } = await exportCanonically(db.reader, vault, workspaceId)
  // Its port is the system's.
  const shown = lines.map((line) => line.replaceAll(receiver.url, 'http://receiver'))
  return { lines: shown, sha256: digestOf(shown) }
}

/** One of every kind of institution and of login, with little data where there is a choice. */
const names = [
  'bnk102',
  'bnk101',
  'mfa_numeric',
  'mfa_inputless',
  'no_data',
  'fiscal102',
  '76192083-9',
  'two_jobs',
  '30100000304',
]
const cast = names.flatMap((name) => people.filter(({ credentials }) => credentials.username === name).slice(0, 1))

type Own = { readonly door: Verbs; readonly links: Map<Person, string> }

async function begin(door: Verbs, { url }: Receiver): Promise<Own> {
  await door.post('/_enlace/webhooks/', { url, authorization: 'Bearer golden' })
  const fault = {
    match: { operation: 'Update', probability: 0.1 },
    effect: { kind: 'error', fault: 'institution_down' },
  }
  await door.post('/_enlace/faults/', { ...fault, count: 5 })
  return { door, links: new Map() }
}

/** All that is due is done before the next request, as the guide to the clock advises. */
const settle = (door: Verbs) => door.post('/_enlace/clock/advance/', { by: '1s' })

async function pass(lives: readonly Own[], days: number): Promise<void> {
  for (const { door } of lives) {
    const { status } = await door.post('/_enlace/clock/advance/', { by: `${days}d` })
    if (status !== 200) throw new Error(`the clock answered ${status}`)
  }
}

async function register({ door, links }: Own): Promise<void> {
  const own = [
    { fetch_resources: ['ACCOUNTS'], stale_in: '25d' },
    { access_mode: 'single', credentials_storage: '30d' },
    {},
  ]
  for (const [index, person] of cast.entries()) {
    const terms = own[index % own.length] ?? {}
    const named =
      'fetch_resources' in terms ? { ...terms, fetch_resources: person.resources.slice(0, 1).map(wordOf) } : terms
    const body = { institution: person.institution, ...person.credentials, ...named }
    const { status, body: answered } = await door.post('/api/links/', body)
    const [question] = Array.isArray(answered) ? answered : []
    const id = question?.link ?? answered.id
    if (id === undefined) throw new Error(`no link of ${person.institution}: ${JSON.stringify(answered)}`)
    links.set(person, id)
    await settle(door)
    // One is left without an answer.
    if (status === 428 && index % 2 === 0) await answer(door, question, person)
  }
}

async function answer(door: Verbs, { session, link }: Body, { token }: Person): Promise<void> {
  await door.patch('/api/links/', { session, link, ...(typeof token === 'string' ? { token } : {}) })
  await settle(door)
}

/** Whatever is refused belongs to it as much as what is not. */
async function use({ door, links }: Own): Promise<void> {
  for (const [{ resources, token }, link] of links) {
    await door.post(`/api/links/${link}/refresh/`)
    await settle(door)
    for (const name of resources) {
      const resource = getResource(name)
      const given = typeof token === 'string' ? { token } : {}
      const [terms] = bodiesFor(resource, new Date(startsAt))
      const retrieved = await door.post(`/api/${resource.path}/`, { link, ...terms, ...given })
      await settle(door)
      const [record] = Array.isArray(retrieved.body) ? retrieved.body : [retrieved.body]
      if (retrieved.status === 201 && record && name !== 'ACCOUNTS')
        await door.delete(`/api/${resource.path}/${record.id}/`)
    }
  }
}

async function change({ door, links }: Own): Promise<void> {
  for (const [index, [, link]] of [...links].entries()) {
    if (index % 4 === 0) await door.patch(`/api/links/${link}/`, { access_mode: 'recurrent', stale_in: '400d' })
    if (index % 4 === 1) await door.put(`/api/links/${link}/`, { password: 'renewed' })
    if (index % 4 === 2) await door.patch(`/_enlace/links/${link}/`, { refresh_rate: '24h' })
    if (index % 8 === 3) await door.delete(`/api/links/${link}/`)
    await settle(door)
  }
}
