import { type RawBuilder, sql } from 'kysely'

/** A row that is due, as its kind's search gives it. */
export type DueRow = { readonly workspaceId: string; readonly id: string; readonly dueAt: Date; readonly lane?: string }

/** What is due at `until` at the latest, in one workspace or in all. */
export type DueSearch = {
  readonly workspaceId?: string
  readonly until: Date
  readonly limit: number
  readonly exceptWorkspaces?: readonly string[]
  /** Where rows share lanes: nothing of some, and at most `each` of every other one. */
  readonly lanes?: { readonly except: readonly string[]; readonly each: number }
}

/** Whether a row is of a workspace that is looked in. */
export function isSearched({ workspaceId, exceptWorkspaces = [] }: DueSearch): RawBuilder<boolean> {
  if (workspaceId !== undefined) return sql<boolean>`workspace_id = ${workspaceId}`
  return exceptWorkspaces.length === 0
    ? sql<boolean>`true`
    : sql<boolean>`workspace_id <> all (${[...exceptWorkspaces]}::uuid[])`
}

/** The rows of a search over `workspace_id`, `id` and the due instant, as they are handed on. */
export const toDueRows = (rows: readonly { workspace_id: string; id: string; due: Date | null }[]): DueRow[] =>
  rows.flatMap((row) => (row.due ? [{ workspaceId: row.workspace_id, id: row.id, dueAt: row.due }] : []))
