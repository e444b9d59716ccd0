import type { ResourceName } from '../../../../contract/resource.ts'
import type { Happening, WorldChange } from '../../connectors/contract.ts'
import { fault } from '../../domain/faults.ts'
import type { Scope, Tx } from '../../store/database.ts'
import type { StoredLink } from '../../store/links/links.ts'
import {
  countWorldChanges,
  insertWorldChange,
  listWorldChanges,
  type StoredWorldChange,
  worldChangesMax,
} from '../../store/sandbox/world-changes.ts'
import { takeWorkspace } from '../../store/workspaces/workspaces.ts'
import type { World } from '../deps.ts'

/**
 * Lets something happen at the institution to a link's person, inside the caller's transaction: from the next visit on
 * everybody who looks sees it.
 */
export async function makeHappen(
  tx: Tx,
  scope: Scope,
  world: World,
  {
    link,
    happening,
    subject,
  }: { readonly link: StoredLink; readonly happening: Happening; readonly subject: string | null },
): Promise<WorldChange> {
  await takeWorkspace(tx, scope)
  const of = { institution: link.institution, user_id: link.institution_user_id }
  const number = (await listWorldChanges(tx, scope, of)).length + 1
  if (number > worldChangesMax.ofUser) throw tooMany('a user', worldChangesMax.ofUser)
  if ((await countWorldChanges(tx, scope)) >= worldChangesMax.inAll) throw tooMany('a workspace', worldChangesMax.inAll)
  const stored: StoredWorldChange = {
    workspace_id: scope.workspaceId,
    ...of,
    number,
    kind: happening.kind,
    resource: happening.kind === 'password_changed' ? null : happening.resource,
    subject,
    happened_at: world.clock.now(),
  }
  await insertWorldChange(tx, stored)
  return toChange(stored)
}

const tooMany = (whose: string, max: number) =>
  fault('field_invalid', {
    field: 'webhook_code',
    values: { problem: `To ${whose} at most ${max} things can be made to happen; reset the workspace.` },
  })

/** What was stored had been a change. */
export const toChange = ({ number, kind, resource, subject, happened_at }: StoredWorldChange): WorldChange => {
  const happening = kind === 'password_changed' ? { kind } : { kind, resource: resource as ResourceName }
  return { ...happening, number, subject, at: happened_at }
}
