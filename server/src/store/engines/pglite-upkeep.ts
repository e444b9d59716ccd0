import type { Reply } from './pglite-wire.ts'

const mb = 1_048_576

/** How often to ask how much has been logged; whichever comes first. */
const statementsBetweenLooks = 500
const bytesBetweenLooks = 4 * mb
/** How often to look for tables whose statistics are no longer true. */
const statementsBetweenAnalyses = 4_000
/** After so much of the log, the room of dead rows is given back. */
const loggedBetweenVacuums = 16 * mb
/** After so much of the log, what it says is in the tables' own files, and the log can go. */
const loggedBetweenCheckpoints = 64 * mb

/**
 * Started with these, the database lets go of its log at a checkpoint instead of keeping the files for later. Values
 * are counted with a tenth of the usual detail, which takes a tenth of the time and chooses the same indexes.
 */
export const upkeepSettings = {
  wal_init_zero: 'off',
  wal_recycle: 'off',
  min_wal_size: '32MB',
  default_statistics_target: '10',
} as const

/** What was counted of the last second may not be known yet. */
const writeCounts = 'select pg_stat_force_next_flush()'

const lookAtLog = `select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::float8 as logged`

const tablesWhere = (condition: string): string => `
  select string_agg(format('%I.%I', counted.schemaname, counted.relname), ', ') as tables
  from pg_stat_user_tables as counted join pg_class on pg_class.oid = counted.relid
  where ${condition}`

/** The rule and the numbers of PostgreSQL's autovacuum. */
const lookForDeadRows = tablesWhere('n_dead_tup > 50 + 0.2 * greatest(reltuples, 0)')

/** Those of which more rows were written since their last statistics than there were. */
const lookForChanges = tablesWhere('n_mod_since_analyze > 50 + greatest(reltuples, 0)')

/**
 * What processes in the background do for a PostgreSQL server, and nobody for the embedded database: without it the
 * log grows for as long as the process lives, rows that were deleted keep their room, and every index that begins with
 * a workspace is as good as any other to a planner that knows nothing of what is in a table.
 */
export class PgliteUpkeep {
  #run: (text: string) => Promise<Pick<Reply, 'rows'>>
  #statementsCount = 0
  #bytesCount = 0
  #analysedAgo = 0
  #vacuumedAt = 0
  #checkpointedAt: number | null = null

  constructor(run: (text: string) => Promise<Pick<Reply, 'rows'>>) {
    this.#run = run
  }

  /** Notes a statement of so many bytes. */
  note(bytes: number): void {
    this.#statementsCount += 1
    this.#bytesCount += bytes
  }

  /** Does what is due. Outside of transactions only: none can be vacuumed in, and one might take statistics back. */
  async tend(): Promise<void> {
    if (this.#statementsCount < statementsBetweenLooks && this.#bytesCount < bytesBetweenLooks) return
    this.#analysedAgo += this.#statementsCount
    this.#statementsCount = 0
    this.#bytesCount = 0
    const logged = Number(await this.#ask(lookAtLog, 'logged'))
    if (logged - this.#vacuumedAt > loggedBetweenVacuums) {
      await this.#doToTables('vacuum', lookForDeadRows)
      this.#vacuumedAt = logged
    }
    if (this.#analysedAgo >= statementsBetweenAnalyses) {
      await this.#doToTables('analyze', lookForChanges)
      this.#analysedAgo = 0
    }
    // Opening the database was one.
    this.#checkpointedAt ??= logged
    if (logged - this.#checkpointedAt > loggedBetweenCheckpoints) {
      await this.#run('checkpoint')
      this.#checkpointedAt = logged
    }
  }

  async #doToTables(command: 'vacuum' | 'analyze', which: string): Promise<void> {
    await this.#run(writeCounts)
    const tables = await this.#ask(which, 'tables')
    if (tables) await this.#run(`${command} ${tables}`)
  }

  async #ask(text: string, column: string): Promise<unknown> {
    const { rows } = await this.#run(text)
    return rows[0]?.[column]
  }
}
