import { type HistoryTable, keptDays, keptSince, lineageKeptSince, nextSweep } from '../../domain/links/retention.ts'
import type { Scope, Tx } from '../../store/database.ts'
import { deleteHistory, saveSweep } from '../../store/events/history.ts'
import { deleteOldSteps } from '../../store/records/lineage.ts'
import { deleteOldTraces } from '../../store/records/record-traces.ts'
import { deleteOldTokens } from '../../store/workspaces/widget-tokens.ts'
import type { Deps } from '../deps.ts'

const atOnce = 1_000

/**
 * Deletes what happened in a workspace too long ago to be kept, tokens whose time is over, and what records that are gone
 * were recognised by, bit by bit, so that nobody waits for it.
 */
export async function sweepHistory(deps: Deps, scope: Scope): Promise<void> {
  const now = (await deps.worlds.of(scope)).clock.now()
  for (const table of Object.keys(keptDays) as HistoryTable[]) {
    const old = { table, before: keptSince(table, now), atOnce }
    await bitByBit(deps, (tx) => deleteHistory(tx, scope, old))
  }
  const over = { before: now, atOnce }
  await bitByBit(deps, (tx) => deleteOldTokens(tx, scope, over))
  await bitByBit(deps, (tx) => deleteOldTraces(tx, scope, over))
  const old = { before: lineageKeptSince(now), atOnce }
  await bitByBit(deps, (tx) => deleteOldSteps(tx, scope, old))
  await deps.db.transaction((tx) => saveSweep(tx, scope, nextSweep(now)))
}

/** Deletes the next `atOnce` rows, each time in a transaction of its own, until there are fewer left. */
async function bitByBit({ db }: Pick<Deps, 'db'>, deleteSome: (tx: Tx) => Promise<number>): Promise<void> {
  let deleted: number
  do deleted = await db.transaction(deleteSome)
  while (deleted === atOnce)
}
