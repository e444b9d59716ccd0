import type { ResourceName } from '../../contract/resource.ts'
import { Contradiction, demand, type Happened } from './model.ts'

/** What is told of a resource, written from the guide to webhooks. */

/** Words that stand for two resources. */
export const wordOf = (resource: string): string => resource.replace(/_CHILE$/, '')

type Telling = { readonly fresh?: readonly [code: string, key: string]; readonly parts?: true; readonly words?: true }

/** What a scheduled refresh tells of new records; a historical update tells of every resource, of some in parts. */
const tellings: Readonly<Record<ResourceName, Telling>> = {
  ACCOUNTS: { fresh: ['new_accounts_available', 'new_accounts'] },
  BALANCES: { fresh: ['new_balances_available', 'new_balances'] },
  BILLS: { fresh: ['new_bills_available', 'new_bills'] },
  CURRENT_EMPLOYMENTS: {},
  DEBT_REPORTS: { fresh: ['new_debt_reports_available', 'new_debt_reports'] },
  EMPLOYMENTS: { fresh: ['new_employments_available', 'new_employments'] },
  EMPLOYMENT_METRICS: {},
  EMPLOYMENT_RECORDS: { words: true },
  EXCHANGES: { fresh: ['new_exchanges_available', 'new_exchanges'] },
  FINANCIAL_STATEMENTS: { fresh: ['new_financial_statements_available', 'new_financial_statements'] },
  INCOMES: {},
  INVESTMENTS: { fresh: ['new_investments_available', 'new_investments'] },
  INVESTMENT_TRANSACTIONS: { fresh: ['new_investment_transactions_available', 'new_investment_transactions'] },
  INVOICES: { fresh: ['new_invoices_available', 'new_invoices'], parts: true },
  INVOICES_CHILE: { fresh: ['new_invoices_available', 'new_invoices'] },
  OWNERS: { fresh: ['new_owners_available', 'new_owners'] },
  RECURRING_EXPENSES: {},
  RISK_INSIGHTS: {},
  TAX_COMPLIANCE_STATUS: {},
  TAX_RETENTIONS: {},
  TAX_RETURNS: { fresh: ['new_tax_returns_available', 'new_tax_returns'], parts: true },
  TAX_STATUS: {},
  TAX_STATUS_CHILE: {},
  TRANSACTIONS: { fresh: ['new_transactions_available', 'new_transactions'] },
}

export type Counts = { readonly fresh: number; readonly changed: number; readonly gone: number }

/**
 * Both sides of what is told in one step: what there was to tell, and what was told. They have to come to the same,
 * each for itself and in as many words.
 */
export class Ledger {
  #caused = new Map<string, number>()
  #told = new Map<string, number>()
  /** What may be told in as many parts as there are, by request and word. */
  #parts = new Map<string, number>()
  #ids = new Set<string>()

  cause({ linkId, requestId }: Pick<Happened, 'linkId' | 'requestId'>, words: string): void {
    add(this.#caused, `${linkId} ${requestId} ${words}`, 1)
  }

  /** What one resource of an update gives to tell. */
  causeOf(happened: Happened, resource: ResourceName, { cause, counts }: { cause: string; counts: Counts }): void {
    const { fresh, parts, words } = tellings[resource]
    const word = wordOf(resource)
    if (parts) return void this.#parts.set(`${happened.linkId} ${happened.requestId} ${word}`, 0)
    if (cause !== 'recurrent' && !(cause === 'async_post' && fresh))
      return void this.cause(happened, `${word} historical_update`)
    if (words) return void this.#parts.set(`${happened.linkId} ${happened.requestId} ${word}`, 0)
    if (fresh && (counts.fresh > 0 || cause === 'async_post'))
      this.cause(happened, `${word} ${fresh[0]} ${counts.fresh}`)
    if (resource !== 'TRANSACTIONS' || cause !== 'recurrent') return
    if (counts.changed > 0) this.cause(happened, `${word} transactions_updated ${counts.changed}`)
    if (counts.gone > 0) this.cause(happened, `${word} transactions_deleted ${counts.gone}`)
  }

  tell({ linkId, requestId, data: { type, code, data } }: Happened): void {
    const said = `${linkId} ${requestId} ${type} ${code} ${JSON.stringify(data)}`
    demand(!this.#ids.has(said), `told twice: ${said}`)
    this.#ids.add(said)
    const count = code === 'historical_update' ? null : counted(data)
    const words = count === null ? `${type} ${code}` : `${type} ${code} ${count}`
    add(this.#told, `${linkId} ${requestId} ${words}`, 1)
  }

  /** Throws where the two sides differ. */
  close(): void {
    for (const [said, times] of this.#told) {
      const [linkId, requestId, type] = said.split(' ')
      const whole = `${linkId} ${requestId} ${type}`
      if (this.#parts.has(whole)) add(this.#parts, whole, times)
      else if (this.#caused.get(said) !== times) throw new Contradiction(`told, and not caused: ${said}`)
    }
    for (const said of this.#caused.keys()) demand(this.#told.has(said), `caused, and not told: ${said}`)
  }
}

/** The count of news; what a historical update tells are totals, which are looked at with the records. */
function counted(data: Readonly<Record<string, unknown>>): unknown {
  const [, count] = Object.entries(data).find(([key]) => /^(new|updated|deleted)_/.test(key)) ?? []
  return count ?? null
}

const add = (counts: Map<string, number>, key: string, count: number) =>
  void counts.set(key, (counts.get(key) ?? 0) + count)
