import type { TSchema } from 'typebox'

/** Every resource that the product knows by name; callers say the same word, unless the definition is `listedAs` another. */
export const resourceNames = [
  'ACCOUNTS',
  'BALANCES',
  'BILLS',
  'CURRENT_EMPLOYMENTS',
  'DEBT_REPORTS',
  'EMPLOYMENTS',
  'EMPLOYMENT_METRICS',
  'EMPLOYMENT_RECORDS',
  'EXCHANGES',
  'FINANCIAL_STATEMENTS',
  'INCOMES',
  'INVESTMENTS',
  'INVESTMENT_TRANSACTIONS',
  'INVOICES',
  'INVOICES_CHILE',
  'OWNERS',
  'RECURRING_EXPENSES',
  'RISK_INSIGHTS',
  'TAX_COMPLIANCE_STATUS',
  'TAX_RETENTIONS',
  'TAX_RETURNS',
  'TAX_STATUS',
  'TAX_STATUS_CHILE',
  'TRANSACTIONS',
] as const

export type ResourceName = (typeof resourceNames)[number]

/** How a filter's text is read, and what it is compared with; `email` and `blind` with a column of type `blind`. */
export type FilterType = 'text' | 'uuid' | 'number' | 'year' | 'date' | 'instant' | 'email' | 'blind'

export type FilterOperator = 'eq' | 'gt' | 'gte' | 'lt' | 'lte' | 'range' | 'in' | 'not_in' | 'allin' | 'icontains'

/** One field that a list can be filtered by; `field` is the parameter's name, operators are `field__op`. */
export type Filter = {
  readonly field: string
  readonly type: FilterType
  readonly operators: readonly FilterOperator[]
  /** The column that holds the value; its own name where it is left out. */
  readonly column?: string
  /** Compare with the record or the link that the record belongs to. */
  readonly of?: 'parent' | 'link'
  /** The column holds several values, of which any may be meant. */
  readonly several?: true
  /** Only these words are accepted. */
  readonly choices?: readonly string[]
  /** Other words for some values, which callers may use instead. */
  readonly aliases?: Readonly<Record<string, string>>
  /** How many characters a part that is searched for (`icontains`) needs. */
  readonly minLength?: number
  /** The word `null` selects what has no value. */
  readonly nullWord?: true
}

/** A value of the record that is kept beside it in a column of its own, so that lists can filter and sort by it. */
export type KeyColumn = {
  readonly column: string
  /** A `date` is the day of an instant, too; `uuids` are several. */
  readonly type: 'text' | 'numeric' | 'date' | 'instant' | 'blind' | 'uuids'
  /** Where the value stands in the record; a list on the way stands for all that is in it. */
  readonly path: readonly string[]
}

/** One number or date that a webhook tells of a link's records. */
export type Measure = {
  readonly key: string
  /** `lowest` and `highest` are of whole numbers. */
  readonly measure: 'count' | 'sum' | 'earliest' | 'latest' | 'lowest' | 'highest'
  /** The key column that is measured, or has to equal `equals` to be counted. */
  readonly column?: string
  readonly equals?: string
}

/** The records that have a value in a key column: one word, or none. */
export type Selection = { readonly column: string; readonly equals: string | null }

/** Code, and key of the count in `data`, of a webhook that tells of what an update brought. */
export type News = {
  readonly code: string
  readonly key: string
  /** It counts only what all of these select. */
  readonly of?: readonly Selection[]
  /** What else `data` says. */
  readonly says?: Readonly<Record<string, string>>
  /** It tells in words what has changed, and not how much. */
  readonly tells?: 'employment'
}

/** One webhook of a historical update, or one for each year, of some of a link's records. */
export type History = {
  readonly code: string
  readonly of: Selection
  /** Of the last so many days, today included, or one webhook for each year that has records, by a day of theirs. */
  readonly when?: { readonly column: string } & ({ readonly days: number } | { readonly each: 'year' })
  readonly says?: Readonly<Record<string, string>>
}

/** The record that each record of a kind belongs to beside its link, and how it is shown. */
export type Parent = {
  readonly resource: ResourceName
  /** The key under which the record shows it: whole, or by its id. */
  readonly key: string
  readonly as: 'object' | 'id'
  /** What stands there when it is not known any more. */
  readonly missing: 'null' | 'left_out'
}

/** An object inside a record that names another record of its link; the server adds that one's `id`. */
export type Reference = {
  readonly resource: ResourceName
  readonly path: readonly string[]
  /** The key in the object, and the key column of the other record, that hold what it is named by. */
  readonly by: string
}

/** What the server knows of a record, or of its link, and adds to it. */
export type ShownFact =
  | 'link'
  | 'institution'
  | 'last_accessed_at'
  | 'collected_at'
  | 'created_at'
  | 'updated_at'
  | 'days_since_extraction'

/** Keys of a body that only some resources take. */
export type OwnKey = 'allowed_income_types' | 'minimum_confidence_level' | 'reference_date'

/** One kind of records: how it looks on the wire and how it is kept. */
export type RecordKind = {
  readonly name: string
  readonly table: string
  /** The words for one record and for several, such as `investment transaction`. */
  readonly noun: { readonly one: string; readonly many: string }
  /** One record as it goes over the wire. */
  readonly schema: TSchema
  readonly list: {
    /** The column that lists are sorted by, newest first, before `id`. */
    readonly newestBy: string
  }
  readonly keyColumns: readonly KeyColumn[]
  /**
   * How a record that comes again is recognised; of a `snapshot`, each retrieval makes another, and none is gone.
   * A `document` is recognised by its key and, once issued, never taken back: one that is not shown is not gone.
   */
  readonly identity: 'institution-key' | 'snapshot' | 'document'
  /** How a record is recognised that comes again under another key; left out where its key is all that there is. */
  readonly matching?: 'movements' | 'accounts' | 'bills'
  /** Bodies are encrypted under the link's data key. */
  readonly sealed: boolean
  /** The institution's key tells who the person is, so that it is only kept to be compared. */
  readonly keyBlind?: true
  readonly parent: Parent | null
  readonly refersTo?: Reference
  readonly shows: readonly ShownFact[]
  /** Facts that are only shown by the shape of the record that has this key of its own. */
  readonly showsOnlyWith?: Partial<Readonly<Record<ShownFact, string>>>
  /** Objects inside the record, or lists of them, that repeat `collected_at`; `details.taxes` are those inside. */
  readonly collectedInside: readonly string[]
  /**
   * Keys of documents that a retrieval brings only when it asks for them, null otherwise. What was brought once stays
   * stored, and having it or not makes no other record.
   */
  readonly attachments?: readonly string[]
}

/** Records that come with those of a resource and have only a list, below each: the history of an exchange. */
export type PartDefinition = RecordKind & {
  /** The last part of the list's path. */
  readonly path: string
  readonly operation: string
}

/**
 * A resource, whole: routes, storage, filters, documentation and webhooks follow from this and from nothing else.
 * Adding a resource is adding one such definition and the migration of its table.
 */
export type ResourceDefinition = RecordKind & {
  readonly name: ResourceName
  /**
   * The word for it in `fetch_resources`, on institutions and in webhooks where that is not its own name: what two
   * countries call alike are two resources, and of one word an institution offers one.
   */
  readonly listedAs?: ResourceName
  /** The path below `/api/`, without slashes at its ends. */
  readonly path: string
  readonly area: 'banking' | 'enrichment' | 'fiscal' | 'employment'
  /** What its operations are called; null where it has none such. A PATCH (`resume`) goes on after a 428. */
  readonly operations: {
    readonly retrieve: string
    readonly resume: string | null
    readonly list: string
    readonly detail: string
    readonly remove: string | null
  }
  /** Whether the institution is asked for it, or it is calculated from what is known of the link's `needs`. */
  readonly source: 'institution' | 'known'
  readonly retrieval: {
    readonly answers: 'array' | 'object'
    /** A 201 says that something was kept, or with `fresh` that something new was. */
    readonly created?: 'fresh'
    /** Whether the body names a period, and whether it must. */
    readonly period: 'required' | 'optional' | 'none'
    /** The key column that a period is about, and by which an institution stops showing what has become old. */
    readonly periodColumn: string | null
    /**
     * The key column of the last day of what lasts, null there while it goes on: it is in a period with any of its
     * days, and where no period is named, all of it is meant.
     */
    readonly lastsUntil?: string
    /** The key by which the body may name one account. */
    readonly account: 'account' | 'account_id' | null
    /** How many days lie between the ends of a period at most. */
    readonly periodDaysMax?: number
    /** The body's `type` says whether documents that were issued (OUTFLOW) or received (INFLOW) are meant; null: both. */
    readonly direction?: { readonly required: boolean; readonly nullable: boolean }
    /**
     * By the body's `type` its period is of years (`yearly`, also where it is left out) or of days (`monthly`). It is
     * the period of what is filed, not of when, so what is new since a day is not asked for by it.
     */
    readonly cadence?: true
    /** The key by which the body asks for the documents. */
    readonly attach?: 'attach_pdf' | 'attach_xml'
    /** What else the body may say. */
    readonly own?: readonly OwnKey[]
    /** What has to be known first, read in the same visit; what is calculated looks through the last of these. */
    readonly needs: readonly ResourceName[]
    /** Whether `X-Belvo-Request-Mode: async` is offered. */
    readonly background: boolean
    /** Its PATCH has no 428: who answers wrongly starts again. */
    readonly asksOnce?: true
    /** It has no 428: where a token is asked for, what it needs has to be retrieved by itself before. */
    readonly neverAsks?: true
  }
  readonly list: {
    readonly linkRequired: boolean
    readonly filters: readonly Filter[]
    readonly newestBy: string
  }
  /** The specification answers a list of one where one record of some resources is asked for. */
  readonly detail?: 'array'
  readonly part: PartDefinition | null
  /** What its webhooks say. */
  readonly webhooks: {
    /** `data` of `historical_update`: each key with what it measures over the link's records. */
    readonly totals: readonly Measure[]
    /** The webhooks of a historical update where it is told in several, each with the totals of its own records. */
    readonly history?: readonly History[]
    /** The webhooks that tell of new records; null where none does. */
    readonly fresh: News | readonly News[] | null
    /** The webhooks that tell of changed and of removed records, where there are such. */
    readonly changed?: News | readonly News[]
    readonly gone?: News | readonly News[]
  }
  /** Whether DELETE counts against the five a minute. */
  readonly deletionLimited: boolean
  /** Resources whose records go with a deleted one: those that belong to it, or all of the link's. */
  readonly deletes: readonly { readonly resource: ResourceName; readonly of: 'record' | 'link' }[]
}
