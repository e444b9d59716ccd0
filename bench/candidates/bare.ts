import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Inserted, Insertion } from '../bare/insert.ts'
import type { Place } from './enlace.ts'
import { masterKey } from './keys.ts'
import { launch } from './process.ts'

const program = (name: string) => join(import.meta.dirname, '../bare', name)

export const startBareLoop = (place: Place) =>
  launch({
    name: 'bare loop',
    args: [program('server.ts'), JSON.stringify(place)],
    env: { ENLACE_MASTER_KEY: masterKey },
  })

/** `image` fills a folder that does not exist yet. */
export const startBareStack = (folder: string, image: string) =>
  launch({ name: 'bare stack', args: [program('stack.ts'), folder, image] })

export async function insertBare(insertion: Insertion): Promise<readonly Inserted[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [program('insert.ts'), JSON.stringify(insertion)])
  return JSON.parse(stdout) as readonly Inserted[]
}
