import type { Summary } from './stats.ts'

/** A figure as it is printed: tables, what has to be known to read them, and the aims. */
export type Section = {
  readonly title: string
  readonly notes: readonly string[]
  readonly tables: readonly Table[]
  readonly aims: readonly Aim[]
}

/** The first row is the head. */
export type Table = readonly (readonly string[])[]

export type Aim = { readonly aim: string; readonly measured: string; readonly met: boolean }

export const show = (value: number, digits = 0): string =>
  value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })

export const showSummary = ({ median, low, high }: Summary, digits = 0): string =>
  `${show(median, digits)} (${show(low, digits)}–${show(high, digits)})`

export const showPercent = (value: number): string => `${show(value * 100)} %`

export const showTimes = (value: number): string => `${show(value, value < 10 ? 2 : 0)} ×`

/** Markdown that also reads well as plain text. */
export function renderTable(table: Table): string {
  const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((row) => (row[column] ?? '').length), 3))
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`
  const rule = `|${widths.map((width, column) => (column === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`
  const [head = [], ...rows] = table
  return [line(head), rule, ...rows.map(line)].join('\n')
}

export function renderSection({ title, notes, tables, aims }: Section): string {
  const verdicts = aims.map(({ aim, measured, met }) => [aim, measured, met ? 'met' : '**missed**'])
  return [
    `## ${title}`,
    ...notes,
    ...tables.map(renderTable),
    ...(aims.length > 0 ? [renderTable([['Aim', 'Measured', ''], ...verdicts])] : []),
  ].join('\n\n')
}
