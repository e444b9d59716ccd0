import Type from 'typebox'
import { instant, nullable, optional, text, uuid } from '../schema.ts'

const ownerDocumentId = nullable(
  Type.Object({
    document_type: nullable(text()),
    document_number: nullable(text()),
  }),
)

export const standardOwner = Type.Object({
  id: uuid(),
  link: nullable(uuid()),
  internal_identification: nullable(text()),
  collected_at: instant(),
  created_at: optional(instant()),
  display_name: nullable(text(128)),
  email: nullable(Type.String({ format: 'email', maxLength: 256 })),
  phone_number: nullable(text()),
  address: nullable(text()),
  document_id: optional(ownerDocumentId),
  business_name: optional(nullable(text())),
  first_name: optional(nullable(text())),
  last_name: optional(nullable(text())),
  second_last_name: optional(nullable(text())),
})
