import { argv } from 'node:process'
import type { List } from '../large/lists.ts'
import { summariseDriven } from '../load/generator.ts'
import { openBare } from './database.ts'
import { leastStatements } from './list-statements.ts'

export type Asking = {
  readonly url: string
  readonly list: List
  readonly warmUpMs: number
  readonly measuredMs: number
}

/** The limit of a list: its statements by the driver, one after the other, and nothing made of the rows. */
const { url, list, warmUpMs, measuredMs } = JSON.parse(argv[2] ?? '') as Asking
const db = await openBare({ kind: 'postgres', url })
const { rows, count } = leastStatements(list)
const latencies: number[] = []
const measuredFrom = performance.now() + warmUpMs
const until = measuredFrom + measuredMs
for (let askedAt = performance.now(); askedAt < until; ) {
  const page = await db.query(rows.text, rows.values)
  // A page that is not full shows the end, so there is nothing left to count.
  if (page.rows.length === list.limit) await db.query(count.text, count.values)
  const answeredAt = performance.now()
  if (askedAt >= measuredFrom && answeredAt <= until) latencies.push(answeredAt - askedAt)
  askedAt = answeredAt
}
await db.close()
process.stdout.write(JSON.stringify(summariseDriven(latencies, measuredMs)))
