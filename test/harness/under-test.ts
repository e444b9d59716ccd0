import { inject } from 'vitest'

export type DatabaseKind = 'embedded' | 'postgres'

declare module 'vitest' {
  interface ProvidedContext {
    database: DatabaseKind
    /** Connects to the run's PostgreSQL as its superuser. */
    postgresUrl: string
  }
}

/** The database that this run of a `*.db.test.ts` file is about. */
export type DatabaseUnderTest = { readonly kind: 'embedded' } | { readonly kind: 'postgres'; readonly url: string }

export function databaseUnderTest(): DatabaseUnderTest {
  const kind = inject('database') as DatabaseKind | undefined
  if (kind === undefined) throw new Error('Only files named *.db.test.ts are run on a database.')
  return kind === 'embedded' ? { kind } : { kind, url: inject('postgresUrl') }
}
