import type { FactOperation, FactParameter, FactResponse, Facts } from './facts.ts'
import { resolve } from './facts.ts'
import { type Schema, type View, view } from './view.ts'

/** One thing that two documents tell differently: where, and what the first and the second say. */
export type Difference = { readonly at: string; readonly what: string }

type Side = { readonly document: object; readonly schema: Schema | undefined }

/** How `ours` differs from `theirs`, on the paths that ours has; refusals are compared by their status alone. */
export function compareDocuments(theirs: Facts, ours: Facts): readonly Difference[] {
  const found = Object.keys(ours.paths).flatMap((path) => {
    const [published = {}, built = {}] = [theirs.paths[path], ours.paths[path]]
    return [...new Set([...Object.keys(published), ...Object.keys(built)])].flatMap((method) => {
      const at = `${method.toUpperCase()} ${path}`
      const pair = [published[method], built[method]] as const
      return whereBoth(pair, { at, what: 'operation' }, ([a, b]) => compareOperations(at, [a, theirs], [b, ours]))
    })
  })
  const once = new Map(found.map((difference) => [`${difference.at} ${difference.what}`, difference]))
  return [...once.values()]
}

type Told = readonly [operation: FactOperation, document: Facts]

function compareOperations(at: string, [a, theirs]: Told, [b, ours]: Told): Difference[] {
  const sides = (x: FactResponse | undefined, y: FactResponse | undefined): [Side, Side] => [
    { document: theirs, schema: schemaOf(x, theirs) },
    { document: ours, schema: schemaOf(y, ours) },
  ]
  return [
    ...differs(at, 'operationId', a.operationId, b.operationId),
    ...compareParameters(at, [a, theirs], [b, ours]),
    ...compareSchemas(`${at} body`, ...sides(a.requestBody, b.requestBody)),
    ...namesOf(a.responses, b.responses).flatMap((status) => {
      const pair = [a.responses[status], b.responses[status]] as const
      return whereBoth(pair, { at, what: `status ${status}` }, ([x, y]) =>
        Number(status) < 400 ? compareSchemas(`${at} ${status}`, ...sides(x, y)) : [],
      )
    }),
  ]
}

function schemaOf(response: FactResponse | undefined, document: Facts): Schema | undefined {
  return response && resolve(response, document).content?.['application/json']?.schema
}

function compareParameters(at: string, a: Told, b: Told): Difference[] {
  const [theirs, ours] = [parametersOf(a), parametersOf(b)]
  return namesOf(theirs, ours).flatMap((name) => {
    const place = `${at} ?${name}`
    return whereBoth([theirs[name], ours[name]] as const, { at: place, what: 'parameter' }, ([x, y]) => [
      ...differs(place, 'in', x.in, y.in),
      ...differs(place, 'required', x.required === true, y.required === true),
      ...differs(place, 'style', `${x.style} ${x.explode}`, `${y.style} ${y.explode}`),
      ...compareSchemas(place, { document: a[1], schema: x.schema }, { document: b[1], schema: y.schema }),
    ])
  })
}

const parametersOf = ([{ parameters = [] }, document]: Told): Record<string, FactParameter> =>
  Object.fromEntries(parameters.map((each) => resolve(each, document)).map((each) => [each.name, each]))

function compareSchemas(at: string, theirs: Side, ours: Side): Difference[] {
  const pair = [theirs.schema, ours.schema] as const
  if (!pair[0] && !pair[1]) return []
  return whereBoth(pair, { at, what: 'schema' }, ([x, y]) =>
    compareViews(at, [view(x, theirs.document), theirs.document], [view(y, ours.document), ours.document]),
  )
}

type Seen = readonly [seen: View, document: object]

/** Inside a component of theirs, places are named after it: what is said twice is one difference. */
function compareViews(at: string, [a, theirs]: Seen, [b, ours]: Seen): Difference[] {
  const inside = (x: Schema | undefined, y: Schema | undefined, place: string) =>
    compareSchemas(place, { document: theirs, schema: x }, { document: ours, schema: y })
  const place = a.name && (a.properties ?? a.choices) ? a.name : at
  const kinds = [kindOf(a), kindOf(b)] as const
  if (kinds[0] !== kinds[1]) return [{ at, what: `shape: ${kinds[0]} -> ${kinds[1]}` }]
  if (a.choices && b.choices) return a.choices.flatMap((each, index) => inside(each, b.choices?.[index], at))
  return [
    ...differs(at, 'nullable', a.nullable, b.nullable),
    ...namesOf(a.facets, b.facets).flatMap((key) => differs(at, key, a.facets[key], b.facets[key])),
    ...(a.items && b.items ? inside(a.items, b.items, `${at}[]`) : []),
    ...namesOf(a.properties ?? {}, b.properties ?? {}).flatMap((key) => {
      const where = `${place}.${key}`
      const pair = [a.properties?.[key], b.properties?.[key]] as const
      return whereBoth(pair, { at: where, what: 'key' }, ([x, y]) => [
        ...differs(where, 'required', a.required.includes(key), b.required.includes(key)),
        ...inside(x, y, where),
      ])
    }),
  ]
}

const kindOf = ({ choices }: View): string => (choices ? `one of ${choices.length}` : 'one')

/** Both sides told it: look closer. Otherwise that is the difference. */
function whereBoth<A, B>(
  [a, b]: readonly [A | undefined, B | undefined],
  { at, what }: Difference,
  look: (pair: readonly [A, B]) => Difference[],
): Difference[] {
  if (a !== undefined && b !== undefined) return look([a, b])
  return [{ at, what: `${what}: only ${a === undefined ? 'ours' : 'theirs'}` }]
}

const differs = (at: string, what: string, theirs: unknown, ours: unknown): Difference[] =>
  theirs === ours ? [] : [{ at, what: `${what}: ${theirs ?? 'none'} -> ${ours ?? 'none'}` }]

const namesOf = (a: object, b: object): readonly string[] => [...new Set([...Object.keys(a), ...Object.keys(b)])]
