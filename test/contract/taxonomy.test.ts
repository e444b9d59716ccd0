import { expect, test } from 'vitest'
import { categories, findLabel, subcategories } from '../../contract/taxonomy.ts'
import { facts } from './facts.ts'

const published = (name: string): readonly unknown[] => {
  const words = facts.components.schemas[name]?.enum
  if (!words) throw new RangeError(`the specification has no ${name}`)
  return words.filter((word) => word !== null)
}

test('the categories and subcategories are those of the specification', () => {
  expect(categories.toSorted()).toEqual(published('EnumTransactionCategory').toSorted())
  expect(subcategories.toSorted()).toEqual(published('EnumTransactionSubcategory').toSorted())
})

test('a label is a category with one of its own subcategories, or alone where it has none', () => {
  expect(findLabel('Taxes', 'Donation')).toEqual({ category: 'Taxes', subcategory: 'Donation' })
  expect(findLabel('Transfers', '')).toEqual({ category: 'Transfers', subcategory: null })
  expect(findLabel('Taxes', '')).toBeUndefined()
  expect(findLabel('Taxes', 'Water')).toBeUndefined()
  expect(findLabel('Transfers', 'Other')).toBeUndefined()
  expect(findLabel('toString', '')).toBeUndefined()
})
