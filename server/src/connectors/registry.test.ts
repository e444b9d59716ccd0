import { expect, test } from 'vitest'
import type { Connector } from './contract.ts'
import { allConnectors, makeRegistry } from './registry.ts'

test('the sandbox is there only where it was asked for', () => {
  expect(allConnectors({ sandbox: false }).filter(({ manifest }) => manifest.name.startsWith('gringotts'))).toEqual([])
  expect(allConnectors({ sandbox: true }).map(({ manifest }) => manifest.id)).toContain(1001)
})

test('institutions are found by name and by id, and listed by id', () => {
  const registry = makeRegistry(allConnectors({ sandbox: true }))
  expect(registry.findByName('gotham_br_business')?.manifest.id).toBe(1012)
  expect(registry.findById(1021)?.manifest.name).toBe('heimdall_co_retail')
  expect(registry.findByName('nobody')).toBeUndefined()
  const ids = registry.connectors.map(({ manifest }) => manifest.id)
  expect(ids).toEqual(ids.toSorted((one, other) => one - other))
})

test('two connectors never share a name or an id', () => {
  const [one] = allConnectors({ sandbox: true }) as [Connector]
  expect(() => makeRegistry([one, one])).toThrow('the same name')
  const renamed = { ...one, manifest: { ...one.manifest, name: 'other_mx_retail' } }
  expect(() => makeRegistry([one, renamed])).toThrow('the same id')
})
