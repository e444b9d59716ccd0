import { appendFileSync } from 'node:fs'
import { PGlite } from '@electric-sql/pglite'

/**
 * Loaded before the product (`node --import`), it writes down every statement that reaches the embedded database, so
 * that the bare loop can be held to the same ones.
 */
const file = process.env.BENCH_STATEMENTS_FILE
if (file === undefined) throw new Error('BENCH_STATEMENTS_FILE names the file to write to.')

const prototype = Object.getPrototypeOf(PGlite.prototype) as { query(text: string, ...more: unknown[]): unknown }
const { query } = prototype
prototype.query = function (this: unknown, text, ...more) {
  appendFileSync(file, `${JSON.stringify(text)}\n`)
  return query.call(this, text, ...more)
}
