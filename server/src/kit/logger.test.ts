import { expect, test } from 'vitest'
import { Fault } from './fault.ts'
import { makeLogger } from './logger.ts'

function logged(level: string, write: (logger: ReturnType<typeof makeLogger>) => void) {
  const lines: string[] = []
  write(makeLogger(level, { write: (line: string) => void lines.push(line) }))
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>)
}

test('a line is JSON with level, time and words', () => {
  const [line] = logged('info', (logger) => logger.info({ port: 4400 }, 'listening'))
  expect(line).toEqual({ level: 30, time: expect.stringMatching(/^\d{4}-.*Z$/), port: 4_400, msg: 'listening' })
})

test('what is below the level is not written', () => {
  expect(logged('warn', (logger) => logger.info('hush'))).toEqual([])
  expect(logged('silent', (logger) => logger.fatal('hush'))).toEqual([])
})

test('of an error only kind, message, code, place and cause are written, never the values beside them', () => {
  const cause = Object.assign(new Error('duplicate key'), {
    code: '23505',
    detail: 'Key (external_id)=(ana@example.com) already exists.',
    parameters: ['ana@example.com'],
  })
  const fault = new Fault('unexpected', { values: { secret: 'hunter2' }, cause })
  const [line] = logged('info', (logger) => logger.error({ err: fault }, 'request failed'))
  expect(line?.err).toEqual({
    type: 'unexpected',
    message: 'unexpected',
    stack: expect.stringContaining('logger.test.ts'),
    cause: { type: 'Error', message: 'duplicate key', code: '23505', stack: expect.any(String) },
  })
  expect(JSON.stringify(line)).not.toMatch(/ana@example\.com|hunter2/)
})

test('what is thrown without being an error is told by its type alone', () => {
  const [line] = logged('info', (logger) => logger.error({ err: 'secret text' }, 'failed'))
  expect(line?.err).toEqual({ type: 'string' })
})
