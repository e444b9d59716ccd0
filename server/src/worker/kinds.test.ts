import { expect, test } from 'vitest'
import type { Deps } from '../flows/deps.ts'
import { dueKinds } from '../store/earliest-due.ts'
import { workKinds } from './kinds.ts'

// The emulator asks for all kinds at once: one that is left out there would never be done.
test('what the emulator looks for is every kind of work that there is', () => {
  const names = workKinds({ db: {} } as Deps).map(({ name }) => name)
  expect(names.toSorted()).toEqual(dueKinds.toSorted())
})
