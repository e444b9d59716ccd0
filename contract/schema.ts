import Type, { type TObjectOptions, type TProperties, type TSchema } from 'typebox'
import { forms, like } from './forms.ts'

/** The value, or null where the institution or the person has none. */
export const nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()])

/** A key that may be left out. */
export const optional = <T extends TSchema>(schema: T) => Type.Optional(schema)

/** An object that has no other keys than these: every body that our own surface takes, at every depth. */
export const closed = <Properties extends TProperties>(properties: Properties, options: TObjectOptions = {}) =>
  Type.Object(properties, { ...options, additionalProperties: false })

/** YYYY-MM-DD. */
export const date = () =>
  Type.String({ format: 'date', pattern: '^(\\d{4})-(1[0-2]|0?[1-9])-(3[01]|[12][0-9]|0?[1-9])$', maxLength: 10 })

/** YYYY-MM-DD, where the specification says no more than that it is a date. */
export const day = () => Type.String({ format: 'date' })

/** A PDF in base64. */
export const pdf = () => Type.String({ format: 'binary' })

/** An object of which the specification tells no keys. */
export const block = () => Type.Object({}, { additionalProperties: true })

/** An ISO-8601 instant with its zone. */
export const instant = () => Type.String({ format: 'date-time' })

export const uuid = () => Type.String({ format: 'uuid' })

/** Text of at most `maxLength` characters. */
export const text = (maxLength?: number) => Type.String(maxLength === undefined ? {} : { maxLength })

/** An identification as Open Finance Brasil writes them: letters, digits and hyphens. */
export const identification = () =>
  Type.String({ pattern: '^[a-zA-Z0-9][a-zA-Z0-9-]{0,99}$', minLength: 1, maxLength: 100 })

/** ISO 4217. */
export const currency = () => Type.String({ pattern: '^[A-Z]{3}$', maxLength: 3 })

/** 32 lower-case hexadecimal digits. */
export const requestId = () => like(forms.requestId)
