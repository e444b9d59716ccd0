import { join } from 'node:path'
import { keys, masterKey } from './keys.ts'
import { type Candidate, launch } from './process.ts'

/** Where the rows are: a folder of the embedded database, or the url of a PostgreSQL database. */
export type Place =
  | { readonly kind: 'embedded'; readonly folder: string }
  | { readonly kind: 'postgres'; readonly url: string }

const programs = {
  shipped: join(import.meta.dirname, '../../server/src/main.ts'),
  large: join(import.meta.dirname, '../large/server.ts'),
}

export type ProgramName = keyof typeof programs

/**
 * The product as it is shipped, with its defaults: an emulator on the embedded database, a server on PostgreSQL. Or, as
 * `large`, with one more institution.
 */
export function startEnlace(
  place: Place,
  nodeArgs: readonly string[] = [],
  env: Record<string, string> = {},
  program: ProgramName = 'shipped',
) {
  return launch({
    name: 'enlace',
    args: [...nodeArgs, programs[program]],
    env: {
      ENLACE_SECRET_ID: keys.id,
      ENLACE_SECRET_PASSWORD: keys.password,
      ENLACE_MASTER_KEY: masterKey,
      ...(place.kind === 'embedded'
        ? { ENLACE_DATA_DIR: place.folder }
        : { ENLACE_MODE: 'server', ENLACE_SANDBOX: 'on', DATABASE_URL: place.url }),
      ...env,
    },
  }) satisfies Promise<Candidate>
}
