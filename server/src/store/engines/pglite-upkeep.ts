import type { SessionResult } from './pglite-session.ts'

const mb = 1_048_576

/** How often to ask how much has been logged; whichever comes first. */
const statementsBetweenLooks = 500
const bytesBetweenLooks = 4 * mb
/** After so much of the log, tables are looked at. */
const loggedBetweenVacuums = 16 * mb
/** After so much of the log, what it says is in the tables' own files, and the log can go. */
const loggedBetweenCheckpoints = 64 * mb

const lookAtLog = `select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::float8 as logged`

/** Statistics are written out once in a second by themselves, which is long for whoever writes all the time. */
const writeStatistics = 'select pg_stat_force_next_flush()'

/** The rule and the numbers of PostgreSQL's autovacuum. */
const lookAtTables = `
  select string_agg(format('%I.%I', schemaname, relname), ', ') as tables from pg_stat_user_tables
  where n_dead_tup > 50 + 0.2 * n_live_tup or n_mod_since_analyze > 50 + 0.1 * n_live_tup`

/** How a server is told to let go of its log at a checkpoint instead of keeping the files for later. */
export const logSettings = { wal_init_zero: 'off', wal_recycle: 'off', min_wal_size: '32MB' } as const

/**
 * What processes in the background do for a PostgreSQL server, and nobody for the embedded database: without it the
 * log grows for as long as the process lives, rows that were deleted keep their room, and the planner knows nothing of
 * what is in a table.
 */
export class PgliteUpkeep {
  #run: (text: string) => Promise<SessionResult>
  #statementsCount = 0
  #bytesCount = 0
  #vacuumedAt = 0
  #checkpointedAt: number | null = null

  constructor(run: (text: string) => Promise<SessionResult>) {
    this.#run = run
  }

  /** Notes a statement of so many bytes. */
  note(bytes: number): void {
    this.#statementsCount += 1
    this.#bytesCount += bytes
  }

  /** Does what is due. Outside of transactions only, as none can be vacuumed in. */
  async tend(): Promise<void> {
    if (this.#statementsCount < statementsBetweenLooks && this.#bytesCount < bytesBetweenLooks) return
    this.#statementsCount = 0
    this.#bytesCount = 0
    const logged = Number(await this.#ask(lookAtLog, 'logged'))
    if (logged - this.#vacuumedAt > loggedBetweenVacuums) {
      await this.#run(writeStatistics)
      const tables = await this.#ask(lookAtTables, 'tables')
      if (tables) await this.#run(`vacuum (analyze) ${tables}`)
      this.#vacuumedAt = logged
    }
    // Opening the database was one.
    this.#checkpointedAt ??= logged
    if (logged - this.#checkpointedAt > loggedBetweenCheckpoints) {
      await this.#run('checkpoint')
      this.#checkpointedAt = logged
    }
  }

  async #ask(text: string, column: string): Promise<unknown> {
    const { rows } = await this.#run(text)
    return rows[0]?.[column]
  }
}
