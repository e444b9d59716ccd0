/** The house plan. A room may look only into the rooms named beside it. */
const mayLookInto: Readonly<Record<string, readonly string[]>> = {
  contract: [],
  kit: [],
  domain: ['kit', 'contract'],
  'connectors/contract': ['kit', 'domain', 'contract'],
  'connectors/suite': ['kit', 'domain', 'contract', 'connectors/contract'],
  'connectors/family': ['kit', 'domain', 'contract', 'connectors/contract'],
  'connectors/registry': ['connectors/contract', 'connectors/family'],
  store: ['kit', 'domain', 'contract'],
  'queue/contract': ['kit'],
  queue: ['kit', 'store', 'queue/contract'],
  flows: ['kit', 'domain', 'contract', 'store', 'connectors/contract', 'connectors/registry', 'queue/contract'],
  http: ['contract', 'kit', 'domain', 'flows'],
  worker: ['kit', 'domain', 'flows', 'queue', 'queue/contract'],
  config: ['kit'],
  'web/ui': ['contract'],
  'web/dashboard': ['contract', 'web/ui'],
  'web/widget': ['contract', 'web/ui'],
}

/**
 * They put the house together, so every room is open to them; only the tests are not. `runners` is the part of `app`
 * that builds what gets due work done: it hands the queue its kinds, its locks and the workspaces' clocks.
 */
const roofs = ['app', 'runners', 'main', 'cli']

/** `kind` is the row of the plan; `name` tells the families of connectors apart. */
export type Room = { readonly kind: string; readonly name: string }

export function roomOf(path: string): Room {
  const connector = /^server\/src\/connectors\/(?:(contract|registry|suite)\.ts|([^/]+)\/)/.exec(path)
  if (connector?.[2]) return { kind: 'connectors/family', name: `connectors/${connector[2]}` }
  if (connector?.[1]) return room(`connectors/${connector[1]}`)
  if (path === 'server/src/queue/contract.ts') return room('queue/contract')
  const name = /^server\/src\/([^/.]+)/.exec(path)?.[1] ?? /^web\/[^/]+(?=\/)/.exec(path)?.[0] ?? path.split('/')[0]
  return room(name ?? path)
}

export function mayImport(from: Room, to: Room): boolean {
  if (from.name === to.name) return true
  if (roofs.includes(from.kind)) return roofs.includes(to.kind) || isBuilt(to)
  return from.kind !== to.kind && (mayLookInto[from.kind] ?? []).includes(to.kind)
}

const isBuilt = ({ kind }: Room): boolean => kind in mayLookInto && kind !== 'connectors/suite'

const room = (name: string): Room => ({ kind: name, name })
