import { readFileSync } from 'node:fs'
import { findLabel, type Label } from '../../../../contract/taxonomy.ts'
import { plain, startMark } from './normalise.ts'

export type Merchant = { readonly name: string; readonly website: string | null }

/**
 * What is believed first: what the bank charges or gives back, what it says that it did, a company that is known by
 * name, a word for a trade, a word that hints at one, and last the mere way on which money moved.
 */
export const ranks = ['charge', 'operation', 'merchant', 'trade', 'hint', 'channel'] as const
export type Rank = (typeof ranks)[number]

/** To which transactions a rule applies: those in one direction, those coming into a card's or a loan's account, or all. */
const occasions = ['any', 'in', 'out', 'card in', 'loan in'] as const
export type Occasion = (typeof occasions)[number]

export type Rule = {
  readonly rank: Rank
  readonly when: Occasion
  readonly label: Label
  readonly merchant: Merchant | null
}

/** A pattern as it is written in a data file, what is searched for in its place, and what it leads to. */
export type Pattern = {
  readonly written: string
  readonly searched: string
  readonly rule: Rule
  readonly place: string
}

/** A description that a line of rules gives to show what it is for. */
export type Example = {
  readonly description: string
  readonly when: Occasion
  readonly label: Label
  readonly place: string
}

/** A line of a data file that is not a comment, and where it stands. */
type Line = { readonly place: string; readonly cells: readonly string[] }

export function readMerchants(): Pattern[] {
  return linesOf('merchants.tsv', 5).flatMap(({ place, cells }) => {
    const [name = '', category = '', subcategory = '', website = '', patterns = ''] = cells
    const merchant = { name, website: website === '' ? null : `https://${website}` }
    const label = labelAt(place, category, subcategory)
    return patternsAt(place, patterns, { rank: 'merchant', when: 'any', label, merchant })
  })
}

export const readRules = (): Pattern[] =>
  linesOf('rules.tsv', 5).flatMap((line) => patternsAt(line.place, line.cells[4] ?? '', ruleAt(line)))

export function readExamples(): Example[] {
  return linesOf('rules.tsv', 5).flatMap((line) => {
    const description = line.cells[5] ?? ''
    const { when, label } = ruleAt(line)
    return description === '' ? [] : [{ description, when, label, place: line.place }]
  })
}

function ruleAt({ place, cells: [rank, when, category = '', subcategory = ''] }: Line): Rule {
  const known = { rank: ranks.find((each) => each === rank), when: occasions.find((each) => each === when) }
  if (!known.rank || !known.when) throw new Error(`${place}: no such rank or occasion: ${rank}, ${when}`)
  return { rank: known.rank, when: known.when, label: labelAt(place, category, subcategory), merchant: null }
}

/** Labels by a code of something other than words: a merchant category code, or an operation of the network. */
export function readCodes(file: 'merchant-category-codes.tsv' | 'operations.tsv'): ReadonlyMap<string, Label> {
  return new Map(
    linesOf(file, 3).flatMap(({ place, cells }) => {
      const [codes = '', category = '', subcategory = ''] = cells
      const label = labelAt(place, category, subcategory)
      return codes
        .split(' | ')
        .flatMap(everyCodeOf)
        .map((code) => [code, label] as const)
    }),
  )
}

/** `3000-3002` stands for all codes between, both ends included. */
function everyCodeOf(written: string): string[] {
  const [, first, last] = /^(\d+)-(\d+)$/.exec(written) ?? []
  if (first === undefined) return [written]
  return Array.from({ length: Number(last) - Number(first) + 1 }, (_none, step) => String(Number(first) + step))
}

function patternsAt(place: string, cell: string, rule: Rule): Pattern[] {
  return cell.split(' | ').map((written) => {
    const searched = searchedFor(written)
    if (searched === null) throw new Error(`${place}: not a pattern: ${JSON.stringify(written)}`)
    return { written, searched, rule, place }
  })
}

/** `WORD*` and `*WORD` may go on inside a word, `^WORD` stands at the start; all else is whole words. */
function searchedFor(written: string): string | null {
  const [, start = '', core = '', end] = /^([*^]?)([^*^]+)(\*?)$/.exec(written) ?? []
  if (core === '' || plain(core) !== core) return null
  const opening = { '': ' ', '*': '', '^': `${startMark} ` }[start]
  return `${opening}${core}${end === '*' ? '' : ' '}`
}

function labelAt(place: string, category: string, subcategory: string): Label {
  const label = findLabel(category, subcategory)
  if (!label) throw new Error(`${place}: no such label: ${category}, ${subcategory}`)
  return label
}

function linesOf(file: string, width: number): Line[] {
  const text = readFileSync(new URL(`data/${file}`, import.meta.url), 'utf8')
  return text.split(/\r?\n/).flatMap((line, index) => {
    if (line === '' || line.startsWith('#')) return []
    const place = `${file}, line ${index + 1}`
    const cells = line.split('\t')
    if (cells.length < width) throw new Error(`${place}: expected ${width} columns, found ${cells.length}`)
    return [{ place, cells }]
  })
}
