import Type from 'typebox'
import type { Ask, Parameter } from './route.ts'

export const asyncHeader: Parameter = { name: 'X-Belvo-Request-Mode', schema: Type.Enum(['async']) }

/** The value counts in lower case only; anything else is served at once. */
export const isAsync = ({ headers }: Pick<Ask, 'headers'>): boolean => headers['x-belvo-request-mode'] === 'async'
