/** Opens every normalised description, so that a pattern can ask to stand at its start. */
export const startMark = '^'

/** What a normalised description is made of; the matcher gives each a column of its table. */
export const alphabet = ` ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789&+${startMark}`

/** A description as patterns see it: capitals without accents, words parted by one space, a space at both ends. */
export const normalise = (description: string): string =>
  `${startMark} ${plain(parted(description)).replace(wallet, 'MERCADOPAGO')} `

/** Printed in two words, a wallet would be a market. */
const wallet = /\bMERCADO PAGO\b/g

/**
 * The same without what stands behind the last name: store numbers, instalments, references. A bank prints those even
 * where it cut the name.
 */
export function withoutReferences(normalised: string): string {
  const words = normalised.trimEnd().split(' ')
  while (words.length > 2 && isReference(words.at(-1) ?? '')) words.pop()
  return `${words.join(' ')} `
}

/** What stands before a reference, and says nothing without it. */
const labelsOfReferences = new Set(['AUT', 'AUTH', 'FOLIO', 'NSU', 'NUM', 'REF', 'RFC', 'RASTREO', 'SUC', 'TERM'])

const isReference = (word: string): boolean => /^\d|\d{2}/.test(word) || labelsOfReferences.has(word)

/** Letters, digits and the two signs that are parts of names; everything else parts words, save for apostrophes. */
export const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/[\p{M}'’´`]/gu, '')
    .toUpperCase()
    .replace(/[^A-Z0-9&+]+/g, ' ')
    .trim()

/** `03/12`, `14/01/24`: glued to a name, it would be a part of it. */
const datesAndInstalments = /\d{1,3}\/\d{1,3}(?:\/\d{2,4})?/g

/** `0022386NOMINA`, `AIR0012331`: a long number and a word that stand for two things. */
const gluedToNumbers = /(?<=\d{4})(?=[A-Za-z]{2})|(?<=[A-Za-z]{2})(?=\d{4})/g

/** `AUT: 601399`, `FOLIO:8348`: the label of a reference could be the end of another word. */
const labelledReferences = /\b(?:AUT|AUTH|FOLIO|NSU|REF|RFC)[.: ]+\d[\w-]*/gi

const parted = (text: string): string =>
  text.replace(datesAndInstalments, ' ').replace(labelledReferences, ' ').replace(gluedToNumbers, ' ')
