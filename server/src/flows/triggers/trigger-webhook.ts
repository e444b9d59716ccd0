import { consentDurations } from '../../../../contract/token.ts'
import type { Happening } from '../../connectors/contract.ts'
import { isAboutToEnd } from '../../domain/consents.ts'
import { fault } from '../../domain/faults.ts'
import { hintAmong } from '../../domain/hints.ts'
import { findTrigger, type Trigger, triggers } from '../../domain/webhooks/triggers.ts'
import type { Scope, Tx } from '../../store/database.ts'
import { listWebhooksAfter } from '../../store/events/webhook-events.ts'
import { type StoredLink, saveLink, takeLink } from '../../store/links/links.ts'
import { findUpdate, listUpdates } from '../../store/links/updates.ts'
import { changeConsent } from '../consents/move-consent.ts'
import type { Deps, World } from '../deps.ts'
import { orderFault, takeBackFaults } from '../faults/fault-rules.ts'
import type { Caller } from '../links/authenticate.ts'
import { resourcesOfUpdate } from '../links/move-link.ts'
import { beginRequest } from '../links/request-ids.ts'
import { deleteLinkForGood } from '../records/delete-record.ts'
import { performUpdate } from '../updates/perform-update.ts'
import { scheduleUpdate } from '../updates/schedule-update.ts'
import type { ToldWebhook } from '../webhooks/announce.ts'
import { assertEmulator } from '../workspaces/assert-emulator.ts'
import { type Chosen, chooseLink } from './choose-link.ts'
import { makeHappen } from './make-happen.ts'
import { whyUntold } from './why-untold.ts'

export type TriggerRequest = {
  readonly webhook_type: string
  readonly webhook_code: string
  readonly link?: string | undefined
}

export type Announced = {
  readonly webhookId: string
  readonly type: string
  readonly code: string
  readonly data: unknown
}

/** What was made to happen, and what was told of it. */
export type Triggered = {
  readonly trigger: Trigger
  readonly linkId: string
  readonly institution: string
  readonly registered: boolean
  readonly requestId: string
  readonly updateId: string | null
  /** The password that the person has from now on, where it was changed. */
  readonly newPassword: string | null
  readonly webhooks: readonly Announced[]
}

/**
 * Brings a webhook about by what it tells of: something happens at the institution or to the link, and what follows
 * goes its usual way. Throws a Fault that names the field where it cannot.
 */
export async function triggerWebhook(deps: Deps, caller: Caller, asked: TriggerRequest): Promise<Triggered> {
  assertEmulator(deps)
  const trigger = triggerOf(asked)
  const { scope } = caller
  const world = await deps.worlds.of(scope)
  const chosen = await chooseLink(deps, caller, { world, trigger, named: asked.link })
  const { link, registered } = chosen
  const done = await bringAbout(deps, scope, world, { trigger, chosen })
  deps.runner.wake(scope.workspaceId)
  const webhooks = await listAnnounced(deps, scope, link)
  if (!webhooks.some(({ type, code }) => type === trigger.type && code === trigger.code))
    throw await failure(deps, scope, trigger, done)
  return { trigger, linkId: link.id, institution: link.institution, registered, ...done, webhooks }
}

/** Every webhook, with the institutions at which it can be brought about. */
export function listTriggers(deps: Deps): readonly (Trigger & { readonly institutions: readonly string[] })[] {
  assertEmulator(deps)
  return triggers.map((trigger) => ({ ...trigger, institutions: institutionsOf(deps, trigger) }))
}

function institutionsOf({ connectors }: Deps, { cause, resources }: Trigger): readonly string[] {
  const { connectors: all } = connectors
  const fitting = all.filter(({ manifest, onDemand }) => {
    if (cause.kind === 'consent') return manifest.integrationType === 'openfinance'
    if (cause.kind === 'password') return onDemand?.happenings.some(({ kind }) => kind === 'password_changed')
    if (cause.kind === 'token' || cause.kind === 'deletion') return true
    if (cause.kind === 'history' || cause.happens === null)
      return resources.some((name) => manifest.resources.includes(name))
    return onDemand?.happenings.some(
      (each) => each.kind !== 'password_changed' && each.kind === cause.happens && resources.includes(each.resource),
    )
  })
  return fitting.map(({ manifest }) => manifest.name)
}

function triggerOf({ webhook_type: type, webhook_code: code }: TriggerRequest): Trigger {
  const trigger = findTrigger(type, code)
  if (trigger) return trigger
  const codes = triggers.filter((each) => each.type === type).map((each) => each.code)
  const types = [...new Set(triggers.map((each) => each.type))]
  const [field, value, names] = codes.length > 0 ? ['webhook_code', code, codes] : ['webhook_type', type, types]
  throw fault('choice_invalid', { field, values: { value }, hint: hintAmong(value, names) })
}

type Done = Pick<Triggered, 'requestId' | 'updateId' | 'newPassword'>

async function bringAbout(
  deps: Deps,
  scope: Scope,
  world: World,
  { trigger: { cause }, chosen }: { readonly trigger: Trigger; readonly chosen: Chosen },
): Promise<Done> {
  const { link, resource, subject, consent } = chosen
  const nothingElse = { updateId: null, newPassword: null }
  switch (cause.kind) {
    case 'history':
      return runUpdate(deps, scope, world, { link, cause: 'refresh', resources: resource ? [resource] : [] })
    case 'news': {
      const happening = cause.happens && resource ? { kind: cause.happens, resource } : null
      return runRecurrent(deps, scope, world, { link, happening, subject })
    }
    case 'password':
      return runRecurrent(deps, scope, world, { link, happening: { kind: 'password_changed' }, subject: null })
    case 'token':
      return runAskedForToken(deps, scope, world, link)
    case 'deletion':
      return { requestId: await deleteLinkForGood(deps, scope, { id: link.id, limited: false }), ...nothingElse }
    case 'consent': {
      if (!consent) throw new RangeError('a link without a consent does not fit')
      const { status, expires_at: expiresAt, duration_days: days } = consent
      if (cause.code === 'openfinance_consent_expired')
        return { requestId: await changeConsent(deps, scope, consent.id, { status: 'EXPIRED' }), ...nothingElse }
      if (cause.code === 'openfinance_consent_about_to_expire') {
        if (!isAboutToEnd({ status, expiresAt }, world.clock.now()))
          await changeConsent(deps, scope, consent.id, { duration_days: lastDays })
        return runRecurrent(deps, scope, world, { link, happening: null, subject: null })
      }
      const other = consentDurations.find((each) => each !== days)
      const change = other === undefined ? {} : { duration_days: other }
      return { requestId: await changeConsent(deps, scope, consent.id, change), ...nothingElse }
    }
  }
}

/** Those who want to hear of it are told when a consent has this long to go. */
const lastDays = 7

type Recurring = {
  readonly link: StoredLink
  readonly happening: Happening | null
  readonly subject: string | null
}

/** Something happens, and the link's scheduled refresh runs now, in place of the next one. */
function runRecurrent(deps: Deps, scope: Scope, world: World, recurring: Recurring): Promise<Done> {
  const { link, happening, subject } = recurring
  return runUpdate(deps, scope, world, {
    ...{ link, cause: 'recurrent', resources: resourcesOfUpdate(deps, link) },
    async first(tx) {
      await saveLink(tx, scope, link.id, { next_refresh_at: null })
      if (!happening) return null
      const change = await makeHappen(tx, scope, world, { link, happening, subject })
      const onDemand = deps.connectors.findByName(link.institution)?.onDemand
      return onDemand?.passwordAfter([change]) ?? null
    },
  })
}

/** The institution asks whoever refreshes this link by schedule for a token, this once. */
async function runAskedForToken(deps: Deps, scope: Scope, world: World, link: StoredLink): Promise<Done> {
  const rule = await orderFault(deps, scope, {
    match: { link: link.id, operation: 'Update' },
    effect: { kind: 'error', fault: 'token_required' },
  })
  try {
    return await runRecurrent(deps, scope, world, { link, happening: null, subject: null })
  } finally {
    await takeBackFaults(deps, scope, rule.id)
  }
}

type Running = {
  readonly link: StoredLink
  readonly cause: 'refresh' | 'recurrent'
  readonly resources: Parameters<typeof scheduleUpdate>[3]['resources']
  /** What happens with it, in one transaction; gives the password that the person has then, if it is another one. */
  first?(tx: Tx): Promise<string | null>
}

/** Makes an update due and does it, as whoever does what is due would: done twice, it changes nothing. */
async function runUpdate(deps: Deps, scope: Scope, world: World, running: Running): Promise<Done> {
  const { link, cause, resources, first } = running
  const { requestId, newPassword } = await deps.db.transaction(async (tx) => {
    const password = first ? await first(tx) : null
    if (!(await takeLink(tx, scope, link.id))) throw fault('not_found')
    const id = await beginRequest(tx, scope, world, link.id)
    await scheduleUpdate(tx, scope, world, { link, cause, resources, dueAt: world.clock.now(), requestId: id })
    return { requestId: id, newPassword: password }
  })
  const updates = await listUpdates(deps.db.reader, scope, link.id, updatesMax)
  const update = updates.find(({ request_id }) => request_id === requestId)
  if (update) await performUpdate(deps, scope, update.id)
  return { requestId, updateId: update?.id ?? null, newPassword }
}

const updatesMax = 20

/** What was told of a link after one of its events. */
async function listAnnounced({ db }: Deps, scope: Scope, { id, events_count }: StoredLink): Promise<Announced[]> {
  const told = await listWebhooksAfter(db.reader, scope, { linkId: id, sequence: events_count })
  return told.map((data) => {
    const { webhook_id, type, code, data: said } = data as ToldWebhook
    return { webhookId: webhook_id, type, code, data: said }
  })
}

/** It was not told: what the update came to says why. */
async function failure({ db }: Deps, scope: Scope, { cause }: Trigger, { updateId }: Done) {
  const update = updateId === null ? undefined : await findUpdate(db.reader, scope, updateId)
  return fault('field_invalid', { field: 'webhook_code', values: { problem: whyUntold(cause, update) } })
}
