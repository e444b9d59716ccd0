/** A difference between the published specification and ours that is meant; `*` stands for any text. */
export type MeantDifference = {
  readonly at: string | readonly string[]
  readonly what: string | readonly string[]
  readonly why: string
}

/** What only one of the two has. */
export const only = (side: 'ours' | 'theirs', ...what: readonly string[]) => what.map((each) => `${each}: only ${side}`)

/** Whether a difference is meant at a place. */
export const standsAt = ({ at }: Pick<MeantDifference, 'at'>, place: string): boolean =>
  [at].flat().some((pattern) => new RegExp(`^${pattern.split('*').map(literal).join('.*')}$`).test(place))

const literal = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')
