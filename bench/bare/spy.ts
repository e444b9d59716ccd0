import { appendFileSync } from 'node:fs'
import { PgliteSession } from '../../server/src/store/engines/pglite-session.ts'

/**
 * Loaded before the product (`node --import`), it writes down every statement that reaches the embedded database, so
 * that the bare loop can be held to the same ones.
 */
const file = process.env.BENCH_STATEMENTS_FILE
if (file === undefined) throw new Error('BENCH_STATEMENTS_FILE names the file to write to.')

const { query } = PgliteSession.prototype
PgliteSession.prototype.query = function (text, values) {
  appendFileSync(file, `${JSON.stringify(text)}\n`)
  return query.call(this, text, values)
}
