import { plainName } from '../enrichment/source-name.ts'

/** What banks print around a name, and a name is not recognised by. */
const formal = new Set(
  [
    'A AL AO AUT AUTH AUTHORIZATION AUTORIZACAO AUTORIZACION CARD CARGO CARTAO COBRO COBRANCA COMPRA COMPRAS CONSUMO',
    'CREDIT CREDITO DA DE DEBIT DEBITO DEL DO EL EM EN HOLD LA NA NO PAGAMENTO PAGO PAGTO PARA PAYMENT PENDENTE',
    'PENDIENTE PENDING POR POS PURCHASE RETENCION RETENCAO TARJETA TC TD TPV',
  ].flatMap((line) => line.split(' ')),
)

/** A description as two rows share it when they say the same: capitals without accents, words parted by one space. */
export const plainWording = (text: string | null): string =>
  (text ?? '')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

/** The words of a description that name somebody: without numbers, months and what every row says. */
export const namingWords = (text: string | null): readonly string[] =>
  (plainName(text ?? '').match(/[A-Z0-9]+/g) ?? []).filter((word) => !formal.has(word))

/**
 * How alike two descriptions name somebody, from 0 to 1: Dice's measure over the pairs of letters in their naming words.
 * It is 0 where neither begins with a word that the other one has too: shops of one town share the town.
 */
export function likenessOf(one: readonly string[], other: readonly string[]): number {
  if (one.length === 0 || other.length === 0) return 0
  if (!leads(one, other) && !leads(other, one)) return 0
  return dice(one.flatMap(pairsOf), other.flatMap(pairsOf))
}

const wordAlike = 0.6
const stemLength = 4

/** Whether the first word of one is among those of the other, perhaps cut short; too short ones are like many others. */
function leads([first = '']: readonly string[], other: readonly string[]): boolean {
  return other.some((word) => {
    if (word === first) return true
    const [short, long] = word.length < first.length ? [word, first] : [first, word]
    if (short.length < stemLength) return false
    return long.startsWith(short) || dice(pairsOf(first), pairsOf(word)) >= wordAlike
  })
}

function dice(one: readonly string[], other: readonly string[]): number {
  const left = new Map<string, number>()
  for (const pair of one) left.set(pair, (left.get(pair) ?? 0) + 1)
  let shared = 0
  for (const pair of other) {
    const count = left.get(pair) ?? 0
    if (count === 0) continue
    left.set(pair, count - 1)
    shared += 1
  }
  return (2 * shared) / (one.length + other.length)
}

const pairsOf = (word: string): string[] =>
  word.length < 2 ? [word] : Array.from({ length: word.length - 1 }, (_, index) => word.slice(index, index + 2))
