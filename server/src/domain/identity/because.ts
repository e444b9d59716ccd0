import type { Removal } from './by-key.ts'
import type { Difference, Evidence, Rule } from './evidence.ts'

/** What is kept of one thing that became of a record. */
export type StepEvidence = Partial<Evidence> & {
  readonly reason?: Removal
  readonly from?: string | null
  readonly to?: string | null
  readonly fields?: readonly string[]
  /** Codes of the institution's keys, before and after. */
  readonly keys?: { readonly from: string; readonly to: string }
}

export type StepKind =
  | 'first_seen'
  | 'moved'
  | 'status_changed'
  | 'content_changed'
  | 'removed'
  | 'returned'
  | 'superseded'

/** Why a step was taken, for people to read; it says no more than the evidence does. */
export function because(kind: StepKind, evidence: StepEvidence): string {
  switch (kind) {
    case 'first_seen':
      return evidence.rule === 'key_reused'
        ? `It came under the key of another record, and cannot be that one: ${differences(evidence)}.`
        : 'The institution showed it for the first time.'
    case 'moved':
      return movedBecause(evidence)
    case 'status_changed':
      return `Its status went from ${evidence.from ?? 'none'} to ${evidence.to ?? 'none'}.`
    case 'content_changed':
      return `The institution says something else of its ${listed(evidence.fields ?? [])}.`
    case 'removed':
      return removedBecause(evidence)
    case 'returned':
      return `The institution shows it again, after ${evidence.reason === 'cascaded' ? 'it went along with another record' : 'it was gone'}.`
    case 'superseded':
      return 'The institution says that another record replaces it.'
  }
}

const openings = {
  former_key: 'The institution shows it under a key that it had before',
  named_predecessor: 'The institution says that a row under another key replaces it',
  same_content: 'It was no longer shown under its key, and a row under another one says the same',
  posted: 'It was pending and no longer shown, and a posted row under another key fits it as nothing else does',
  restated: 'It was no longer shown under its key, and a row under another one fits it as nothing else does',
  same_account: 'Its key is no longer shown, and no other account under a new key could be it',
  same_bill: 'Its key is no longer shown, and no other bill under a new key could be it',
  key_reused: 'Its key was given away',
} as const satisfies Record<Rule, string>

function movedBecause(evidence: StepEvidence): string {
  const { rule, strategy, alike, score, runnerUp } = evidence
  const opening = rule ? openings[rule] : 'It was recognised under another key'
  if (strategy === 'explicit') return `${opening}.`
  const told = [
    ...(evidence.agreed?.length ? [`the same ${listed(evidence.agreed)}`] : []),
    ...(evidence.differed?.length ? [differences(evidence)] : []),
    ...(alike ? [`${alike.stored} stored and ${alike.came} that came were alike`] : []),
    ...(score === undefined ? [] : [rated(score, runnerUp ?? null)]),
  ]
  return `${opening}: ${told.join('; ')}.`
}

const rated = (score: number, runnerUp: number | null): string =>
  `rated ${score.toFixed(2)}, and ${runnerUp === null ? 'nothing else came into question' : `the next best ${runnerUp.toFixed(2)}`}`

function removedBecause(evidence: StepEvidence): string {
  if (evidence.rule === 'key_reused')
    return `The institution gave its key to another record, which cannot be this one: ${differences(evidence)}.`
  switch (evidence.reason) {
    case 'deleted':
      return 'The application deleted it.'
    case 'cascaded':
      return 'It went along with a record that the application deleted.'
    default:
      return 'The institution no longer shows it.'
  }
}

const differences = ({ differed = [] }: StepEvidence): string => differed.map(difference).join(', ')

function difference({ field, ratio, days, likeness }: Difference): string {
  if (ratio !== undefined) return `${field} ${ratio > 1 ? 'higher' : 'lower'} by ${percent(Math.abs(ratio - 1))}`
  if (days !== undefined) return `${field} ${days} ${days === 1 ? 'day' : 'days'} apart`
  if (likeness !== undefined) return `${field} ${percent(likeness)} alike`
  return `another ${field}`
}

const percent = (share: number): string => `${Math.round(share * 1_000) / 10} %`

const listed = (words: readonly string[]): string =>
  words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
