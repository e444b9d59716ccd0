import { employmentRegisters } from './employment/registers.ts'
import type { Register } from './register.ts'
import { sat } from './sat.ts'
import { sii } from './sii.ts'

/** Every register of the sandbox for whose core the server is built. */
export const registers: readonly Register[] = [sat, sii, ...employmentRegisters].filter(
  ({ manifest }) => manifest.core.length > 0,
)
