import { expect, test } from 'vitest'
import { Fault } from './fault.ts'

test('a fault is an error that carries its name, and nothing of the caller in its message', () => {
  const cause = new Error('connection reset')
  const thrown = new Fault('institution_down', { field: 'link', values: { user: 'ana@example.com' }, cause })
  expect(thrown).toBeInstanceOf(Error)
  expect([thrown.name, thrown.message, thrown.cause]).toEqual(['institution_down', 'institution_down', cause])
  expect(thrown.options.field).toBe('link')
  expect(String(thrown.stack)).not.toContain('ana@example.com')
})

test('a fault without a cause has none', () => {
  expect(new Fault('x')).not.toHaveProperty('cause')
  expect(new Fault('x').options).toEqual({})
})
