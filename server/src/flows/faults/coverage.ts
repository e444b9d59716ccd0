import { fault } from '../../domain/faults.ts'
import type { Scope } from '../../store/database.ts'
import type { Deps } from '../deps.ts'
import type { MeetingKind, Meetings } from './meetings.ts'

export type { MeetingKind } from './meetings.ts'

/** How often each name of a kind has been met; the emulator only. */
export async function listMet(deps: Deps, scope: Scope): Promise<(kind: MeetingKind) => ReadonlyMap<string, number>> {
  const met = await meetingsOf(deps).list(scope)
  return (kind) => new Map(met.filter((each) => each.kind === kind).map(({ name, count }) => [name, count]))
}

/** Begins at nothing again. */
export async function forgetCoverage(deps: Deps, scope: Scope): Promise<void> {
  await meetingsOf(deps).forget(scope)
}

function meetingsOf({ meetings }: Deps): Meetings {
  if (!meetings) throw fault('not_found')
  return meetings
}
