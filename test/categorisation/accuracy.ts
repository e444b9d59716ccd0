import { taxonomy } from '../../contract/taxonomy.ts'
import { categorise } from '../../server/src/domain/enrichment/categorise.ts'
import { type Labelled, type Part, parts, readLabelled } from './labelled.ts'

/** A labelled row with what the rules say of it. */
export type Answered = {
  readonly row: Labelled
  readonly category: string
  readonly subcategory: string
  readonly merchant: string
}

export const answersOf = (part: Part): Answered[] =>
  readLabelled(part).map((row) => {
    const { category, subcategory, merchant } = categorise({
      description: row.description,
      type: row.type,
      accountCategory: row.account,
    })
    return { row, category, subcategory: subcategory ?? '', merchant: merchant?.name ?? '' }
  })

/** So that money of three countries can be added: rough values in reais, only ever used as weights. */
const reais = { BRL: 1, MXN: 0.3, COP: 0.0013 } as const
const currencies = { BR: 'BRL', MX: 'MXN', CO: 'COP' } as const

export const weightOf = ({ row }: Answered): number => row.amount * reais[currencies[row.country]]

const one = (): number => 1
const total = (rows: readonly Answered[], weigh: (row: Answered) => number): number =>
  rows.reduce((sum, row) => sum + weigh(row), 0)

export const isRight = ({ row, category }: Answered): boolean => category === row.category
const isExact = (each: Answered): boolean => isRight(each) && each.subcategory === each.row.subcategory
const isSilent = (each: Answered): boolean => !isRight(each) && each.category === 'Unknown'

/** The share of the rows, or of their money, of which `holds` is true; null where there are none. */
export function share(
  rows: readonly Answered[],
  holds: (row: Answered) => boolean,
  weigh: (row: Answered) => number = one,
): number | null {
  const all = total(rows, weigh)
  return all === 0 ? null : total(rows.filter(holds), weigh) / all
}

/** Of what was called a category, how much is one (precision); of what is one, how much was called so (recall). */
function precisionAndRecall(rows: readonly Answered[], category: string, weigh = one as (row: Answered) => number) {
  return {
    precision: share(
      rows.filter((each) => each.category === category),
      isRight,
      weigh,
    ),
    recall: share(
      rows.filter((each) => each.row.category === category),
      isRight,
      weigh,
    ),
  }
}

/** The tables of docs/categorisation.md. */
export function measured(): string {
  const answers = parts.map((part) => ({ part, rows: answersOf(part) }))
  return [overview(answers), ...answers.map(({ part, rows }) => byCategory(part, rows))].join('\n\n')
}

type Answers = readonly { readonly part: Part; readonly rows: readonly Answered[] }[]

function overview(answers: Answers): string {
  const lines = answers.flatMap(({ part, rows }) =>
    [null, 'MX', 'BR', 'CO'].flatMap((country) => {
      const own = rows.filter((each) => country === null || each.row.country === country)
      const figures = [share(own, isRight), share(own, isRight, weightOf), share(own, isExact), share(own, isSilent)]
      const named = share(own, (each) => each.merchant === each.row.merchant)
      const cells = [part, country ?? 'all', String(own.length), ...[...figures, named].map(percent)]
      return own.length === 0 ? [] : [`| ${cells.join(' | ')} |`]
    }),
  )
  const heads = ['Part', 'Country', 'Rows', 'Category', 'Category, money', 'Subcategory', 'Left `Unknown`', 'Merchant']
  return table(heads, lines)
}

function byCategory(part: Part, rows: readonly Answered[]): string {
  const lines = Object.keys(taxonomy).map((category) => {
    const byRows = precisionAndRecall(rows, category)
    const byMoney = precisionAndRecall(rows, category, weightOf)
    const count = rows.filter((each) => each.row.category === category).length
    const figures = [byRows.precision, byRows.recall, byMoney.precision, byMoney.recall].map(percent)
    return `| ${[category, String(count), ...figures].join(' | ')} |`
  })
  const heads = ['Category', 'Rows', 'Precision', 'Recall', 'Precision, money', 'Recall, money']
  return `### \`${part}\`\n\n${table(heads, lines)}`
}

const table = (heads: readonly string[], lines: readonly string[]): string =>
  [`| ${heads.join(' | ')} |`, `|${heads.map(() => '---').join('|')}|`, ...lines].join('\n')

const percent = (value: number | null): string => (value === null ? '–' : `${(value * 100).toFixed(1)} %`)

const marks = { start: '<!-- measured -->', end: '<!-- /measured -->' }

/** A page with what is measured now between its marks. */
export function withMeasured(page: string): string {
  const start = page.indexOf(marks.start)
  const end = page.indexOf(marks.end)
  if (start < 0 || end < start) throw new Error('the page has no place for what is measured')
  return `${page.slice(0, start + marks.start.length)}\n${measured()}\n${page.slice(end)}`
}
