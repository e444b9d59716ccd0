import { isNode, lineOf, type Node, nodesOf, textOf } from './sources.ts'

const members = ['Date.now', 'performance.now', 'process.hrtime', 'AbortSignal.timeout', 'Math.random', 'Temporal.Now']
const names = ['setTimeout', 'setInterval', 'randomUUID', 'getRandomValues', 'randomBytes', 'randomInt', 'randomFill']
const modules = ['timers', 'timers/promises', 'node:timers', 'node:timers/promises']

/** Where code reaches for time or chance instead of being handed them: `line 3: Date.now`. */
export const rawReadsIn = (text: string): string[] => findings(text, rawReadAt)

/** Where code reaches for the environment. */
export const environmentReadsIn = (text: string): string[] => findings(text, environmentReadAt)

/** Where a test waits for time to pass instead of moving a clock. */
export const sleepsIn = (text: string): string[] =>
  findings(text, (node) => (timersModuleAt(node) || isNamed(node, 'setTimeout') ? 'setTimeout' : undefined))

/** Where SQL asks the database for time or chance; `everywhere` looks at every text, not only behind an `sql` tag. */
export function sqlReadsIn(text: string, everywhere: boolean): string[] {
  const nodes = nodesOf(text)
  const templates = nodes.filter((node) => everywhere || isSqlTagged(node))
  return templates.flatMap((node) => {
    const read = textsAt(node).flatMap((sql) => sqlReadIn(sql) ?? [])[0]
    return read === undefined ? [] : [`line ${lineOf(text, node)}: ${read}`]
  })
}

const sqlCalls =
  'now|random|random_normal|gen_random_uuid|uuidv4|uuidv7|clock_timestamp|statement_timestamp|transaction_timestamp|timeofday'
const sqlWords = 'current_timestamp|current_date|current_time|localtimestamp|localtime'
const sqlRead = new RegExp(`\\b(?:(?:${sqlCalls})\\s*\\(|(?:${sqlWords})\\b)`, 'i')

/** The first function of time or chance in a piece of SQL. */
export const sqlReadIn = (sql: string): string | undefined => sqlRead.exec(sql)?.[0].replace(/\s*\($/, '()')

function findings(text: string, at: (node: Node) => string | undefined): string[] {
  return nodesOf(text).flatMap((node) => {
    const found = at(node)
    return found === undefined ? [] : [`line ${lineOf(text, node)}: ${found}`]
  })
}

function rawReadAt(node: Node): string | undefined {
  if (node.type === 'NewExpression' && isNamed(node.callee, 'Date') && (node.arguments as unknown[]).length === 0) {
    return 'new Date()'
  }
  if (node.type === 'CallExpression' && isNamed(node.callee, 'Date')) return 'Date()'
  return (
    members.find((name) => name === memberAt(node)) ?? names.find((name) => isNamed(node, name)) ?? timersModuleAt(node)
  )
}

function environmentReadAt(node: Node): string | undefined {
  if (memberAt(node) === 'process.env') return 'process.env'
  const isImport = node.type === 'ImportDeclaration' && /^(node:)?process$/.test(textOf(node.source) ?? '')
  return isImport ? 'node:process' : undefined
}

/** `Date.now` for the node of it, also behind `globalThis`. */
function memberAt(node: Node): string | undefined {
  if (node.type !== 'MemberExpression') return undefined
  const { object, property } = node
  const owner = isNode(object) && object.type === 'MemberExpression' ? object.property : object
  return isNode(owner) && isNode(property) ? `${owner.name}.${property.name ?? textOf(property)}` : undefined
}

const timersModuleAt = (node: Node): string | undefined =>
  ['ImportDeclaration', 'ImportExpression'].includes(node.type)
    ? modules.find((name) => name === textOf(node.source))
    : undefined

const isNamed = (node: unknown, name: string): boolean =>
  isNode(node) && node.type === 'Identifier' && node.name === name

const isSqlTagged = ({ type, tag }: Node): boolean =>
  type === 'TaggedTemplateExpression' && isNode(tag) && (isNamed(tag, 'sql') || isNamed(tag.object, 'sql'))

function textsAt(node: Node): string[] {
  const template = node.type === 'TaggedTemplateExpression' && isNode(node.quasi) ? node.quasi : node
  if (template.type !== 'TemplateLiteral') return [textOf(template) ?? '']
  return (template.quasis as { value: { raw: string } }[]).map(({ value }) => value.raw)
}
