import { expect, test } from 'vitest'
import { type Body, startApi } from '../harness/api.ts'
import { dayOf, listAll } from '../harness/sandbox.ts'

const api = await startApi()

test('day after day of a week, what is listed is what the bank shows of whoever has second thoughts', async () => {
  const link = await api.givenLink({ institution: 'ofmockbank_br_retail', username: 'second_thoughts' })
  // Late enough for all of the day to have happened.
  api.advance({ hours: 8 })
  const met = { undated: 0, pending: 0, named: new Set<string>() }
  const said = ({ internal_identification, value_date, amount, status, description }: Body) =>
    [internal_identification, value_date, amount, status, description].join(' ')
  for (let day = 0; day < 8; day += 1) {
    const period = { date_from: dayOf(api.now(), -21), date_to: dayOf(api.now()) }
    const { status, body: shown } = await api.post('/api/transactions/', { link: link.id, ...period })
    expect(status).toBe(201)
    const listed = await listAll(
      api,
      `/api/transactions/?link=${link.id}&page_size=1000&value_date__gte=${period.date_from}`,
    )
    expect(listed.map(said).toSorted()).toEqual(shown.map(said).toSorted())
    met.undated += listed.filter(({ transacted_at }) => transacted_at === undefined).length
    met.pending += listed.filter((row) => row.status === 'PENDING').length
    for (const row of listed) met.named.add(row.internal_identification)
    api.advance({ days: 1 })
  }
  // What began on Sunday has no instant until Wednesday.
  expect(met.undated).toBe(3)
  expect(met.pending).toBeGreaterThan(8)
  expect(met.named.size).toBeGreaterThan(40)
})
