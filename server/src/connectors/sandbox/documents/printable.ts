/** Beyond Latin-1 the standard fonts know these, by the encoding of Windows. */
const more = new Set('€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ')

/** Text that the standard fonts can print: other letters lose their marks, and what is left is a question mark. */
export function printable(text: string): string {
  const letters = Array.from(text.normalize('NFC').replace(/\s+/gu, ' '))
  return letters.map((letter) => (isKnown(letter) ? letter : withoutMarks(letter))).join('')
}

const isKnown = (letter: string): boolean => /^[ -~\u00a1-\u00ff]$/u.test(letter) || more.has(letter)

function withoutMarks(letter: string): string {
  const plain = letter.normalize('NFD').replace(/\p{M}/gu, '')
  return isKnown(plain) ? plain : '?'
}
