import { wordFor } from '../../../../../contract/catalogue.ts'
import { linkInsideSchema, linkSettings, settingsRequest, settingsSchema } from '../../../../../contract/enlace-life.ts'
import type { ResourceName } from '../../../../../contract/resource.ts'
import { type Inspected, inspectLink as inspect, setLinkRefreshRate } from '../../../flows/links/inspect-link.ts'
import { changeSettings as change } from '../../../flows/workspaces/change-settings.ts'
import { idOf } from '../../path-ids.ts'
import { route } from '../../route.ts'

export const inspectLink = route({
  method: 'GET',
  path: '/_enlace/links/:id/',
  tag: 'Links',
  operationId: 'InspectLink',
  summary: 'A link from inside: what is due next, and what became of its updates',
  scope: 'links:read',
  replies: { 200: linkInsideSchema },
  faults: ['not_found'],
  async handle(deps, ask) {
    return { status: 200, body: wireInside(await inspect(deps, ask.caller.scope, idOf(ask))) }
  },
})

export const changeLinkSettings = route({
  method: 'PATCH',
  path: '/_enlace/links/:id/',
  tag: 'Links',
  operationId: 'ChangeLinkSettings',
  summary: 'Set how often a recurrent link is refreshed',
  scope: 'links:write',
  body: linkSettings,
  replies: { 200: linkInsideSchema },
  faults: ['not_found', 'field_required', 'field_invalid', 'choice_invalid'],
  async handle(deps, ask) {
    const changed = await setLinkRefreshRate(deps, ask.caller.scope, idOf(ask), ask.body.refresh_rate)
    return { status: 200, body: wireInside(changed) }
  },
})

export const changeSettings = route({
  method: 'PATCH',
  path: '/_enlace/settings/',
  tag: 'Workspaces',
  operationId: 'ChangeSettings',
  summary: 'Set what links that become recurrent from now on are refreshed by, and what the workspace is told of',
  scope: 'admin',
  body: settingsRequest,
  example: { refresh_rate: '24h' },
  replies: { 200: settingsSchema },
  faults: ['field_null', 'field_blank', 'field_invalid', 'choice_invalid'],
  async handle(deps, ask) {
    const { refreshRate, consentReminders } = await change(deps, ask.caller.scope, ask.body)
    return { status: 200, body: { refresh_rate: refreshRate, consent_reminders: consentReminders } }
  },
})

const wireInside = ({ link, updates }: Inspected) => ({
  id: link.id,
  institution: link.institution,
  status: link.status,
  access_mode: link.access_mode,
  refresh_rate: link.refresh_rate,
  failed_logins: link.failed_logins,
  next_refresh_at: link.next_refresh_at?.toISOString() ?? null,
  refresh_retries: link.refresh_retries,
  refreshed_at: link.refreshed_at?.toISOString() ?? null,
  credentials_expire_at: link.credentials_expire_at?.toISOString() ?? null,
  stale_at: link.stale_at?.toISOString() ?? null,
  events_count: link.events_count,
  updates: updates.map((update) => ({
    id: update.id,
    cause: update.cause,
    resources: update.resources.map((name) => wordFor(name as ResourceName)),
    request_id: update.request_id,
    created_at: update.created_at.toISOString(),
    due_at: update.due_at?.toISOString() ?? null,
    finished_at: update.finished_at?.toISOString() ?? null,
    tries: update.tries,
    outcome: inWords(update.outcome),
  })),
})

/** What became of each resource, by the words that callers have for them. */
function inWords(outcome: unknown): unknown {
  if (typeof outcome !== 'object' || outcome === null || !('resources' in outcome)) return outcome
  const told = Object.entries(outcome.resources as object)
  return {
    ...outcome,
    resources: Object.fromEntries(told.map(([name, each]) => [wordFor(name as ResourceName), each])),
  }
}
