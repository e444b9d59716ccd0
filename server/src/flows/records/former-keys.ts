import type { RecordKind } from '../../../../contract/resource.ts'
import { mac } from '../../kit/random.ts'
import type { Scope, Tx } from '../../store/database.ts'
import { findFormerKeys, hasFormerKeys } from '../../store/records/lineage.ts'
import type { World } from '../deps.ts'

/** By the institution's key, the ids of the records that it meant once, the last one first. */
export type FormerHolders = ReadonlyMap<string, readonly string[]>

/** What is kept of a key that the institution gave up: enough to know it again. */
export const keyCode = (world: Pick<World, 'keys'>, resource: RecordKind, key: string): Buffer =>
  mac(world.keys.identity, 'former key', resource.name, key).subarray(0, 16)

/** Which of these keys meant records of the link once. */
export async function findFormerHolders(
  tx: Tx,
  scope: Scope,
  world: World,
  { resource, link, keys }: { resource: RecordKind; link: { readonly id: string }; keys: readonly string[] },
): Promise<FormerHolders> {
  if (keys.length === 0 || !(await hasFormerKeys(tx, scope, link.id))) return new Map()
  const codes = new Map(keys.map((key) => [keyCode(world, resource, key), key]))
  const found = await findFormerKeys(tx, scope, resource, { linkId: link.id, keys: [...codes.keys()] })
  return new Map([...codes].map(([code, key]) => [key, found.get(code.toString('hex')) ?? []]))
}
