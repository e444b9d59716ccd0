import type { ResourceName } from '../../contract/resource.ts'
import type { Period, Shown } from './institution.ts'

export type Counts = { readonly fresh: number; readonly changed: number; readonly gone: number }

const daysShown = 365
const dayMs = 86_400_000

/** What was retrieved of a link so far, by the institution's keys; null for what has gone. */
export class Seen {
  #kept = new Map<ResourceName, Map<string, Shown | null>>()

  /** What a visit found to be new, changed or gone; remembered if `keep` says so. */
  take(
    resource: ResourceName,
    shown: readonly Shown[],
    { period, keep, now }: { period: Period; keep: boolean; now: Date },
  ): Counts {
    const known = this.#kept.get(resource) ?? new Map<string, Shown | null>()
    const arrived = new Map(shown.map((record) => [record.key, record]))
    const covers = coverage(resource, period, now)
    const fresh = [...arrived.keys()].filter((key) => !known.has(key))
    const changed = [...arrived].filter(([key, { content }]) => known.has(key) && known.get(key)?.content !== content)
    const gone = [...known].filter(([key, record]) => record !== null && !arrived.has(key) && covers(record))
    if (keep) {
      for (const [key] of gone) known.set(key, null)
      for (const [key, record] of arrived) known.set(key, record)
      this.#kept.set(resource, known)
    }
    return { fresh: fresh.length, changed: changed.length, gone: gone.length }
  }

  count(resource: ResourceName): number {
    return [...(this.#kept.get(resource)?.values() ?? [])].filter((record) => record !== null).length
  }

  forget(): void {
    this.#kept.clear()
  }
}

/** What is older than the institution shows, or outside of what was asked for, is not gone. */
function coverage(resource: ResourceName, { from = '', to }: Period, now: Date): (record: Shown) => boolean {
  if (resource !== 'TRANSACTIONS') return () => true
  const firstShown = new Date(now.getTime() - (daysShown - 1) * dayMs).toISOString().slice(0, 10)
  const first = from > firstShown ? from : firstShown
  return ({ day }) => day !== null && day >= first && (to === undefined || day <= to)
}
