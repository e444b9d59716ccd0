import { timingSafeEqual } from 'node:crypto'
import { mac } from '../../kit/random.ts'
import type { Tx } from '../../store/database.ts'
import { findInstanceValue, lockInstance, saveInstanceValue } from '../../store/instance.ts'
import { dropRefreshClaims } from '../../store/links/links.ts'
import { listWebhookEndpoints } from '../../store/webhooks/webhook-endpoints.ts'
import { findKeyOfAnyState, retireKey, saveKeyState } from '../../store/workspaces/api-keys.ts'
import { findFirstWorkspace, insertWorkspace, type Workspace } from '../../store/workspaces/workspaces.ts'
import type { Deps } from '../deps.ts'
import { recordOwnEvent } from '../events/record-event.ts'
import { addEndpoint, changeAuthorization, type NewEndpoint } from '../webhooks/webhook-endpoints.ts'
import { addAdminKey, created, idsOf, newWorkspace } from './workspaces.ts'

export type Wanted = {
  readonly mode: Deps['mode']
  readonly seed: string | null
  /** Where the first workspace's clock starts frozen; null: it runs. */
  readonly clock: Date | null
  readonly secrets: { readonly id: string; readonly password: string }
  /** The secret id of the demo keys. */
  readonly demoId: string
  readonly masterKey: Buffer
  /** The endpoint that the environment names. */
  readonly webhook: NewEndpoint | null
}

/** The seed of an emulator that was given none. */
const defaultSeed = 'enlace'

/**
 * Makes the first workspace and its first key where there are none, and refuses to go on with data that was made
 * under another master key, seed, clock or mode. All or nothing; safe when several processes start together.
 */
export async function prepareInstallation(
  deps: Pick<Deps, 'db' | 'vault' | 'wall' | 'mode'>,
  wanted: Wanted,
): Promise<void> {
  await deps.db.transaction(async (tx) => {
    await lockInstance(tx)
    await agree(tx, 'master_key', mac(wanted.masterKey, 'enlace master key check').toString('hex'), {
      otherwise: 'ENLACE_MASTER_KEY: the data was sealed under another master key.',
    })
    await agree(tx, 'mode', wanted.mode, { otherwise: 'ENLACE_MODE: the data belongs to the other mode.' })
    if (wanted.mode === 'emulator') await agreeOnWorld(tx, wanted)
    const now = deps.wall.now()
    const workspace = (await findFirstWorkspace(tx)) ?? (await makeFirst(tx, deps, wanted))
    if (wanted.webhook) await keepEndpoint(tx, deps, workspace, { ...wanted.webhook, now: wanted.clock ?? now })
    if (wanted.mode === 'emulator') await dropRefreshClaims(tx)
    await agreeOnKey(tx, deps, workspace, { ...wanted, now: wanted.clock ?? now })
  })
}

/**
 * The pair of the environment is an admin key of the first workspace, with the password that the environment gives.
 * Once there is another pair, the demo keys that everybody knows no longer work.
 */
async function agreeOnKey(
  tx: Tx,
  deps: Pick<Deps, 'vault' | 'mode'>,
  workspace: Workspace,
  wanted: Wanted & { readonly now: Date },
): Promise<void> {
  const { vault, mode } = deps
  const { secrets, demoId, now } = wanted
  const scope = { workspaceId: workspace.id }
  if (secrets.id !== demoId) await retireKey(tx, scope, demoId, now)
  const key = await findKeyOfAnyState(tx, secrets.id)
  if (!key) return void (await addAdminKey(tx, { vault, mode, workspace, now, secrets }))
  if (key.workspace_id !== workspace.id) throw new Error('ENLACE_SECRET_ID: this key belongs to another workspace.')
  if (!key.scopes.includes('admin')) throw new Error('ENLACE_SECRET_ID: this key is not an admin key.')
  if (key.revoked_at && secrets.id !== demoId) {
    throw new Error('ENLACE_SECRET_ID: this key was revoked. Start with another pair of keys.')
  }
  const secretMac = vault.secretMac(secrets.password)
  if (key.revoked_at || !timingSafeEqual(Buffer.from(key.secret_mac), secretMac)) {
    await saveKeyState(tx, scope, key.id, { secret_mac: secretMac, revoked_at: null })
  }
}

/** The endpoint of the environment is one of the first workspace's, with the `Authorization` that the environment gives. */
async function keepEndpoint(
  tx: Tx,
  deps: Pick<Deps, 'vault' | 'mode'>,
  workspace: Workspace,
  wanted: NewEndpoint & { readonly now: Date },
): Promise<void> {
  const scope = { workspaceId: workspace.id }
  const present = await listWebhookEndpoints(tx, scope)
  const ids = idsOf(deps.mode, workspace)
  const { sealing } = deps.vault.openWorkspace(workspace)
  const known = present.find(({ url }) => url === wanted.url)
  if (known) return changeAuthorization(tx, scope, known, { ...wanted, sealing })
  await addEndpoint(tx, scope, { ...wanted, ids, sealing })
}

/** Seed and clock persist with the data; asking for others is refused, asking for none keeps them. */
async function agreeOnWorld(tx: Tx, { seed, clock }: Wanted): Promise<void> {
  const kept = { seed: await findInstanceValue(tx, 'seed'), clock: await findInstanceValue(tx, 'clock') }
  const how = 'Start it without, or with an empty data folder.'
  await agree(tx, 'seed', seed ?? kept.seed ?? defaultSeed, {
    otherwise: `ENLACE_SEED: the data was made with another seed. ${how}`,
  })
  await agree(tx, 'clock', clock?.toISOString() ?? kept.clock ?? 'runs', {
    otherwise: `ENLACE_CLOCK: the data was made with another clock (${kept.clock ?? 'runs'}). ${how}`,
  })
}

/** Stores the value the first time; afterwards it has to be the same. */
async function agree(tx: Tx, name: string, value: string, { otherwise }: { otherwise: string }): Promise<void> {
  const kept = await findInstanceValue(tx, name)
  if (kept === undefined) await saveInstanceValue(tx, name, value)
  else if (kept !== value) throw new Error(otherwise)
}

async function makeFirst(tx: Tx, deps: Pick<Deps, 'vault' | 'wall' | 'mode'>, wanted: Wanted): Promise<Workspace> {
  const workspace = newWorkspace(deps, {
    name: 'default',
    seed: (await findInstanceValue(tx, 'seed')) ?? defaultSeed,
    now: wanted.clock ?? deps.wall.now(),
    clock: { clock_offset_ms: 0, clock_frozen_at: wanted.clock },
  })
  await insertWorkspace(tx, workspace)
  const about = { ids: idsOf(deps.mode, workspace), now: workspace.created_at }
  recordOwnEvent(tx, { workspaceId: workspace.id }, about, created)
  await saveInstanceValue(tx, 'first_workspace', workspace.id)
  return workspace
}
