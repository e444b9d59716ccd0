import { isNode, type Node, nodesOf } from './sources.ts'

/** The statuses that tests in a piece of TypeScript promise: `404` for `test('404: a stranger sees nothing', ...)`. */
export function promisesIn(text: string): number[] {
  const statuses = titlesIn(text).flatMap((title) => /^(\d{3}): /.exec(title)?.[1] ?? [])
  return [...new Set(statuses.map(Number))]
}

/** The titles of all tests; `%s` stands where a template has a place for a value. */
export const titlesIn = (text: string): string[] =>
  nodesOf(text).flatMap((node) => (isTestCall(node) ? titleOf(node) : []))

/** `test(...)`, `test.only(...)` and `test.each(...)(...)`. */
function isTestCall({ type, callee }: Node): boolean {
  if (type !== 'CallExpression') return false
  let root = callee
  while (isNode(root) && root.type !== 'Identifier') root = root.callee ?? root.object ?? root.tag
  return isNode(root) && (root.name === 'test' || root.name === 'it')
}

function titleOf({ arguments: given }: Node): string[] {
  const [title] = given as Node[]
  if (title?.type === 'TemplateLiteral') {
    return [(title.quasis as { value: { raw: string } }[]).map(({ value }) => value.raw).join('%s')]
  }
  return typeof title?.value === 'string' ? [title.value] : []
}
