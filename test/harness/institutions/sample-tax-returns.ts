import type { FiscalSample } from './sample-fiscal.ts'

const pdf = Buffer.from('%PDF-1.7\n% a declaration').toString('base64')
const receipt = Buffer.from('%PDF-1.7\n% its receipt').toString('base64')
const documents = { pdf, receipt_pdf: receipt }

const ofNothing = {
  rfc: null,
  nombre: null,
  tipo_declaracion: null,
  ejercicio: null,
  periodo_declaracion: null,
  fecha_hora_presentacion: null,
  numero_operacion: null,
}

const ofPerson = {
  rfc: 'PFIS010101000',
  nombre: 'PERSONA FÍSICA',
  tipo_declaracion: 'Normal',
  ejercicio: 2024,
  periodo_declaracion: 'Del Ejercicio',
  fecha_hora_presentacion: '2025-04-21T17:28:00-06:00',
  numero_operacion: '250400000001',
}

const ofCompany = {
  rfc: 'PMO010101000',
  denominacion_razon_social: 'PERSONA MORAL SA DE CV',
  tipo_declaracion: 'Complementaria',
  ejercicio: 2023,
  periodo_declaracion: 'Del Ejercicio',
  fecha_hora_presentacion: '2024-03-28T09:00:00-06:00',
  numero_operacion: '240300000001',
  tipo_complementaria: null,
}

const personalYearly = {
  informacion_general: ofPerson,
  sueldos_salarios: { ingreso_anual: 512_000, retenciones: [{ rfc_retenedor: 'AAA010101AAA', monto_isr: 71_234 }] },
  servicios_profesionales: null,
  deducciones_personales: {},
  determinacion_impuesto: { isr_a_favor: 1234.56 },
  retenciones: null,
  dividendos: null,
}

const personalMonthly = {
  informacion_general: { ...ofPerson, ejercicio: 2025, periodo_declaracion: 'Diciembre' },
  isr: { tipo: 'PFAE', ingresos_del_mes: 41_000, coeficiente_de_año_anterior: null },
  iva: { a_cargo: 6560 },
  type: 'monthly',
}

const blocks = (names: string, value: unknown) => Object.fromEntries(names.split(' ').map((name) => [name, value]))

const businessYearly = {
  informacion_general: ofCompany,
  ...blocks(
    'datos_adicionales deducciones_autorizadas cifras_cierre_ejercicio determinacion_del_impuesto_sobre_la_renta dividendos_o_utilidades_distribuidos detalle_pago_r1_isr_personas_morales',
    { total: { partes_relacionadas: 0, partes_no_relacionadas: 12.5, total: 12.5 } },
  ),
  ...blocks('estado_resultados estado_posicion_financiera_balance conciliacion_entre_resultado_contable_fiscal', null),
  ingressos: { total: 1_200_000 },
  determinacion: { impuesto: 'Sin obligación' },
  una_clave_nueva: ['not', 'known', 1],
}

const businessMonthly = {
  informacion_general: { ...ofCompany, tipo_declaracion: 'Normal', ejercicio: 2026, periodo_declaracion: 'Enero' },
  ...blocks('determinacion_isr detalle_pago_isr determinacion_iva detalle_pago_iva', { a_cargo: 1 }),
  type: 'monthly',
}

/** The four shapes, with documents and without, and what a year that nobody knows looks like. */
export const taxReturns: readonly FiscalSample[] = [
  { key: 'personal-2024', cadence: 'yearly', day: '2024-12-31', documents, body: personalYearly },
  {
    key: 'personal-monthly',
    cadence: 'monthly',
    day: '2025-12-31',
    documents: { pdf },
    body: personalMonthly,
  },
  {
    key: 'personal-monthly-of-nothing',
    cadence: 'monthly',
    day: '2026-01-31',
    body: { informacion_general: ofNothing, isr: { tipo: 'PFAI' }, iva: null, type: 'monthly' },
  },
  { key: 'business-2023', cadence: 'yearly', day: '2023-12-31', documents, body: businessYearly },
  { key: 'business-monthly', cadence: 'monthly', day: '2026-01-31', documents, body: businessMonthly },
  {
    key: 'business-2025',
    cadence: 'yearly',
    day: '2025-12-31',
    body: {
      ...Object.fromEntries(Object.keys(businessYearly).map((key) => [key, null])),
      informacion_general: { ...ofCompany, ejercicio: '2025' },
    },
  },
  {
    key: 'personal-2025',
    cadence: 'yearly',
    day: '2025-12-31',
    later: null,
    body: { ...personalYearly, informacion_general: { ...ofPerson, ejercicio: 2025 }, datos_informativos: null },
  },
]

const person = {
  place_and_date_of_issuance: 'TLALPAN , CIUDAD DE MEXICO A 18 DE MARZO DE 2026',
  official_name: 'PERSONA FÍSICA',
  id_cif: '12345678901',
  tax_payer_information: {
    rfc: 'PFIS010101000',
    curp: 'BLPM951331IONVGR54',
    name: 'PERSONA',
    first_last_name: 'FÍSICA',
    second_last_name: null,
    start_operations_date: '2001-01-01',
    status_padron: 'ACTIVO',
    last_status_change_date: '2020-02-29',
    email: 'persona@example.com',
    phone: '5512345678',
  },
  address: {
    postal_code: '14000',
    street_type: 'CALLE',
    street: 'LA MALINCHE',
    exterior_number: '432',
    interior_number: null,
    suburb: 'BUENAVENTURA',
    locality: null,
    municipality: 'TLALPAN',
    state: 'CIUDAD DE MEXICO',
    between_street: [{ street_one: 'CALLE PRINCIPE', street_two: null }, {}],
  },
  economic_activity: [
    { economic_activity: 'Asalariado', initial_date: '06/12/2020', end_date: null, order: '1', percentage: '100' },
    {},
  ],
  regimes: [
    { regimen: 'Régimen de Sueldos y Salarios', initial_date: '2001-01-01', end_date: null },
    { regimen: null, initial_date: null, end_date: '2019-12-31' },
  ],
  obligations: [],
  digital_stamp: '||2026/03/18|PFIS010101000|CONSTANCIA DE SITUACIÓN FISCAL|2044441088666600000034||',
  digital_stamp_chain: 'EtenSA9t1adG7bn+Jj23kj43JK+XbMPxdOppwabhXD+pXseSqYowWWDna=',
}

const company = {
  ...Object.fromEntries(Object.keys(person).map((key) => [key, null])),
  tax_payer_information: {
    ...{ rfc: 'PMO010101000', start_operations_date: null, status_padron: null, last_status_change_date: null },
    ...{ commercial_name: 'La Moral', social_name: 'PERSONA MORAL SA DE CV', email: null, phone: null },
  },
  obligations: [{ obligation: 'Pago provisional mensual de ISR', expiration: null, initial_date: '2010-05-01' }, {}],
}

export const taxStatus: readonly FiscalSample[] = [
  { key: 'status', of: 'person', documents: { pdf }, body: person },
  { key: 'status', of: 'company', documents: { pdf }, body: company },
]

export const taxComplianceStatus: readonly FiscalSample[] = [
  {
    key: '26NB1234567',
    of: 'person',
    documents: { pdf },
    body: { internal_identification: '26NB1234567', rfc: 'PFIS010101000', outcome: 'NO_OBLIGATIONS' },
  },
  { key: 'of-nothing', of: 'company', body: {} },
]
