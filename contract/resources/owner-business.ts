import Type from 'typebox'
import { currency, date, instant, nullable, optional, text, uuid } from '../schema.ts'
import { ownerAddresses, ownerDocumentId, ownerEmails, ownerPhoneNumbers, ownerProcurators } from './owner-parts.ts'

const ownerBusinessDocumentIds = nullable(
  Type.Object({
    type: nullable(
      Type.Enum(['DRIVERS_LICENSE', 'PASSPORT', 'ID_CARD', 'FISCAL_ID', 'FOREIGNER_REGISTRATION_CARD', 'OTHER']),
    ),
    type_additional_info: nullable(text(70)),
    number: Type.String({ pattern: '^[\\w\\W]{0,40}$', maxLength: 40 }),
    check_digit: nullable(text(2)),
    issue_date: nullable(date()),
    expiration_date: nullable(date()),
    country_of_issuance: nullable(Type.String({ pattern: '^(\\w{3}){1}$', maxLength: 3 })),
    additional_info: nullable(text(100)),
  }),
)

const ownerParties = nullable(
  Type.Object({
    person_type: nullable(Type.Enum(['INDIVIDUAL', 'COMPANY'])),
    type: nullable(Type.Enum(['MEMBER', 'ADMINISTRATOR'])),
    display_name: nullable(Type.String({ pattern: '^[\\w\\W]{0,128}$', maxLength: 128 })),
    social_name: nullable(Type.String({ pattern: '^[\\w\\W]{0,128}$', maxLength: 128 })),
    company_name: optional(nullable(Type.String({ pattern: '^[\\w\\W]{0,128}$', maxLength: 128 }))),
    trade_name: nullable(Type.String({ pattern: '^[\\w\\W]{0,128}$', maxLength: 128 })),
    start_date: nullable(date()),
    percentage_type: nullable(Type.Number()),
    document_type: nullable(Type.Enum(['CPF', 'CNPJ', 'OTHER_TRAVEL_DOCUMENT', 'PASSPORT'])),
    document_number: text(40),
    document_issue_date: nullable(date()),
    document_expiration_date: nullable(date()),
    document_country: nullable(Type.String({ pattern: '^(\\w{3}){1}$', maxLength: 3 })),
    document_additional_info: nullable(text(100)),
  }),
)

const ownerBusinessEconomicActivies = nullable(
  Type.Object({
    is_main: Type.Boolean(),
    code: Type.String({ pattern: '^\\d{2,7}$', minLength: 2, maxLength: 7 }),
  }),
)

const ownerBusinessInformedRevenue = nullable(
  Type.Object({
    frequency: nullable(
      Type.Enum([
        'DAILY',
        'WEEKLY',
        'FORTNIGHTLY',
        'MONTHLY',
        'BIMONTHLY',
        'QUARTERLY',
        'BIANNUALLY',
        'ANNUALLY',
        'OTHERS',
      ]),
    ),
    frequency_additional_info: nullable(text(100)),
    amount: Type.Number(),
    currency: Type.String({ pattern: '^[A-Z]{3}$', minLength: 3, maxLength: 3 }),
    year: Type.Integer({ minimum: 1700, maximum: 2090 }),
  }),
)

const ownerBusinessPatrimony = nullable(
  Type.Object({
    amount: Type.Number(),
    currency: currency(),
    date: date(),
  }),
)

const ownerBusinessFinancialProfile = nullable(
  Type.Object({
    economic_activities: Type.Array(ownerBusinessEconomicActivies),
    informed_revenue: ownerBusinessInformedRevenue,
    patrimony: ownerBusinessPatrimony,
  }),
)

const ownerBusinessProducts = nullable(
  Type.Object({
    type: nullable(Type.Enum(['SAVINGS_ACCOUNT', 'CHECKING_ACCOUNT'])),
    subtype: text(),
    agency: nullable(Type.String({ pattern: '^\\d{1,4}$', maxLength: 4 })),
    clearing_code: Type.String({ pattern: '^\\d{3}$', maxLength: 3 }),
    number: Type.String({ pattern: '^\\d{8,20}$', maxLength: 20 }),
    check_digit: text(2),
  }),
)

const ownerBusinessFinancialRelation = nullable(
  Type.Object({
    start_date: Type.String({
      format: 'date-time',
      pattern:
        '^(\\d{4})-(1[0-2]|0?[1-9])-(3[01]|[12][0-9]|0?[1-9])T(?:[01]\\d|2[0123]):(?:[012345]\\d):(?:[012345]\\d)Z$',
      maxLength: 20,
    }),
    product_services: Type.Array(text(), { minItems: 1 }),
    procurators: Type.Array(ownerProcurators),
    products: Type.Array(ownerBusinessProducts),
  }),
)

export const businessOwner = Type.Object({
  id: uuid(),
  link: nullable(uuid()),
  internal_identification: nullable(text()),
  collected_at: instant(),
  created_at: instant(),
  company_name: Type.String({ pattern: '^[\\w\\W]{0,128}$', maxLength: 128 }),
  trade_name: nullable(Type.String({ pattern: '^[\\w\\W]{0,128}$', maxLength: 128 })),
  incorporation_date: date(),
  companies_id: Type.Array(Type.String({ pattern: '^\\d{14}$', maxLength: 14 }), { minItems: 1 }),
  document_id: ownerDocumentId,
  additional_documents: Type.Array(ownerBusinessDocumentIds, { minItems: 1 }),
  email: nullable(Type.String({ format: 'email', maxLength: 256 })),
  emails: Type.Array(ownerEmails, { minItems: 0 }),
  address: nullable(text()),
  addresses: Type.Array(ownerAddresses, { minItems: 1 }),
  phone_number: nullable(text()),
  phone_numbers: Type.Array(ownerPhoneNumbers, { minItems: 0 }),
  parties: Type.Array(ownerParties, { minItems: 1 }),
  financial_profile: ownerBusinessFinancialProfile,
  financial_relation: ownerBusinessFinancialRelation,
})
