import Type from 'typebox'
import { nullable, text } from '../schema.ts'

export const ownerDocumentId = Type.Object({
  document_type: text(),
  document_number: text(),
})

export const ownerEmails = nullable(
  Type.Object({
    is_main: Type.Boolean(),
    email: text(320),
  }),
)

export const ownerAddresses = nullable(
  Type.Object({
    is_main: Type.Boolean(),
    address: text(150),
    additional_info: nullable(text(150)),
    district_name: nullable(text(50)),
    town: text(50),
    town_code: nullable(Type.String({ pattern: '\\d{7}$', maxLength: 7 })),
    state: nullable(text(2)),
    postcode: Type.String({ pattern: '^\\d{8}$', maxLength: 8 }),
    country_name: text(80),
    country_code: nullable(Type.String({ pattern: '^([A-Z]{3})$', maxLength: 3 })),
    latitude: nullable(Type.String({ pattern: '^-?\\d{1,2}\\.\\d{1,9}$', maxLength: 13 })),
    longitude: nullable(Type.String({ pattern: '^-?\\d{1,3}\\.\\d{1,8}$', maxLength: 13 })),
  }),
)

export const ownerPhoneNumbers = nullable(
  Type.Object({
    is_main: Type.Boolean(),
    type: nullable(Type.Enum(['LANDLINE', 'MOBILE', 'OTHER'])),
    additional_info: nullable(text(100)),
    number: Type.String({ pattern: '^([0-9]{8,11})$', maxLength: 11 }),
    country_code: nullable(Type.String({ pattern: '^\\d{1,4}$', maxLength: 4 })),
    area_code: nullable(Type.String({ pattern: '^\\d{1,2}$', maxLength: 2 })),
    extension: nullable(Type.String({ pattern: '^\\d{1,5}$', maxLength: 5 })),
  }),
)

export const ownerProcurators = nullable(
  Type.Object({
    type: nullable(Type.Enum(['LEGAL_REPRESENTATIVE', 'ATTORNEY'])),
    civil_name: Type.String({ pattern: '^[\\w\\W]*$', maxLength: 70 }),
    social_name: nullable(Type.String({ pattern: '^[\\w\\W]*$', maxLength: 70 })),
    // A company's CNPJ has 14 digits, which the published pattern forgets.
    document_number: Type.String({ pattern: '^(\\d{11}|\\d{14})$', maxLength: 14 }),
  }),
)
