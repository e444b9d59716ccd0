import {
  type Dialect,
  Kysely,
  type KyselyPlugin,
  type PluginTransformQueryArgs,
  type PluginTransformResultArgs,
  type RootOperationNode,
  type Transaction,
} from 'kysely'
import { every, stopwatch } from '../kit/deadline.ts'
import type { Tables } from './tables.ts'

/** A handle that may read; inside a transaction it is the transaction's own. */
export type Reader = Kysely<Tables> | Transaction<Tables>

/** An open transaction. Inside one, only it is touched. */
export type Tx = Transaction<Tables>

export type Database = {
  readonly kind: 'embedded' | 'postgres'
  readonly reader: Kysely<Tables>
  /** The one place where a transaction begins. It commits when `work` resolves and rolls back when it rejects. */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  close(): Promise<void>
}

/** Which workspace a query may see. Every query on tenants' rows takes one. */
export type Scope = { readonly workspaceId: string }

const idleMaxMs = 5_000
const attemptsMax = 4

/** Wraps a dialect; `afterClose` releases what guards the data. */
export function makeDatabase(kind: Database['kind'], dialect: Dialect, afterClose: () => Promise<void>): Database {
  const reader = new Kysely<Tables>({ dialect })
  return {
    kind,
    reader,
    transaction: (work) => withRetries(() => reader.transaction().execute((tx) => guarded(tx, work))),
    async close() {
      await reader.destroy()
      await afterClose()
    },
  }
}

/** The five-character SQLSTATE of a database error, or undefined for anything else. */
export function sqlState(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error) || !('code' in thrown)) return undefined
  return typeof thrown.code === 'string' && /^[0-9A-Z]{5}$/.test(thrown.code) ? thrown.code : undefined
}

export const uniqueViolation = '23505'

const lostRace = new Set(['40001', '40P01'])

/** A transaction that lost against another one is played again from its start; its work is idempotent until commit. */
async function withRetries<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt()
    } catch (thrown) {
      if (tries === attemptsMax || !lostRace.has(sqlState(thrown) ?? '')) throw thrown
    }
  }
}

/** Rejects when no statement has run for five seconds, so that a forgotten await cannot hold the one connection. */
async function guarded<T>(tx: Tx, work: (tx: Tx) => Promise<T>): Promise<T> {
  let elapsed = stopwatch()
  const watched = tx.withPlugin(new Activity(() => (elapsed = stopwatch()))) as Tx
  const { promise: tooIdle, reject } = Promise.withResolvers<never>()
  const stop = every(1_000, () => {
    if (elapsed() > idleMaxMs) reject(new Error(`a transaction ran no statement for ${idleMaxMs} ms`))
  })
  try {
    return await Promise.race([work(watched), tooIdle])
  } finally {
    stop()
  }
}

/** Tells of every statement; changes none. */
class Activity implements KyselyPlugin {
  #seen: () => void

  constructor(seen: () => void) {
    this.#seen = seen
  }

  transformQuery(args: PluginTransformQueryArgs): RootOperationNode {
    this.#seen()
    return args.node
  }

  async transformResult(args: PluginTransformResultArgs) {
    this.#seen()
    return args.result
  }
}
