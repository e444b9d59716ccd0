import { expect, test } from 'vitest'
import { houseFiles, isNode, type Node, nodesOf, readHouseFile, textOf } from './sources.ts'

const names = faultNames('server/src/domain/faults.ts')

test('the table of the wire answers every fault, and no other', () => {
  expect(keysOf('wireFaults', 'server/src/http/faults.ts')).toEqual(names)
})

test('docs/errors has one page for every fault, and no other', () => {
  const pages = houseFiles.flatMap((path) => /^docs\/errors\/(?!README)(.+)\.md$/.exec(path)?.[1] ?? []).sort()
  expect(pages).toEqual(names)
})

function faultNames(path: string): string[] {
  const union = find(nodesOf(readHouseFile(path)), 'TSTypeAliasDeclaration', 'FaultName').typeAnnotation as Node
  const members = union.types as Node[]
  return members.flatMap(({ literal }) => textOf(literal) ?? []).sort()
}

function keysOf(constant: string, path: string): string[] {
  const value = find(nodesOf(readHouseFile(path)), 'VariableDeclarator', constant).init
  const table = nodesOf(readHouseFile(path)).find(
    ({ type, start }) => type === 'ObjectExpression' && isNode(value) && start === value.start,
  )
  const properties = (table?.properties ?? []) as { key: Node }[]
  return properties.flatMap(({ key }) => (key.name as string | undefined) ?? textOf(key) ?? []).sort()
}

function find(nodes: readonly Node[], type: string, name: string): Node {
  const found = nodes.find((node) => node.type === type && isNode(node.id) && node.id.name === name)
  if (!found) throw new Error(`there is no ${name}`)
  return found
}
