import type { ResourceDefinition, ResourceName } from './resource.ts'
import { accounts } from './resources/accounts.ts'
import { owners } from './resources/owners.ts'
import { transactions } from './resources/transactions.ts'

/** Every resource that is built, in the order in which a visit reads them. */
export const resources: readonly ResourceDefinition[] = [owners, accounts, transactions]

const byName = new Map<ResourceName, ResourceDefinition>(resources.map((resource) => [resource.name, resource]))

/** The definition of a resource that is built; throws for one that is not. */
export function getResource(name: ResourceName): ResourceDefinition {
  const found = byName.get(name)
  if (!found) throw new RangeError(`${name} is not built`)
  return found
}
