import type { DescribedAccount } from '../../../../../contract/users.ts'
import type { Month } from './calendar.ts'
import type { Client } from './client.ts'
import type { Draft, Movement } from './movement.ts'

/** The account, as far as it is described, with everything that is said to happen on it. */
export type Described = { readonly client: Client; readonly account: DescribedAccount; readonly drafts: DraftsOf }

export type DraftsOf = (month: Month) => readonly Draft[]

export const inCents = (amount: number): number => Math.round(amount * 100)

/** A movement keeps its identification as long as its day, words and amount stay, whatever else is described anew. */
export function settleDescribed(client: Client, accountKey: string, drafts: readonly Draft[]): Movement[] {
  const alike = new Map<string, number>()
  return drafts
    .map((draft) => {
      const said = `${draft.at} ${draft.cents} ${draft.text}`
      const number = (alike.get(said) ?? 0) + 1
      alike.set(said, number)
      return { ...draft, key: client.key(32, accountKey, said, number), postedAt: draft.at }
    })
    .sort((one, other) => one.at - other.at || (one.key < other.key ? -1 : 1))
}
