/** Check digits of the identifiers that people, companies and accounts carry in Mexico, Brazil, Colombia and Chile. */

const digitsOf = (text: string): number[] => Array.from(text, Number)

const weighted = (values: readonly number[], weights: readonly number[]): number =>
  values.reduce((sum, value, index) => sum + value * (weights[index] ?? 0), 0)

const allAlike = (text: string): boolean => new Set(text).size === 1

const dateForm = /^(\d\d)(\d\d)(\d\d)$/

/** Six digits YYMMDD of a day that exists; the century is unknown, so 29 February passes in every fourth year. */
function isShortDate(text: string): boolean {
  const [, year, month, day] = (dateForm.exec(text) ?? []).map(Number)
  if (year === undefined || month === undefined || day === undefined) return false
  const date = new Date(Date.UTC(2000 + year, month - 1, day))
  return month >= 1 && day >= 1 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day
}

// Mexico

/** CLABE, Banxico's rule: weights 3, 7, 1 over 17 digits, each product modulo 10, and what is missing to the next ten. */
function clabeDigit(first17: string): number {
  const sum = digitsOf(first17).reduce((total, digit, index) => total + ((digit * ([3, 7, 1][index % 3] ?? 0)) % 10), 0)
  return (10 - (sum % 10)) % 10
}

/** A CLABE from the bank's three digits, the plaza's three and the account's eleven. */
export function makeClabe(bank: string, plaza: string, account: string): string {
  const first17 = bank + plaza + account
  if (!/^\d{17}$/.test(first17)) throw new RangeError(`not 17 digits: ${first17}`)
  return first17 + clabeDigit(first17)
}

export const isClabe = (text: string): boolean =>
  /^\d{18}$/.test(text) && Number(text.charAt(17)) === clabeDigit(text.slice(0, 17))

/** NSS, IMSS's rule: the Luhn digit over the first ten. */
function luhnDigit(digits: string): number {
  const sum = digitsOf(digits).reduce((total, digit, index) => {
    const doubled = (digits.length - index) % 2 === 1 ? digit * 2 : digit
    return total + (doubled > 9 ? doubled - 9 : doubled)
  }, 0)
  return (10 - (sum % 10)) % 10
}

/** A social security number from its first ten digits (office, year of enrolment, year of birth, sequence). */
export function makeNss(first10: string): string {
  if (!/^\d{10}$/.test(first10)) throw new RangeError(`not 10 digits: ${first10}`)
  return first10 + luhnDigit(first10)
}

export const isNss = (text: string): boolean =>
  /^\d{11}$/.test(text) && Number(text.charAt(10)) === luhnDigit(text.slice(0, 10))

export type MexicanPerson = {
  readonly firstNames: string
  readonly paternal: string
  readonly maternal: string
  /** YYYY-MM-DD. */
  readonly birthDate: string
  readonly sex: 'H' | 'M'
  /** Two letters of the state of birth, such as `DF`; `NE` for a birth abroad. */
  readonly state: string
}

const plain = (text: string): string =>
  text
    .toUpperCase()
    .replace(/Ñ/g, '\u0001')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replaceAll('\u0001', 'Ñ')
    .replace(/[^A-ZÑ& ]/g, ' ')
    .replace(/ +/g, ' ')
    .trim()

const particles = new Set(['DA', 'DAS', 'DE', 'DEL', 'DER', 'DI', 'DIE', 'DD', 'EL', 'LA', 'LAS', 'LE', 'LES', 'LOS'])
for (const more of ['MAC', 'MC', 'VAN', 'VON', 'Y']) particles.add(more)

const withoutParticles = (name: string): string => {
  const words = name.split(' ').filter((word) => !particles.has(word))
  return words.join(' ') || name
}

/** The given name that counts: a leading María or José gives way to the second name. */
function countingName(firstNames: string): string {
  const words = withoutParticles(plain(firstNames)).split(' ')
  const common = /^(MARIA|MA|M|JOSE|J)$/.test(words[0] ?? '')
  return (common ? words[1] : undefined) ?? words[0] ?? 'X'
}

const innerVowel = (word: string): string => /[AEIOU]/.exec(word.slice(1))?.[0] ?? 'X'
const innerConsonant = (word: string): string =>
  (/[B-DF-HJ-NP-TV-ZÑ]/.exec(word.slice(1))?.[0] ?? 'X').replace('Ñ', 'X')
const initial = (word: string): string => (word.charAt(0) || 'X').replace('Ñ', 'X')

const rudeWords = new Set(
  (
    'BACA BAKA BUEI BUEY CACA CACO CAGA CAGO CAKA CAKO COGE COGI COJA COJE COJI COJO COLA CULO FALO FETO GETA GUEI ' +
    'GUEY JETA JOTO KACA KACO KAGA KAGO KAKA KAKO KOGE KOGI KOJA KOJE KOJI KOJO KOLA KULO LILO LOCA LOCO LOKA LOKO ' +
    'MAME MAMO MEAR MEAS MEON MIAR MION MOCO MOKO MULA MULO NACA NACO PEDA PEDO PENE PIPI PITO POPO PUTA PUTO QULO ' +
    'RATA ROBA ROBE ROBO RUIN SENO TETA VACA VAGA VAGO VAKA VUEI VUEY WUEI WUEY'
  ).split(' '),
)

/** The first four letters of a CURP; RENAPO masks the second letter of a rude word. */
function curpLetters(person: MexicanPerson): string {
  const paternal = withoutParticles(plain(person.paternal))
  const maternal = withoutParticles(plain(person.maternal))
  const letters =
    initial(paternal) + innerVowel(paternal) + initial(maternal) + initial(countingName(person.firstNames))
  return rudeWords.has(letters) ? `${letters.charAt(0)}X${letters.slice(2)}` : letters
}

const shortDate = (birthDate: string): string => birthDate.slice(2, 4) + birthDate.slice(5, 7) + birthDate.slice(8, 10)

const curpAlphabet = '0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ'

/** CURP, RENAPO's rule: 17 characters by their place in the alphabet with Ñ, weights 18 to 2, modulo 10. */
function curpDigit(first17: string): number {
  const values = Array.from(first17, (letter) => curpAlphabet.indexOf(letter))
  const weights = values.map((_value, index) => 18 - index)
  return (10 - (weighted(values, weights) % 10)) % 10
}

/**
 * A CURP; `twin` is the character RENAPO gives to tell people apart: a digit before 2000, a letter since. `first10` are
 * the letters and the day of birth where an RFC has settled them.
 */
export function makeCurp(
  person: MexicanPerson,
  twin = Number(person.birthDate.slice(0, 4)) < 2000 ? '0' : 'A',
  first10 = curpLetters(person) + shortDate(person.birthDate),
): string {
  const paternal = withoutParticles(plain(person.paternal))
  const maternal = withoutParticles(plain(person.maternal))
  const consonants =
    innerConsonant(paternal) + innerConsonant(maternal) + innerConsonant(countingName(person.firstNames))
  const first17 = first10 + person.sex + person.state + consonants + twin
  return first17 + curpDigit(first17)
}

const curpStates = 'AS|BC|BS|CC|CL|CM|CS|CH|DF|DG|GT|GR|HG|JC|MC|MN|MS|NT|NL|OC|PL|QT|QR|SP|SL|SR|TC|TS|TL|VZ|YN|ZS|NE'
const curpForm = new RegExp(`^[A-Z]{4}(\\d{6})[HMX](?:${curpStates})[A-Z]{3}[0-9A-Z]\\d$`)

export function isCurp(text: string): boolean {
  const match = curpForm.exec(text)
  return match !== null && isShortDate(match[1] ?? '') && Number(text.charAt(17)) === curpDigit(text.slice(0, 17))
}

/** The day of birth that a CURP tells, YYYY-MM-DD; null where the text tells none. */
export function curpBirthDate(text: string): string | null {
  const short = /^[A-Z]{4}(\d{6})[A-Z]{6}[0-9A-Z]\d$/.exec(text)?.[1] ?? ''
  if (!isShortDate(short)) return null
  const century = /\d/.test(text.charAt(16)) ? '19' : '20'
  return `${century}${short.slice(0, 2)}-${short.slice(2, 4)}-${short.slice(4)}`
}

const rfcRude = new Set(
  (
    'BUEI BUEY CACA CACO CAGA CAGO CAKA CAKO COGE COJA COJE COJI COJO CULO FETO GUEY JOTO KACA KACO KAGA KAGO KAKA ' +
    'KOGE KOJO KULO MAME MAMO MEAR MEAS MEON MION MOCO MULA PEDA PEDO PENE PUTA PUTO QULO RATA RUIN'
  ).split(' '),
)

/** The first four letters of a person's RFC, with SAT's rules for a short or a missing surname. */
function rfcLetters(person: MexicanPerson): string {
  const paternal = withoutParticles(plain(person.paternal))
  const maternal = withoutParticles(plain(person.maternal))
  const name = countingName(person.firstNames)
  const letters = lettersOfSurnames(paternal, maternal, name)
  return rfcRude.has(letters) ? `${letters.slice(0, 3)}X` : letters
}

function lettersOfSurnames(paternal: string, maternal: string, name: string): string {
  if (!paternal || !maternal) return (paternal || maternal).slice(0, 2) + name.slice(0, 2)
  if (paternal.length < 3) return paternal.charAt(0) + maternal.charAt(0) + name.slice(0, 2)
  return paternal.charAt(0) + innerVowel(paternal) + maternal.charAt(0) + name.charAt(0)
}

/** SAT's code of one letter for the homoclave: two digits, with gaps after I and R. */
function homoclaveCode(letter: string): string {
  if (letter === ' ') return '00'
  if (letter === '&') return '10'
  if (letter === 'Ñ') return '40'
  const place = letter.charCodeAt(0) - 65
  if (place < 9) return String(11 + place)
  return String(place < 18 ? 12 + place : 14 + place)
}

/** The homoclave's two characters, SAT's rule: pairs of neighbouring digits of the coded name, modulo 1000, base 34. */
function homoclave(fullName: string): string {
  const digits = digitsOf(`0${Array.from(plain(fullName), homoclaveCode).join('')}`)
  const sum = digits.slice(1).reduce((total, digit, index) => total + ((digits[index] ?? 0) * 10 + digit) * digit, 0)
  const rest = sum % 1000
  const alphabet = '123456789ABCDEFGHIJKLMNPQRSTUVWXYZ'
  return alphabet.charAt(Math.floor(rest / 34)) + alphabet.charAt(rest % 34)
}

const rfcAlphabet = '0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ Ñ'

/** RFC, SAT's rule: 12 characters (a company's begin with a blank), weights 13 to 2, modulo 11; 10 is written A. */
function rfcDigit(body: string): string {
  const values = Array.from(body.padStart(12, ' '), (letter) => rfcAlphabet.indexOf(letter))
  const rest =
    weighted(
      values,
      values.map((_value, index) => 13 - index),
    ) % 11
  if (rest === 0) return '0'
  return rest === 1 ? 'A' : String(11 - rest)
}

/** The RFC of a person, homoclave and check digit included; `first10` where a CURP has settled how it begins. */
export function makePersonRfc(
  person: MexicanPerson,
  first10 = rfcLetters(person) + shortDate(person.birthDate),
): string {
  const full = first10 + homoclave(`${person.paternal} ${person.maternal} ${person.firstNames}`)
  return full + rfcDigit(full)
}

/** The RFC of a company, from its name without the form of company (`SA DE CV`) and its day of incorporation. */
export function makeCompanyRfc(name: string, incorporationDate: string): string {
  const words = withoutParticles(plain(name)).split(' ')
  const [first = 'XXX', second, third] = words
  const two = second === undefined ? first.slice(0, 3) : first.slice(0, 2) + second.charAt(0)
  const letters =
    second !== undefined && third !== undefined
      ? words
          .slice(0, 3)
          .map((word) => word.charAt(0))
          .join('')
      : two
  const body = letters.padEnd(3, 'X') + shortDate(incorporationDate)
  const full = body + homoclave(name)
  return full + rfcDigit(full)
}

export function isRfc(text: string): boolean {
  const match = /^[A-ZÑ&]{3,4}(\d{6})[0-9A-Z]{2}[0-9A]$/.exec(text)
  return match !== null && isShortDate(match[1] ?? '') && text.slice(-1) === rfcDigit(text.slice(0, -1))
}

// Securities

/** ISIN, ISO 6166: letters count from 10, and the digit is Luhn's over what comes of it. */
export function makeIsin(first11: string): string {
  if (!/^[A-Z]{2}[A-Z0-9]{9}$/.test(first11)) throw new RangeError(`not 11 characters of an ISIN: ${first11}`)
  return first11 + luhnDigit(Array.from(first11, (letter) => Number.parseInt(letter, 36)).join(''))
}

export const isIsin = (text: string): boolean =>
  /^[A-Z]{2}[A-Z0-9]{9}\d$/.test(text) && text === makeIsin(text.slice(0, 11))

// Brazil

/** Receita Federal's digit: weights from the right 2, 3, ... up to `highest` and round again, modulo 11, 10 and 11 as 0. */
function receitaDigit(body: string, highest: number): number {
  const values = Array.from(body, (letter) => letter.charCodeAt(0) - 48)
  const weights = values.map((_value, index) => 2 + ((values.length - 1 - index) % (highest - 1)))
  const rest = weighted(values, weights) % 11
  return rest < 2 ? 0 : 11 - rest
}

function twoReceitaDigits(body: string, highest: number): string {
  const first = receitaDigit(body, highest)
  return `${first}${receitaDigit(body + first, highest)}`
}

/** A CPF from its first nine digits (weights 10 to 2, then 11 to 2). */
export function makeCpf(first9: string): string {
  if (!/^\d{9}$/.test(first9)) throw new RangeError(`not 9 digits: ${first9}`)
  return first9 + twoReceitaDigits(first9, 11)
}

/** Eleven equal digits pass the arithmetic but are never issued. */
export const isCpf = (text: string): boolean =>
  /^\d{11}$/.test(text) && !allAlike(text) && text.slice(9) === twoReceitaDigits(text.slice(0, 9), 11)

/** A CNPJ from its first twelve characters: digits, or since July 2026 digits and capital letters. */
export function makeCnpj(first12: string): string {
  if (!/^[0-9A-Z]{12}$/.test(first12)) throw new RangeError(`not 12 characters: ${first12}`)
  return first12 + twoReceitaDigits(first12, 9)
}

export const isCnpj = (text: string): boolean =>
  /^[0-9A-Z]{12}\d\d$/.test(text) && !allAlike(text) && text.slice(12) === twoReceitaDigits(text.slice(0, 12), 9)

// Colombia; the cédula de ciudadanía has no check digit, so any number of 6 to 10 digits is as good as another

const nitWeights = [3, 7, 13, 17, 19, 23, 29, 37, 41, 43, 47, 53, 59, 67, 71]

/** The check digit of a NIT, DIAN's rule: prime weights from the right, modulo 11; a rest above 1 counts down from 11. */
function nitDigit(number: string): string {
  if (!/^\d{1,15}$/.test(number)) throw new RangeError(`not a number of 1 to 15 digits: ${number}`)
  const rest = weighted(digitsOf(number).reverse(), nitWeights) % 11
  return String(rest > 1 ? 11 - rest : rest)
}

export const makeNit = (number: string): string => `${number}-${nitDigit(number)}`

/** A NIT as it is written: up to 15 digits, a hyphen, the check digit. */
export function isNit(text: string): boolean {
  const match = /^(\d{6,15})-(\d)$/.exec(text)
  return match !== null && match[2] === nitDigit(match[1] ?? '')
}

// Chile

/** The check digit of a RUT: weights 2 to 7 from the right and round again, modulo 11; 10 is written K. */
function rutDigit(number: string): string {
  if (!/^\d{1,9}$/.test(number)) throw new RangeError(`not a number of 1 to 9 digits: ${number}`)
  const values = digitsOf(number).reverse()
  const rest =
    11 -
    (weighted(
      values,
      values.map((_value, index) => 2 + (index % 6)),
    ) %
      11)
  if (rest === 11) return '0'
  return rest === 10 ? 'K' : String(rest)
}

export const makeRut = (number: string): string => `${number}-${rutDigit(number)}`

/** A RUT as it is written without points: 6 to 9 digits, a hyphen, the check digit. */
export function isRut(text: string): boolean {
  const match = /^(\d{6,9})-([\dkK])$/.exec(text)
  return match !== null && match[2]?.toUpperCase() === rutDigit(match[1] ?? '')
}
