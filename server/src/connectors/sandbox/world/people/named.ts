import { isCpf, isCurp, isRfc, makeCurp, makePersonRfc } from '../../../../domain/identifiers.ts'
import type { Dice } from '../../../../kit/random.ts'
import type { CountryCode } from '../calendar.ts'
import type { Country, Some } from '../countries/country.ts'
import { moreMen, moreSurnames, moreWomen } from '../countries/names-mexico.ts'

/** A user name that is somebody's own number. */
export type OwnNumber = { readonly kind: 'curp' | 'rfc' | 'company_rfc' | 'cpf' | 'cnpj'; readonly number: string }

/** The banks at which the registers of a country look people up, and at which a number is its holder's own. */
export const homeBanks: Readonly<Partial<Record<CountryCode, string>>> = {
  MX: 'erebor_mx_retail',
  BR: 'ofmockbank_br_retail',
}

/** The published form, which takes days that do not exist. */
const curpForm = /^[A-Z]{4}\d{6}[A-Z]{6}[A-Z0-9]{2}$/
const rfcForm = /^[A-ZÑ&]{3,4}\d{6}[A-Z0-9]{3}$/

/** Mexican numbers are taken by their form, since the published ones have wrong digits; a CPF has to be right. */
export function ownNumber(institution: string, user: string): OwnNumber | null {
  if (institution === homeBanks.MX) return mexicanNumber(user)
  if (institution !== homeBanks.BR) return null
  if (isCpf(user)) return { kind: 'cpf', number: user }
  return /^\d{14}$/.test(user) ? { kind: 'cnpj', number: user } : null
}

function mexicanNumber(user: string): OwnNumber | null {
  if (curpForm.test(user)) return { kind: 'curp', number: user }
  if (!rfcForm.test(user)) return null
  return { kind: user.length === 12 ? 'company_rfc' : 'rfc', number: user }
}

export type Names = {
  readonly firstNames: string
  readonly paternal: string
  readonly maternal: string
  readonly sex: 'FEMALE' | 'MALE'
  /** YYYY-MM-DD. */
  readonly birthDate: string
}

/** What a number with right digits says of its holder comes before what was drawn. */
export function following(own: OwnNumber | null, drawn: Names, country: Country, dice: Dice): Names {
  if (own?.kind === 'curp' && isCurp(own.number)) {
    const letter = own.number.charAt(10)
    const sex = letter === 'H' ? 'MALE' : letter === 'M' ? 'FEMALE' : drawn.sex
    const century = /\d/.test(own.number.charAt(16)) ? '19' : '20'
    return withInitials({ ...drawn, sex, birthDate: dateIn(own.number, century) }, own.number, country, dice)
  }
  if (own?.kind === 'rfc' && isRfc(own.number)) {
    // An RFC does not tell the century; who has one is of age.
    const century = Number(own.number.slice(4, 6)) <= 8 ? '20' : '19'
    return withInitials({ ...drawn, birthDate: dateIn(own.number, century) }, own.number, country, dice)
  }
  return drawn
}

const dateIn = (number: string, century: string): string =>
  `${century}${number.slice(4, 6)}-${number.slice(6, 8)}-${number.slice(8, 10)}`

/** Names from the country's lists that come nearest to the number's letters. */
function withInitials(names: Names, number: string, country: Country, dice: Dice): Names {
  const surnames: Some<string> = [...country.surnames, ...moreSurnames]
  const given: Some<string> = names.sex === 'FEMALE' ? [...country.women, ...moreWomen] : [...country.men, ...moreMen]
  const near = (choices: Some<string>, places: readonly number[], fill: (name: string) => Partial<Names>) => {
    const marks = choices.map((name) => likeness(curpOf({ ...names, ...fill(name) }), number, places))
    const best = Math.max(...marks)
    const nearest = choices.filter((_name, index) => marks[index] === best)
    return nearest[dice.between(0, nearest.length - 1)] as string
  }
  return {
    ...names,
    paternal: near(surnames, [0, 1, 13], (paternal) => ({ paternal })),
    maternal: near(surnames, [2, 14], (maternal) => ({ maternal })),
    firstNames: near(given, [3, 15], (firstNames) => ({ firstNames })),
  }
}

const curpOf = (names: Names): string => makeCurp({ ...names, sex: names.sex === 'FEMALE' ? 'M' : 'H', state: 'NE' })

/** The first of the letters counts for more than the others together. */
const likeness = (made: string, number: string, places: readonly number[]): number =>
  places.reduce((sum, place, index) => sum + (made.charAt(place) === number.charAt(place) ? 4 / (index + 1) : 0), 0)

/** CURP and RFC of one person begin alike, whichever of them names the person. */
export function mexicanNumbers(own: OwnNumber | null, names: Names, state: string): { curp: string; rfc: string } {
  const person = { ...names, sex: names.sex === 'FEMALE' ? 'M' : 'H', state } as const
  if (own?.kind === 'curp') {
    const rfc = isCurp(own.number) ? makePersonRfc(person, own.number.slice(0, 10)) : makePersonRfc(person)
    return { curp: own.number, rfc }
  }
  if (own?.kind === 'rfc') {
    const curp = isRfc(own.number)
      ? makeCurp(person, undefined, own.number.slice(0, 10).replace(/[Ñ&]/g, 'X'))
      : makeCurp(person)
    return { curp, rfc: own.number }
  }
  return { curp: makeCurp(person), rfc: makePersonRfc(person) }
}
