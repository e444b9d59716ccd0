import Type from 'typebox'
import { byCreatedAt, byId, byLink, comparisons } from '../list-filters.ts'
import type { ResourceDefinition } from '../resource.ts'
import { block, instant, nullable, optional, pdf, text, uuid } from '../schema.ts'

/** The tax authority renames what it prints from year to year, so returns may have more keys than are known. */
const open = { additionalProperties: true } as const

export const personalTaxReturn = Type.Object(
  {
    id: optional(uuid()),
    link: optional(nullable(uuid())),
    collected_at: instant(),
    created_at: optional(instant()),
    informacion_general: nullable(block()),
    sueldos_salarios: nullable(block()),
    servicios_profesionales: nullable(block()),
    deducciones_personales: nullable(block()),
    determinacion_impuesto: nullable(block()),
    retenciones: nullable(block()),
    dividendos: nullable(block()),
    datos_informativos: optional(nullable(block())),
    pdf: nullable(pdf()),
    receipt_pdf: nullable(pdf()),
  },
  open,
)

export const personalMonthlyTaxReturn = Type.Object(
  {
    id: optional(uuid()),
    collected_at: instant(),
    created_at: optional(instant()),
    informacion_general: nullable(block()),
    isr: nullable(block()),
    iva: nullable(block()),
    pdf: nullable(pdf()),
    receipt_pdf: optional(nullable(pdf())),
    type: text(),
  },
  open,
)

export const businessTaxReturn = Type.Object(
  {
    id: uuid(),
    collected_at: instant(),
    created_at: instant(),
    informacion_general: nullable(block()),
    datos_adicionales: nullable(block()),
    estado_resultados: nullable(block()),
    estado_posicion_financiera_balance: nullable(block()),
    conciliacion_entre_resultado_contable_fiscal: nullable(block()),
    deducciones_autorizadas: nullable(block()),
    cifras_cierre_ejercicio: nullable(block()),
    determinacion_del_impuesto_sobre_la_renta: nullable(block()),
    dividendos_o_utilidades_distribuidos: nullable(block()),
    detalle_pago_r1_isr_personas_morales: nullable(block()),
    ingressos: optional(nullable(block())),
    determinacion: optional(nullable(block())),
    pdf: nullable(pdf()),
    receipt_pdf: nullable(pdf()),
  },
  open,
)

export const businessMonthlyTaxReturn = Type.Object(
  {
    id: optional(uuid()),
    collected_at: instant(),
    created_at: optional(instant()),
    informacion_general: nullable(block()),
    determinacion_isr: nullable(block()),
    detalle_pago_isr: nullable(block()),
    determinacion_iva: nullable(block()),
    detalle_pago_iva: nullable(block()),
    pdf: nullable(pdf()),
    receipt_pdf: optional(nullable(pdf())),
    type: nullable(text()),
  },
  open,
)

/** One of four shapes: a person's or a company's, of a year or of a month. */
export const taxReturnSchema = Type.Union([
  personalTaxReturn,
  personalMonthlyTaxReturn,
  businessTaxReturn,
  businessMonthlyTaxReturn,
])

/** Only the returns of months say which they are. */
const yearly = { column: 'type', equals: null } as const
const monthly = { column: 'type', equals: 'monthly' } as const

export const taxReturns = {
  name: 'TAX_RETURNS',
  path: 'tax-returns',
  table: 'tax_returns',
  noun: { one: 'tax return', many: 'tax returns' },
  area: 'fiscal',
  schema: taxReturnSchema,
  operations: {
    retrieve: 'RetrieveTaxReturns',
    resume: null,
    list: 'ListTaxReturns',
    detail: 'DetailTaxReturn',
    remove: 'DestroyTaxReturn',
  },
  source: 'institution',
  retrieval: {
    answers: 'array',
    period: 'none',
    periodColumn: null,
    account: null,
    cadence: true,
    attach: 'attach_pdf',
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
      { field: 'ejercicio', type: 'year', operators: comparisons },
      { field: 'tipo_declaracion', type: 'text', operators: ['eq', 'in'] },
    ],
  },
  keyColumns: [
    { column: 'ejercicio', type: 'numeric', path: ['informacion_general', 'ejercicio'] },
    { column: 'tipo_declaracion', type: 'text', path: ['informacion_general', 'tipo_declaracion'] },
    { column: 'type', type: 'text', path: ['type'] },
  ],
  identity: 'document',
  sealed: true,
  parent: null,
  shows: ['link', 'collected_at', 'created_at'],
  showsOnlyWith: { link: 'sueldos_salarios' },
  collectedInside: [],
  attachments: ['pdf', 'receipt_pdf'],
  part: null,
  webhooks: {
    totals: [
      { key: 'total_tax_returns', measure: 'count' },
      { key: 'first_tax_return_year', measure: 'lowest', column: 'ejercicio' },
      { key: 'last_tax_return_year', measure: 'highest', column: 'ejercicio' },
    ],
    history: [
      { code: 'historical_update', of: yearly, says: { type: 'yearly' } },
      { code: 'historical_update', of: monthly, says: { type: 'monthly' } },
    ],
    fresh: [
      { code: 'new_tax_returns_available', key: 'new_tax_returns', of: [yearly], says: { type: 'yearly' } },
      { code: 'new_tax_returns_available', key: 'new_tax_returns', of: [monthly], says: { type: 'monthly' } },
    ],
  },
  deletionLimited: false,
  deletes: [],
} as const satisfies ResourceDefinition
