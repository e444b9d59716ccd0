import type { TSchema } from 'typebox'

/** Every resource that the product knows by name; `fetch_resources` and an institution's `resources` use these words. */
export const resourceNames = [
  'ACCOUNTS',
  'BALANCES',
  'BILLS',
  'CURRENT_EMPLOYMENTS',
  'EMPLOYMENTS',
  'EMPLOYMENT_METRICS',
  'EMPLOYMENT_RECORDS',
  'EXCHANGES',
  'FINANCIAL_STATEMENTS',
  'INCOMES',
  'INVESTMENTS',
  'INVESTMENT_TRANSACTIONS',
  'INVOICES',
  'OWNERS',
  'RECURRING_EXPENSES',
  'RISK_INSIGHTS',
  'TAX_COMPLIANCE_STATUS',
  'TAX_RETENTIONS',
  'TAX_RETURNS',
  'TAX_STATUS',
  'TRANSACTIONS',
] as const

export type ResourceName = (typeof resourceNames)[number]

/** How a filter's text is read, and what it is compared with. */
export type FilterType = 'text' | 'uuid' | 'number' | 'date' | 'instant' | 'email'

export type FilterOperator = 'eq' | 'gt' | 'gte' | 'lt' | 'lte' | 'range' | 'in' | 'not_in' | 'allin' | 'icontains'

/** One field that a list can be filtered by; `field` is the parameter's name, operators are `field__op`. */
export type Filter = {
  readonly field: string
  readonly type: FilterType
  readonly operators: readonly FilterOperator[]
  /** The column that holds the value; its own name where it is left out. */
  readonly column?: string
  /** Compare with the account or the link that the record belongs to. */
  readonly of?: 'account' | 'link'
  /** Only these words are accepted. */
  readonly choices?: readonly string[]
  /** How many characters a part that is searched for (`icontains`) needs. */
  readonly minLength?: number
  /** The word `null` selects what has no value. */
  readonly nullWord?: true
}

/** A value of the record that is kept beside it in a column of its own, so that lists can filter and sort by it. */
export type KeyColumn = {
  readonly column: string
  readonly type: 'text' | 'numeric' | 'date' | 'blind'
  /** Where the value stands in the record. */
  readonly path: readonly string[]
}

/** One number or date that a webhook tells of a link's records. */
export type Measure = {
  readonly key: string
  readonly measure: 'count' | 'earliest' | 'latest'
  /** The key column that is measured, or has to equal `equals` to be counted. */
  readonly column?: string
  readonly equals?: string
}

/**
 * A resource, whole: routes, storage, filters, documentation and webhooks follow from this and from nothing else.
 * Adding a resource is adding one such definition and the migration of its table.
 */
export type ResourceDefinition = {
  readonly name: ResourceName
  /** The path below `/api/`, without slashes at its ends. */
  readonly path: string
  readonly table: string
  /** The word for one record in documentation and operation names, such as `Account`. */
  readonly noun: string
  readonly area: 'banking' | 'enrichment' | 'fiscal' | 'employment'
  /** One record as it goes over the wire. */
  readonly schema: TSchema
  readonly retrieval: {
    readonly answers: 'array' | 'object'
    /** Whether the body names a period, and whether it must. */
    readonly period: 'required' | 'optional' | 'none'
    /** The key by which the body may name one account. */
    readonly account: 'account' | 'account_id' | null
    /** What has to be known first; read in the same visit. */
    readonly needs: readonly ResourceName[]
    /** Whether a PATCH goes on after a 428. */
    readonly resumable: boolean
    /** Whether `X-Belvo-Request-Mode: async` is offered. */
    readonly background: boolean
  }
  readonly list: {
    readonly linkRequired: boolean
    readonly filters: readonly Filter[]
    /** The column that lists are sorted by, newest first, before `id`. */
    readonly newestBy: string
  }
  readonly keyColumns: readonly KeyColumn[]
  /** How a record that comes again is recognised. */
  readonly identity: 'institution-key'
  /** Bodies are encrypted under the link's data key. */
  readonly sealed: boolean
  /** Facts of the link that the record shows as they are now. */
  readonly shows: readonly ('link' | 'institution' | 'last_accessed_at' | 'account')[]
  /** Objects inside the record that repeat `collected_at`. */
  readonly collectedInside: readonly string[]
  /** What its webhooks say. */
  readonly webhooks: {
    /** `data` of `historical_update`: each key with what it measures over the link's records. */
    readonly totals: readonly Measure[]
    /** Code, and key of the count in `data`, of the webhook that tells of new records. */
    readonly fresh: { readonly code: string; readonly key: string }
    /** Codes of the webhooks that tell of changed and of removed records, where there are such. */
    readonly changed?: { readonly code: string; readonly key: string }
    readonly gone?: { readonly code: string; readonly key: string }
  }
  /** Whether DELETE counts against the five a minute. */
  readonly deletionLimited: boolean
  /** Resources whose records go with a deleted one: those of the account, or all of the link's. */
  readonly deletes: readonly { readonly resource: ResourceName; readonly of: 'account' | 'link' }[]
}
