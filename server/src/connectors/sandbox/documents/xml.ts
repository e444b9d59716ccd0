import { create } from 'xmlbuilder2'

type Attributes = Readonly<Record<string, string | undefined>>

/** One element of a document as plain values; its name carries the prefix, `cfdi:Emisor`. */
export type Element = {
  readonly name: string
  readonly attributes: Attributes
  readonly children: readonly Element[]
}

/** Namespaces of a document by prefix, each with the address at which its schema is published. */
export type Namespaces = Readonly<Record<string, { readonly uri: string; readonly schema: string }>>

/** Attributes without a value are left out, and so are children that are not there. */
export function element(
  name: string,
  attributes: Attributes = {},
  children: readonly (Element | undefined)[] = [],
): Element {
  return { name, attributes, children: children.filter((child) => child !== undefined) }
}

/** A group is written only where it has something in it. */
export const groupOf = (name: string, children: readonly Element[]): Element | undefined =>
  children.length === 0 ? undefined : element(name, {}, children)

const instance = 'http://www.w3.org/2001/XMLSchema-instance'
const declarations = 'http://www.w3.org/2000/xmlns/'

/** The text of a document, on one line as institutions send it; its root declares and locates every namespace. */
export function xmlText(root: Element, namespaces: Namespaces): string {
  const document = create({ version: '1.0', encoding: 'UTF-8' })
  const top = document.ele(uriOf(root.name, namespaces), root.name)
  for (const [prefix, { uri }] of Object.entries(namespaces)) top.att(declarations, `xmlns:${prefix}`, uri)
  top.att(declarations, 'xmlns:xsi', instance)
  const places = Object.values(namespaces).map(({ uri, schema }) => `${uri} ${schema}`)
  top.att(instance, 'xsi:schemaLocation', places.join(' '))
  fill(top, root, namespaces)
  return document.end()
}

type Builder = ReturnType<ReturnType<typeof create>['ele']>

function fill(builder: Builder, { attributes, children }: Element, namespaces: Namespaces): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) builder.att(name, escaped(value))
  }
  for (const child of children) fill(builder.ele(uriOf(child.name, namespaces), child.name), child, namespaces)
}

function uriOf(name: string, namespaces: Namespaces): string {
  const uri = namespaces[name.slice(0, name.indexOf(':'))]?.uri
  if (uri === undefined) throw new RangeError(`no namespace is declared for ${name}`)
  return uri
}

/** The writer takes `R&D;` for a reference and leaves it as it is; one that is spelled out it leaves rightly. */
const escaped = (value: string): string => value.replaceAll('&', '&amp;')
