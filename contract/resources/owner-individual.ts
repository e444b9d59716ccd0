import Type from 'typebox'
import { currency, date, instant, nullable, optional, text, uuid } from '../schema.ts'
import { ownerAddresses, ownerDocumentId, ownerEmails, ownerPhoneNumbers, ownerProcurators } from './owner-parts.ts'

const ownerIndividualDocumentIds = nullable(
  Type.Object({
    type: nullable(
      Type.Enum(['DRIVERS_LICENSE', 'PASSPORT', 'ID_CARD', 'FISCAL_ID', 'FOREIGNER_REGISTRATION_CARD', 'OTHER']),
    ),
    type_additional_info: nullable(text(70)),
    number: text(40),
    check_digit: text(2),
    issue_date: nullable(date()),
    expiration_date: nullable(date()),
    country_of_issuance: nullable(Type.String({ pattern: '^[\\w]{3}$', maxLength: 3 })),
    additional_info: nullable(text(100)),
  }),
)

const ownerIndividualNationalityDocumentId = nullable(
  Type.Object({
    type: nullable(
      Type.Enum(['DRIVERS_LICENSE', 'PASSPORT', 'ID_CARD', 'FISCAL_ID', 'FOREIGNER_REGISTRATION_CARD', 'OTHER']),
    ),
    number: text(40),
    issue_date: nullable(date()),
    expiration_date: nullable(date()),
    country_of_issuance: nullable(Type.String({ pattern: '^[\\w]{3}$', maxLength: 3 })),
    additional_info: nullable(text(100)),
  }),
)

const ownerNationalities = Type.Object({
  info: nullable(Type.String({ pattern: '^\\S[\\s\\S]*$', maxLength: 40 })),
  documents: Type.Array(ownerIndividualNationalityDocumentId),
})

const ownerFiliations = Type.Object({
  type: nullable(Type.Enum(['MOTHER', 'FATHER'])),
  civil_name: text(70),
  social_name: nullable(text(70)),
})

const ownerIndividualInformedIncome = Type.Object({
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
  amount: Type.Number(),
  currency: currency(),
  date: date(),
})

const ownerIndividualPatrimony = nullable(
  Type.Object({
    amount: Type.Number(),
    currency: currency(),
    year: Type.Integer({ minimum: 1700, maximum: 2090 }),
  }),
)

const ownerIndividualFinancialProfile = nullable(
  Type.Object({
    company_id: nullable(Type.String({ pattern: '^\\d{14}$', maxLength: 14 })),
    occupation_code: nullable(Type.Enum(['BRAZIL_PUBLIC_OFFICE', 'BRAZIL_OCCUPATION_CODE', 'OTHER'])),
    occupation_description: nullable(text(100)),
    informed_income: ownerIndividualInformedIncome,
    patrimony: ownerIndividualPatrimony,
  }),
)

const ownerIndividualProducts = nullable(
  Type.Object({
    type: nullable(Type.Enum(['SAVINGS_ACCOUNT', 'CHECKING_ACCOUNT'])),
    subtype: nullable(text()),
    agency: nullable(Type.String({ pattern: '^\\d{1,4}$', maxLength: 4 })),
    clearing_code: Type.String({ pattern: '^\\d{3}$', maxLength: 3 }),
    number: Type.String({ pattern: '^\\d{8,20}$', maxLength: 20 }),
    check_digit: text(2),
  }),
)

const ownerIndividualSalaryPortabilityRequests = Type.Object({
  employer_name: optional(Type.String({ pattern: '^(?!\\s)[\\w\\W\\s]*[^\\s]$', maxLength: 80 })),
  employer_id_number: optional(Type.String({ pattern: '^\\d{14}$|^\\d{11}$', minLength: 11, maxLength: 14 })),
  employer_bank_id_number: optional(Type.String({ pattern: '^\\d{14}$', minLength: 14, maxLength: 14 })),
  employer_bank_code: optional(Type.String({ pattern: '^[0-9]{8}$', minLength: 8, maxLength: 8 })),
  portability_approval_date: optional(date()),
})

const ownerIndividualPayrollAccounts = Type.Object({
  employer_name: optional(Type.String({ pattern: '^(?!\\s)[\\w\\W\\s]*[^\\s]$', maxLength: 80 })),
  employer_id_number: optional(Type.String({ pattern: '^\\d{14}$|^\\d{11}$', minLength: 11, maxLength: 14 })),
  employer_bank_id_number: optional(Type.String({ pattern: '^\\d{14}$', minLength: 14, maxLength: 14 })),
  employer_bank_code: optional(Type.String({ pattern: '^[0-9]{8}$', minLength: 8, maxLength: 8 })),
  account_opening_date: optional(date()),
})

const ownerIndividualFinancialRelation = nullable(
  Type.Object({
    start_date: Type.String({
      format: 'date-time',
      pattern:
        '^(\\d{4})-(1[0-2]|0?[1-9])-(3[01]|[12][0-9]|0?[1-9])T(?:[01]\\d|2[0123]):(?:[012345]\\d):(?:[012345]\\d)Z$',
      maxLength: 20,
    }),
    product_services: Type.Array(text(), { minItems: 1 }),
    product_services_additional_info: nullable(Type.String({ pattern: '^[\\w\\W]*$', maxLength: 100 })),
    procurators: Type.Array(ownerProcurators),
    products: Type.Array(ownerIndividualProducts),
    salary_portability_requests: optional(Type.Array(ownerIndividualSalaryPortabilityRequests)),
    payroll_accounts: optional(Type.Array(ownerIndividualPayrollAccounts)),
  }),
)

export const individualOwner = Type.Object({
  id: uuid(),
  link: nullable(uuid()),
  internal_identification: nullable(text()),
  collected_at: instant(),
  created_at: instant(),
  display_name: Type.String({ pattern: '^[\\w\\W]{0,128}$', maxLength: 128 }),
  social_name: nullable(Type.String({ pattern: '^[\\w\\W]{0,128}$', maxLength: 128 })),
  birth_date: date(),
  marital_status: nullable(
    Type.Enum(['SINGLE', 'MARRIED', 'WIDOWED', 'SEPARATED', 'DIVORCED', 'CIVIL_UNION', 'OTHER']),
  ),
  marital_status_additional_info: nullable(Type.String({ pattern: '^[\\w\\W]{0,50}$', maxLength: 50 })),
  gender: nullable(Type.Enum(['FEMALE', 'MALE', 'OTHER'])),
  companies_id: Type.Array(Type.String({ pattern: '^\\d{14}$', maxLength: 14 }), { minItems: 1 }),
  is_local_resident: Type.Boolean(),
  document_id: ownerDocumentId,
  additional_documents: Type.Array(ownerIndividualDocumentIds, { minItems: 1 }),
  nationalities: nullable(Type.Array(ownerNationalities, { minItems: 1 })),
  email: nullable(Type.String({ format: 'email', maxLength: 320 })),
  emails: Type.Array(ownerEmails, { minItems: 0 }),
  address: nullable(text()),
  addresses: Type.Array(ownerAddresses, { minItems: 1 }),
  phone_number: nullable(text()),
  phone_numbers: Type.Array(ownerPhoneNumbers, { minItems: 0 }),
  filiations: Type.Array(ownerFiliations, { minItems: 1 }),
  financial_profile: ownerIndividualFinancialProfile,
  financial_relation: ownerIndividualFinancialRelation,
})
