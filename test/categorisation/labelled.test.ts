import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { findLabel, taxonomy } from '../../contract/taxonomy.ts'
import { type Labelled, readLabelled } from './labelled.ts'

const tuning = readLabelled('tuning')
const heldOut = readLabelled('held-out')
const statements = { tuning: readLabelled('statements-tuning'), heldOut: readLabelled('statements-held-out') }
const all = [...tuning, ...heldOut, ...statements.tuning, ...statements.heldOut]

test('the set has at least 1,500 descriptions, and a third of them is held out', () => {
  expect(all.length).toBeGreaterThanOrEqual(1_500)
  expect(heldOut.length / (tuning.length + heldOut.length)).toBeCloseTo(1 / 3, 1)
})

test('every label is one of the taxonomy', () => {
  expect(all.filter((each) => !findLabel(each.category, each.subcategory))).toEqual([])
})

test('every label of the taxonomy is asked for, only the leftovers of a category need not be', () => {
  const asked = new Set(all.map(({ category, subcategory }) => `${category}/${subcategory}`))
  const pairs = Object.entries(taxonomy).flatMap(([category, own]) =>
    (own.length === 0 ? [''] : own.filter((each) => each !== 'Other')).map((each) => `${category}/${each}`),
  )
  expect(pairs.filter((pair) => !asked.has(pair))).toEqual([])
})

test('every row is well formed', () => {
  const odd = ({ country, account, type, amount, provenance, description }: Labelled) =>
    !['MX', 'BR', 'CO'].includes(country) ||
    !['CHECKING_ACCOUNT', 'CREDIT_CARD'].includes(account) ||
    !['INFLOW', 'OUTFLOW'].includes(type) ||
    !(amount > 0) ||
    !['seen', 'composed'].includes(provenance) ||
    description !== description.trim()
  expect(all.filter(odd)).toEqual([])
})

test('no description stands twice with one direction in one country', () => {
  const keys = all.map(({ country, type, description }) => [country, type, description].join('|'))
  expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([])
})

// So that nobody chooses which descriptions are held out.
test('the hash of a description decides whether it is held out', () => {
  const hash = ({ description }: Labelled) => BigInt(`0x${createHash('sha256').update(description).digest('hex')}`)
  expect(tuning.filter((each) => hash(each) % 3n === 0n)).toEqual([])
  expect(heldOut.filter((each) => hash(each) % 3n !== 0n)).toEqual([])
  expect(statements.tuning.filter((each) => hash(each) % 2n === 0n)).toEqual([])
  expect(statements.heldOut.filter((each) => hash(each) % 2n !== 0n)).toEqual([])
})
