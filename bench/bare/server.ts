import { timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import { argv, env } from 'node:process'
import { mac } from '../../server/src/kit/random.ts'
import type { Place } from '../candidates/enlace.ts'
import { type Bare, openBare } from './database.ts'
import { type Statement, statements } from './statements.ts'

/**
 * The limit: what a page and a detail cost on this machine with nothing but `node:http`, the driver, the statements
 * that the product sends and one `JSON.stringify`. No routing, no validation, no log, no filters.
 */
type Row = Record<string, unknown> & { readonly link_id: string; readonly account_id: string | null }

class Refusal extends Error {
  readonly status: number

  constructor(status: number) {
    super(String(status))
    this.status = status
  }
}

const transactionsPath = '/api/transactions/'

async function answer(db: Bare, secretsKey: Buffer, request: IncomingMessage): Promise<unknown> {
  const workspaceId = await authenticate(db, secretsKey, request.headers.authorization ?? '')
  const url = new URL(request.url ?? '/', `http://${request.headers.host}`)
  if (url.pathname === '/api/') return {}
  if (url.pathname === transactionsPath) return page(db, workspaceId, url)
  return detail(db, workspaceId, url.pathname.slice(transactionsPath.length, -1))
}

async function authenticate(db: Bare, secretsKey: Buffer, header: string): Promise<string> {
  const [id = '', password = ''] = Buffer.from(header.slice('Basic '.length), 'base64').toString('utf8').split(':')
  const [key] = await rowsOf(db, statements.key(id))
  if (!key || !timingSafeEqual(mac(secretsKey, password), key.secret_mac as Buffer)) throw new Refusal(401)
  return key.workspace_id as string
}

async function page(db: Bare, workspaceId: string, url: URL) {
  const linkId = url.searchParams.get('link') ?? ''
  const limit = Number(url.searchParams.get('page_size') ?? 100)
  const number = Number(url.searchParams.get('page') ?? 1)
  const offset = (number - 1) * limit
  const rows = await rowsOf(db, statements.page(workspaceId, linkId, { limit, offset }))
  const full = rows.length === limit
  const count = full ? await counted(db, statements.count(workspaceId, linkId)) : offset + rows.length
  const results = await shown(db, workspaceId, rows)
  return {
    count,
    next: number * limit < count ? pageUrl(url, number + 1) : null,
    previous: number > 1 ? pageUrl(url, number - 1) : null,
    results,
  }
}

async function counted(db: Bare, statement: Statement): Promise<number> {
  const [row] = await rowsOf(db, statement)
  return Number(row?.count)
}

async function detail(db: Bare, workspaceId: string, id: string) {
  const rows = await rowsOf(db, statements.transaction(workspaceId, id))
  if (rows.length === 0) throw new Refusal(404)
  return (await shown(db, workspaceId, rows))[0]
}

async function shown(db: Bare, workspaceId: string, rows: readonly Row[]) {
  const accounts = await accountsOf(db, workspaceId, rows)
  const bills = await billsOf(db, workspaceId, rows)
  return rows.map((row) => transaction(row, accounts.get(row.account_id) ?? null, bills.get(billOf(row))))
}

async function accountsOf(db: Bare, workspaceId: string, rows: readonly Row[]): Promise<Map<unknown, unknown>> {
  const [first, ...others] = new Set(rows.flatMap(({ account_id }) => account_id ?? []))
  if (first === undefined) return new Map()
  const found = await rowsOf(db, statements.accounts(workspaceId, [first, ...others]))
  const [link] = await rowsOf(db, statements.link(workspaceId, found[0]?.link_id ?? ''))
  return new Map(found.map((row) => [row.id, account(row, link as Row)]))
}

/** The ids of the bills that cards' transactions name; all are of one link. */
async function billsOf(db: Bare, workspaceId: string, rows: readonly Row[]): Promise<Map<unknown, unknown>> {
  const names = [...new Set(rows.flatMap((row) => billOf(row) ?? []))]
  if (names.length === 0) return new Map()
  const found = await rowsOf(db, statements.bills(workspaceId, rows[0]?.link_id ?? '', names))
  return new Map(found.map(({ value, id }) => [value, id]))
}

type Card = { readonly credit_card_bill?: { readonly internal_identification?: string | null } | null }

const cardOf = ({ body }: Row) => (body as { readonly credit_card_data?: Card | null }).credit_card_data

const billOf = (row: Row) => cardOf(row)?.credit_card_bill?.internal_identification ?? null

function account(row: Row, link: Row) {
  const facts = {
    id: row.id,
    link: row.link_id,
    institution: { name: link.institution, type: 'bank' },
    last_accessed_at: (link.last_accessed_at as Date).toISOString(),
  }
  return opened(row, facts, ['credit_data', 'loan_data'])
}

function transaction(row: Row, of: unknown, bill: unknown) {
  const whole = opened(row, { id: row.id, account: of }, ['credit_card_data'])
  if (bill === undefined) return whole
  const card = whole.credit_card_data as Card
  return { ...whole, credit_card_data: { ...card, credit_card_bill: { id: bill, ...card.credit_card_bill } } }
}

/** `collectedInside` names the parts of a body that say themselves when they were collected. */
function opened(row: Row, facts: Readonly<Record<string, unknown>>, collectedInside: readonly string[]) {
  const collectedAt = (row.collected_at as Date).toISOString()
  const createdAt = (row.created_at as Date).toISOString()
  const body = row.body as Record<string, unknown>
  const all: Record<string, unknown> = { ...facts, collected_at: collectedAt, created_at: createdAt, ...body }
  for (const key of collectedInside) {
    const inner = all[key]
    if (inner) all[key] = { collected_at: collectedAt, ...inner }
  }
  return all
}

function pageUrl(url: URL, number: number): string {
  const target = new URL(url)
  target.searchParams.set('page', String(number))
  return target.href
}

async function rowsOf(db: Bare, { text, values }: Statement): Promise<Row[]> {
  return (await db.query(text, values)).rows as Row[]
}

async function start(place: Place): Promise<void> {
  const secretsKey = mac(Buffer.from(env.ENLACE_MASTER_KEY ?? '', 'base64'), 'enlace api secrets')
  const db = await openBare(place)
  const server = createServer((request, response) => {
    answer(db, secretsKey, request).then(
      (body) => {
        const text = JSON.stringify(body)
        response.writeHead(200, {
          'content-type': 'application/json; charset=utf-8',
          'content-length': Buffer.byteLength(text),
        })
        response.end(text)
      },
      (thrown) => response.writeHead(thrown instanceof Refusal ? thrown.status : 500).end(String(thrown)),
    )
  })
  server.listen(Number(env.PORT), '127.0.0.1')
  process.once('SIGTERM', () => db.close().then(() => process.exit(0)))
}

await start(JSON.parse(argv[2] ?? '') as Place)
