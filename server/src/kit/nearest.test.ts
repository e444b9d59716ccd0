import { expect, test } from 'vitest'
import { nearest } from './nearest.ts'

const names = ['webhook_type', 'webhook_code', 'snapshot', 'scopes', 'two', 'by']

test.each([
  ['snaphot', 'snapshot'],
  ['snapshto', 'snapshot'],
  ['Snapshot', 'snapshot'],
  ['scope', 'scopes'],
  ['webhook-type', 'webhook_type'],
  ['webhookType', 'webhook_type'],
  ['type', 'webhook_type'],
  ['code', 'webhook_code'],
  ['twp', 'two'],
])('%s was meant to be %s', (written, meant) => {
  expect(nearest(written, names)).toBe(meant)
})

test.each(['colour', 'webhook', 'bx', 'for', '', 'x'.repeat(1_000_000), 'ñ', '__proto__'])(
  'nothing is near %.20s',
  (written) => {
    expect(nearest(written, names)).toBeUndefined()
  },
)

test('the nearest of several is meant', () => {
  expect(nearest('webhook_typ', ['webhook_types', 'webhook_type'])).toBe('webhook_type')
})
