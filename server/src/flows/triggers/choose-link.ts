import type { LinkRequest } from '../../../../contract/links.ts'
import type { ResourceName } from '../../../../contract/resource.ts'
import type { Connector } from '../../connectors/contract.ts'
import { fault } from '../../domain/faults.ts'
import type { Trigger } from '../../domain/webhooks/triggers.ts'
import { takeNumber } from '../../store/counters.ts'
import type { Scope } from '../../store/database.ts'
import { findLink, listLinks } from '../../store/links/links.ts'
import { listUpdates } from '../../store/links/updates.ts'
import type { Deps, World } from '../deps.ts'
import type { Caller } from '../links/authenticate.ts'
import { registerLink } from '../links/register-link.ts'
import { performUpdate } from '../updates/perform-update.ts'
import { type Fit, fitLink, isSame, surroundingsOf, wordOf } from './fit-link.ts'

export type Chosen = Fit & { readonly registered: boolean }

/** How many of a workspace's links are looked at, newest first, before another is registered. */
const lookedAtMax = 100

type Choosing = { readonly world: World; readonly trigger: Trigger; readonly named: string | undefined }

/**
 * The link that is named; or the newest one that fits; or one that is registered for it. Throws a Fault that says what
 * is in the way. Work of the link that is due is done first, so that what happens next is the only thing that is new.
 */
export async function chooseLink(deps: Deps, caller: Caller, { world, trigger, named }: Choosing): Promise<Chosen> {
  const { scope } = caller
  if (named !== undefined) return { ...(await fitOf(deps, scope, { world, trigger, id: named })), registered: false }
  // What nobody named is not deleted.
  if (trigger.cause.kind !== 'deletion') {
    const { rows } = await listLinks(deps.db.reader, scope, { conditions: [], limit: lookedAtMax, offset: 0 })
    for (const { id } of rows) {
      const link = await settled(deps, scope, world, id)
      const verdict = link && (await fitLink(deps, scope, world, { trigger, link }))
      if (verdict?.kind === 'fits') return { ...verdict.fit, registered: false }
    }
  }
  const id = await registerFitting(deps, caller, { world, trigger })
  return { ...(await fitOf(deps, scope, { world, trigger, id })), registered: true }
}

async function fitOf(deps: Deps, scope: Scope, asked: Omit<Choosing, 'named'> & { readonly id: string }): Promise<Fit> {
  const { world, trigger, id } = asked
  const link = await settled(deps, scope, world, id)
  if (!link) throw fault('not_found', { field: 'link' })
  const verdict = await fitLink(deps, scope, world, { trigger, link })
  if (verdict.kind === 'fits') return verdict.fit
  throw fault('field_invalid', { field: 'link', values: { problem: verdict.problem } })
}

/** More updates of one link are never due at once. */
const updatesMax = 20

/** The link after every update of its own that is due by now. */
async function settled(deps: Deps, scope: Scope, world: World, id: string) {
  const updates = await listUpdates(deps.db.reader, scope, id, updatesMax)
  for (const { id: updateId, due_at: dueAt } of updates.toReversed()) {
    if (dueAt && dueAt <= world.clock.now()) await performUpdate(deps, scope, updateId)
  }
  return findLink(deps.db.reader, scope, id)
}

/** Registers somebody at the first institution at which it can happen. */
async function registerFitting(deps: Deps, caller: Caller, about: Omit<Choosing, 'named'>): Promise<string> {
  const { world, trigger } = about
  const { scope } = caller
  for (const connector of deps.connectors.connectors) {
    const { manifest, onDemand } = connector
    const resource = trigger.resources.find((name) => manifest.resources.includes(name)) ?? null
    if (!onDemand || !isPlaceFor(trigger, connector, resource)) continue
    const number = await deps.db.transaction((tx) => takeNumber(tx, scope, { kind: 'user on demand', key: '' }))
    const credentials = onDemand.somebody(number)
    const surroundings = await surroundingsOf(world, connector, credentials)
    if (!canHappen(trigger, { resource, subjects: onDemand.subjects.bind(null, credentials, surroundings) })) continue
    const password = onDemand.passwordAfter(surroundings.changes ?? [])
    const request = {
      institution: manifest.name,
      ...credentials,
      ...(password === undefined ? {} : { password }),
      access_mode: 'recurrent',
      ...(resource ? { fetch_resources: [wordOf(resource)] } : {}),
    } as LinkRequest
    const registered = await registerLink(deps, caller, request)
    return registered.kind === 'token' ? registered.linkId : registered.link.id
  }
  throw fault('field_invalid', {
    field: 'webhook_code',
    values: { problem: 'No link fits, and no institution here could have one that does.' },
  })
}

function isPlaceFor({ cause }: Trigger, { manifest, onDemand }: Connector, resource: ResourceName | null): boolean {
  switch (cause.kind) {
    case 'token':
    case 'deletion':
      return true
    case 'password':
      return onDemand?.happenings.some(({ kind }) => kind === 'password_changed') ?? false
    case 'consent':
      return manifest.integrationType === 'openfinance'
    case 'history':
      return resource !== null
    case 'news': {
      const { happens } = cause
      if (resource === null || happens === null) return resource !== null
      return onDemand?.happenings.some((each) => isSame(each, { kind: happens, resource })) ?? false
    }
  }
}

/** Something can be taken back or changed once the link has read it, so here it only has to be there. */
function canHappen(
  { cause }: Trigger,
  asked: {
    readonly resource: ResourceName | null
    subjects(happening: { kind: 'added' | 'changed' | 'taken_back'; resource: ResourceName }): readonly unknown[]
  },
): boolean {
  if (cause.kind !== 'news' || cause.happens === null || asked.resource === null) return true
  return asked.subjects({ kind: cause.happens, resource: asked.resource }).length > 0
}
