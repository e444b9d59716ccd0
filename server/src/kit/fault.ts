/** `values` fill the caller's text, `field` names the parameter at fault; `log` and `cause` stay inside the house. */
export type FaultOptions = {
  readonly values?: Readonly<Record<string, string | number>>
  readonly field?: string
  /** A sentence more for the caller, such as what there is to choose from. */
  readonly hint?: string
  /** Keys that the wire adds beside code and message, such as `institution_user_id`. */
  readonly extra?: Readonly<Record<string, unknown>>
  readonly headers?: Readonly<Record<string, string>>
  readonly log?: Readonly<Record<string, unknown>>
  readonly cause?: unknown
}

/** One way the product can fail, by name. The caller's text is written elsewhere, from the name. */
export class Fault<Name extends string = string> extends Error {
  override readonly name: Name
  readonly options: FaultOptions

  constructor(name: Name, options: FaultOptions = {}) {
    super(name, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = name
    this.options = options
  }
}
