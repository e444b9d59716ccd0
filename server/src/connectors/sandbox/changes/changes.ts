import type { FormField } from '../../../../../contract/institutions.ts'
import type { ResourceName } from '../../../../../contract/resource.ts'
import type { Credentials, Happening, WorldChange } from '../../contract.ts'

type Kind = Exclude<WorldChange['kind'], 'password_changed'>

/** What of this kind has happened to the records of a resource, oldest first. */
export const changesOf = (changes: readonly WorldChange[], kind: Kind, resource: ResourceName): WorldChange[] =>
  changes.filter((change) => change.kind === kind && change.resource === resource)

/** The password that the person has now; undefined as long as any is accepted. */
export function passwordAfter(changes: readonly WorldChange[]): string | undefined {
  const last = changes.findLast(({ kind }) => kind === 'password_changed')
  return last && newPassword(last.number)
}

/** What a person changes the password to. Every form of the sandbox takes it. */
export const newPassword = (number: number): string => `changed_${number}`

/** Whether the person has changed the password since these credentials were stored. */
export function isOutdated({ password }: Credentials, changes: readonly WorldChange[]): boolean {
  const expected = passwordAfter(changes)
  return expected !== undefined && password !== expected
}

/** Who logs in without a password cannot change one. */
export const passwordHappenings = (form: readonly FormField[]): readonly Happening[] =>
  form.some(({ name, type }) => name === 'password' && type === 'password') ? [{ kind: 'password_changed' }] : []
