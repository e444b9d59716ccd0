import type { ColumnType } from 'kysely'

/** Columns that are read as one type and written as another. */
export type Json<T> = ColumnType<T, string, string>
