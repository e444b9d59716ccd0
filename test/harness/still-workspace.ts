import type { Answer, Api, Body, Keys } from './api.ts'

export type StillWorkspace = {
  readonly keys: Keys
  readonly api: ReturnType<Api['as']>
  /** Moves the clock and does all that is due until then: `1s`, `32h`. */
  advance(by: string): Promise<Answer>
  /** One more endpoint. */
  listen(terms: Body): Promise<Body>
  /** Something to tell: a new link, of which only the owners are read. */
  happen(): Promise<Body>
}

/** A workspace of its own whose clock stands still, so that nothing is due before the test says so. */
export async function givenStillWorkspace(house: Api): Promise<StillWorkspace> {
  const keys = await house.givenStranger()
  const api = house.as(keys)
  await api.post('/_enlace/clock/freeze/')
  let people = 0
  return {
    keys,
    api,
    advance: (by) => api.post('/_enlace/clock/advance/', { by }),
    listen: async (terms) => (await api.post('/_enlace/webhooks/', terms)).body,
    async happen() {
      people += 1
      const form = { institution: 'erebor_mx_retail', password: 'full', access_mode: 'single' }
      const person = { ...form, username: `person_${people}`, fetch_resources: ['OWNERS'] }
      return (await api.post('/api/links/', person)).body
    },
  }
}
