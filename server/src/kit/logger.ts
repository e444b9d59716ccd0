import { type DestinationStream, type Logger, pino } from 'pino'

/**
 * A logger that writes one JSON line per entry, to standard output unless told otherwise. Of an error it writes what
 * a person needs to find it, and none of the values that database drivers attach to theirs.
 */
export function makeLogger(level: string, destination?: DestinationStream): Logger {
  const options = { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, serializers: { err: describeError } }
  return destination ? pino(options, destination) : pino(options)
}

function describeError(thrown: unknown): unknown {
  if (!(thrown instanceof Error)) return { type: typeof thrown }
  const code = 'code' in thrown && typeof thrown.code === 'string' ? { code: thrown.code } : {}
  const cause = thrown.cause === undefined ? {} : { cause: describeError(thrown.cause) }
  return { type: thrown.name, message: thrown.message, ...code, stack: thrown.stack, ...cause }
}
