import { expect, test } from 'vitest'
import { transactionSchema } from '../../../../contract/resources/transactions.ts'
import { findLabel, taxonomy } from './taxonomy.ts'

const wordsOf = (schema: unknown): string[] => {
  const found = JSON.stringify(schema).match(/"enum":(\[.*?\])/)?.[1]
  if (found === undefined) throw new Error('the schema lists no words')
  return JSON.parse(found) as string[]
}

test("the categories are the contract's", () => {
  expect(Object.keys(taxonomy).toSorted()).toEqual(wordsOf(transactionSchema.properties.category).toSorted())
})

test("every subcategory of the contract has a category, and there is none that the contract doesn't know", () => {
  const ours = new Set<string>(Object.values(taxonomy).flat())
  expect([...ours].toSorted()).toEqual(wordsOf(transactionSchema.properties.subcategory).toSorted())
})

test('a label is a category with one of its own subcategories, or alone where it has none', () => {
  expect(findLabel('Taxes', 'Donation')).toEqual({ category: 'Taxes', subcategory: 'Donation' })
  expect(findLabel('Transfers', '')).toEqual({ category: 'Transfers', subcategory: null })
  expect(findLabel('Taxes', '')).toBeUndefined()
  expect(findLabel('Taxes', 'Water')).toBeUndefined()
  expect(findLabel('Transfers', 'Other')).toBeUndefined()
  expect(findLabel('toString', '')).toBeUndefined()
})
