import { readFileSync } from 'node:fs'

/** One description with what a person says it is; `provenance` says whether it was seen printed or composed. */
export type Labelled = {
  readonly country: 'MX' | 'BR' | 'CO'
  readonly account: 'CHECKING_ACCOUNT' | 'CREDIT_CARD'
  readonly type: 'INFLOW' | 'OUTFLOW'
  readonly amount: number
  readonly category: string
  readonly subcategory: string
  readonly merchant: string
  readonly provenance: 'seen' | 'composed'
  readonly description: string
}

/** Rules may be written after the `tuning` parts; whoever changes a rule does not look into the held-out ones. */
export const parts = ['tuning', 'held-out', 'statements-tuning', 'statements-held-out'] as const
export type Part = (typeof parts)[number]

const columns = 'country account direction amount category subcategory merchant provenance description'

export function readLabelled(part: Part): Labelled[] {
  const [head, ...lines] = readFileSync(new URL(`${part}.tsv`, import.meta.url), 'utf8')
    .trimEnd()
    .split('\n')
  if (head !== columns.replaceAll(' ', '\t')) throw new Error(`${part}.tsv has other columns: ${head}`)
  return lines.map(labelledIn)
}

function labelledIn(line: string): Labelled {
  const cells = line.split('\t')
  const [country, account, type, amount, category, subcategory, merchant, provenance, description] = cells
  if (cells.length !== 9 || !description) throw new Error(`not a labelled description: ${line}`)
  const words = { country, account, type, category, subcategory, merchant, provenance, description }
  return { ...words, amount: Number(amount) } as Labelled
}
