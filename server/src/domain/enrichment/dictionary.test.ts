import { describe, expect, test } from 'vitest'
import { categorise } from './categorise.ts'
import { type Occasion, type Pattern, readCodes, readExamples, readMerchants, readRules } from './dictionary.ts'

const rules = readRules()
const merchants = readMerchants()

const accounts = { 'card in': 'CREDIT_CARD', 'loan in': 'LOAN_ACCOUNT' } as const

const occasion = (when: Occasion) => ({
  type: when === 'any' || when === 'out' ? ('OUTFLOW' as const) : ('INFLOW' as const),
  accountCategory: when === 'card in' || when === 'loan in' ? accounts[when] : 'CHECKING_ACCOUNT',
})

const spelled = ({ written }: Pattern): string => written.replaceAll(/[*^]/g, '')

describe.each([
  ['rules.tsv', rules],
  ['merchants.tsv', merchants],
] as const)('%s', (_file, patterns) => {
  test('has no pattern twice for one occasion', () => {
    const keys = patterns.map(({ searched, rule }) => `${searched}, ${rule.when}`)
    expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([])
  })

  // A pattern that another one outranks wherever it stands is a dead line: nobody would know that it does nothing.
  test('every pattern, standing alone, gets the answer of its own line', () => {
    const answers = patterns.map((pattern) => {
      const { category, subcategory } = categorise({ description: spelled(pattern), ...occasion(pattern.rule.when) })
      return { written: pattern.written, category, subcategory }
    })
    const due = patterns.map(({ written, rule }) => ({ written, ...rule.label }))
    expect(answers.filter((answer, index) => !isAsDue(answer, due[index]))).toEqual([])
  })
})

const isAsDue = (answer: object, due: object | undefined): boolean => JSON.stringify(answer) === JSON.stringify(due)

test('every example in rules.tsv gets the answer of its line', () => {
  const wrong = readExamples().flatMap(({ description, when, label }) => {
    const { category, subcategory } = categorise({ description, ...occasion(when) })
    return isAsDue({ category, subcategory }, label) ? [] : [{ description, category, subcategory }]
  })
  expect(wrong).toEqual([])
})

test('every line of rules.tsv whose words are more than hints has an example', () => {
  const shown = new Set(readExamples().map((example) => example.place))
  expect(
    rules.filter(({ place, rule }) => rule.rank !== 'hint' && !shown.has(place)).map((each) => each.place),
  ).toEqual([])
})

test('every company is found by each of its patterns, under the one name that it has for that trade', () => {
  const hidden = merchants.filter((pattern) => {
    const { merchant, category } = categorise({ description: `COMPRA ${spelled(pattern)}`, type: 'OUTFLOW' })
    const anchored = pattern.written.startsWith('^')
    return !anchored && category === pattern.rule.label.category && merchant?.name !== pattern.rule.merchant?.name
  })
  const told = hidden.filter(
    ({ rule: { label } }) => label.category !== 'Transfers' && label.subcategory !== 'Government Fees',
  )
  expect(told.map((pattern) => pattern.written)).toEqual([])
})

test('every website is a host, with a path at most', () => {
  const websites = merchants.flatMap(({ rule }) => rule.merchant?.website ?? [])
  expect(websites.filter((website) => !/^https:\/\/[a-z0-9-]+(\.[a-z0-9-]+)+(\/[a-z]+)?$/.test(website))).toEqual([])
})

test('codes lead to labels: of shops by ISO 18245, of movements by the word of the network', () => {
  expect(readCodes('merchant-category-codes.tsv').get('5411')).toEqual({
    category: 'Food & Groceries',
    subcategory: 'Groceries',
  })
  expect(readCodes('merchant-category-codes.tsv').get('3001')?.subcategory).toBe('Flights')
  expect(readCodes('operations.tsv').get('SAQUE')?.category).toBe('Withdrawal & ATM')
})
