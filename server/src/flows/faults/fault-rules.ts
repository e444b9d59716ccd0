import type { FaultRuleDescription } from '../../../../contract/fault-rules.ts'
import { fault } from '../../domain/faults.ts'
import { type FaultRule, problemOf } from '../../domain/sandbox/fault-rules.ts'
import { uuidOf } from '../../kit/ids.ts'
import { takeNumber } from '../../store/counters.ts'
import type { Scope } from '../../store/database.ts'
import { faultRulesMax, insertFaultRule, listFaultRules, removeFaultRules } from '../../store/sandbox/fault-rules.ts'
import { takeWorkspace } from '../../store/workspaces/workspaces.ts'
import type { Deps, World } from '../deps.ts'
import { noInstitution } from '../institutions.ts'
import { assertEmulator } from '../workspaces/assert-emulator.ts'
import { type OrderedFaults, toRule } from './ordered-faults.ts'

/** Orders a failure. Throws `does_not_exist` for an institution that is not there, and `field_invalid` for a rule that could never happen. */
export async function orderFault(deps: Deps, scope: Scope, description: FaultRuleDescription): Promise<FaultRule> {
  const { world, ordered } = await orderedIn(deps, scope)
  const wrong = problemOf(description)
  if (wrong) throw fault('field_invalid', { field: wrong.field, values: { problem: wrong.problem } })
  const institution = description.match?.institution
  if (institution !== undefined && !deps.connectors.findByName(institution))
    throw noInstitution(deps.connectors.connectors, 'match.institution', institution)
  const rule = await deps.db.transaction(async (tx) => {
    await takeWorkspace(tx, scope)
    if ((await listFaultRules(tx, scope)).length >= faultRulesMax) {
      const problem = `A workspace has at most ${faultRulesMax} rules.`
      throw fault('field_invalid', { field: 'effect', values: { problem } })
    }
    const number = await takeNumber(tx, scope, { kind: 'fault rule', key: '' })
    const id = uuidOf(world.ids.bytes('fault rule', number))
    const created = { description, tries: 0, met: 0, created_at: world.clock.now() }
    const row = { workspace_id: scope.workspaceId, id, ...created }
    await insertFaultRule(tx, row)
    return toRule(row)
  })
  ordered.forget()
  return rule
}

export async function listOrderedFaults(deps: Deps, scope: Scope): Promise<readonly FaultRule[]> {
  return (await orderedIn(deps, scope)).ordered.list()
}

/** One rule with what has become of it; throws `not_found`. */
export async function getOrderedFault(deps: Deps, scope: Scope, id: string): Promise<FaultRule> {
  const rule = (await listOrderedFaults(deps, scope)).find((each) => each.id === id)
  if (!rule) throw fault('not_found')
  return rule
}

/** Takes back one rule, or all where `id` is null; throws `not_found` for one that is not there. */
export async function takeBackFaults(deps: Deps, scope: Scope, id: string | null): Promise<void> {
  const { ordered } = await orderedIn(deps, scope)
  const count = await deps.db.transaction((tx) => removeFaultRules(tx, scope, id))
  ordered.forget()
  if (id !== null && count === 0) throw fault('not_found')
}

async function orderedIn(deps: Deps, scope: Scope): Promise<{ world: World; ordered: OrderedFaults }> {
  assertEmulator(deps)
  const world = await deps.worlds.of(scope)
  if (!world.ordered) throw fault('not_found')
  return { world, ordered: world.ordered }
}
