import { expect, test } from 'vitest'
import { hintAmong } from './hints.ts'

test.each([
  ['snaphot', ['snapshot'], 'Did you mean "snapshot"?'],
  ['for', ['by', 'to'], 'There are only by and to.'],
  ['colour', ['refresh_rate'], 'There is only refresh_rate.'],
  ['5h', ['6h', '7d', '30d'], 'There are only 6h, 7d and 30d.'],
  [5, ['single', 'recurrent'], 'There are only single and recurrent.'],
  ['anything', [], 'None is expected here.'],
])('%j among %j', (written, names, hint) => {
  expect(hintAmong(written, names)).toBe(hint)
})

test('very many names are not repeated', () => {
  const names = Array.from({ length: 31 }, (_, index) => `${index}`.repeat(9))
  expect(hintAmong('nothing like it', names)).toBe('There are 31; the API reference at /docs names them all.')
})
