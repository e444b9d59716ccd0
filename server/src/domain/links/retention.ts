/**
 * How many days is kept what happened in a workspace: events, finished updates and settled deliveries as long as they
 * may be asked for again; what is counted as long as the months that are summed, and one more.
 */
export const keptDays = { events: 90, updates: 90, deliveries: 90, usage: 400 } as const

export type HistoryTable = keyof typeof keptDays

/** How many days is kept what became of records; the keys that they had stay with them. */
const lineageKeptDays = 400

/** How many days a record that is gone at the institution is known again by what it said, and not by its key alone. */
const tracesKeptDays = 30

const dayMs = 86_400_000

export const lineageKeptSince = (now: Date): Date => new Date(now.getTime() - lineageKeptDays * dayMs)

export const traceKeptUntil = (now: Date): Date => new Date(now.getTime() + tracesKeptDays * dayMs)

/** What happened before this instant is no longer kept. */
export const keptSince = (table: HistoryTable, now: Date): Date => new Date(now.getTime() - keptDays[table] * dayMs)

/** When a workspace's history is looked through again. */
export const nextSweep = (now: Date): Date => new Date(now.getTime() + dayMs)
