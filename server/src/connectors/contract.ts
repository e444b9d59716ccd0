import type { Permissions } from '../../../contract/consents.ts'
import type { FormField, Institution, InstitutionFeature } from '../../../contract/institutions.ts'
import type { ResourceName } from '../../../contract/resource.ts'
import type { Cadence, Direction } from '../../../contract/retrieval.ts'
import type { UserDescription } from '../../../contract/users.ts'
import type { Clock } from '../kit/clock.ts'

/** What a connector says about one institution. The widget draws its form from this and nothing else. */
export type Manifest = {
  /** The number under which `GET /api/institutions/{id}/` answers. */
  readonly id: number
  readonly name: string
  readonly type: 'bank' | 'fiscal' | 'employment'
  readonly displayName: string
  readonly website: string | null
  readonly countryCode: 'MX' | 'BR' | 'CO' | 'CL'
  readonly primaryColor: string
  /** Where its square logo is; left out where it has none. */
  readonly iconLogo?: string
  readonly integrationType: 'credentials' | 'openfinance'
  readonly formFields: readonly FormField[]
  readonly features: readonly InstitutionFeature[]
  /** What the network's register says of it; left out where it is reached with credentials. */
  readonly openbankingInformation?: NonNullable<Institution['openbanking_information']>
  /** What can be asked for here; the institution lists these. */
  readonly resources: readonly ResourceName[]
  /** What a recurrent refresh keeps current; a subset of `resources`. */
  readonly core: readonly ResourceName[]
  /** How many days it looks back where a period is asked for, today included; null: as far as it goes. */
  readonly daysShown: number | null
  /**
   * After how many days what has a date stays as it is shown; null where it may always change. A recurrent refresh
   * leaves out what is older and was read before.
   */
  readonly settledAfterDays: number | null
}

/** What the person typed, by the names of the form fields (`username`, `password`, `username_type`, ...). */
export type Credentials = Readonly<Record<string, string>>

/** What a connector may use of the world around it; it reaches for nothing else. */
export type Surroundings = {
  readonly clock: Clock
  /** The workspace's seed in the emulator; a connector to a real institution has no use for it. */
  readonly seed: string
  /** Aborts when the whole visit has taken too long. */
  readonly signal: AbortSignal
  /** The person answered a challenge: with the `token` among the credentials, or by confirming it elsewhere. */
  readonly resumes?: boolean
  /** The visit goes on with a session that was opened a moment ago: nobody is asked for a token again. */
  readonly continues?: boolean
  /** When the consent that the visit stands on was given anew; left out where it is still the first. */
  readonly consentedAnewAt?: Date
  /** Who this user is, where the workspace has described one; only for connectors that take descriptions. */
  readonly described?: UserDescription
  /** What was made to happen to this user, oldest first; only for connectors that let things happen on demand. */
  readonly changes?: readonly WorldChange[]
}

/**
 * What can be made to happen at an invented institution: a record that was not there, one that says something else, one
 * that is taken back; or that the person has changed the password.
 */
export type Happening =
  | { readonly kind: 'added' | 'changed' | 'taken_back'; readonly resource: ResourceName }
  | { readonly kind: 'password_changed' }

/** Something that happened to a user because it was asked for, and not because its time had come. */
export type WorldChange = Happening & {
  /** The how manieth it is of this user: what it brings follows from that, the seed and the instant. */
  readonly number: number
  readonly at: Date
  /** The institution's key of the record that it happened to; null where it happened to none that was there. */
  readonly subject: string | null
}

/** How an invented institution lets things happen that nobody has to wait for. */
export type OnDemand = {
  readonly happenings: readonly Happening[]
  /** Credentials of somebody who has whatever the institution shows; for each number another one, where it has many. */
  somebody(number: number): Credentials
  /** The password that somebody has after all that happened; undefined where it was never changed. */
  passwordAfter(changes: readonly WorldChange[]): string | undefined
  /**
   * The keys of the records that it can happen to now, the best one first; null among them where it happens to none that
   * is there already. Nothing where it cannot happen to this user.
   */
  subjects(credentials: Credentials, surroundings: Surroundings, happening: Happening): readonly (string | null)[]
}

/** What is asked of a session: one resource, perhaps one account, perhaps a period (dates as YYYY-MM-DD, both included). */
export type Question = {
  readonly resource: ResourceName
  /** The institution's own key of the account, as it came in the account's `key`. */
  readonly account?: string
  /** Of yearly documents, the first day of the first year and the last of the last. */
  readonly from?: string
  readonly to?: string
  /** Only what was issued (OUTFLOW) or received (INFLOW); both where it is left out. */
  readonly direction?: Direction
  /** Only what is filed for months or for years; both where it is left out. */
  readonly cadence?: Cadence
  /** The documents themselves are wanted with the records: the keys of the resource's `attachments`. */
  readonly attachments?: true
}

/**
 * One record as the institution has it, already in the wire's shape but without what the server adds
 * (id, link, institution, the account or the investment that it belongs to, created_at, collected_at, last_accessed_at).
 */
export type SourceRecord = {
  /** What identifies the record at the institution, for ever. It is kept in clear, so it is no number of a person. */
  readonly key: string
  /**
   * The key that the institution says the record had before, where it says so: of the pending row that is posted under
   * this one. It is believed, unless the money goes the other way.
   */
  readonly replaces?: string
  /** The key of the account that the record belongs to, where it belongs to one. */
  readonly account?: string
  /** The key of the record that it belongs to where that is no account: the investment of a transaction. */
  readonly parent?: string
  /** What comes with the record and cannot be asked for by itself, such as the history of an exchange. */
  readonly parts?: readonly Pick<SourceRecord, 'key' | 'body'>[]
  readonly body: Readonly<Record<string, unknown>>
}

/** What the person consented to, where an institution is reached by consent. */
export type Consented = {
  /** Whose records they are: a CPF or a CNPJ. */
  readonly documentNumber: string
  readonly displayName: string | null
  readonly permissions: Permissions
}

/** An open visit at the institution. */
export interface Session {
  readonly consented?: Consented
  /** Answers in batches of bounded size, oldest knowledge first; throws a Fault where the institution fails. */
  ask(question: Question): AsyncIterable<readonly SourceRecord[]>
  /** Logs out; never throws. */
  close(): Promise<void>
}

/** Asking for a token is an answer, not a failure, so it is returned and never thrown. */
export type Login =
  | { readonly kind: 'open'; readonly session: Session }
  | { readonly kind: 'token'; readonly challenge: TokenChallenge }

export type TokenChallenge = {
  readonly type: 'numeric' | 'text' | 'qr' | 'inputless'
  readonly instructions: string
  readonly value: string
  readonly expectsUserInput: boolean
  readonly expiresInSeconds: number
  /** The emulator asks in the institution's place, and takes the answer, too. */
  readonly ordered?: true
}

/** One institution that can be logged in to. Failures are Faults of the closed list, thrown. */
export interface Connector {
  readonly manifest: Manifest
  /** Its users are invented, and can be described in detail. */
  readonly takesDescriptions?: true
  /** What can be made to happen to them; only where they are invented. */
  readonly onDemand?: OnDemand
  /**
   * `purpose` tells a registration from a later access, which matters to institutions that accept a person once
   * and refuse later.
   */
  login(credentials: Credentials, surroundings: Surroundings, purpose: 'registration' | 'access'): Promise<Login>
}
