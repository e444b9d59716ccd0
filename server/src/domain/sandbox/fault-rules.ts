import { resources, wordFor } from '../../../../contract/catalogue.ts'
import { type FaultRuleDescription, institutionFaults } from '../../../../contract/fault-rules.ts'
import { operations } from '../../../../contract/operations.ts'
import type { ResourceName } from '../../../../contract/resource.ts'
import { Dice } from '../../kit/random.ts'
import { hintAmong } from '../hints.ts'

/** A failure that was ordered, with how often it was looked at and how often it happened. */
export type FaultRule = {
  readonly id: string
  readonly description: FaultRuleDescription
  readonly tries: number
  readonly met: number
  readonly createdAt: Date
}

/** Where something can go wrong: when a request comes in, when somebody logs in, when a resource is asked for. */
export type Stage = 'door' | 'login' | 'resource'

/** One such moment; what is null is not known or plays no part. */
export type Occasion = {
  readonly stage: Stage
  readonly operation: string | null
  readonly institution: string | null
  readonly linkId: string | null
  readonly resource: ResourceName | null
  readonly at: Date
  /** The person has answered, or is not there: nobody is asked for a token. */
  readonly asksNobody?: boolean
}

const ofInstitutions: ReadonlySet<string> = new Set(institutionFaults)

/** At which moment a rule's effect shows itself. */
export function stageOf({ effect, match }: FaultRuleDescription): Stage {
  if (effect.kind === 'partial_data') return 'resource'
  if (effect.kind !== 'error' || !ofInstitutions.has(effect.fault)) return 'door'
  return match?.resource === undefined ? 'login' : 'resource'
}

/** Whether the rule speaks of this moment, probability and count aside. */
export function speaksOf({ description }: FaultRule, occasion: Occasion): boolean {
  const { match = {} } = description
  const { operation, institution, link, resource, from, until } = match
  const at = occasion.at.getTime()
  return (
    stageOf(description) === occasion.stage &&
    !(occasion.asksNobody && asksForToken(description)) &&
    (operation === undefined || operation === occasion.operation) &&
    (institution === undefined || institution === occasion.institution) &&
    (link === undefined || link === occasion.linkId) &&
    (resource === undefined || (occasion.resource !== null && resource === wordFor(occasion.resource))) &&
    (from === undefined || at >= Date.parse(from)) &&
    (until === undefined || at < Date.parse(until))
  )
}

const asksForToken = ({ effect }: FaultRuleDescription): boolean =>
  effect.kind === 'error' && effect.fault === 'token_required'

/** Whether nothing that was ordered after it can happen at the same moment. */
export const endsIt = ({ description }: FaultRule): boolean => {
  const { effect } = description
  if (effect.kind === 'dropped_connection') return effect.when === 'before'
  return effect.kind === 'error' && !asksForToken(description)
}

/** Whether it has happened as often as it was to. */
export const isSpent = ({ description, met }: FaultRule): boolean =>
  description.count !== undefined && met >= description.count

/** Whether it happens on the rule's nth try; the same seed and rule decide the same for ever. */
export function happens(seed: string, { id, description, tries }: FaultRule): boolean {
  const { probability = 1 } = description.match ?? {}
  return probability === 1 || new Dice(seed, 'fault rule', id, tries).chance(probability)
}

type Latency = Extract<FaultRuleDescription['effect'], { kind: 'latency' }>['distribution']

const latencyMaxMs = 60_000

/** Whole milliseconds of the rule's nth delay, 0 to 60,000. */
export function latencyOf(seed: string, { id, tries }: FaultRule, distribution: Latency): number {
  const dice = new Dice(seed, 'fault latency', id, tries)
  return Math.round(Math.min(latencyMaxMs, Math.max(0, drawn(dice, distribution))))
}

function drawn(dice: Dice, distribution: Latency): number {
  switch (distribution.kind) {
    case 'fixed':
      return distribution.ms
    case 'uniform':
      return dice.between(distribution.from_ms, distribution.to_ms)
    case 'normal': {
      // Box and Muller's transform of two even throws.
      const radius = Math.sqrt(-2 * Math.log(1 - dice.fraction()))
      return distribution.mean_ms + distribution.deviation_ms * radius * Math.cos(2 * Math.PI * dice.fraction())
    }
    case 'exponential':
      return -distribution.mean_ms * Math.log(1 - dice.fraction())
  }
}

/** What is wrong with a rule that could never happen, and where; nothing for one that can. */
export function problemOf(description: FaultRuleDescription): { field: string; problem: string } | null {
  const { operation, institution, resource, from, until } = description.match ?? {}
  if (operation !== undefined && !operations.has(operation))
    return {
      field: 'match.operation',
      problem: `There is no operation ${operation}. ${hintAmong(operation, [...operations])}`,
    }
  if (from !== undefined && until !== undefined && Date.parse(until) <= Date.parse(from))
    return { field: 'match.until', problem: 'Has to be after from.' }
  if (endsBeforeItBegins(description))
    return { field: 'effect.distribution.to_ms', problem: 'Has to be at least from_ms.' }
  if (resource !== undefined && asksForToken(description))
    return { field: 'match.resource', problem: 'A token is asked for at the login, before any resource.' }
  if (resource !== undefined && isCalculated(resource))
    return { field: 'match.resource', problem: 'It is calculated: no institution is asked for it.' }
  if (stageOf(description) !== 'door') return problemOfField(description)
  const early = 'This happens before anybody asks an institution: name an operation or a link.'
  if (institution !== undefined) return { field: 'match.institution', problem: early }
  if (resource !== undefined) return { field: 'match.resource', problem: early }
  return operation === 'Update' ? { field: 'match.operation', problem: 'Nobody waits for an update.' } : null
}

const endsBeforeItBegins = ({ effect }: FaultRuleDescription): boolean =>
  effect.kind === 'latency' &&
  effect.distribution.kind === 'uniform' &&
  effect.distribution.to_ms < effect.distribution.from_ms

const problemOfField = ({ effect }: FaultRuleDescription): { field: string; problem: string } | null =>
  effect.kind === 'error' && effect.field !== undefined
    ? { field: 'effect.field', problem: 'An institution names no key.' }
    : null

const isCalculated = (word: string): boolean =>
  resources.some(({ name, source }) => wordFor(name) === word && source === 'known')
