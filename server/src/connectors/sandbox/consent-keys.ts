import type { Question, SourceRecord } from '../contract.ts'
import type { World } from './world/world.ts'

/** What hangs on an account, and is called anew with it. */
const ofAccounts: ReadonlySet<Question['resource']> = new Set([
  'ACCOUNTS',
  'BALANCES',
  'BILLS',
  'TRANSACTIONS',
] as const)

/** What of an answer is called otherwise under a consent that was given anew. */
export type Renaming = (key: string) => string

/** A bank of the network may call everything anew under another consent; this one does so to one persona. */
export function renamingOf(world: World | null, consentedAnewAt: Date | undefined): Renaming | null {
  if (!world || consentedAnewAt === undefined || world.client.persona !== 'second_thoughts') return null
  const { client } = world
  return (key) => client.key(key.length, 'consent', consentedAnewAt.toISOString(), key)
}

/** The records of an answer under their new names, and of an account that is asked for by its new name only its own. */
export function* renamed(
  ask: (question: Question) => Iterable<SourceRecord>,
  { account, ...question }: Question,
  rename: Renaming,
): Iterable<SourceRecord> {
  const isRenamed = ofAccounts.has(question.resource)
  for (const record of ask(question)) {
    const anew = isRenamed ? underNewNames(record, rename) : record
    if (account === undefined || (anew.account ?? anew.key) === account) yield anew
  }
}

export function underNewNames(record: SourceRecord, rename: Renaming): SourceRecord {
  const { key, account, replaces, body } = record
  return {
    ...record,
    key: rename(key),
    ...(account === undefined ? {} : { account: rename(account) }),
    ...(replaces === undefined ? {} : { replaces: rename(replaces) }),
    body: inside(body, rename) as SourceRecord['body'],
  }
}

/** Whatever a record says that an institution calls something, however deep. */
function inside(value: unknown, rename: Renaming): unknown {
  if (Array.isArray(value)) return value.map((each) => inside(each, rename))
  if (typeof value !== 'object' || value === null) return value
  const renameIn = ([name, inner]: [string, unknown]) => {
    const isName = name.endsWith('internal_identification') && typeof inner === 'string'
    return [name, isName ? rename(inner) : inside(inner, rename)]
  }
  return Object.fromEntries(Object.entries(value).map(renameIn))
}
