import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Copied, Copying as RowsCopying } from '../bare/copies.ts'
import type { Copying } from '../bare/copy.ts'
import type { EventReads, EventsRead } from '../bare/event-reads.ts'
import type { EventsWritten, EventWrites } from '../bare/event-writes.ts'
import type { Generation } from '../bare/generation.ts'
import type { Inserted, Insertion } from '../bare/insert.ts'
import type { Visited, Visits } from '../bare/institution.ts'
import type { Asking } from '../bare/list-sql.ts'
import type { Writes, Written } from '../bare/list-writes.ts'
import type { Rewriting, Rewritten } from '../bare/rewrite.ts'
import type { List } from '../large/lists.ts'
import type { Driven } from '../load/generator.ts'
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

export const startPlainLists = (url: string, lists: readonly List[]) =>
  launch({ name: 'plain handler', args: [program('list-server.ts'), JSON.stringify({ url, lists })] })

export const askBare = (asking: Asking) => run<Omit<Driven, 'answered' | 'bytesPerReply'>>('list-sql.ts', asking)

export const writeLists = (writes: Writes) => run<Written>('list-writes.ts', writes)

export const readEventsBare = (reads: EventReads) => run<EventsRead>('event-reads.ts', reads)

export const writeEventsBare = (writes: EventWrites) => run<EventsWritten>('event-writes.ts', writes)

export const insertBare = (insertion: Insertion) => run<readonly Inserted[]>('insert.ts', insertion)

export const copyBare = (copying: Copying) => run<readonly Inserted[]>('copy.ts', copying)

export const copyRowsBare = (copying: RowsCopying) => run<Copied>('copies.ts', copying)

export const generateBare = (generation: Generation) => run<readonly Inserted[]>('generation.ts', generation)

export const rewriteBare = (rewriting: Rewriting) => run<readonly Rewritten[]>('rewrite.ts', rewriting)

export const visitBare = (visits: Visits) => run<Visited>('institution.ts', visits)

async function run<Result>(name: string, asked: object): Promise<Result> {
  const limits = { maxBuffer: 10_000_000 }
  const { stdout } = await promisify(execFile)(process.execPath, [program(name), JSON.stringify(asked)], limits)
  return JSON.parse(stdout) as Result
}
