import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { makeMatcher } from './matcher.ts'

const finding = (patterns: readonly string[], text: string): string[] => {
  const found: string[] = []
  makeMatcher(patterns).find(text, (number, end) => {
    const pattern = patterns[number] ?? ''
    expect(text.slice(end - pattern.length, end)).toBe(pattern)
    found.push(`${pattern}@${end - pattern.length}`)
  })
  return found.toSorted()
}

test('finds patterns that begin, end, hold or overlap one another', () => {
  const patterns = [' BAR ', 'BARBER', ' BARBERIA ', 'ER', 'RIA B']
  expect(finding(patterns, ' BARBERIA BAR ')).toEqual([' BAR @9', ' BARBERIA @0', 'BARBER@1', 'ER@5', 'RIA B@6'])
})

test('finds exactly what a plain search finds, wherever it is looked for', () => {
  const letters = fc.string({ unit: fc.constantFrom('A', 'B', ' '), minLength: 1, maxLength: 4 })
  const inputs = fc.tuple(
    fc.uniqueArray(letters, { maxLength: 12 }),
    fc.string({ unit: fc.constantFrom('A', 'B', ' ') }),
  )
  fc.assert(
    fc.property(inputs, ([patterns, text]) => {
      const plainly = patterns.flatMap((pattern) =>
        [...text].flatMap((_character, at) => (text.startsWith(pattern, at) ? `${pattern}@${at}` : [])),
      )
      expect(finding(patterns, text)).toEqual(plainly.toSorted())
    }),
  )
})

test('a sign that no pattern has parts a text in two', () => {
  expect(finding(['AB'], 'A#AB')).toEqual(['AB@2'])
})

test('a pattern with a sign outside the alphabet is refused', () => {
  expect(() => makeMatcher(['CAFÉ'])).toThrow('a pattern cannot have "É"')
})

describe('what the end of a line cut off', () => {
  const matcher = makeMatcher([' JUAN VALDEZ ', ' JUAN LOPEZ ', ' UBER '])

  test('is found with all patterns that it may have been', () => {
    expect(matcher.findCutOff(' COMPRA JUAN ', 3)).toEqual({ patterns: expect.arrayContaining([0, 1]), length: 5 })
    expect(matcher.findCutOff(' COMPRA JUAN VALDE ', 3)).toEqual({ patterns: [0], length: 11 })
  })

  test('is not looked at where too little is left', () => {
    expect(matcher.findCutOff(' COMPRA UB ', 5)).toBeUndefined()
  })
})
