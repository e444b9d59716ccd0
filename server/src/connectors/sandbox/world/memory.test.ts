import { expect, test } from 'vitest'
import { remembering, rememberingLast } from './memory.ts'

test('what was answered is not worked out again', () => {
  let worked = 0
  const square = remembering((month) => {
    worked += 1
    return month * month
  })
  expect([square(3), square(4), square(3)]).toEqual([9, 16, 9])
  expect(worked).toBe(2)
})

test('what was asked for longest ago is forgotten first, and worked out anew', () => {
  const worked: string[] = []
  const upper = rememberingLast(
    2,
    (word: string) => {
      worked.push(word)
      return word.toUpperCase()
    },
    (word) => word,
  )
  for (const word of ['a', 'b', 'a', 'c', 'a', 'b']) expect(upper(word)).toBe(word.toUpperCase())
  expect(worked).toEqual(['a', 'b', 'c', 'b'])
})

test('nothing is remembered as an answer, too', () => {
  let worked = 0
  const nothing = rememberingLast(
    1,
    (_input: number) => {
      worked += 1
      return null
    },
    (input) => input,
  )
  expect([nothing(1), nothing(1)]).toEqual([null, null])
  expect(worked).toBe(1)
})
