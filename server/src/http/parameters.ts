import type { TSchema } from 'typebox'
import { type FaultName, Faults, fault } from '../domain/faults.ts'
import { hintAmong } from '../domain/hints.ts'
import type { Fault } from '../kit/fault.ts'
import { isUuid } from '../kit/ids.ts'
import { invalid, quoted, unknownField } from './problems.ts'

/**
 * Refuses a query of our own surface in which a parameter is not known, stands twice, or is none of the values that
 * its schema tells: each is named, with what it may be. Nothing is cut down to what would be allowed.
 */
export function assertParameters(query: URLSearchParams, declared: readonly Parameter[]): void {
  const names = declared.map(({ name }) => name)
  const given = [...new Set(query.keys())].slice(0, names.length + toldMax)
  const wrong = given.flatMap((written) => {
    const parameter = declared.find(({ name }) => name === written)
    if (!parameter) return unknownField(quoted(written), written, names)
    return problemOf(parameter, query.getAll(written)) ?? []
  })
  if (wrong.length > 0) throw new Faults(wrong)
}

type Parameter = { readonly name: string; readonly schema: TSchema }

/** How many parameters that nobody knows are told of: a query can hold very many. */
const toldMax = 10

function problemOf({ name, schema }: Parameter, values: readonly string[]): Fault<FaultName> | undefined {
  const [value = '', ...more] = values
  const form = schema as Form
  const words = form.items ? value.split(',').map((word) => word.trim()) : []
  if (more.length > 0)
    return invalid(name, form.items ? 'Give it once, with commas between its words.' : 'Give it once.')
  if (!form.items) return fits(form, value) ? undefined : invalid(name, `Has to be ${wordsFor(form)}.`)
  const unknown = words.find((word) => !fits(form.items as Form, word))
  if (unknown === undefined) return undefined
  const hint = hintAmong(unknown, form.items.enum ?? [])
  return fault('choice_invalid', { field: name, values: { value: quoted(unknown) }, hint })
}

/** As much of a schema as stands in a query: whole numbers, words, lists of words, uuids, and one of several. */
type Form = TSchema & {
  readonly type?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly enum?: readonly string[]
  readonly items?: Form
  readonly anyOf?: readonly Form[]
}

/** Whether a text is a value of the schema. */
export function fits(schema: TSchema, text: string): boolean {
  const { anyOf, enum: words, type, minimum = 0, maximum = Number.MAX_SAFE_INTEGER } = schema as Form
  if (anyOf) return anyOf.some((each) => fits(each, text))
  if (words) return words.includes(text)
  if (type !== 'integer') return isUuid(text)
  return /^\d{1,16}$/.test(text) && Number(text) >= minimum && Number(text) <= maximum
}

/** `a whole number from 1 to 1000`. */
export function wordsFor(schema: TSchema): string {
  const { anyOf, enum: words, type, minimum = 0, maximum } = schema as Form
  if (anyOf) return anyOf.map(wordsFor).join(' or ')
  if (words) return words.map((word) => `"${word}"`).join(' or ')
  if (type !== 'integer') return 'a UUID'
  return maximum === undefined
    ? `a whole number of at least ${minimum}`
    : `a whole number from ${minimum} to ${maximum}`
}
