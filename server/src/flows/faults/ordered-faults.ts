import type { FaultRuleDescription } from '../../../../contract/fault-rules.ts'
import { endsIt, type FaultRule, happens, isSpent, type Occasion, speaksOf } from '../../domain/sandbox/fault-rules.ts'
import type { Database, Scope } from '../../store/database.ts'
import { countFaultRule, listFaultRules, type StoredFaultRule } from '../../store/sandbox/fault-rules.ts'

/** What a workspace has ordered to fail. One process emulates, so its memory decides, and the database remembers. */
export type OrderedFaults = {
  /** The rules that happen now, counted; in the order in which they were made. */
  meet(occasion: Occasion): Promise<readonly FaultRule[]>
  list(): Promise<readonly FaultRule[]>
  /** Reads the rules anew before the next use. */
  forget(): void
}

export function openOrderedFaults(db: Database, scope: Scope, seed: string): OrderedFaults {
  let known: Promise<FaultRule[]> | null = null
  const rules = () => {
    known ??= listFaultRules(db.reader, scope).then((rows) => rows.map(toRule))
    known.catch(() => (known = null))
    return known
  }
  return {
    list: rules,
    forget: () => (known = null),
    async meet(occasion) {
      const all = await rules()
      let over = false
      const tried = all.flatMap((rule, index) => {
        if (over || isSpent(rule) || !speaksOf(rule, occasion)) return []
        const next = { ...rule, tries: rule.tries + 1 }
        const counted = happens(seed, next) ? { ...next, met: rule.met + 1 } : next
        all[index] = counted
        over = counted.met > rule.met && endsIt(counted)
        return [{ counted, happened: counted.met > rule.met }]
      })
      if (tried.length === 0) return []
      await db.transaction(async (tx) => {
        for (const { counted } of tried) await countFaultRule(tx, scope, counted)
      })
      return tried.filter(({ happened }) => happened).map(({ counted }) => counted)
    },
  }
}

/** What was stored had passed the schema. */
export const toRule = ({ id, description, tries, met, created_at }: StoredFaultRule): FaultRule => ({
  id,
  description: description as FaultRuleDescription,
  tries,
  met,
  createdAt: created_at,
})
