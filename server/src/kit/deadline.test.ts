import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { deadline, every, stopwatch, within } from './deadline.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('a stopwatch tells the milliseconds since it was started', () => {
  const elapsed = stopwatch()
  vi.advanceTimersByTime(1_234)
  expect(Math.round(elapsed())).toBe(1_234)
})

test('work is called again and again until it is stopped', () => {
  let calls = 0
  const stop = every(100, () => (calls += 1))
  vi.advanceTimersByTime(350)
  stop()
  vi.advanceTimersByTime(1_000)
  expect(calls).toBe(3)
})

describe('work within a time', () => {
  const late = () => new Error('too late')

  test('gives what the work gives, also its failure', async () => {
    await expect(within(100, Promise.resolve('done'), late)).resolves.toBe('done')
    await expect(within(100, Promise.reject(new Error('broken')), late)).rejects.toThrow('broken')
    expect(vi.getTimerCount()).toBe(0)
  })

  test('is given up when its time has passed', async () => {
    const waiting = within(100, new Promise(() => undefined), late)
    const refused = expect(waiting).rejects.toThrow('too late')
    await vi.advanceTimersByTimeAsync(99)
    expect(vi.getTimerCount()).toBe(1)
    await vi.advanceTimersByTimeAsync(1)
    await refused
  })
})

test('a deadline of no time at all has passed', async () => {
  vi.useRealTimers()
  const signal = deadline(0)
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve))
  expect(signal.reason).toMatchObject({ name: 'TimeoutError' })
})
