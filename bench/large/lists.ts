import { shardOf } from '../../server/src/kit/ids.ts'
import { freshShare, type Million, rowsOfLargeLink } from './million.ts'

/** A list as it is asked for over HTTP, and as SQL. */
export type List = {
  readonly name: string
  readonly target: string
  /** What the product answers. */
  readonly status: 200 | 404
  readonly table: 'transactions' | 'accounts'
  readonly where: string
  readonly values: readonly unknown[]
  readonly newestBy: 'value_date' | 'created_at'
  readonly limit: number
  readonly offset: number
  /** Whether rows have to be passed over before the page is full, so that reading all of each is a waste. */
  readonly passesOver: boolean
  /** One record instead of a page. */
  readonly single: boolean
}

type Asked = {
  readonly query?: string
  readonly where?: string
  readonly values?: readonly unknown[]
  readonly pageSize?: number
  readonly page?: number
  readonly passesOver?: boolean
}

/** Everything that transactions of one link can be asked for, and the accounts of the whole workspace. */
export function listsOf(million: Million): readonly List[] {
  const { workspaceId, linkId, accountId, transactionId, freshAt } = million
  const of = (name: string, asked: Asked): List => ofLink(million, name, asked)
  const fresh = freshAt.toISOString()
  const pages = rowsOfLargeLink / 100
  const freshRows = rowsOfLargeLink * freshShare
  return [
    of('the first page', {}),
    of('page 50', { page: 50 }),
    of('the last page', { page: pages }),
    of('a page past the end', { page: pages + 1 }),
    of('page_size 1000', { pageSize: 1_000 }),
    of('value_date__range, a month', {
      query: 'value_date__range=2024-01-01,2024-01-31',
      where: 'value_date >= $4::date and value_date <= $5::date',
      values: ['2024-01-01', '2024-01-31'],
    }),
    of('accounting_date, a day', {
      query: 'accounting_date=2024-01-15',
      where: 'accounting_date = $4::date',
      values: ['2024-01-15'],
    }),
    of('amount__range, one in 300', {
      query: 'amount__range=1000,1010',
      where: 'amount >= $4::numeric and amount <= $5::numeric',
      values: ['1000', '1010'],
    }),
    of('account', {
      query: `account=${accountId}`,
      where: 'account_id = $4::uuid',
      values: [accountId],
      passesOver: false,
    }),
    of('account__in', {
      query: `account__in=${accountId},${linkId}`,
      where: 'account_id = any($4::uuid[])',
      values: [[accountId, linkId]],
      passesOver: false,
    }),
    of('account_type, all', {
      query: 'account_type=CONTA_DEPOSITO_A_VISTA',
      where: `exists (select 1 from accounts as parent where parent.workspace_id = transactions.workspace_id
        and parent.shard = transactions.shard and parent.id = transactions.account_id and parent.type = $4::text)`,
      values: ['CONTA_DEPOSITO_A_VISTA'],
    }),
    of('type, one in 11', { query: 'type=INFLOW', where: 'type = $4::text', values: ['INFLOW'] }),
    of('status, all', { query: 'status=PROCESSED', where: 'status = $4::text', values: ['PROCESSED'] }),
    of('status, none', { query: 'status=PENDING', where: 'status = $4::text', values: ['PENDING'] }),
    of('reference, one', { query: 'reference=54321', where: 'reference = $4::text', values: ['54321'] }),
    of(`created_at__gte, the newest ${freshRows}`, {
      query: `created_at__gte=${fresh}`,
      where: 'created_at >= $4::timestamptz',
      values: [fresh],
    }),
    of(`collected_at__gte, the newest ${freshRows}`, {
      query: `collected_at__gte=${fresh}`,
      where: 'collected_at >= $4::timestamptz',
      values: [fresh],
    }),
    {
      name: 'accounts of the workspace',
      target: '/api/accounts/',
      status: 200,
      table: 'accounts',
      where: 'workspace_id = $1 and removed_at is null',
      values: [workspaceId],
      newestBy: 'created_at',
      limit: 100,
      offset: 0,
      passesOver: false,
      single: false,
    },
    {
      ...of('one transaction', { pageSize: 2 }),
      target: `/api/transactions/${transactionId}/`,
      where: 'workspace_id = $1 and shard = $2 and id = $3 and removed_at is null',
      values: [workspaceId, shardOf(transactionId), transactionId],
      single: true,
    },
  ]
}

function ofLink({ workspaceId, linkId }: Million, name: string, asked: Asked): List {
  const { query, where, values = [], pageSize = 100, page = 1, passesOver = page > 1 || where !== undefined } = asked
  const parameters = [`link=${linkId}`, ...(query ? [query] : []), `page_size=${pageSize}`, `page=${page}`]
  const own = 'workspace_id = $1 and shard = $2 and link_id = $3 and removed_at is null'
  const offset = (page - 1) * pageSize
  return {
    name,
    target: `/api/transactions/?${parameters.join('&')}`,
    status: offset < rowsOfLargeLink ? 200 : 404,
    table: 'transactions',
    where: where ? `${own} and ${where}` : own,
    values: [workspaceId, shardOf(linkId), linkId, ...values],
    newestBy: 'value_date',
    limit: pageSize,
    offset,
    passesOver,
    single: false,
  }
}
