import type { UserDescription } from '../../../../contract/users.ts'
import { givenAnewAt } from '../../domain/consents.ts'
import { fault } from '../../domain/faults.ts'
import type { RefreshRate } from '../../domain/links/schedule.ts'
import { MovableClock } from '../../kit/clock.ts'
import { Gate } from '../../kit/gate.ts'
import { derivedIds, drawnIds } from '../../kit/ids.ts'
import type { Scope } from '../../store/database.ts'
import { findConsentOfLink } from '../../store/links/consents.ts'
import { findDescribedUser } from '../../store/sandbox/described-users.ts'
import { listWorldChanges } from '../../store/sandbox/world-changes.ts'
import { findWorkspace } from '../../store/workspaces/workspaces.ts'
import { lifeOf } from '../consents/keep-consent.ts'
import type { Deps, World, Worlds } from '../deps.ts'
import { openOrderedFaults } from '../faults/ordered-faults.ts'
import { toChange } from '../triggers/make-happen.ts'
import { institutionUserId } from './vault.ts'

type Opening = Pick<Deps, 'mode' | 'db' | 'vault' | 'wall'>

/** An emulator remembers all of them: a clock that is opened twice would show two times. */
const rememberedMax = 1_000

/**
 * Opens workspaces on demand. In the emulator a workspace has a clock that can be moved and ids that follow from its
 * seed; in server mode time is the machine's and ids are drawn.
 */
export function makeWorlds(deps: Opening): Worlds {
  const known = new Map<string, Promise<World>>()
  return {
    of(scope) {
      const remembered = known.get(scope.workspaceId)
      if (remembered) return remembered
      if (deps.mode === 'server' && known.size >= rememberedMax) known.clear()
      const opening = openWorld(deps, scope)
      known.set(scope.workspaceId, opening)
      opening.catch(() => known.delete(scope.workspaceId))
      return opening
    },
    changed(scope, { refreshRate }) {
      const remembered = known.get(scope.workspaceId)
      if (remembered)
        known.set(
          scope.workspaceId,
          remembered.then((world) => Object.assign(world, { refreshRate })),
        )
    },
    forget: (scope) => void known.delete(scope.workspaceId),
  }
}

async function openWorld(deps: Opening, scope: Scope): Promise<World> {
  const workspace = await findWorkspace(deps.db.reader, scope)
  if (!workspace) throw fault('not_found')
  const keys = deps.vault.openWorkspace(workspace)
  const findNewConsent = async (linkId: string) => {
    const consent = await findConsentOfLink(deps.db.reader, scope, linkId)
    return consent && givenAnewAt(lifeOf(consent), consent.created_at)
  }
  const refreshRate = workspace.refresh_rate as RefreshRate
  if (deps.mode === 'server') {
    const own = { clock: deps.wall, movable: null, ids: drawnIds, seed: workspace.seed }
    return {
      ...own,
      keys,
      refreshRate,
      gate: null,
      ordered: null,
      findNewConsent,
      findDescription: async () => undefined,
      listChanges: async () => [],
    }
  }
  const clock = new MovableClock(deps.wall, {
    offsetMs: workspace.clock_offset_ms,
    frozenAt: workspace.clock_frozen_at,
  })
  const own = { clock, movable: clock, ids: derivedIds(workspace.seed), seed: workspace.seed }
  return {
    ...own,
    keys,
    refreshRate,
    findNewConsent,
    gate: new Gate(),
    ordered: openOrderedFaults(deps.db, scope, workspace.seed),
    async findDescription(institution, username) {
      const found = await findDescribedUser(deps.db.reader, scope, { institution, username })
      return found?.description as UserDescription | undefined
    },
    async listChanges(institution, username) {
      const of = { institution, user_id: institutionUserId(keys, institution, username) }
      return (await listWorldChanges(deps.db.reader, scope, of)).map(toChange)
    },
  }
}
