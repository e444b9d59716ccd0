import type { Registry } from '../connectors/registry.ts'
import type { Clock } from '../kit/clock.ts'
import type { Ids } from '../kit/ids.ts'
import type { Database, Scope } from '../store/database.ts'
import type { RequestLog } from './request-log.ts'
import type { Vault, WorkspaceKeys } from './vault.ts'

/** One workspace as the flows see it: its time, where its ids come from, its keys. */
export type World = {
  readonly clock: Clock
  readonly ids: Ids
  readonly seed: string
  readonly keys: WorkspaceKeys
}

export interface Worlds {
  of(scope: Scope): Promise<World>
}

/** Everything a flow can be handed; each takes the part it uses. */
export type Deps = {
  readonly mode: 'emulator' | 'server'
  readonly db: Database
  readonly worlds: Worlds
  readonly vault: Vault
  readonly connectors: Registry
  readonly requestLog: RequestLog
  /** The machine's clock, for what has no workspace: the request log. */
  readonly wall: Clock
}
