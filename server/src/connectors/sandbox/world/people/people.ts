import { makeCnpj, makeCompanyRfc, makeCpf, makeCurp, makeNit, makePersonRfc } from '../../../../domain/identifiers.ts'
import type { Dice } from '../../../../kit/random.ts'
import { type Day, dayFromIso, isoDay } from '../calendar.ts'
import { type City, type Country, printed } from '../countries/country.ts'
import type { Client, Contact } from './client.ts'
import { following, mexicanNumbers, type OwnNumber, ownNumber } from './named.ts'

export type Document = { readonly type: string; readonly number: string }

export type Address = {
  readonly city: City
  readonly street: string
  readonly district: string
  readonly postcode: string
}

export type Phone = { readonly country: string; readonly area: string; readonly number: string }

export type Person = {
  readonly kind: 'person'
  readonly displayName: string
  readonly firstNames: string
  readonly paternal: string
  readonly maternal: string
  readonly sex: 'FEMALE' | 'MALE'
  readonly birthDate: string
  readonly document: Document
  readonly taxNumber: string
  readonly email: string
  readonly phone: Phone
  readonly address: Address
  readonly mother: string
  readonly father: string
}

export type Company = {
  readonly kind: 'company'
  readonly displayName: string
  readonly tradeName: string
  readonly incorporationDate: string
  readonly document: Document
  readonly email: string
  readonly phone: Phone
  readonly address: Address
  readonly administrators: readonly Person[]
}

const firstBirth: Day = dayFromIso('1958-01-01')
// Whoever opened an account in 2010 was of age, and whoever founded a company in 1996 too.
const lastBirth: Day = dayFromIso('1992-12-31')
const lastFounderBirth: Day = dayFromIso('1976-12-31')

export function makePerson(client: Client, role: string, lastBorn: Day = lastBirth): Person {
  const { country } = client
  const dice = client.dice('person', role)
  const born = role === 'holder' ? client.profile.born : null
  const drawnSex: Person['sex'] = dice.chance(0.5) ? 'FEMALE' : 'MALE'
  const drawn = {
    sex: drawnSex,
    firstNames: dice.pick(drawnSex === 'FEMALE' ? country.women : country.men),
    paternal: dice.pick(country.surnames),
    maternal: dice.pick(country.surnames),
    birthDate: isoDay(
      born
        ? dice.between(dayFromIso(`${born[0]}-01-01`), dayFromIso(`${born[1]}-12-31`))
        : dice.between(firstBirth, lastBorn),
    ),
  }
  const own = role === 'holder' ? ownNumber(client.institution, client.user) : null
  const address = makeAddress(country, client.home, client.dice('address', role))
  const names = { ...following(own, drawn, country, client.dice('named')), address }
  const { firstNames, paternal, maternal, birthDate, sex } = names
  const lastNames = country.code === 'BR' ? [maternal, paternal] : [paternal, maternal]
  return {
    kind: 'person',
    displayName: [firstNames, ...lastNames].join(' '),
    firstNames,
    paternal,
    maternal,
    sex,
    birthDate,
    ...documentsOf(country, names, dice),
    email: makeEmail(firstNames, paternal, dice),
    phone: makePhone(country, address.city, dice),
    address,
    mother: `${dice.pick(country.women)} ${dice.pick(country.surnames)} ${maternal}`,
    father: `${dice.pick(country.men)} ${paternal} ${dice.pick(country.surnames)}`,
    ...documented(own, names),
  }
}

/** The published person of the open finance sandbox. */
const ralph = { displayName: 'Ralph Bragg', firstNames: 'Ralph', paternal: 'Bragg', sex: 'MALE' } as const

/** Who is named by a number has that number. */
function documented(own: OwnNumber | null, names: Names): Partial<Person> {
  switch (own?.kind) {
    case 'cpf': {
      const numbers = { document: { type: 'CPF', number: own.number }, taxNumber: own.number }
      return own.number === '76109277673' ? { ...ralph, ...numbers, email: 'ralph.bragg@example.com' } : numbers
    }
    case 'curp': {
      const { rfc } = mexicanNumbers(own, names, names.address.city.state)
      return { document: { type: 'CURP', number: own.number }, taxNumber: rfc }
    }
    case 'rfc':
      return { document: { type: 'RFC', number: own.number }, taxNumber: own.number }
    case 'company_rfc':
    case 'cnpj':
    case undefined:
      return {}
  }
}

/** The published company of the open finance sandbox, whose CNPJ has wrong check digits. */
const bragg = { displayName: 'Belvo OF test', tradeName: 'Bragg Mechanics', email: 'contato@braggmechanics.example' }

function documentedCompany({ institution, user }: Client): Partial<Company> {
  const own = ownNumber(institution, user)
  if (own?.kind === 'company_rfc') return { document: { type: 'RFC', number: user } }
  if (own?.kind !== 'cnpj') return {}
  const document = { type: 'CNPJ', number: user }
  return user === '50685362006773' ? { ...bragg, document } : { document }
}

export function makeCompany(client: Client): Company {
  const { country } = client
  const dice = client.dice('company')
  const name = ownTradeName(client)
  const incorporationDate = isoDay(dice.between(dayFromIso('1996-03-01'), dayFromIso('2009-11-30')))
  const address = makeAddress(country, client.home, client.dice('address', 'company'))
  const word = printed(name)
    .toLowerCase()
    .replace(/[^a-z]/g, '')
    .slice(0, 18)
  return {
    kind: 'company',
    displayName: `${name} ${country.companyForm}`,
    tradeName: name,
    incorporationDate,
    document: companyDocument(country, name, incorporationDate, dice),
    email: `${country.code === 'BR' ? 'contato' : 'contacto'}@${word}.example`,
    phone: makePhone(country, address.city, dice),
    address,
    administrators: ['first', 'second'].map((role) => makePerson(client, role, lastFounderBirth)),
    ...documentedCompany(client),
  }
}

type Names = Pick<Person, 'firstNames' | 'paternal' | 'maternal' | 'birthDate' | 'sex' | 'address'>

export function documentsOf(country: Country, names: Names, dice: Dice): Pick<Person, 'document' | 'taxNumber'> {
  switch (country.code) {
    case 'MX': {
      const mexican = { ...names, sex: names.sex === 'FEMALE' ? 'M' : 'H', state: names.address.city.state } as const
      return { document: { type: 'CURP', number: makeCurp(mexican) }, taxNumber: makePersonRfc(mexican) }
    }
    case 'BR': {
      const number = makeCpf(String(dice.between(100_000_001, 899_999_999)))
      return { document: { type: 'CPF', number }, taxNumber: number }
    }
    case 'CO': {
      const number = String(dice.between(1_000_000_000, 1_140_999_999))
      return { document: { type: 'CC', number }, taxNumber: makeNit(number) }
    }
  }
}

function companyDocument(country: Country, name: string, incorporationDate: string, dice: Dice): Document {
  switch (country.code) {
    case 'MX':
      return { type: 'RFC', number: makeCompanyRfc(name, incorporationDate) }
    case 'BR':
      return { type: 'CNPJ', number: makeCnpj(`${dice.between(10_000_000, 49_999_999)}0001`) }
    case 'CO':
      return { type: 'NIT', number: makeNit(String(dice.between(800_000_000, 901_999_999))) }
  }
}

function makeAddress(country: Country, city: City, dice: Dice): Address {
  const street = dice.pick(city.streets)
  const postcodeLength = { MX: 5, BR: 8, CO: 6 }[country.code]
  return {
    city,
    street: country.code === 'CO' ? `${street}-${dice.between(10, 98)}` : `${street} ${dice.between(12, 1_980)}`,
    district: dice.pick(city.districts),
    postcode: city.postcodePrefix + dice.digits(postcodeLength - city.postcodePrefix.length),
  }
}

const mailHosts = ['example.com', 'example.net', 'example.org'] as const

// Hosts that are reserved for examples: no message can reach a real person.
function makeEmail(firstNames: string, surname: string, dice: Dice): string {
  const name = `${firstNames.split(' ')[0] ?? ''}.${surname}`
  return `${printed(name)
    .toLowerCase()
    .replace(/[^a-z.]/g, '')}${dice.between(1, 99)}@${dice.pick(mailHosts)}`
}

function makePhone(country: Country, city: City, dice: Dice): Phone {
  switch (country.code) {
    case 'MX':
      return { country: '52', area: city.areaCode, number: dice.between(2, 9) + dice.digits(9 - city.areaCode.length) }
    case 'BR':
      return { country: '55', area: city.areaCode, number: `9${dice.between(6, 9)}${dice.digits(7)}` }
    case 'CO':
      return { country: '57', area: `3${dice.between(0, 2)}${dice.between(0, 9)}`, number: dice.digits(7) }
  }
}

export const printedPhone = (phone: Phone): string => `+${phone.country}${phone.area}${phone.number}`

export const printedAddress = ({ street, district, city, postcode }: Address): string =>
  `${street}, ${district}, ${city.town}, ${city.stateName}, ${postcode}`

/** People or companies at other banks. */
export function makeContacts(client: Client, role: string, count: number, company: boolean): readonly Contact[] {
  const { country } = client
  return Array.from({ length: count }, (_each, index) => {
    const dice = client.dice('contact', role, index)
    const [bank, bankCode] = dice.pick(country.banks)
    const brazilian = country.code === 'BR'
    return {
      name: company ? companyName(client, dice) : personName(country, dice),
      company,
      document: brazilian ? contactDocument(company, dice) : null,
      bank,
      bankCode,
      agency: brazilian ? dice.digits(4) : null,
      number: String(dice.between(1, 9)) + dice.digits(brazilian ? 7 : 9),
      checkDigit: brazilian ? dice.digits(1) : null,
    }
  })
}

const contactDocument = (company: boolean, dice: Dice): string =>
  company
    ? makeCnpj(`${dice.between(10_000_000, 49_999_999)}0001`)
    : makeCpf(String(dice.between(100_000_001, 899_999_999)))

const ownTradeName = (client: Client): string => client.dice('trade name').pick(client.country.companies)

/** Another company's name: nobody sends invoices to himself. */
function companyName(client: Client, dice: Dice): string {
  const { companies, companyForm } = client.country
  const others = companies.filter((name) => name !== ownTradeName(client))
  return `${others[dice.between(0, others.length - 1)]} ${companyForm}`
}

function personName(country: Country, dice: Dice): string {
  const first = dice.pick(dice.chance(0.5) ? country.women : country.men)
  return `${first} ${dice.pick(country.surnames)} ${dice.pick(country.surnames)}`
}
