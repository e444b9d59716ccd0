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
  /** Hears of every log that a transaction of this process has moved on, until the returned function is called. */
  listen(heard: (moved: Moved) => void): () => void
  close(): Promise<void>
}

/** Where the log of a workspace has come to. */
export type Moved = { readonly workspaceId: string; readonly position: number }

/** Which workspace a query may see. Every query on tenants' rows takes one. */
export type Scope = { readonly workspaceId: string }

/** A forgotten await must not hold the embedded database's one connection for longer than this. */
const idleMaxMs = 5_000
/** What one statement may take; the pool of PostgreSQL ends it there by itself. One that failed counts as running. */
const statementMaxMs = 60_000
const attemptsMax = 4

/** Wraps a dialect; `afterClose` releases what guards the data. */
export function makeDatabase(kind: Database['kind'], dialect: Dialect, afterClose: () => Promise<void>): Database {
  const reader = new Kysely<Tables>({ dialect })
  const listeners = new Set<(moved: Moved) => void>()
  return {
    kind,
    reader,
    transaction: withWatch(reader, idleMaxMs, (moved) => {
      for (const heard of listeners) heard(moved)
    }),
    listen(heard) {
      listeners.add(heard)
      return () => void listeners.delete(heard)
    },
    async close() {
      await reader.destroy()
      await afterClose()
    },
  }
}

/**
 * Makes the function that runs transactions; one that runs no statement for `idleMaxMs` is ended. `tell` is told of
 * what has been committed.
 */
export function withWatch(
  reader: Kysely<Tables>,
  idleMaxMs: number,
  tell: (moved: Moved) => void = () => undefined,
): Database['transaction'] {
  return async (work) => {
    const { result, moved } = await withRetries(() =>
      reader.transaction().execute((tx) => guarded(tx, (watched) => workToTheEnd(watched, work), idleMaxMs)),
    )
    for (const each of moved) tell(each)
    return result
  }
}

/** What is left to do when the work of a transaction is done, before its commit and after. */
type Ending = { readonly lastWork: (() => Promise<void>)[]; readonly moved: Moved[] }

const endings = new WeakMap<Tx, Ending>()

function endingOf(tx: Tx): Ending {
  const ending = endings.get(tx)
  if (!ending) throw new Error('a transaction that did not begin in database.transaction')
  return ending
}

/** Lets something be done as the last of a transaction. One that is played again begins without it. */
export function beforeCommit(tx: Tx, work: () => Promise<void>): void {
  endingOf(tx).lastWork.push(work)
}

/** Lets those who listen hear of it, once the transaction has been committed. */
export function tellAfterCommit(tx: Tx, moved: Moved): void {
  endingOf(tx).moved.push(moved)
}

async function workToTheEnd<T>(tx: Tx, work: (tx: Tx) => Promise<T>): Promise<{ result: T; moved: readonly Moved[] }> {
  const ending: Ending = { lastWork: [], moved: [] }
  endings.set(tx, ending)
  const result = await work(tx)
  for (const last of ending.lastWork) await last()
  return { result, moved: ending.moved }
}

/** The five-character SQLSTATE of a database error, or undefined for anything else. */
export function sqlState(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error) || !('code' in thrown)) return undefined
  return typeof thrown.code === 'string' && /^[0-9A-Z]{5}$/.test(thrown.code) ? thrown.code : undefined
}

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

/** Rejects when no statement has run for a while. */
async function guarded<T>(tx: Tx, work: (tx: Tx) => Promise<T>, idleMaxMs: number): Promise<T> {
  let elapsed = stopwatch()
  let running = false
  const activity = new Activity({
    before: () => {
      elapsed = stopwatch()
      running = true
    },
    after: () => {
      elapsed = stopwatch()
      running = false
    },
  })
  const { promise: tooIdle, reject } = Promise.withResolvers<never>()
  const stop = every(idleMaxMs / 5, () => {
    if (elapsed() > (running ? statementMaxMs : idleMaxMs))
      reject(new Error(`a transaction ran no statement for ${idleMaxMs} ms`))
  })
  try {
    return await Promise.race([work(tx.withPlugin(activity) as Tx), tooIdle])
  } finally {
    stop()
  }
}

type Moments = { readonly before: () => void; readonly after: () => void }

/** Tells of every statement; changes none. */
class Activity implements KyselyPlugin {
  #moments: Moments

  constructor(moments: Moments) {
    this.#moments = moments
  }

  transformQuery(args: PluginTransformQueryArgs): RootOperationNode {
    this.#moments.before()
    return args.node
  }

  async transformResult(args: PluginTransformResultArgs) {
    this.#moments.after()
    return args.result
  }
}
