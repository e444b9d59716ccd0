import type { SettingsRequest } from '../../../../contract/enlace-life.ts'
import { fault } from '../../domain/faults.ts'
import type { RefreshRate } from '../../domain/links/schedule.ts'
import type { Scope } from '../../store/database.ts'
import { findWorkspace, saveSettings } from '../../store/workspaces/workspaces.ts'
import type { Deps } from '../deps.ts'
import { recordOwnEvent } from '../events/record-event.ts'

export type Settings = { readonly refreshRate: RefreshRate; readonly consentReminders: boolean }

/** Sets what links that become recurrent from now on are refreshed by, and what the workspace is told of. */
export async function changeSettings(
  deps: Pick<Deps, 'db' | 'worlds'>,
  scope: Scope,
  { refresh_rate: refreshRate, consent_reminders: consentReminders }: SettingsRequest,
): Promise<Settings> {
  if (refreshRate === undefined && consentReminders === undefined)
    throw fault('field_invalid', { values: { problem: 'Name at least one of refresh_rate and consent_reminders.' } })
  const { ids, clock } = await deps.worlds.of(scope)
  const workspace = await deps.db.transaction(async (tx) => {
    const changed = {
      ...(refreshRate === undefined ? {} : { refresh_rate: refreshRate }),
      ...(consentReminders === undefined ? {} : { consent_reminders: consentReminders }),
    }
    await saveSettings(tx, scope, changed)
    recordOwnEvent(tx, scope, { ids, now: clock.now() }, { kind: 'settings_changed', data: changed })
    return findWorkspace(tx, scope)
  })
  if (!workspace) throw fault('not_found')
  const settings = { refreshRate: workspace.refresh_rate as RefreshRate, consentReminders: workspace.consent_reminders }
  deps.worlds.changed(scope, settings)
  return settings
}
