import type { TaxReturnRecord } from '../../server/src/connectors/sandbox/documents/tax-return-pdf.ts'
import type { TaxStatusRecord } from '../../server/src/connectors/sandbox/documents/tax-status-pdf.ts'
import type { EmploymentRecord } from '../../server/src/connectors/sandbox/documents/weeks-pdf.ts'

/** Records of invented people and companies, as the wire shows them. */

export const personStatus: TaxStatusRecord = {
  place_and_date_of_issuance: 'TLALPAN , CIUDAD DE MEXICO A 19 DE MARZO DE 2024',
  official_name: 'XÓCHITL ÑANDÚ BÜRGER',
  id_cif: '12345678901',
  tax_payer_information: {
    rfc: 'NABX310820PQ3',
    curp: 'BOXW310820HNERXN09',
    name: 'XÓCHITL',
    first_last_name: 'ÑANDÚ',
    second_last_name: 'BÜRGER',
    start_operations_date: '2015-01-05',
    status_padron: 'ACTIVO',
    last_status_change_date: '2016-02-29',
    commercial_name: 'La Güera & Hijos',
    social_name: null,
    email: 'xochitl.nandu@example.com',
    phone: '5512345678',
  },
  address: {
    postal_code: '14000',
    street_type: 'CALLE',
    street: 'LA MALINCHE',
    exterior_number: '432',
    interior_number: 'PLANTA BAJA',
    suburb: 'SAN FERNANDO',
    locality: 'TLALPAN',
    municipality: 'TLALPAN',
    state: 'CIUDAD DE MÉXICO',
    between_street: [{ street_one: 'CALLE PRÍNCIPE', street_two: 'CALLE NUEVA ROMA' }],
  },
  economic_activity: [
    { economic_activity: 'Asalariado', initial_date: '2015-01-05', end_date: null, order: '1', percentage: '70' },
    {
      economic_activity: 'Comercio al por menor de artículos de papelería, juguetes y artículos de uso personal',
      initial_date: '2018-07-09',
      end_date: '2022-11-30',
      order: '2',
      percentage: '30',
    },
  ],
  regimes: [
    {
      regimen: 'Régimen de Sueldos y Salarios e Ingresos Asimilados a Salarios',
      initial_date: '2015-01-06',
      end_date: null,
    },
    {
      regimen: 'Régimen de las Personas Físicas con Actividades Empresariales y Profesionales',
      initial_date: '2018-07-10',
      end_date: '2022-12-01',
    },
  ],
  obligations: [],
  digital_stamp: '||2024/03/19|NABX310820PQ3|CONSTANCIA DE SITUACIÓN FISCAL|2000001088888800000031||',
  digital_stamp_chain: `${'EtenSA9t1adG7bnJj23kj43JKXbMPxdOppwabhXDpXseSqYowWWDna'.repeat(6)}==`,
}

export const companyStatus: TaxStatusRecord = {
  ...personStatus,
  official_name: 'PAÑOS & HILOS DEL NORTE',
  id_cif: '98765432109',
  tax_payer_information: {
    ...personStatus.tax_payer_information,
    rfc: 'PHN150105AB1',
    curp: null,
    name: null,
    first_last_name: null,
    second_last_name: null,
    social_name: 'PAÑOS & HILOS DEL NORTE SA DE CV',
    commercial_name: null,
  },
  obligations: [
    {
      obligation: 'Declaración informativa de IVA con la anual de ISR',
      expiration: 'Conjuntamente con la declaración anual del ejercicio.',
      initial_date: '2015-03-31',
      end_date: null,
    },
    {
      obligation: 'Pago definitivo mensual de IVA.',
      expiration: 'A más tardar el día 17 del mes inmediato posterior al periodo que corresponda.',
      initial_date: '2015-02-17',
      end_date: '2023-12-31',
    },
  ],
}

const filed = {
  rfc: 'NABX310820PQ3',
  numero_operacion: '200117280005',
  tipo_declaracion: 'Normal',
  fecha_hora_presentacion: '2024-04-17T17:28:00-06:00',
}

export const personalYearly: TaxReturnRecord = {
  informacion_general: { ...filed, ejercicio: 2023, periodo_declaracion: 'Del Ejercicio', nombre: 'XÓCHITL ÑANDÚ' },
  sueldos_salarios: {
    retenedores: [
      {
        rfc_retenedor: 'PHN150105AB1',
        nombre_denominacion_razon_social: 'PAÑOS & HILOS DEL NORTE SA DE CV',
        ingresos_exentos: 12_345,
        ingreso_anual: 345_678,
        subsidio_empleo: 0,
      },
      {
        rfc_retenedor: 'QRS990101XY2',
        nombre_denominacion_razon_social: 'QUESERÍA RÍO SECO',
        ingresos_exentos: 1002,
        ingreso_anual: 54_321,
        subsidio_empleo: 407,
      },
    ],
    impuesto_retenido: 51_234,
    ingreso_anual: 399_999,
    ingresos_acumulables: 386_652,
  },
  servicios_profesionales: {
    deducciones_autorizadas: {
      deducciones_autorizadas: 77_001,
      otras_deducciones: null,
      detalle_deducciones: [{ tipo_deduccion: 'Gastos', concepto: 'Viáticos', monto_detallado: 77_002 }],
    },
    ingresos: { ingresos_acumulables: 150_003, ingresos_exentos: null },
  },
  deducciones_personales: {
    honorarios_medicos_dentales_hospitalarios: [{ rfc_emisor: 'HMD010101AA1', monto_deducible: 1234.56 }],
    donativos: [],
  },
  determinacion_impuesto: {
    base_gravable: 381_111,
    isr_favorable: 2222,
    num_clabe: '032180000118359719',
    nombre_banco: 'SCOTIABANK',
    titular_clabe_permite_verificacion: 'Sí',
  },
  retenciones: { sueldos_salarios: [], dividendos: [], servicios_profesionales: [] },
  dividendos: { monto_acumulable_dividendos_utilidades: null },
  datos_informativos: null,
  pdf: null,
  receipt_pdf: null,
}

const payment = (amount: number) => ({
  a_cargo: amount,
  parte_actualizada: 11,
  recargos: 22,
  multa_por_correccion: null,
  cantidad_a_cargo: amount + 33,
  cantidad_a_pagar: amount + 33,
})

export const personalMonthly: TaxReturnRecord = {
  informacion_general: { ...filed, ejercicio: 2024, periodo_declaracion: 'Marzo' },
  isr: {
    tipo: 'Actividad empresarial y profesional',
    determinacion: { ingresos_periodo: 41_000, total_ingresos: 121_000, isr_causado: 9100 },
    detalle_del_pago: payment(7100),
  },
  iva: {
    determinacion: { actividades_gravadas_tasa_16: 41_000, iva_cobrado_periodo_tasa_16: 6560, saldo_a_favor: null },
    detalle_del_pago: payment(3280),
  },
  type: 'monthly',
}

export const businessMonthly: TaxReturnRecord = {
  informacion_general: { ...filed, ejercicio: 2024, denominacion_razon_social: 'PAÑOS & HILOS DEL NORTE' },
  determinacion_isr: { determinacion: { coeficiente_utilidad: 0.1234, total_ingresos_nominales: 1_234_567 } },
  detalle_pago_isr: { r1_isr_personas_morales: payment(45_000), r12_isr_retenciones_por_salarios: payment(8100) },
  determinacion_iva: { determinacion_iva: { impuesto_causado: 197_530, iva_retenido_al_contribuyente: 0 } },
  detalle_pago_iva: { r21_iva: payment(96_000) },
  type: 'monthly',
}

const split = (total: number) => ({ partes_relacionadas: null, partes_no_relacionadas: total, total })

export const businessYearly: TaxReturnRecord = {
  informacion_general: { ...filed, ejercicio: 2021, denominacion_razon_social: 'PAÑOS & HILOS DEL NORTE' },
  estado_resultados: {
    ventas_servicios_nacionales: split(9_876_543),
    ingresos_netos: split(9_870_001),
    inventario_inicial: null,
    utilidad_bruta: 4_321_000,
    utilidad_antes_impuesto: 1_111_222,
  },
  estado_posicion_financiera_balance: {
    activo: { cuentas_documentos_por_cobrar_nacionales: split(777_888), suma_activo: 5_555_666 },
    pasivo: { contribuciones_por_pagar: 66_777, suma_pasivo: 888_999 },
  },
  detalle_pago_r1_isr_personas_morales: payment(333_000),
}

export const employmentRecord: EmploymentRecord = {
  report_date: '2024-01-19',
  internal_identification: 'BOXW310820HNERXN09',
  personal_data: {
    official_name: 'Xóchitl Ñandú Bürger',
    document_ids: [
      { document_type: 'NSS', document_number: '10277663582' },
      { document_type: 'CURP', document_number: 'BOXW310820HNERXN09' },
    ],
  },
  social_security_summary: { weeks_contributed: 388, weeks_redeemed: 12, weeks_reinstated: 5 },
  employment_records: [
    {
      employer: 'PAÑOS & HILOS DEL NORTE SA DE CV',
      employer_id: 'Y5412345108',
      state: 'CIUDAD DE MÉXICO',
      start_date: '2019-10-10',
      end_date: null,
      most_recent_base_salary: 1762.54,
      employment_status_updates: [
        { event: 'SALARY_MODIFICATION', base_salary: 1762.54, update_date: '2023-02-01' },
        { event: 'HIRED', base_salary: 1033.09, update_date: '2021-09-01' },
        { event: 'DISMISSED_RESIGNED', base_salary: 900.1, update_date: '2021-06-15' },
        { event: 'HIRED', base_salary: 800, update_date: '2019-10-10' },
      ],
    },
    {
      employer: 'QUESERÍA RÍO SECO SC DE RL',
      employer_id: 'C1234567890',
      state: 'NUEVO LEÓN',
      start_date: '2016-03-01',
      end_date: '2019-09-30',
      most_recent_base_salary: 512,
      employment_status_updates: [
        { event: 'DISMISSED_RESIGNED', base_salary: 512, update_date: '2019-09-30' },
        { event: 'SICK_LEAVE', base_salary: 512, update_date: '2018-05-02' },
        { event: 'HIRED', base_salary: 480.5, update_date: '2016-03-01' },
      ],
    },
  ],
}
