import { hexId } from '../../kit/ids.ts'
import type { Scope, Tx } from '../../store/database.ts'
import { takeRequestNumber } from '../../store/links/links.ts'
import type { World } from '../deps.ts'

/**
 * The id of a request that changes a link, inside the caller's transaction. Requests of a link are counted by
 * themselves, so that in the emulator their ids do not depend on how far the work behind them has come.
 */
export async function beginRequest(tx: Tx, scope: Scope, world: World, linkId: string): Promise<string> {
  return requestIdOf(world, linkId, await takeRequestNumber(tx, scope, linkId))
}

/** The id of work that nobody asked for by a request of its own: what it follows from names it. */
export const requestIdOf = (world: World, linkId: string, ...reason: readonly (string | number)[]): string =>
  hexId(world.ids.bytes('request', linkId, ...reason))
