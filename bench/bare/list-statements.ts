import type { List } from '../large/lists.ts'

/** A list as anybody would write it: its rows, and how many there are. */
export function plainStatements({ table, where, values, newestBy, limit, offset }: List) {
  return {
    count: { text: `select count(*)::int as count from ${table} where ${where}`, values },
    rows: {
      text: `select id, body, collected_at, created_at from ${table} where ${where}
        order by ${newestBy} desc, id desc limit ${limit} offset ${offset}`,
      values,
    },
  }
}

/** The least that is known to answer the same: where rows are passed over, only those of the page are read whole. */
export function leastStatements(list: List) {
  const { table, where, values, newestBy, limit, offset, passesOver } = list
  const { count, rows } = plainStatements(list)
  if (!passesOver) return { count, rows }
  const text = `select id, body, collected_at, created_at from ${table} where workspace_id = $1 and (shard, id) in (
      select shard, id from ${table} where ${where} order by ${newestBy} desc, id desc limit ${limit} offset ${offset})
    order by ${newestBy} desc, id desc`
  return { count, rows: { text, values } }
}
