import { fault } from '../../domain/faults.ts'
import type { Deps } from '../deps.ts'

/** Throws `not_found` elsewhere than in the emulator: a server has real people, and what plays with them is not there. */
export function assertEmulator({ mode }: Pick<Deps, 'mode'>): void {
  if (mode !== 'emulator') throw fault('not_found')
}
