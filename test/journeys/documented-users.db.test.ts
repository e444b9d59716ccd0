import { describe, expect, test } from 'vitest'
import { resources } from '../../contract/catalogue.ts'
import { type Body, startApi } from '../harness/api.ts'
import { toldOf } from '../harness/life.ts'
import { lastYear, listAll } from '../harness/sandbox.ts'

const api = await startApi()

/** Who is documented, where, and has something to show of everything that the institution offers. */
const documented = [
  ['ofmockbank_br_retail', { username: '76109277673' }],
  ['ofmockbank_br_retail', { username: '50685362006773' }],
] as const

const offeredBy = async (institution: string): Promise<readonly string[]> =>
  (await api.get(`/api/institutions/?name=${institution}`)).body.results[0].resources

describe.each(documented)('%s shows %o', (institution, credentials) => {
  test('records of every resource that it offers, when asked for and by itself', async () => {
    const offered = await offeredBy(institution)
    const asked = resources.filter(({ name }) => offered.includes(name))
    expect(asked.map(({ name }) => name).sort()).toEqual([...offered].sort())

    const link = await api.givenLink({ institution, ...credentials, access_mode: 'recurrent' })
    for (const { name, path, retrieval, part } of asked) {
      const period = retrieval.period === 'required' ? lastYear(api.now()) : {}
      const { status, body } = await api.post(`/api/${path}/`, { link: link.id, ...period })
      expect({ name, status }).toEqual({ name, status: 201 })
      const shown = [body].flat() as Body[]
      const listed = await listAll(api, `/api/${path}/?link=${link.id}&page_size=1000`)
      expect({ name, nothing: shown.length === 0 || listed.length < shown.length }).toEqual({ name, nothing: false })
      expect((await api.get(`/api/${path}/${listed[0]?.id}/`)).status).toBe(200)
      const histories = part
        ? await Promise.all(shown.map(({ id }) => partsOf(`/api/${path}/${id}/${part.path}/`)))
        : []
      expect({ name, parts: part === null || histories.flat().length > 0 }).toEqual({ name, parts: true })
    }

    const told = (await toldOf(api, link.id)).filter(({ code }) => code === 'historical_update')
    expect(told.length).toBeGreaterThan(0)
    const counts = told.flatMap(({ type, data }) => Object.values(data).map((value) => ({ type, empty: value === 0 })))
    expect(counts.filter(({ empty }) => empty)).toEqual([])
  })
})

const partsOf = (path: string): Promise<Body[]> => listAll(api, path)
