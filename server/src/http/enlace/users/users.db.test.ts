import { describe, expect, test } from 'vitest'
import { type Body, startApi } from '../../../../../test/harness/api.ts'
import { givenKey } from '../../../../../test/harness/keys.ts'
import { listAll } from '../../../../../test/harness/sandbox.ts'
import { databaseUnderTest } from '../../../../../test/harness/under-test.ts'

const path = '/_enlace/users/'
const api = await startApi()
const today = api.now().toISOString().slice(0, 10)

const lucia = {
  institution: 'erebor_mx_retail',
  username: 'lucia',
  from: '2026-01-01',
  holder: { kind: 'person', first_names: 'Lucía', last_name: 'Méndez', birth_date: '1990-05-17' },
  accounts: [
    { name: 'main', type: 'checking', balance: 1_500.5, overdraft: 2_000 },
    { name: 'goal', type: 'savings', balance: 300 },
    { name: 'gold', type: 'card', limit: 20_000, closing_day: 5, due_days: 10 },
    { name: 'car', type: 'loan', principal: 12_000, monthly_rate: 0.02, instalments: 2, starts_on: '2026-01-20' },
  ],
  incomes: [
    {
      description: 'PAGO DE NOMINA ACME',
      amount: 9_000,
      every: 'two_weeks',
      starts_on: '2026-01-09',
      changes: [{ on: '2026-02-15', amount: 9_900 }],
    },
  ],
  expenses: [
    { description: 'RENTA DEPTO 4', amount: 6_000, every: 'month', starts_on: '2026-01-31', ends_on: '2026-02-28' },
    { description: 'NETFLIX.COM', amount: 219.9, every: 'month', starts_on: '2026-01-03', account: 'gold' },
  ],
  events: [
    { on: '2026-02-03', description: 'SPEI RECIBIDO HERENCIA', amount: 250_000.01 },
    { on: '2026-02-04', description: 'TRASPASO A META', amount: -1_000 },
    { on: '2026-02-04', description: 'ABONO TRASPASO', amount: 1_000, account: 'goal' },
  ],
}

/** What a link of the user shows, once it has been brought up to date. */
async function shownOf(username: string): Promise<{ accounts: Body[]; rows: Body[]; owner: Body }> {
  const link = await api.givenLink({ institution: 'erebor_mx_retail', username, access_mode: 'single' })
  await api.post('/api/owners/', { link: link.id })
  await api.post('/api/accounts/', { link: link.id })
  await api.post('/api/transactions/', { link: link.id, date_from: '2025-12-01', date_to: today })
  const [owner] = await listAll(api, `/api/owners/?link=${link.id}`)
  return {
    accounts: await listAll(api, `/api/accounts/?link=${link.id}`),
    rows: await listAll(api, `/api/transactions/?link=${link.id}`),
    owner: owner ?? {},
  }
}

const signed = ({ type, amount }: Body): number => (type === 'INFLOW' ? amount : -amount)

describe('DescribeUser', () => {
  test('201: what is described is what the API then returns', async () => {
    // The figures below are those of this day.
    expect(today).toBe('2026-03-18')
    const described = await api.post(path, lucia)
    expect(described).toMatchObject({ status: 201, body: { ...lucia, created_at: api.now().toISOString() } })
    const { accounts, rows, owner } = await shownOf('lucia')
    expect(owner).toMatchObject({ first_name: 'Lucía', last_name: 'Méndez', display_name: 'Lucía Méndez' })

    const inChecking = rows.filter(({ account }) => account.category === 'CHECKING_ACCOUNT').reverse()
    const seen = inChecking.map(({ value_date, description, ...row }) => [value_date, description, signed(row as Body)])
    const own = seen.filter(([, description]) => !/TARJETA|CREDITO/.test(String(description)))
    expect(own).toEqual([
      ['2026-01-09', 'PAGO DE NOMINA ACME', 9_000],
      ['2026-01-23', 'PAGO DE NOMINA ACME', 9_000],
      ['2026-01-31', 'RENTA DEPTO 4', -6_000],
      ['2026-02-03', 'SPEI RECIBIDO HERENCIA', 250_000.01],
      ['2026-02-04', 'TRASPASO A META', -1_000],
      ['2026-02-06', 'PAGO DE NOMINA ACME', 9_000],
      ['2026-02-20', 'PAGO DE NOMINA ACME', 9_900],
      ['2026-02-28', 'RENTA DEPTO 4', -6_000],
      ['2026-03-06', 'PAGO DE NOMINA ACME', 9_900],
    ])
    const others = seen.filter(([, description]) => /TARJETA|CREDITO/.test(String(description)))
    expect(others.map(([day, , amount]) => [day, amount])).toEqual([
      ['2026-01-15', -219.9],
      ['2026-01-20', 12_000],
      ['2026-02-15', -219.9],
      ['2026-02-20', -6_180.59],
      ['2026-03-15', -219.9],
    ])

    const of = (category: string) => accounts.find((account) => account.category === category)
    const sum = seen.reduce((total, [, , amount]) => total + Math.round(Number(amount) * 100), 150_050)
    expect(of('CHECKING_ACCOUNT')).toMatchObject({
      balance: { current: sum / 100, available: sum / 100 + 2_000 },
      overdraft: { arranged: 2_000, used: 0, unarranged: 0 },
    })
    expect(of('SAVINGS_ACCOUNT')).toMatchObject({ balance: { current: 1_300 } })
    expect(of('CREDIT_CARD')).toMatchObject({ credit_data: { credit_limit: 20_000 } })
    expect(of('LOAN_ACCOUNT')).toMatchObject({
      loan_data: { number_of_installments_total: 2, number_of_installments_paid: 1, outstanding_balance: 6_180.6 },
    })
  })

  test('201: said anew, the user is the same, and what stays as it was keeps its id', async () => {
    const link = await api.givenLink({ institution: 'erebor_mx_retail', username: 'anew', access_mode: 'single' })
    const period = { link: link.id, date_from: '2025-12-01', date_to: today }
    const first = await api.post(path, { ...lucia, username: 'anew' })
    const before = (await api.post('/api/transactions/', period)).body
    const events = [{ on: '2026-01-02', description: 'ANTES', amount: 5 }, ...lucia.events]
    const second = await api.post(path, { ...lucia, username: 'anew', events })
    expect([second.status, second.body.id]).toEqual([201, first.body.id])
    const after = (await api.post('/api/transactions/', period)).body
    expect(after.length).toBe(before.length + 1)
    const ids = new Set(after.map(({ id }: Body) => id))
    for (const { id } of before) expect(ids.has(id)).toBe(true)
  })

  test('201: what is authorised, posted, corrected and taken back is so on its days', async () => {
    const own = await startApi({ ENLACE_CLOCK: '2026-03-05T18:00:00Z' })
    const tipping = {
      institution: 'erebor_mx_retail',
      username: 'tipping',
      from: '2026-01-01',
      accounts: [{ name: 'main', type: 'checking', balance: 5_000 }],
      events: [
        {
          ...{ on: '2026-03-02', description: 'RESTAURANTE EL CARDENAL', amount: -400, identification: 'auth-1' },
          pending_until: '2026-03-06',
          posts_as: { amount: -460, date: '2026-03-03', identification: 'post-7', replaces: true },
        },
        {
          ...{ on: '2026-03-05', description: 'GASOLINERA 1402', amount: -900, identification: 'held-1' },
          ...{ pending_until: '2026-03-08', removed_on: '2026-03-07' },
        },
        {
          ...{ on: '2026-03-05', description: 'OXXO REFORMA', amount: -52.5, identification: 'oxxo-1' },
          corrected: { on: '2026-03-09', description: 'OXXO REFORMA AUT 120394', identification: 'oxxo-2' },
        },
      ],
    }
    expect((await own.post(path, tipping)).status).toBe(201)
    const link = await own.givenLink({ username: 'tipping', institution: 'erebor_mx_retail', access_mode: 'single' })
    const seen = async (date_to: string) => {
      const period = { link: link.id, date_from: '2026-03-01', date_to }
      const { body: rows } = await own.post('/api/transactions/', { ...period, save_data: false })
      const [account] = (await own.post('/api/accounts/', { link: link.id, save_data: false })).body
      const { current, blocked } = account.balance
      return {
        rows: rows.map((row: Body) => [row.internal_identification, row.status, row.value_date, row.amount]),
        ...{ current, blocked },
      }
    }
    expect(await seen('2026-03-05')).toEqual({
      rows: [
        ['auth-1', 'PENDING', '2026-03-02', 400],
        ['held-1', 'PENDING', '2026-03-05', 900],
        ['oxxo-1', 'PROCESSED', '2026-03-05', 52.5],
      ],
      ...{ current: 4_947.5, blocked: 1_300 },
    })
    await own.post('/_enlace/clock/advance/', { by: '5d' })
    expect(await seen('2026-03-10')).toEqual({
      rows: [
        ['post-7', 'PROCESSED', '2026-03-03', 460],
        ['oxxo-2', 'PROCESSED', '2026-03-05', 52.5],
      ],
      ...{ current: 4_487.5, blocked: 0 },
    })
  })

  test('400: what cannot become of an event, each with its place', async () => {
    const said = { on: '2026-02-03', description: 'RESTAURANTE', amount: -400 }
    const events = [
      { ...said, posts_as: { amount: -460 } },
      { ...said, pending_until: '2026-02-04', posts_as: { amount: 460 } },
      { ...said, removed_on: '2026-06-01' },
    ]
    expect(await api.post(path, { ...lucia, username: 'wrong', events })).toMatchObject({
      status: 400,
      body: [
        {
          code: 'invalid',
          field: 'events.0.posts_as',
          message: 'Only what is pending is posted: give pending_until, too.',
        },
        { code: 'invalid', field: 'events.1.posts_as.amount', message: 'It cannot come in and go out.' },
        { code: 'invalid', field: 'events.2.removed_on', message: 'The day is more than 28 days after 2026-02-03.' },
      ],
    })
  })

  test('201: a company at a bank of Brazil, and time that goes on', async () => {
    const live = await startApi()
    const sells = { description: 'PIX RECEBIDO - CLIENTE', amount: 100, every: 'week', starts_on: '2026-03-19' }
    const body = {
      institution: 'ofmockbank_br_retail',
      username: 'padaria',
      from: '2026-03-01',
      holder: { kind: 'company', name: 'Padaria Aurora LTDA' },
      accounts: [{ name: 'conta', type: 'checking' }],
      incomes: [sells],
    }
    expect((await live.post(path, body)).status).toBe(201)
    const link = await live.givenLink({ institution: body.institution, username: body.username })
    const read = async () => (await live.post('/api/accounts/', { link: link.id })).body[0].balance.current
    expect(await read()).toBe(0)
    await live.advance({ days: 1 })
    expect(await read()).toBe(100)
    await live.advance({ days: 14 })
    expect(await read()).toBe(300)
    const [owner] = (await live.post('/api/owners/', { link: link.id })).body
    expect(owner.company_name).toBe('Padaria Aurora LTDA')
  })

  const account = { name: 'main', type: 'checking' }
  const flow = { description: 'X', amount: 1, every: 'week', starts_on: '2026-01-05' }
  const good = { institution: 'erebor_mx_retail', username: 'x', from: '2026-01-01', accounts: [account] }

  test.each([
    [{}, 'institution', 'required'],
    [{ ...good, institution: 'nowhere_mx_retail' }, 'institution', 'does_not_exist'],
    [{ ...good, username: 'a name with spaces' }, 'username', 'invalid'],
    [{ ...good, from: '2026-02-30' }, 'from', 'invalid'],
    [{ ...good, accounts: [] }, 'accounts', 'invalid'],
    [{ ...good, accounts: [account, account] }, 'accounts', 'invalid'],
    [{ ...good, accounts: [account, { name: 'main', type: 'savings' }] }, 'accounts.1.name', 'invalid'],
    [{ ...good, accounts: [{ ...account, type: 'pension' }] }, 'accounts.0.type', 'invalid_choice'],
    [{ ...good, accounts: [{ ...account, colour: 'red' }] }, 'accounts.0.colour', 'invalid'],
    [{ ...good, accounts: [account, { name: 'card', type: 'card' }] }, 'accounts.1.limit', 'invalid'],
    [{ ...good, accounts: [{ ...account, limit: 5 }] }, 'accounts.0.limit', 'invalid'],
    [{ ...good, incomes: [{ ...flow, amount: 'much' }] }, 'incomes.0.amount', 'invalid'],
    [{ ...good, incomes: [flow, { ...flow, amount: -1 }] }, 'incomes.1.amount', 'invalid'],
    [{ ...good, incomes: [{ ...flow, amount: 1.005 }] }, 'incomes.0.amount', 'invalid'],
    [{ ...good, incomes: [{ ...flow, starts_on: '2025-12-31' }] }, 'incomes.0.starts_on', 'invalid'],
    [{ ...good, expenses: [{ ...flow, account: 'other' }] }, 'expenses.0.account', 'invalid'],
    [{ ...good, expenses: [{ ...flow, description: '' }] }, 'expenses.0.description', 'blank'],
    [
      { ...good, expenses: [{ ...flow, changes: [{ on: '2026-01-04', amount: 2 }] }] },
      'expenses.0.changes.0.on',
      'invalid',
    ],
    [{ ...good, events: [{ on: '2026-01-05', description: 'X', amount: 0 }] }, 'events.0.amount', 'invalid'],
    [{ ...good, events: [{ on: '2026-01-05', amount: 1 }] }, 'events.0.description', 'required'],
    [{ ...good, holder: { kind: 'company', last_name: 'X' } }, 'holder.last_name', 'invalid'],
  ])('400: %o names %s', async (body, field, code) => {
    const { status, body: errors } = await api.post(path, body)
    expect(status).toBe(400)
    expect(errors.map((each: Body) => [each.field, each.code])).toContainEqual([field, code])
  })

  test('400: a character that no database holds, however deep', async () => {
    const events = [{ on: '2026-01-05', description: 'a\u0000b', amount: 1 }]
    expect(await api.post(path, { ...good, events })).toMatchObject({
      status: 400,
      body: [{ field: 'events.0.description' }],
    })
  })

  test('403: only an admin describes users', async () => {
    const key = await givenKey(api, ['links:write'])
    expect((await api.as(key).post(path, good)).status).toBe(403)
  })

  test.skipIf(databaseUnderTest().kind === 'embedded')('404: in server mode people are real', async () => {
    const server = await serverApi()
    expect((await server.post(path, good)).status).toBe(404)
    for (const each of [path, `${path}schema/`]) expect((await server.get(each)).status).toBe(404)
  })
})

const own = { id: 'the-server-s-own-id', password: 'the-server-s-own-password' }

const serverApi = async () =>
  (
    await startApi({
      ENLACE_MODE: 'server',
      ENLACE_SECRET_ID: own.id,
      ENLACE_SECRET_PASSWORD: own.password,
      ENLACE_MASTER_KEY: Buffer.alloc(32, 7).toString('base64'),
    })
  ).as(own)

describe('ListUsers', () => {
  test('200: who is described, oldest first, until the workspace is reset', async () => {
    const fresh = await startApi()
    for (const username of ['one', 'two']) await fresh.post(path, { ...lucia, username })
    const { body } = await fresh.get(path)
    expect(body.results.map(({ username }: Body) => username).toSorted()).toEqual(['one', 'two'])
    await fresh.post('/_enlace/reset/')
    expect((await fresh.get(path)).body).toEqual({ results: [] })
  })

  test('403: only an admin sees them', async () => {
    const key = await givenKey(api, ['links:read'])
    expect((await api.as(key).get(path)).status).toBe(403)
  })

  test.skipIf(databaseUnderTest().kind === 'embedded')('404: in server mode there are none', async () => {
    expect((await (await serverApi()).get(path)).status).toBe(404)
  })
})

describe('GetUserSchema', () => {
  test('200: the schema that the description is held to', async () => {
    const { status, body } = await api.get(`${path}schema/`)
    expect(status).toBe(200)
    expect(body).toMatchObject({ type: 'object', required: ['institution', 'username', 'from', 'accounts'] })
  })

  test.skipIf(databaseUnderTest().kind === 'embedded')('404: in server mode there is nothing to describe', async () => {
    expect((await (await serverApi()).get(`${path}schema/`)).status).toBe(404)
  })
})

describe('GetUser', () => {
  test('200: as it was described', async () => {
    const { body } = await api.post(path, { ...lucia, username: 'shown' })
    expect(await api.get(`${path}${body.id}/`)).toMatchObject({ status: 200, body })
  })

  test('403: only an admin sees it', async () => {
    const { body } = await api.post(path, { ...lucia, username: 'hidden' })
    const key = await givenKey(api, ['links:read'])
    expect((await api.as(key).get(`${path}${body.id}/`)).status).toBe(403)
  })

  test('404: nobody has been described under the id', async () => {
    expect((await api.get(`${path}7d3c1a52-9b0e-4f6a-8c2d-1e5f7a9b3c4d/`)).status).toBe(404)
  })
})

describe('RemoveUser', () => {
  test('204: from then on the name stands for somebody else', async () => {
    const { body } = await api.post(path, { ...lucia, username: 'gone' })
    expect((await api.delete(`${path}${body.id}/`)).status).toBe(204)
    const { owner } = await shownOf('gone')
    expect(owner.last_name).not.toBe('Méndez')
    expect((await api.delete(`${path}${body.id}/`)).status).toBe(404)
  })

  test('403: only an admin removes', async () => {
    const { body } = await api.post(path, { ...lucia, username: 'kept' })
    const key = await givenKey(api, ['links:write'])
    expect((await api.as(key).delete(`${path}${body.id}/`)).status).toBe(403)
  })

  test('404: nobody to remove', async () => {
    expect((await api.delete(`${path}7d3c1a52-9b0e-4f6a-8c2d-1e5f7a9b3c4d/`)).status).toBe(404)
  })
})
