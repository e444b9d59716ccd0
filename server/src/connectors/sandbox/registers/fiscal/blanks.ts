export type Tree = { [key: string]: Tree | null | readonly unknown[] }

/** Values for some keys of a tree, below one another as the tree has them. */
export type Values = { readonly [key: string]: unknown }

/**
 * A block of a tax return with all of its keys: those that `values` give, and null for what does not apply. Throws
 * RangeError on a value for which the block has no key.
 */
export function block(keys: string, values: Values = {}): Tree {
  return filled(parsed(keys), values)
}

const known = new Map<string, Tree>()

/** Words are keys, braces hold what is below one, `[]` is a list. */
function parsed(keys: string): Tree {
  const found = known.get(keys)
  if (found) return found
  const open: Tree[] = [{}]
  for (const [, name, mark] of keys.matchAll(/(\w+)?([{}]|\[\])?/gu)) {
    const tree = open.at(-1) as Tree
    if (name !== undefined) tree[name] = mark === '{' ? {} : mark === '[]' ? [] : null
    if (mark === '{') open.push(tree[name as string] as Tree)
    if (mark === '}') open.pop()
  }
  const tree = open[0] as Tree
  known.set(keys, tree)
  return tree
}

function filled(tree: Tree, values: Values): Tree {
  for (const key of Object.keys(values)) if (!(key in tree)) throw new RangeError(`a tax return has no ${key} there`)
  return Object.fromEntries(
    Object.entries(tree).map(([key, below]) => {
      const value = values[key]
      if (below !== null && !Array.isArray(below)) return [key, filled(below as Tree, (value ?? {}) as Values)]
      return [key, (value ?? below) as null]
    }),
  )
}
