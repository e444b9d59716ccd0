import type { SourceRecord } from '../contract.ts'
import { type Told, transactionsTold } from './answers.ts'
import { renamingOf, underNewNames } from './consent-keys.ts'
import type { World } from './world/world.ts'

/** One movement that two visits have shown, as the institution had it at each of them. */
export type Continued = { readonly movement: string; readonly before: SourceRecord; readonly after: SourceRecord }

/** `from` is the first day that is looked at; the first that is shown where it is left out. */
type Asked = { readonly consentedAnewAt?: Date; readonly from?: string }

/** Which movement each row is about that is shown at the instant. No row is about two, and none is shown twice. */
export function truthAt(world: World, now: number, { consentedAnewAt, from }: Asked = {}): readonly Told[] {
  const told = [...transactionsTold({ world, now }, from === undefined ? {} : { from })]
  const rename = renamingOf(world, consentedAnewAt)
  return rename ? told.map(({ movement, record }) => ({ movement, record: underNewNames(record, rename) })) : told
}

/** What is one movement though it may be called, dated, printed and counted otherwise: what recognising should find. */
export function continuedIn(earlier: readonly Told[], later: readonly Told[]): readonly Continued[] {
  const known = new Map(earlier.map(({ movement, record }) => [movement, record]))
  return later.flatMap(({ movement, record: after }) => {
    const before = known.get(movement)
    return before ? [{ movement, before, after }] : []
  })
}
