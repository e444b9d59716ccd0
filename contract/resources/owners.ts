import Type from 'typebox'
import { byCreatedAt, byId, byLink } from '../list-filters.ts'
import type { ResourceDefinition } from '../resource.ts'
import { instant, nullable, optional, text, uuid } from '../schema.ts'
import { businessOwner } from './owner-business.ts'
import { individualOwner } from './owner-individual.ts'

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

/** One of three shapes: a person or a company in Brazil, and one shape for everyone elsewhere. */
export const ownerSchema = Type.Union([individualOwner, businessOwner, standardOwner])

export const owners = {
  name: 'OWNERS',
  path: 'owners',
  table: 'owners',
  noun: { one: 'owner', many: 'owners' },
  area: 'banking',
  schema: ownerSchema,
  operations: {
    retrieve: 'RetrieveOwners',
    resume: 'PatchOwners',
    list: 'ListOwners',
    detail: 'DetailOwner',
    remove: 'DestroyOwner',
  },
  source: 'institution',
  retrieval: {
    answers: 'array',
    period: 'none',
    periodColumn: null,
    account: null,
    needs: [],
    background: false,
  },
  list: {
    linkRequired: false,
    newestBy: 'created_at',
    filters: [
      byLink,
      byId,
      byCreatedAt,
      { field: 'email', type: 'email', operators: ['eq'] },
      { field: 'display_name', type: 'text', operators: ['icontains'], minLength: 3 },
    ],
  },
  keyColumns: [
    { column: 'email', type: 'blind', path: ['email'] },
    { column: 'display_name', type: 'text', path: ['display_name'] },
  ],
  identity: 'institution-key',
  sealed: true,
  parent: null,
  shows: ['link', 'collected_at', 'created_at'],
  part: null,
  collectedInside: [],
  webhooks: {
    totals: [{ key: 'total_owners', measure: 'count' }],
    fresh: { code: 'new_owners_available', key: 'new_owners' },
  },
  deletionLimited: false,
  deletes: [],
} as const satisfies ResourceDefinition
