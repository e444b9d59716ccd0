import type { RiskInsights } from '../../../../contract/resources/risk-insights.ts'
import { centsToWire } from '../../kit/money.ts'
import { quotient, slope } from './exact.ts'
import { byText, type Transaction } from './input.ts'
import { categoryWindow } from './risk-windows.ts'

type CategoryMetrics = RiskInsights['category_metrics'][number]
type Kind = Pick<Transaction, 'category' | 'subcategory'>

/** Inflow minus outflow in cents by age in days, for each pair of category and subcategory that was seen. */
export type CategoryBook = {
  readonly pages: Map<string, Kind & { readonly net: Map<number, number> }>
  inflow: number
}

export const emptyBook = (): CategoryBook => ({ pages: new Map(), inflow: 0 })

export type Entry = { readonly age: number; readonly cents: number; readonly inflow: boolean }

/** What has no category, or is too old, is not entered. */
export function enter(book: CategoryBook, { category, subcategory }: Kind, { age, cents, inflow }: Entry): void {
  if (category === null || age > categoryWindow.oldest) return
  const key = `${category}\n${subcategory ?? ''}`
  const page = book.pages.get(key) ?? { category, subcategory, net: new Map<number, number>() }
  book.pages.set(key, page)
  page.net.set(age, (page.net.get(age) ?? 0) + (inflow ? cents : -cents))
  if (inflow) book.inflow += cents
}

export function categoryMetrics({ pages, inflow }: CategoryBook): CategoryMetrics[] {
  return [...pages]
    .sort(([one], [other]) => byText(one, other))
    .map(([, { category, subcategory, net }]) => {
      const sum = [...net.values()].reduce((total, cents) => total + cents, 0)
      return {
        category,
        subcategory,
        net_amount_3m: centsToWire(sum),
        category_inflow_ratio_3m: inflow === 0 ? null : quotient(sum, inflow, 2),
        trend_3m: slope(
          [...net].map(([age, cents]) => ({ day: -age, cents })),
          4,
        ),
      }
    })
}
