import type { UserDescription } from '../../../../contract/users.ts'
import { Faults, fault } from '../../domain/faults.ts'
import { checkCredentials } from '../../domain/links/link-terms.ts'
import { problemsOf } from '../../domain/sandbox/described-users.ts'
import { uuidOf } from '../../kit/ids.ts'
import type { Scope } from '../../store/database.ts'
import {
  countDescribedUsers,
  type DescribedUser,
  describedUsersMax,
  findDescribedUser,
  listDescribedUsers,
  removeDescribedUser,
  saveDescribedUser,
} from '../../store/sandbox/described-users.ts'
import { takeWorkspace } from '../../store/workspaces/workspaces.ts'
import type { Deps } from '../deps.ts'
import { noInstitution } from '../institutions.ts'
import { assertEmulator } from './assert-emulator.ts'

export type User = {
  readonly id: string
  readonly createdAt: Date
  readonly description: UserDescription
}

/**
 * Describes a user of a sandbox institution, who from the next login on has what was described. The same user can be
 * described again. Throws a Fault for each field that cannot be as it is.
 */
export async function describeUser(deps: Deps, scope: Scope, description: UserDescription): Promise<User> {
  assertEmulator(deps)
  const { institution, username } = description
  const connector = deps.connectors.findByName(institution)
  if (!connector?.takesDescriptions) {
    const takers = deps.connectors.connectors.filter(({ takesDescriptions }) => takesDescriptions)
    throw noInstitution(takers, 'institution', institution)
  }
  const form = connector.manifest.formFields.filter(({ name }) => name === 'username')
  checkCredentials(form, { username })
  const problems = problemsOf(description)
  if (problems.length > 0) {
    throw new Faults(problems.map(({ field, problem }) => fault('field_invalid', { field, values: { problem } })))
  }
  const world = await deps.worlds.of(scope)
  return deps.db.transaction(async (tx) => {
    await takeWorkspace(tx, scope)
    const known = await findDescribedUser(tx, scope, { institution, username })
    if (!known && (await countDescribedUsers(tx, scope)) >= describedUsersMax) {
      throw fault('field_invalid', {
        field: 'username',
        values: { problem: `A workspace describes at most ${describedUsersMax} users.` },
      })
    }
    const user = {
      workspace_id: scope.workspaceId,
      id: known?.id ?? uuidOf(world.ids.bytes('described user', institution, username)),
      institution,
      username,
      description,
      created_at: known?.created_at ?? world.clock.now(),
    }
    await saveDescribedUser(tx, user)
    return toUser(user)
  })
}

export async function listUsers(deps: Pick<Deps, 'db' | 'mode'>, scope: Scope): Promise<readonly User[]> {
  assertEmulator(deps)
  return (await listDescribedUsers(deps.db.reader, scope)).map(toUser)
}

export async function getUser(deps: Pick<Deps, 'db' | 'mode'>, scope: Scope, id: string): Promise<User> {
  assertEmulator(deps)
  const user = await findDescribedUser(deps.db.reader, scope, { id })
  if (!user) throw fault('not_found')
  return toUser(user)
}

/** Forgets the description; at the next login the user is whoever the name stands for. */
export async function removeUser(deps: Pick<Deps, 'db' | 'mode'>, scope: Scope, id: string): Promise<void> {
  assertEmulator(deps)
  if (!(await deps.db.transaction((tx) => removeDescribedUser(tx, scope, id)))) throw fault('not_found')
}

// What was stored had passed the schema.
const toUser = ({ id, created_at, description }: DescribedUser): User => ({
  id,
  createdAt: created_at,
  description: description as UserDescription,
})
