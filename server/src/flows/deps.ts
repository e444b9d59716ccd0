import type { UserDescription } from '../../../contract/users.ts'
import type { WorldChange } from '../connectors/contract.ts'
import type { Registry } from '../connectors/registry.ts'
import type { RefreshRate } from '../domain/links/schedule.ts'
import type { Clock, MovableClock } from '../kit/clock.ts'
import type { Gate } from '../kit/gate.ts'
import type { Ids } from '../kit/ids.ts'
import type { OutboundClient } from '../kit/outbound.ts'
import type { Patience } from '../kit/patience.ts'
import type { Runner, SteppingRunner } from '../queue/contract.ts'
import type { Database, Scope } from '../store/database.ts'
import type { Doctor } from './doctor/doctor.ts'
import type { FeedWatch } from './events/feed-watch.ts'
import type { Meetings } from './faults/meetings.ts'
import type { OrderedFaults } from './faults/ordered-faults.ts'
import type { RequestLog } from './workspaces/request-log.ts'
import type { Vault, WorkspaceKeys } from './workspaces/vault.ts'

/** What flows write to the log: fields first, then a sentence. */
export type Log = { info(fields: object, text: string): void; error(fields: object, text: string): void }

/** One workspace as the flows see it: its time, where its ids come from, its keys. */
export type World = {
  readonly clock: Clock
  /** The same clock where it can be moved: in the emulator. */
  readonly movable: MovableClock | null
  readonly ids: Ids
  readonly seed: string
  readonly keys: WorkspaceKeys
  /** What links that become recurrent are refreshed by. */
  refreshRate: RefreshRate
  /** Keeps what has to be alone in the workspace apart from the rest: in the emulator. */
  readonly gate: Gate | null
  /** What was ordered to fail, where failures can be ordered: in the emulator. */
  readonly ordered: OrderedFaults | null
  /** What the workspace says of a user of an invented institution, if it says anything: in the emulator. */
  findDescription(institution: string, username: string): Promise<UserDescription | undefined>
  /** When the consent of a link was given anew, where it was. */
  findNewConsent(linkId: string): Promise<Date | undefined>
  /** What was made to happen to a user of an invented institution, oldest first: in the emulator. */
  listChanges(institution: string, username: string): Promise<readonly WorldChange[]>
}

export interface Worlds {
  of(scope: Scope): Promise<World>
  /** Takes over a changed setting of a workspace that is remembered. */
  changed(scope: Scope, setting: { readonly refreshRate: RefreshRate }): void
  /** For a workspace that is gone. */
  forget(scope: Scope): void
}

/** Everything a flow can be handed; each takes the part it uses. */
export type Deps = {
  readonly mode: 'emulator' | 'server'
  readonly db: Database
  readonly worlds: Worlds
  readonly vault: Vault
  readonly connectors: Registry
  readonly requestLog: RequestLog
  /** What tests have met, where tests are run against it: in the emulator. */
  readonly meetings: Meetings | null
  /** Wakes those who wait for the log of a workspace to go on. */
  readonly feed: FeedWatch
  /** Examines endpoints of applications: in the emulator. */
  readonly doctor: Doctor | null
  /** The way out of the house. */
  readonly outbound: OutboundClient
  /** Where work is done one thing at a time: how long receivers are waited for. */
  readonly patience: Patience | null
  readonly log: Log
  /** Gets due work done; told when a flow made some. */
  readonly runner: Pick<Runner, 'wake'>
  /** The same runner where time can be stepped through: in the emulator. */
  readonly stepper: SteppingRunner | null
  /** The machine's clock, for what has no workspace: the request log. */
  readonly wall: Clock
  /** The operation of the API that is under way; nothing where work is done by itself. */
  readonly operation?: string
}
