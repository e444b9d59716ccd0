import { isUtf8 } from 'node:buffer'
import type { FastifyRequest } from 'fastify'
import { fault } from '../domain/faults.ts'

/**
 * Reads a JSON body; an empty one is `undefined`. What it throws says where the text breaks, never what it holds. Bytes
 * that are no UTF-8 are refused: read all the same, they would be kept as other characters than were sent.
 */
export async function parseBody(_request: FastifyRequest, body: string | Buffer): Promise<unknown> {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body
  if (!isUtf8(bytes)) throw fault('malformed_json', { values: { problem: 'Invalid UTF-8' } })
  const text = bytes.toString('utf8')
  if (text.trim() === '') return undefined
  try {
    return JSON.parse(text)
  } catch (thrown) {
    throw fault('malformed_json', { values: { problem: whereItBreaks(text, thrown) } })
  }
}

/** The position in the words of the client libraries' own parser: line, column, and character from 0. */
function whereItBreaks(text: string, thrown: unknown): string {
  const found = /at position (\d+)/.exec(thrown instanceof Error ? thrown.message : '')
  const at = found ? Number(found[1]) : text.length
  const before = text.slice(0, at).split('\n')
  return `Invalid JSON: line ${before.length} column ${(before.at(-1) ?? '').length + 1} (char ${at})`
}
