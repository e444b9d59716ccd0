import { describe, expect, test } from 'vitest'
import { getResource, wordFor } from '../../contract/catalogue.ts'
import type { ResourceDefinition, ResourceName } from '../../contract/resource.ts'
import { sandboxConnectors } from '../../server/src/connectors/sandbox/connector.ts'
import { type Answer, type Body, startApi } from '../harness/api.ts'
import { toldOf } from '../harness/life.ts'
import { bodiesFor, listAll } from '../harness/sandbox.ts'

const api = await startApi()

/** Who is documented, where, and has something to show of everything that the institution offers. */
const documented = [
  ['ofmockbank_br_retail', { username: '76109277673' }],
  ['ofmockbank_br_retail', { username: '50685362006773' }],
  ['tatooine_mx_fiscal', { username: 'PFIS010101000', password: 'individual' }],
  ['tatooine_mx_fiscal', { username: 'PMO010101000', password: 'business' }],
  ['sii_cl_fiscal', { username: '76192083-9', password: 'password' }],
  ['planet_mx_employment', { username: 'BLPM951331IONVGR54' }],
  ['imss_mx_employment', { username: 'SALA850412HDFLRR05' }],
  ['issste_mx_employment', { username: 'SEPU760614MYNRPB05' }],
  ['inss_br_employment', { username: '76109277673', password: 'password' }],
] as const

const offeredBy = async (institution: string): Promise<readonly string[]> =>
  (await api.get(`/api/institutions/?name=${institution}`)).body.results[0].resources

describe.each(documented)('%s shows %o', (institution, credentials) => {
  test('records of every resource that it offers, when asked for and by itself', async () => {
    const offered = await offeredBy(institution)
    const connector = sandboxConnectors.find(({ manifest }) => manifest.name === institution)
    const asked = (connector?.manifest.resources ?? []).map(getResource)
    expect(asked.map(({ name }) => wordFor(name)).sort()).toEqual([...offered].sort())

    const link = await api.givenLink({ institution, ...credentials, access_mode: 'recurrent' })
    for (const resource of asked) {
      const { name, path, part } = resource
      const answers = await askedFor(resource, link.id)
      const shown = answers.flatMap(({ body }) => body as Body[])
      expect({ name, statuses: new Set(answers.map(({ status }) => status)) }).toEqual({
        name,
        statuses: new Set([201]),
      })
      if (withoutAny(name, credentials.username)) continue
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
    expect(counts.filter(({ type, empty }) => empty && !withoutAny(type, credentials.username))).toEqual([])
  })
})

/** People hand in no financial statements. */
const withoutAny = (name: ResourceName, username: string) =>
  name === 'FINANCIAL_STATEMENTS' && username === 'PFIS010101000'

const askedFor = (resource: ResourceDefinition, link: string): Promise<Answer[]> =>
  Promise.all(bodiesFor(resource, api.now()).map((body) => api.post(`/api/${resource.path}/`, { link, ...body })))

const partsOf = (path: string): Promise<Body[]> => listAll(api, path)
