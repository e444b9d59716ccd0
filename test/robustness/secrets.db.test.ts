import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, describe, expect, test } from 'vitest'
import { type Answer, type Body, startApi } from '../harness/api.ts'
import { createDatabase } from '../harness/postgres/postgres.ts'
import { startReceiver } from '../harness/receiver.ts'
import { dayOf } from '../harness/sandbox.ts'
import { databaseUnderTest } from '../harness/under-test.ts'
import { openFinanceBody, widgetOf, withConsent } from '../harness/widget.ts'
import { bytesOfRow, foundIn, foundInFiles, needlesOf } from './secrets-search.ts'

const planted = {
  username: 'PlantedUser77Qx',
  password: 'PlantedPass99Zy',
  'second user name': 'PlantedUser2Kv',
  'second password': 'PlantedPass2Wj',
  'rejected user name': 'PlantedWrong5Uh',
  'malformed password': 'Planted spaced! pass',
  'token of a retrieval': 'planted-token-4f1c7b',
  'token of a registration': 'PlantedToken8Gd',
  'e-mail as external id': 'planted.person@enlace-secret.test',
  'phone as external id': '+5215512345678',
  'CPF of a consent': '39053344705',
  'name of a consent': 'PlantedName Wq Silva',
  'address of a widget': 'planted-shop-6rt://success',
  'API password': 'planted-api-password-1b9f',
} as const

const database = databaseUnderTest()

/** A test of what the embedded database leaves in its folder; PostgreSQL's files are its own affair. */
const onDisk = (title: string, promise: () => unknown) => void (database.kind === 'embedded' && test(title, promise))

const folder = mkdtempSync(join(tmpdir(), 'enlace-secrets-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const databaseUrl =
  database.kind === 'postgres' ? await createDatabase(database.url, `secrets_${randomUUID().slice(0, 8)}`) : null
const place = databaseUrl === null ? { ENLACE_DATA_DIR: folder } : { DATABASE_URL: databaseUrl }
const api = await startApi({
  ...place,
  ENLACE_SECRET_ID: 'planted-api-id',
  ENLACE_SECRET_PASSWORD: planted['API password'],
})
const own = { id: 'planted-api-id', password: planted['API password'] }
const made = api.as(own)
const db = api.app.deps.db.reader

const bank = { institution: 'erebor_mx_retail', username: planted.username, password: planted.password }
const refusals: Answer[] = []
const registered: Body[] = []

/** Registrations, retrievals and every way in which they fail, with secrets wherever a caller could put one. */
async function doTheJob(): Promise<{ owners: readonly Body[]; secrets: Readonly<Record<string, string>> }> {
  const signing = await letWebhooksBeSigned()
  const post = async (path: string, body: unknown, status: number) => {
    const answer = await made.post(path, body)
    expect(answer, JSON.stringify(answer.body)).toMatchObject({ status })
    if (status >= 400) refusals.push(answer)
    return answer.body
  }
  const link = await post('/api/links/', { ...bank, external_id: planted['e-mail as external id'] }, 201)
  const advanced = await post(
    '/api/links/',
    {
      institution: 'ironbank_br_retail',
      username: planted.username,
      password: planted.password,
      username_type: '003',
      username2: 'valid',
      password2: 'valid',
      external_id: planted['phone as external id'],
    },
    201,
  )
  registered.push(link, advanced)
  await post('/api/links/', { ...bank, username: planted['rejected user name'], password: 'pass_invalid' }, 400)
  await post('/api/links/', { ...bank, password: planted['malformed password'] }, 400)
  await post('/api/links/', { ...bank, username2: planted['second user name'], fetch_resources: 'x' }, 400)
  await post('/api/links/', { ...bank, institution: 'ironbank_br_retail', password2: planted['second password'] }, 400)
  await post(
    '/api/links/',
    { ...bank, institution: 'heimdall_mx_retail', token: planted['token of a registration'] },
    400,
  )
  await post('/api/links/', `{"password":"${planted.password}" "broken`, 400)
  await post('/api/links/', `[${JSON.stringify(bank)}]`, 400)
  const owners = []
  for (const { id } of registered) {
    owners.push(...(await post('/api/owners/', { link: id, token: planted['token of a retrieval'] }, 201)))
    await post('/api/accounts/', { link: id }, 201)
    const period = { date_from: dayOf(api.now(), -20), date_to: dayOf(api.now()) }
    await post('/api/transactions/', { link: id, ...period }, 201)
  }
  refusals.push(await api.get('/api/links/', { keys: { id: planted.username, password: planted.password } }))
  await failUnexpectedly(post)
  const key = await post('/_enlace/keys/', { name: 'second', scopes: ['links:read'] }, 201)
  const signature = await consent(post)
  return {
    owners,
    secrets: { ...signing, 'a second API password': key.secret_password, 'a token of a widget': signature },
  }
}

/** Everything that is registered is told of, under two secrets; gives them without the prefix that all have. */
async function letWebhooksBeSigned(): Promise<Readonly<Record<string, string>>> {
  const receiver = await startReceiver()
  const { body: endpoint } = await made.post('/_enlace/webhooks/', { url: receiver.url })
  const make = () => made.post(`/_enlace/webhooks/${endpoint.id}/secrets/`)
  const secrets = [await make(), await make()].map(({ body }) => body.secret.slice('whsec_'.length))
  refusals.push(await make())
  refusals.push(await made.delete(`/_enlace/webhooks/${endpoint.id}/secrets/${randomUUID()}/`))
  return { 'a secret of an endpoint': secrets[0], 'its next secret': secrets[1] }
}

/** A widget makes a link with a consent, tries again, and asks for consents; gives the signature of its token. */
async function consent(post: (path: string, body: unknown, status: number) => Promise<Body>): Promise<string> {
  const body = withConsent({
    identification_info: [{ type: 'CPF', number: planted['CPF of a consent'], name: planted['name of a consent'] }],
    default_consent_duration_days: 92,
  })
  const urls = { ...openFinanceBody.widget.callback_urls, success: planted['address of a widget'] }
  const widget = { ...body.widget, callback_urls: urls }
  await post('/api/token/', { ...body, widget: { ...widget, theme: 'none' } }, 400)
  const { access } = await post('/api/token/', { ...own, ...body, widget }, 200)
  const page = widgetOf(api, access)
  const person = { institution: 'ofmockbank_br_retail', username: planted['CPF of a consent'], access_mode: 'single' }
  expect((await page.post('/api/links/', person)).status).toBe(201)
  refusals.push(await page.post('/api/links/', person), await page.get('/api/institutions/'))
  const consents = await made.get(`/api/consents/?user_document=${planted['CPF of a consent']}`)
  expect(consents.body.results).toMatchObject([{ user_name: planted['name of a consent'] }])
  refusals.push(await api.get(`/api/consents/?user_document=${planted['CPF of a consent']}`))
  return access.split('.')[2]
}

/** The database breaks under a registration, so that its own words reach the log. */
async function failUnexpectedly(post: (path: string, body: unknown, status: number) => Promise<Body>): Promise<void> {
  await post('/api/links/', { ...bank, username: 'user_unexpected' }, 500)
  await sql`alter table link_credentials add constraint broken check (length(sealed) < 3) not valid`.execute(db)
  await post('/api/links/', bank, 500)
  await sql`alter table link_credentials drop constraint broken`.execute(db)
  await sql`alter table link_credentials rename to elsewhere`.execute(db)
  await post('/api/links/', bank, 500)
  await sql`alter table elsewhere rename to link_credentials`.execute(db)
}

const { owners, secrets } = await doTheJob()
await api.drain()
await api.app.deps.requestLog.flush()
const needles = needlesOf({ ...planted, ...secrets })

/** What only the owner's own body says; a display name is searched for, and so it is kept. */
const personal = needlesOf(
  Object.fromEntries(
    owners.flatMap((owner) => personalDataOf(owner)).map((value, index) => [`${index}: ${value}`, value]),
  ),
)

function personalDataOf(value: unknown, key = ''): string[] {
  if (typeof value === 'string')
    return /email|document_number|phone|tax_id/.test(key) && value.length > 6 ? [value] : []
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) => personalDataOf(inner, Array.isArray(value) ? key : name))
}

/** Every row of every table, as `table: bytes`. */
async function dump(): Promise<readonly { table: string; bytes: Buffer }[]> {
  const client = databaseUrl === null ? null : new pg.Client({ connectionString: databaseUrl })
  await client?.connect()
  const ask = async (query: string): Promise<Record<string, unknown>[]> =>
    client ? (await client.query(query)).rows : ((await sql.raw(query).execute(db)).rows as Record<string, unknown>[])
  const tables = await ask(`select table_name from information_schema.tables where table_schema = 'public'`)
  const rows = []
  for (const { table_name: table } of tables) {
    for (const row of await ask(`select * from "${table}"`)) rows.push({ table: String(table), bytes: bytesOfRow(row) })
  }
  await client?.end()
  return rows
}

describe('planted secrets', () => {
  test('are searched for in a way that finds them', () => {
    for (const [name, secret] of Object.entries(planted)) {
      for (const text of [secret, `x${secret}y`]) {
        for (const form of ['utf8', 'hex', 'base64', 'base64url', 'utf16le'] as const) {
          const bytes = form === 'utf16le' ? Buffer.from(text, form) : Buffer.from(Buffer.from(text).toString(form))
          expect(foundIn(bytes, needles)).toContain(name)
        }
      }
    }
    expect(personal.length).toBeGreaterThan(3)
  })

  test('stand in no row of any table, in no form', async () => {
    const rows = await dump()
    expect(new Set(rows.map(({ table }) => table)).size).toBeGreaterThan(9)
    expect(rows.flatMap(({ table, bytes }) => foundIn(bytes, needles).map((name) => `${table}: ${name}`))).toEqual([])
  })

  onDisk('stand in no file of the data folder', async () => {
    await sql`checkpoint`.execute(db)
    expect(foundInFiles(folder, needles)).toEqual([])
  })

  test('stand in no line of the log', () => {
    expect(api.log.filter((line) => line.includes('request failed')).length).toBeGreaterThanOrEqual(3)
    expect(api.log.filter((line) => foundIn(line, needles).length > 0)).toEqual([])
  })

  test('stand in no refusal', () => {
    expect(refusals.length).toBeGreaterThan(8)
    const bodies = refusals.map(({ body }) => JSON.stringify(body))
    expect(bodies.filter((body) => foundIn(body, needles).length > 0)).toEqual([])
  })
})

describe("an owner's e-mails and document numbers", () => {
  test('stand in no row of any table', async () => {
    const found = (await dump()).flatMap(({ table, bytes }) =>
      foundIn(bytes, personal).map((name) => `${table}, ${name}`),
    )
    expect([...new Set(found)]).toEqual([])
  })

  onDisk('stand in no file of the data folder', () => {
    expect(foundInFiles(folder, personal)).toEqual([])
  })

  test('stand in no line of the log', () => {
    expect(api.log.filter((line) => foundIn(line, personal).length > 0)).toEqual([])
  })
})

onDisk('the master key is for its owner alone', () => {
  expect(statSync(join(folder, 'master.key')).mode & 0o777).toBe(0o600)
})

describe('a sealed value that is moved', () => {
  const [one, other] = registered as [Body, Body]

  const swaps: readonly (readonly [string, string, string])[] = [
    ['the credentials of another link', 'update link_credentials set sealed = $other where link_id = $one', 'accounts'],
    [
      'the key of another link',
      `update link_keys set sealed_key = $other where link_id = $one and purpose = 'credentials'`,
      'accounts',
    ],
    [
      'the key of another purpose',
      `update link_keys set sealed_key = (select sealed_key from link_keys
        where link_id = $one and purpose = 'data') where link_id = $one and purpose = 'credentials'`,
      'accounts',
    ],
    ['the owner of another link', 'update owners set sealed_body = $other where link_id = $one', 'owners'],
  ]

  test.each(swaps)('opens nothing: %s', async (_what, statement, path) => {
    const [, table, column] = /update (\w+) set (\w+)/.exec(statement) ?? []
    const purpose = table === 'link_keys' ? ` and purpose = 'credentials'` : ''
    const kept = `(select ${column} from ${table} where link_id = '${other.id}'${purpose} limit 1)`
    const before = await sql.raw<Body>(`select * from ${table} where link_id = '${one.id}'${purpose}`).execute(db)
    await sql.raw(statement.replaceAll('$other', kept).replaceAll('$one', `'${one.id}'`)).execute(db)
    const answer =
      path === 'owners'
        ? await made.get(`/api/owners/?link=${one.id}`)
        : await made.post('/api/accounts/', { link: one.id })
    expect(answer).toMatchObject({ status: 500, body: [{ code: 'unexpected_error' }] })
    const original = sql`${before.rows[0][column as string]}::bytea`
    await sql`update ${sql.table(table as string)} set ${sql.ref(column as string)} = ${original}
      where link_id = ${one.id} ${sql.raw(purpose)}`.execute(db)
    expect((await made.post('/api/accounts/', { link: one.id })).status).toBe(201)
  })
})

test('a deleted link takes its keys, its credentials and its records with it', async () => {
  const [link] = registered
  const count = async (table: string) => {
    const { rows } = await sql<{ count: number }>`select count(*)::int as count from ${sql.table(table)}
      where ${sql.ref(table === 'links' ? 'id' : 'link_id')} = ${link.id}`.execute(db)
    return rows[0]?.count
  }
  const tables = ['links', 'link_keys', 'link_credentials', 'owners', 'accounts', 'transactions']
  expect(await Promise.all(tables.map(count))).not.toContain(0)
  expect((await made.delete(`/api/links/${link.id}/`)).status).toBe(204)
  expect(await Promise.all(tables.map(count))).toEqual(tables.map(() => 0))
})
