import type { Register } from './register.ts'

/** Every register of the sandbox. */
export const registers: readonly Register[] = []
