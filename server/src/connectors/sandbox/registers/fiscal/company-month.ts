import { type Month, monthOfYear, yearOf } from '../../world/calendar.ts'
import { remembering } from '../../world/memory.ts'
import { block } from './blanks.ts'
import { type Figures, type FiguresOf, monthsOf, pesos } from './figures.ts'
import { due, type Filing, generalOf, monthName } from './filing.ts'
import { companyMonth as keys } from './return-keys.ts'
import type { Taxpayer } from './taxpayer.ts'

/** ISR of companies, article 9 LISR. */
const companyRate = 0.3

/** What a company's year comes to, in whole pesos. */
export type CompanyYear = {
  readonly income: number
  readonly deductions: { readonly purchases: number; readonly wages: number; readonly rent: number } & {
    readonly services: number
    readonly contributions: number
    readonly interest: number
    readonly total: number
  }
  /** Negative where the year lost money. */
  readonly result: number
  readonly tax: number
}

export type CompanyBooks = {
  readonly figures: FiguresOf
  year(year: number): CompanyYear
  /** The provisional payment of income tax for a month, and what it follows from. */
  provisional(month: Month): Provisional
}

export type Provisional = {
  readonly before: number
  readonly income: number
  readonly coefficient: number
  readonly profit: number
  readonly caused: number
  readonly paidBefore: number
  readonly owed: number
}

export function companyBooks(figures: FiguresOf): CompanyBooks {
  const year = remembering((number: number) => yearOfCompany(monthsOf(number).map(figures)))
  const coefficient = remembering((of: number) => {
    const { income, result } = year(of)
    return income > 0 ? Math.max(0, Math.floor((result / income) * 10_000) / 10_000) : 0
  })
  // Until the last year's return is in, in March, the coefficient of the one before it holds.
  const coefficientFor = (month: Month) => coefficient(yearOf(month) - (monthOfYear(month) < 3 ? 2 : 1))
  const provisional: (month: Month) => Provisional = remembering((month: Month): Provisional => {
    const previous = monthOfYear(month) === 1 ? undefined : provisional(month - 1)
    const before = previous ? previous.before + previous.income : 0
    const income = pesos(figures(month).income)
    const factor = coefficientFor(month)
    const profit = Math.round((before + income) * factor)
    const caused = Math.round(profit * companyRate)
    const paidBefore = previous ? previous.paidBefore + previous.owed : 0
    return { before, income, coefficient: factor, profit, caused, paidBefore, owed: Math.max(0, caused - paidBefore) }
  })
  return { figures, year, provisional }
}

function yearOfCompany(months: readonly Figures[]): CompanyYear {
  const sum = (of: (month: Figures) => number) => months.reduce((total, month) => total + pesos(of(month)), 0)
  const income = sum((month) => month.income)
  const deductions = {
    purchases: sum((month) => month.purchases),
    wages: sum((month) => month.wages),
    rent: sum((month) => month.rent),
    services: sum((month) => month.services),
    contributions: sum((month) => month.contributions),
    interest: sum((month) => month.interest),
  }
  const total = Object.values(deductions).reduce((whole, each) => whole + each, 0)
  const result = income - total
  return { income, deductions: { ...deductions, total }, result, tax: Math.round(Math.max(0, result) * companyRate) }
}

/** What IVA a month comes to, in whole pesos. */
export function ivaOf({ collected, paid }: Figures) {
  const caused = pesos(collected.tax16) + pesos(collected.tax8)
  const creditable = pesos(paid.tax16) + pesos(paid.tax8)
  const kept = pesos(collected.keptIva)
  return { caused, creditable, kept, owed: caused - creditable - kept }
}

/** What a first return leaves out that is corrected later: a hundredth of what was sold. */
const leftOut = (figures: Figures, filing: Filing): Figures =>
  filing.incomplete ? { ...figures, income: Math.round(figures.income * 0.99) } : figures

/** A company's provisional return of a month. */
export function companyMonthBody(taxpayer: Taxpayer, books: CompanyBooks, month: Month, filing: Filing): object {
  const figures = leftOut(books.figures(month), filing)
  const found = books.provisional(month)
  const isr = filing.incomplete ? declaring(found, pesos(figures.income)) : found
  return {
    informacion_general: block(keys.informacion_general, {
      ...generalOf(filing, { year: yearOf(month), name: monthName(month) }),
      rfc: taxpayer.party.rfc,
      denominacion_razon_social: taxpayer.party.name,
      tipo_complementaria: filing.kind === 'corrects' ? 'Modificación de Declaración' : null,
    }),
    determinacion_isr: isrBlock(isr),
    detalle_pago_isr: block(keys.detalle_pago_isr, {
      r1_isr_personas_morales: paymentOf(isr.owed, filing),
      r12_isr_retenciones_por_salarios: paymentOf(pesos(figures.wageTax), filing),
      r13_isr_retenciones_por_asimilados_a_salarios: paymentOf(0, filing),
      r14_isr_retenciones_por_servicios_profesionales: paymentOf(0, filing),
    }),
    determinacion_iva: ivaBlock(figures),
    detalle_pago_iva: block(keys.detalle_pago_iva, {
      r21_iva: {
        ...paymentOf(ivaOf(figures).owed, filing),
        a_favor: ivaOf(figures).owed < 0 ? -ivaOf(figures).owed : null,
      },
      r21_iva_retenciones: paymentOf(pesos(figures.paid.keptIva), filing),
    }),
    pdf: null,
    receipt_pdf: null,
    type: 'monthly',
  }
}

/** The same month with another income. */
function declaring(found: Provisional, income: number): Provisional {
  const profit = Math.round((found.before + income) * found.coefficient)
  const caused = Math.round(profit * companyRate)
  return { ...found, income, profit, caused, owed: Math.max(0, caused - found.paidBefore) }
}

function isrBlock({ before, income, coefficient, profit, caused, paidBefore, owed }: Provisional): object {
  return block(keys.determinacion_isr, {
    personas_morales_regimen_general: {
      suma_ingresos_nominales_meses_anteriores_ejercicio: before,
      ingresos_nominales_mes_que_declara: income,
      total_ingresos_nominales: before + income,
      coeficiente_utilidad: coefficient,
      utilidad_fiscal_pago_provisional: profit,
      anticipos_rendimientos_distribuidos_periodo: 0,
      base_gravable_pago_provisional: profit,
      isr_causado: caused,
      impuestos_del_periodo: caused,
      pagos_provisionales_efectuados_anterioridad: paidBefore,
      impuesto_retenido: 0,
      diferencia_a_cargo: owed,
      impuesto_a_cargo: owed,
    },
  })
}

function paymentOf(owed: number, filing: Filing): object {
  const { owed: amount, updated, surcharges } = due(owed, filing)
  const total = amount + updated + surcharges
  return {
    a_cargo: amount,
    parte_actualizada: filing.monthsLate > 0 ? updated : null,
    recargos: filing.monthsLate > 0 ? surcharges : null,
    total_de_contribuciones: total,
    total_aplicaciones: 0,
    cantidad_a_cargo: total,
    aplica_primera_parcialidad: 'NO',
    cantidad_a_pagar: total,
  }
}

function ivaBlock(figures: Figures): object {
  const { collected, paid } = figures
  const { caused, creditable, kept, owed } = ivaOf(figures)
  const paid16 = pesos(paid.base16)
  const sold16 = pesos(collected.base16)
  const sold0 = pesos(collected.base0)
  return block(keys.determinacion_iva, {
    montos_actos_actividades_pagados: {
      total_actos_actividades_pagados_tasa_16: paid16,
      total_actos_actividades_sujetos_estimulo_rfn: pesos(paid.base8),
      total_actos_actividades_pagados_tasa_0: pesos(paid.base0),
      total_actos_actividades_pagados_no_paga_iva: pesos(paid.exempt),
    },
    detalle_total_actos_actividades_pagados_tasa_16: {
      otros_actos_pagados_tasa_16: paid16,
      total_actos_pagados_tasa_16: paid16,
    },
    determinacion_iva_acreditable: {
      total_iva_actos_actividades_pagados_tasa_16: pesos(paid.tax16),
      iva_pagado_sujeto_estimulo_rfn: paid.tax8 > 0 ? pesos(paid.tax8) : null,
      total_actos_actividades_pagados_importacion_bienes_tasa_16: 0,
      iva_bienes_utilizados_indistintamente_actos_gravados_o_actos_no_obligados_pago_impuesto: 0,
      total_iva_trasladado_contribuyente: creditable,
      iva_trasladado_adquisicion_bienes_distintos_inversiones_actos_gravados: creditable,
      iva_acreditable: creditable,
      total_iva_acreditable_periodo: creditable,
      total_iva_actos_actividades_gravados: creditable,
    },
    determinacion_iva: {
      valor_actos_actividades_gravados_tasa_16: sold16,
      valor_actos_actividades_gravados_tasa_0_exportacion: sold0 > 0 ? sold0 : null,
      suma_actos_actividades_gravados: sold16 + sold0,
      valor_actos_actividades_no_se_deba_pagar_impuesto_exentos: collected.exempt > 0 ? pesos(collected.exempt) : null,
      impuesto_causado: caused,
      total_iva_acreditable: creditable,
      iva_retenido_al_contribuyente: kept,
      cantidad_a_cargo: Math.max(0, owed),
      diferencia_a_cargo: Math.max(0, owed),
      impuesto_a_cargo: Math.max(0, owed),
      saldo_a_favor_periodo: Math.max(0, -owed),
      saldo_a_favor: owed < 0 ? -owed : null,
    },
    detalle_valor_actos_actividades_gravados_tasa_16: {
      otros_actos_actividades_gravados_tasa_16: sold16,
      total_actos_actividades_gravados_tasa_16: sold16,
    },
  })
}
