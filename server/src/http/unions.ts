import Type, { type TSchema } from 'typebox'

type Schema = TSchema & {
  readonly properties?: Readonly<Record<string, Schema>>
  readonly anyOf?: readonly Schema[]
  readonly const?: unknown
  readonly type?: unknown
}

/**
 * The schema with each union whose variants differ by `kind` replaced by the variant that the value names, so that
 * what is wrong is told of that one alone; where it names none, by one that wants a `kind` that there is. What may be
 * null as well is what it otherwise has to be.
 */
export function narrowed(schema: Schema, value: unknown): TSchema {
  const meant = variantOf(schema, value)
  const at = (name: string): unknown => (value as Record<string, unknown> | null | undefined)?.[name]
  if (meant) return narrowed(meant, value)
  if (schema.properties) {
    const inner = Object.entries(schema.properties).map(([name, each]) => [name, narrowed(each, at(name))])
    return { ...schema, properties: Object.fromEntries(inner) } as TSchema
  }
  return schema
}

function variantOf({ anyOf = [] }: Schema, value: unknown): Schema | undefined {
  const [other, ...more] = anyOf.filter(({ type }) => type !== 'null')
  if (more.length === 0 && anyOf.length > 1) return value === null ? Type.Null() : other
  const kinds = anyOf.map(({ properties }) => properties?.kind?.const)
  if (anyOf.length === 0 || !kinds.every((kind) => typeof kind === 'string')) return undefined
  const { kind } = (value ?? {}) as { readonly kind?: unknown }
  return anyOf[kinds.indexOf(kind as string)] ?? Type.Object({ kind: Type.Enum(kinds) })
}
