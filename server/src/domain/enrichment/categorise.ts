import type { Category, Label, Subcategory } from '../../../../contract/taxonomy.ts'
import {
  type Merchant,
  type Occasion,
  type Pattern,
  type Rank,
  ranks,
  readCodes,
  readMerchants,
  readRules,
} from './dictionary.ts'
import { makeMatcher } from './matcher.ts'
import { normalise, startMark, withoutReferences } from './normalise.ts'

/** What is known of a transaction; all but its words and its direction may be missing. */
export type Described = {
  readonly description: string | null
  readonly type: 'INFLOW' | 'OUTFLOW' | null
  /** The account's, as in `CREDIT_CARD`. */
  readonly accountCategory?: string | null
  readonly mcc?: number | null
  /** The network's word for the movement, as in `FOLHA_PAGAMENTO`. */
  readonly operationType?: string | null
  /** Who is on the other side, where the bank says so. */
  readonly counterpartyType?: 'INDIVIDUAL' | 'COMPANY' | null
}

export type Categorised = {
  readonly category: Category
  readonly subcategory: Subcategory | null
  readonly merchant: Merchant | null
}

/** A pattern that stands in a text, in whole or as far as the line reached. */
type Found = { readonly pattern: Pattern; readonly start: number; readonly length: number }

/** So much of a name, the space before it included, must be there before it is believed that its end was cut off. */
const cutOffLengthMin = 7
const cutOffShareMin = 0.6

type Rulebook = ReturnType<typeof readRulebook>

let rulebook: Rulebook | null = null

/** Read when the first transaction comes: a start that retrieves nothing does not wait for it. */
function theRulebook(): Rulebook {
  rulebook ??= readRulebook()
  return rulebook
}

function readRulebook() {
  const patterns: readonly Pattern[] = [...readRules(), ...readMerchants()]
  return {
    patterns,
    matcher: makeMatcher(patterns.map((pattern) => pattern.searched)),
    byMerchantCategoryCode: readCodes('merchant-category-codes.tsv'),
    byOperation: readCodes('operations.tsv'),
  }
}

const unknown: Label = { category: 'Unknown', subcategory: null }
const transfers: Label = { category: 'Transfers', subcategory: null }
const refund: Label = { category: 'Fees & Charges', subcategory: 'Refund' }

/**
 * Says what a transaction was for, from what the bank printed. Pure, and blind to the amount: the same words in the
 * same direction always get the same answer. `Unknown` where nothing is known.
 */
export function categorise(described: Described): Categorised {
  const { description, type, accountCategory, mcc, operationType, counterpartyType } = described
  const key = JSON.stringify([description, type, accountCategory, mcc, operationType, counterpartyType])
  const known = remembered.get(key)
  if (known) return known
  const found = findAll(described)
  const label = labelFor(described, found)
  const categorised = { ...label, merchant: merchantIn(found, label) }
  if (remembered.size >= rememberedMax) remembered.clear()
  remembered.set(key, categorised)
  return categorised
}

/** A refresh reads a month of what the last one has read, and banks print the same words for many people. */
const remembered = new Map<string, Categorised>()
const rememberedMax = 20_000

function labelFor({ type, mcc, operationType }: Described, found: readonly Found[]): Label {
  const { byMerchantCategoryCode, byOperation } = theRulebook()
  const [best] = found
  const rank = best?.pattern.rule.rank
  const label = best?.pattern.rule.label ?? unknown
  if (rank === 'charge' || rank === 'operation') return label
  const moved = found.some(isTransfer)
  const coded = byMerchantCategoryCode.get(String(mcc ?? ''))
  const spent =
    rank === 'merchant' ? label : codedOrWorded(coded, rank === 'trade' || rank === 'hint' ? label : undefined)
  if (spent) return type === 'INFLOW' && isSpending(spent) ? comesBack(moved) : spent
  const operated = byOperation.get(operationType ?? '')
  if (operated && operated.category !== 'Transfers') return operated
  return best ? label : (operated ?? unknown)
}

/** A code knows the category of a shop better than a word, but a word may know more within that category. */
const codedOrWorded = (coded: Label | undefined, worded: Label | undefined): Label | undefined =>
  coded && coded.category !== worded?.category ? coded : worded

/** Money from a shop is a refund, unless it came the way on which a company pays people. */
const comesBack = (moved: boolean): Label => (moved ? transfers : refund)

const spending: ReadonlySet<Category> = new Set([
  'Bills & Utilities',
  'Food & Groceries',
  'Home & Life',
  'Insurance',
  'Online Platforms & Leisure',
  'Personal Shopping',
  'Transport & Travel',
])

/** Who wins a bet gets no refund. */
const isSpending = ({ category, subcategory }: Label): boolean =>
  spending.has(category) && subcategory !== 'Gambling' && subcategory !== 'Lottery'

const isTransfer = ({ pattern: { rule } }: Found): boolean =>
  rule.rank === 'channel' && rule.label.category === 'Transfers'

/** Where the money went through somebody's hands, a name in the text is not whom it was paid to. */
const hidesMerchant = ({ category, subcategory }: Label): boolean =>
  category === 'Transfers' ||
  category === 'Withdrawal & ATM' ||
  subcategory === 'Government Fees' ||
  subcategory === 'Bank Fees'

/** Nor is an employer's name that of a company which has a shop. */
function merchantIn(found: readonly Found[], label: Label): Merchant | null {
  if (hidesMerchant(label)) return null
  const rule = found.find(({ pattern }) => pattern.rule.merchant)?.pattern.rule
  if (label.category === 'Income & Payments' && rule?.label.category !== 'Income & Payments') return null
  return rule?.merchant ?? null
}

/** Everything that the words may mean, the most credible first. */
function findAll(described: Described): Found[] {
  const { patterns, matcher } = theRulebook()
  const text = normalise(described.description ?? '')
  const found: Found[] = []
  matcher.find(text, (number, end) => {
    const pattern = patterns[number]
    if (!pattern || !applies(pattern.rule.when, described)) return
    const length = pattern.searched.length - (pattern.searched.startsWith(startMark) ? startMark.length : 0)
    found.push({ pattern, start: end - length, length })
  })
  const cutOff = findCutOff(withoutReferences(text), found)
  if (cutOff && applies(cutOff.pattern.rule.when, described)) found.push(cutOff)
  const silent = silentRanks(described, found)
  return found.filter(({ pattern }) => !silent.includes(pattern.rule.rank)).sort(moreCredible)
}

const shopRanks: readonly Rank[] = ['merchant', 'trade', 'hint']

/** People are called Flores and Herrera: what their names say of a trade is nothing. */
function silentRanks({ description, counterpartyType }: Described, found: readonly Found[]): readonly Rank[] {
  if (!found.some(isTransfer)) return []
  return counterpartyType === 'INDIVIDUAL' || cpf.test(description ?? '') ? shopRanks : ['hint']
}

/** A person's number in Brazil as statements print it, in whole or masked. */
const cpf = /(?:\d{3}|[•*]{3})\.\d{3}\.\d{3}-(?:\d{2}|[•*]{1,2})/

function applies(when: Occasion, { type, accountCategory }: Described): boolean {
  switch (when) {
    case 'any':
      return true
    case 'in':
      return type === 'INFLOW'
    case 'out':
      return type !== 'INFLOW'
    case 'card in':
      return type === 'INFLOW' && accountCategory === 'CREDIT_CARD'
    case 'loan in':
      return type === 'INFLOW' && (accountCategory === 'LOAN_ACCOUNT' || accountCategory === 'FINANCING_ACCOUNT')
  }
}

/**
 * By rank. Of two companies or trades the one that stands first, as what follows is mostly a place; of two operations
 * the one that says more, as their words stand in any order.
 */
function moreCredible(one: Found, other: Found): number {
  const { rank } = one.pattern.rule
  const byRank = ranks.indexOf(rank) - ranks.indexOf(other.pattern.rule.rank)
  const byStart = one.start - other.start
  const byLength = other.length - one.length
  return byRank || (rank === 'merchant' || rank === 'trade' ? byStart || byLength : byLength || byStart)
}

/**
 * A name that the line's end cut off, if it can only be one and most of it is there. Not where a whole word before it
 * says more, nor where the line may well end with the name of a person.
 */
function findCutOff(text: string, found: readonly Found[]): Found | undefined {
  const { patterns, matcher } = theRulebook()
  const cutOff = matcher.findCutOff(text, cutOffLengthMin)
  if (!cutOff) return undefined
  const { length } = cutOff
  const start = text.length - 1 - length
  if (found.some((each) => isTransfer(each) || (each.pattern.rule.rank !== 'channel' && each.start < start))) {
    return undefined
  }
  const possible = cutOff.patterns.flatMap((number) => patterns[number] ?? [])
  const [first] = possible
  if (!first || possible.some((each) => !isSameAnswer(each, first))) return undefined
  const isMost = possible.some(({ searched }) => length >= searched.length * cutOffShareMin)
  return isMost ? { pattern: first, start, length } : undefined
}

const isSameAnswer = ({ rule: one }: Pattern, { rule: other }: Pattern): boolean =>
  one.label.category === other.label.category &&
  one.label.subcategory === other.label.subcategory &&
  one.merchant?.name === other.merchant?.name
