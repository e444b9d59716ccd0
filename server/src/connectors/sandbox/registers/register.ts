import type { FaultName } from '../../../domain/faults.ts'
import type { Credentials, Happening, Manifest, Question, SourceRecord, WorldChange } from '../../contract.ts'

/** One visit as a register sees it: who looks, in which invented country of people, and when. */
export type Look = {
  readonly seed: string
  /** The user name as the register writes it; see `nameOf`. */
  readonly user: string
  /** Milliseconds since 1970. */
  readonly now: number
  /** What was made to happen to the person here, oldest first. */
  readonly changes?: readonly WorldChange[]
}

/** What can be made to happen to what a register knows. */
export type RegisterHappening = Exclude<Happening, { readonly kind: 'password_changed' }>

/**
 * A tax authority or a social-security institution of the sandbox. What it knows of a person agrees with what the
 * banks of the sandbox know of the same person.
 */
export type Register = {
  readonly manifest: Manifest
  /** One spelling of a user name that may be typed in several. */
  nameOf(username: string): string
  /** Why these credentials do not get in, beside what every institution of the sandbox refuses. */
  refuses(credentials: Credentials): FaultName | undefined
  /** What it answers, one record after the other, oldest knowledge first; ends at once for who has no data. */
  answers(look: Look, question: Question): Iterable<SourceRecord>
  /** What can be made to happen to the records of a person. */
  readonly happenings: readonly RegisterHappening[]
  /** The records that it can happen to now, as `OnDemand` has it. */
  subjects(look: Look, happening: RegisterHappening): readonly (string | null)[]
  /** Somebody of whom it shows every resource. */
  readonly somebody: Credentials
}
