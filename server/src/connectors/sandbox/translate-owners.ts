import { makeCnpj } from '../../domain/identifiers.ts'
import { centsToWire } from '../../kit/money.ts'
import type { SourceRecord } from '../contract.ts'
import type { Look } from './translate.ts'
import { dayAt, monthIn, monthOf } from './world/calendar.ts'
import {
  type Address,
  type Company,
  type Person,
  type Phone,
  printedAddress,
  printedPhone,
} from './world/people/people.ts'
import type { World } from './world/world.ts'

/** Who owns the accounts: one person, or the company. */
export function ownerRecords(look: Look): SourceRecord[] {
  const { world } = look
  const { holder, ownerKey } = world
  if (world.client.country.code !== 'BR') return [{ key: ownerKey, body: standardBody(world) }]
  const body = holder.kind === 'person' ? individualBody(look, holder) : businessBody(look, holder)
  return [{ key: ownerKey, body }]
}

/** The shape outside Brazil. */
function standardBody({ holder, ownerKey }: World) {
  const names =
    holder.kind === 'person'
      ? {
          business_name: null,
          first_name: holder.firstNames,
          last_name: holder.paternal,
          second_last_name: holder.maternal,
        }
      : { business_name: holder.displayName, first_name: null, last_name: null, second_last_name: null }
  return {
    internal_identification: ownerKey,
    display_name: holder.displayName,
    email: holder.email,
    phone_number: printedPhone(holder.phone),
    address: printedAddress(holder.address),
    document_id: { document_type: holder.document.type, document_number: holder.document.number },
    ...names,
  }
}

/** The invented institutions' own CNPJs and clearing codes. */
const registrations: Readonly<Record<string, { readonly root: string; readonly clearingCode: string }>> = {
  gringotts: { root: '41100001', clearingCode: '981' },
  erebor: { root: '41100002', clearingCode: '982' },
  gotham: { root: '41100003', clearingCode: '983' },
  heimdall: { root: '41100004', clearingCode: '984' },
  ironbank: { root: '41100005', clearingCode: '985' },
  ofmockbank: { root: '41100006', clearingCode: '986' },
}

export function institutionOf({ client }: World) {
  const { root, clearingCode } = registrations[client.institution.split('_')[0] ?? ''] ?? {
    root: '41100009',
    clearingCode: '989',
  }
  const brand = client.institution.split('_')[0] ?? ''
  return { cnpj: makeCnpj(`${root}0001`), clearingCode, name: `${brand.toUpperCase()} BRASIL S.A.` }
}

function individualBody({ world, now }: Look, person: Person) {
  const { client } = world
  const dice = client.dice('owner')
  const month = monthOf(dayAt(now))
  const year = Math.floor(month / 12)
  const startOfYear = monthIn(year, 1)
  return {
    internal_identification: world.ownerKey,
    display_name: person.displayName,
    social_name: null,
    birth_date: person.birthDate,
    marital_status: dice.pick(['SINGLE', 'MARRIED', 'DIVORCED', 'CIVIL_UNION']),
    marital_status_additional_info: null,
    gender: person.sex,
    companies_id: [institutionOf(world).cnpj],
    is_local_resident: true,
    document_id: { document_type: person.document.type, document_number: person.document.number },
    additional_documents: [
      {
        type: 'ID_CARD',
        type_additional_info: null,
        number: dice.digits(8),
        check_digit: dice.digits(1),
        issue_date: `20${dice.between(10, 14)}-0${dice.between(1, 9)}-${dice.between(10, 28)}`,
        expiration_date: null,
        country_of_issuance: 'BRA',
        additional_info: null,
      },
    ],
    nationalities: null,
    ...reachable(person),
    filiations: [
      { type: 'MOTHER', civil_name: person.mother, social_name: null },
      { type: 'FATHER', civil_name: person.father, social_name: null },
    ],
    financial_profile: {
      company_id: makeCnpj(`${dice.between(10_000_000, 49_999_999)}0001`),
      occupation_code: 'BRAZIL_OCCUPATION_CODE',
      occupation_description: String(dice.between(111_105, 992_225)),
      informed_income: {
        frequency: 'MONTHLY',
        amount: centsToWire(world.income(startOfYear)),
        currency: client.country.currency,
        date: `${year}-01-01`,
      },
      patrimony: {
        amount: centsToWire(world.income(startOfYear) * 20),
        currency: client.country.currency,
        year: year - 1,
      },
    },
    financial_relation: relationOf(world, [], { product_services_additional_info: null }),
  }
}

function businessBody({ world, now }: Look, company: Company) {
  const { client } = world
  const dice = client.dice('owner')
  const month = monthOf(dayAt(now))
  const year = Math.floor(month / 12)
  const startOfYear = monthIn(year, 1)
  return {
    internal_identification: world.ownerKey,
    company_name: company.displayName,
    trade_name: company.tradeName,
    incorporation_date: company.incorporationDate,
    companies_id: [institutionOf(world).cnpj],
    document_id: { document_type: company.document.type, document_number: company.document.number },
    additional_documents: [
      {
        type: 'OTHER',
        type_additional_info: 'NIRE',
        number: dice.digits(11),
        // The network knows none for companies, and the wire wants text.
        check_digit: '',
        issue_date: null,
        expiration_date: null,
        country_of_issuance: 'BRA',
        additional_info: null,
      },
    ],
    ...reachable(company),
    parties: company.administrators.map((person, index) => ({
      person_type: 'INDIVIDUAL',
      type: 'ADMINISTRATOR',
      display_name: person.displayName,
      social_name: null,
      company_name: null,
      trade_name: null,
      start_date: company.incorporationDate,
      percentage_type: index === 0 ? 0.6 : 0.4,
      document_type: 'CPF',
      document_number: person.document.number,
      document_issue_date: null,
      document_expiration_date: null,
      document_country: 'BRA',
      document_additional_info: null,
    })),
    financial_profile: {
      economic_activities: [{ is_main: true, code: String(dice.between(4_511_101, 4_789_099)) }],
      informed_revenue: {
        frequency: 'ANNUALLY',
        frequency_additional_info: null,
        amount: centsToWire(world.income(startOfYear - 12) * 12),
        currency: client.country.currency,
        year: year - 1,
      },
      patrimony: {
        amount: centsToWire(world.income(startOfYear - 12) * 5),
        currency: client.country.currency,
        date: `${year - 1}-12-31`,
      },
    },
    financial_relation: relationOf(world, company.administrators, {}),
  }
}

/** Postal, electronic and telephone addresses, whole and flattened. */
function reachable({ email, phone, address }: { email: string; phone: Phone; address: Address }) {
  const { city } = address
  return {
    email,
    emails: [{ is_main: true, email }],
    address: printedAddress(address),
    addresses: [
      {
        is_main: true,
        address: address.street,
        additional_info: null,
        district_name: address.district,
        town: city.town,
        town_code: city.code,
        state: city.state,
        postcode: address.postcode,
        country_name: 'Brasil',
        country_code: 'BRA',
        latitude: city.latitude.toFixed(4),
        longitude: city.longitude.toFixed(4),
      },
    ],
    phone_number: printedPhone(phone),
    phone_numbers: [
      {
        is_main: true,
        type: 'MOBILE',
        additional_info: null,
        number: phone.number,
        country_code: phone.country,
        area_code: phone.area,
        extension: null,
      },
    ],
  }
}

function relationOf<Extra>(world: World, procurators: readonly Person[], extra: Extra) {
  const { clearingCode } = institutionOf(world)
  const deposits = [
    { type: 'CHECKING_ACCOUNT', account: world.checking },
    { type: 'SAVINGS_ACCOUNT', account: world.savings },
  ]
  const dice = world.client.dice('relation')
  return {
    start_date: `20${dice.between(10, 13)}-0${dice.between(1, 9)}-${dice.between(10, 28)}T12:30:00Z`,
    product_services: productsOf(world),
    ...extra,
    procurators: procurators.map((person) => ({
      type: 'LEGAL_REPRESENTATIVE',
      civil_name: person.displayName,
      social_name: null,
      document_number: person.document.number,
    })),
    products: deposits.flatMap(({ type, account }) =>
      account
        ? [
            {
              type,
              subtype: 'INDIVIDUAL',
              agency: account.number.agency,
              clearing_code: clearingCode,
              number: account.number.number,
              check_digit: account.number.checkDigit ?? '',
            },
          ]
        : [],
    ),
  }
}

function productsOf({ savings, cards, loans, portfolio, foreign }: World): string[] {
  const products = ['CONTA_DEPOSITO_A_VISTA']
  if (savings) products.push('CONTA_POUPANCA')
  if (cards.length > 0) products.push('CARTAO_CREDITO')
  if (loans.length > 0) products.push('OPERACAO_CREDITO')
  if (portfolio) products.push('INVESTIMENTO')
  if (foreign) products.push('OPERACOES_CAMBIO')
  return products
}
