import { makeCurp, makePersonRfc } from '../../../../domain/identifiers.ts'
import type { Dice } from '../../../../kit/random.ts'
import { dayFromIso, isoDay } from '../../world/calendar.ts'
import { type City, type Country, printed } from '../../world/countries/country.ts'
import { mexico } from '../../world/countries/mexico.ts'
import type { Client } from '../../world/people/client.ts'
import { employerNamed } from '../employers.ts'

/** Where a taxpayer stands in the list of those who may have invoiced what never happened (article 69-B). */
export type FraudStatus = 'INVESTIGATING' | 'DISMISSED' | 'CONFIRMED' | 'OVERTURNED' | 'NO_TAX_FRAUD_STATUS'

/** One side of an invoice, as an invoice of version 4.0 names it. */
export type Party = {
  readonly kind: 'company' | 'person' | 'public' | 'foreign'
  readonly rfc: string
  /** Of people. */
  readonly curp: string | null
  /** In capitals and without the form of company. */
  readonly name: string
  /** c_RegimenFiscal. */
  readonly regime: string
  readonly postcode: string
  readonly fraud: FraudStatus
}

/** Who buys without giving a name, at the place of the seller. */
export const generalPublic = (postcode: string): Party => ({
  kind: 'public',
  rfc: 'XAXX010101000',
  curp: null,
  name: 'PUBLICO EN GENERAL',
  regime: '616',
  postcode,
  fraud: 'NO_TAX_FRAUD_STATUS',
})

/** Who buys from abroad and has no RFC. */
export const foreigner = (name: string, postcode: string): Party => ({
  ...generalPublic(postcode),
  kind: 'foreign',
  rfc: 'XEXX010101000',
  name: printed(name),
})

/** The postal code of the border zone in which the tax is 8 %. */
const borderPostcode = '22000'

const suspicious = ['INVESTIGATING', 'DISMISSED', 'CONFIRMED', 'OVERTURNED'] as const

const partners = new WeakMap<Client, Map<string, Party>>()

/** The same few partners come again and again, and their numbers take long to work out. */
function known(client: Client, name: string, make: () => Party): Party {
  const parties = partners.get(client) ?? new Map<string, Party>()
  const party = parties.get(name) ?? make()
  partners.set(client, parties.set(name, party))
  return party
}

/** A company by its name: the same one for everybody in the workspace, whoever it trades with. */
export const companyNamed = (client: Client, name: string): Party =>
  known(client, name, () => makeCompanyParty(client, name))

function makeCompanyParty(client: Client, name: string): Party {
  const tradeName = withoutForm(name)
  const dice = client.market('taxpayer', tradeName)
  return {
    kind: 'company',
    rfc: employerNamed(client, name).taxNumber,
    curp: null,
    name: printed(tradeName),
    regime: '601',
    postcode: dice.chance(0.12) ? borderPostcode : postcodeIn(dice.pick(mexico.cities), dice),
    fraud: dice.chance(0.1) ? dice.pick(suspicious) : 'NO_TAX_FRAUD_STATUS',
  }
}

/** A person by the full name, of which the last two words are the surnames. */
export const personNamed = (client: Client, name: string, regime: string): Party =>
  known(client, `${name} ${regime}`, () => makePersonParty(client, name, regime))

function makePersonParty(client: Client, name: string, regime: string): Party {
  const dice = client.market('taxpayer', name)
  const words = name.split(' ')
  const [paternal = '', maternal = ''] = words.slice(-2)
  const birthDate = isoDay(dice.between(dayFromIso('1955-01-01'), dayFromIso('1996-12-31')))
  const city = dice.pick(mexico.cities)
  const names = {
    firstNames: words.slice(0, -2).join(' '),
    paternal,
    maternal,
    birthDate,
    sex: dice.chance(0.5) ? 'H' : 'M',
    state: city.state,
  } as const
  return {
    kind: 'person',
    rfc: makePersonRfc(names),
    curp: makeCurp(names),
    name: printed(name),
    regime,
    postcode: postcodeIn(city, dice),
    fraud: 'NO_TAX_FRAUD_STATUS',
  }
}

export const isAtBorder = ({ postcode }: Party): boolean => postcode === borderPostcode

const postcodeIn = (city: City, dice: Dice): string => city.postcodePrefix + dice.digits(5 - city.postcodePrefix.length)

/** `Textiles La Malinche` of `Textiles La Malinche S.A. de C.V.`. */
export const withoutForm = (name: string): string => name.replace(/ S\.A\. de C\.V\.$/i, '')

/** A person's name as lists of names make it. */
export function somebody(country: Country, dice: Dice): string {
  const first = dice.pick(dice.chance(0.5) ? country.women : country.men)
  return `${first} ${dice.pick(country.surnames)} ${dice.pick(country.surnames)}`
}
