import Type from 'typebox'
import { byCreatedAt, byId, byLink } from '../list-filters.ts'
import type { ResourceDefinition } from '../resource.ts'
import { day, instant, nullable, optional, pdf, text, uuid } from '../schema.ts'

const taxPayer = nullable(
  Type.Object({
    rfc: nullable(text()),
    curp: optional(nullable(text())),
    name: optional(nullable(text())),
    first_last_name: optional(nullable(text())),
    second_last_name: optional(nullable(text())),
    start_operations_date: nullable(day()),
    status_padron: nullable(text()),
    last_status_change_date: nullable(day()),
    commercial_name: optional(nullable(text())),
    social_name: optional(nullable(text())),
    email: optional(nullable(text())),
    phone: optional(nullable(text())),
  }),
)

const betweenStreet = Type.Object({
  street_one: optional(nullable(text())),
  street_two: optional(nullable(text())),
})

const taxAddress = nullable(
  Type.Object({
    postal_code: nullable(text()),
    street_type: optional(nullable(text())),
    street: optional(nullable(text())),
    exterior_number: optional(nullable(text())),
    interior_number: optional(nullable(text())),
    suburb: optional(nullable(text())),
    locality: optional(nullable(text())),
    municipality: optional(nullable(text())),
    state: optional(nullable(text())),
    between_street: optional(nullable(Type.Array(betweenStreet))),
  }),
)

const economicActivity = Type.Object({
  economic_activity: optional(nullable(text())),
  initial_date: optional(nullable(text())),
  end_date: optional(nullable(day())),
  order: optional(nullable(text())),
  percentage: optional(nullable(text())),
})

const regime = Type.Object({
  end_date: nullable(day()),
  initial_date: nullable(day()),
  regimen: nullable(text()),
})

const taxObligation = Type.Object({
  obligation: optional(nullable(text())),
  expiration: optional(nullable(text())),
  initial_date: optional(nullable(day())),
  end_date: optional(nullable(day())),
})

/** A constancia de situación fiscal: what the tax authority has on record of a taxpayer, on the day it was asked. */
export const taxStatusSchema = Type.Object({
  id: uuid(),
  link: nullable(uuid()),
  collected_at: instant(),
  created_at: instant(),
  place_and_date_of_issuance: nullable(text()),
  official_name: nullable(text()),
  id_cif: nullable(text()),
  tax_payer_information: taxPayer,
  address: taxAddress,
  economic_activity: nullable(Type.Array(economicActivity)),
  regimes: nullable(Type.Array(regime)),
  obligations: nullable(Type.Array(taxObligation)),
  digital_stamp: nullable(text()),
  digital_stamp_chain: nullable(text()),
  pdf: nullable(pdf()),
})

export const taxStatus = {
  name: 'TAX_STATUS',
  path: 'tax-status',
  table: 'tax_status',
  noun: { one: 'tax status', many: 'tax status' },
  area: 'fiscal',
  schema: taxStatusSchema,
  operations: {
    retrieve: 'RetrieveTaxStatus',
    resume: null,
    list: 'ListTaxStatus',
    detail: 'DetailTaxStatus',
    remove: 'DestroyTaxStatus',
  },
  source: 'institution',
  retrieval: {
    answers: 'object',
    period: 'none',
    periodColumn: null,
    account: null,
    attach: 'attach_pdf',
    needs: [],
    background: false,
  },
  list: {
    linkRequired: false,
    newestBy: 'created_at',
    filters: [byLink, byId, byCreatedAt],
  },
  keyColumns: [
    {
      column: 'last_status_change_date',
      type: 'date',
      path: ['tax_payer_information', 'last_status_change_date'],
    },
  ],
  identity: 'snapshot',
  sealed: true,
  parent: null,
  shows: ['link', 'collected_at', 'created_at'],
  collectedInside: [],
  attachments: ['pdf'],
  part: null,
  webhooks: {
    totals: [
      { key: 'total_tax_status', measure: 'count' },
      { key: 'last_status_change_date', measure: 'latest', column: 'last_status_change_date' },
    ],
    fresh: null,
  },
  deletionLimited: false,
  deletes: [],
} as const satisfies ResourceDefinition
