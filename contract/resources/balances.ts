import Type from 'typebox'
import { byCollectedAt, byCreatedAt, byId, byLink } from '../list-filters.ts'
import type { ResourceDefinition } from '../resource.ts'
import { currency, instant, text, uuid } from '../schema.ts'

const amount = () => Type.Number({ minimum: 0 })

/** What an account held when it was looked at. */
export const balanceSchema = Type.Object({
  id: uuid(),
  link: uuid(),
  account_id: uuid(),
  account_internal_identification: text(50),
  collected_at: instant(),
  created_at: instant(),
  last_updated_at: instant(),
  currency: currency(),
  available: amount(),
  blocked: amount(),
  automatically_invested: amount(),
})

export const balances = {
  name: 'BALANCES',
  path: 'br/balances',
  table: 'balances',
  noun: { one: 'balance', many: 'balances' },
  area: 'banking',
  schema: balanceSchema,
  operations: {
    retrieve: 'RetrieveBalances',
    resume: null,
    list: 'ListBalances',
    detail: 'DetailBalance',
    remove: null,
  },
  source: 'institution',
  retrieval: {
    answers: 'array',
    period: 'none',
    periodColumn: null,
    account: 'account_id',
    needs: ['ACCOUNTS'],
    background: false,
  },
  list: {
    linkRequired: true,
    newestBy: 'created_at',
    filters: [
      byLink,
      { field: 'account', type: 'uuid', operators: ['eq', 'in'], column: 'account_id' },
      byId,
      byCollectedAt,
      byCreatedAt,
    ],
  },
  keyColumns: [],
  identity: 'snapshot',
  sealed: false,
  parent: { resource: 'ACCOUNTS', key: 'account_id', as: 'id', missing: 'null' },
  shows: ['link', 'collected_at', 'created_at'],
  part: null,
  collectedInside: [],
  webhooks: {
    totals: [{ key: 'total_balances', measure: 'count' }],
    fresh: { code: 'new_balances_available', key: 'new_balances' },
  },
  deletionLimited: false,
  deletes: [],
} as const satisfies ResourceDefinition
