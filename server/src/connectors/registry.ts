import type { Connector } from './contract.ts'
import { sandboxConnectors } from './sandbox/connector.ts'

/** Which institutions there are. */
export type Registry = {
  /** In the order of their ids. */
  readonly connectors: readonly Connector[]
  findByName(name: string): Connector | undefined
  findById(id: number): Connector | undefined
}

/** Throws when two connectors share a name or an id, which only a programming error can cause. */
export function makeRegistry(connectors: readonly Connector[]): Registry {
  const byName = new Map(connectors.map((connector) => [connector.manifest.name, connector]))
  const byId = new Map(connectors.map((connector) => [connector.manifest.id, connector]))
  if (byName.size < connectors.length) throw new Error('two connectors have the same name')
  if (byId.size < connectors.length) throw new Error('two connectors have the same id')
  return {
    connectors: connectors.toSorted((one, other) => one.manifest.id - other.manifest.id),
    findByName: (name) => byName.get(name),
    findById: (id) => byId.get(id),
  }
}

/** Every connector of the house; the sandbox only where it was asked for. */
export const allConnectors = ({ sandbox }: { sandbox: boolean }): readonly Connector[] =>
  sandbox ? [...sandboxConnectors] : []
