/** How far apart two rows are in something; never what it is, so that evidence can outlive what it is about. */
export type Difference = {
  readonly field: string
  /** By what an amount has grown: 1.15 is 15 % more. */
  readonly ratio?: number
  readonly days?: number
  /** How alike two texts are, from 0 to 1. */
  readonly likeness?: number
}

/** By what rule a row was taken for one that is stored, or for another one. */
export type Rule =
  /** The institution had shown the record under this key before. */
  | 'former_key'
  /** The row names the key that it had before. */
  | 'named_predecessor'
  /** Nothing but the key is another. */
  | 'same_content'
  /** What was pending is posted. */
  | 'posted'
  /** A row was dated or worded anew. */
  | 'restated'
  /** An account has the number that it had. */
  | 'same_account'
  /** A bill of the same account is due on the same day. */
  | 'same_bill'
  /** The key is the same, and the row cannot be. */
  | 'key_reused'

/** Why two rows are one, or are not. */
export type Evidence = {
  readonly strategy: 'explicit' | 'exact' | 'conservative'
  readonly rule: Rule
  readonly agreed: readonly string[]
  readonly differed: readonly Difference[]
  /** Of a conservative match: how good it is, from 0 to 1, and how good the next best was; null where there was none. */
  readonly score?: number
  readonly runnerUp?: number | null
  /** How many stored rows and how many that came were alike in all that counts, where it were several. */
  readonly alike?: { readonly stored: number; readonly came: number }
}

/** A row that is stored and that the institution no longer shows under its key. */
export type Missing<Traits> = {
  readonly id: string
  /** A `present` row is preferred to what was removed. */
  readonly standing: 'present' | 'deleted' | 'gone'
  readonly createdAt: Date
  readonly traits: Traits
}

/** A row that came under a key that nobody has. */
export type Arrived<Traits> = { readonly key: string; readonly traits: Traits }

/** A row that came is a stored one. */
export type Claim = { readonly id: string; readonly key: string; readonly evidence: Evidence }

/** Four decimals: enough to see why, and no more digits than a score is good for. */
export const rounded = (value: number): number => Math.round(value * 10_000) / 10_000
