import { block } from './blanks.ts'
import type { CompanyBooks, CompanyYear } from './company-month.ts'
import { due, type Filing, generalOf } from './filing.ts'
import { companyYear as keys } from './return-keys-yearly.ts'
import { type Accounts, type Statement, statementOf } from './statements.ts'

/** From this year on the form has income and determination in blocks of their own, and no statements. */
const newForm = 2022

/** A company's return of a year. */
export function companyYearBody(accounts: Accounts, year: number, filing: Filing): object {
  const { taxpayer, books } = accounts
  const found = filing.incomplete ? withLess(books.year(year)) : books.year(year)
  const statement = year < newForm ? statementOf(accounts, year) : null
  return {
    informacion_general: block(keys.informacion_general, {
      ...generalOf(filing, { year, name: 'Del Ejercicio' }),
      rfc: taxpayer.party.rfc,
      tipo_complementaria: filing.kind === 'corrects' ? 'Modificación de Declaración' : null,
      denominacion_razon_social: taxpayer.party.name,
    }),
    datos_adicionales: additional,
    estado_resultados: statement && resultsBlock(found),
    estado_posicion_financiera_balance: statement && balanceBlock(statement),
    conciliacion_entre_resultado_contable_fiscal: statement && reconciliation(found),
    deducciones_autorizadas: deductionsBlock(found),
    cifras_cierre_ejercicio: block(keys.cifras_cierre_ejercicio, {
      saldo_promedio_anual_de_creditos: 0,
      saldo_promedio_anual_de_deudas: 0,
      coeficiente_de_utilidad_por_aplicar_en_ejercicio_siguiente: coefficientOf(found),
    }),
    determinacion_del_impuesto_sobre_la_renta: determination(books, year, found),
    dividendos_o_utilidades_distribuidos: block(keys.dividendos_o_utilidades_distribuidos),
    detalle_pago_r1_isr_personas_morales: paymentBlock(balanceDue(books, year, found), filing),
    ingressos: year < newForm ? null : incomeBlock(found),
    determinacion: year < newForm ? null : newDetermination(books, year, found),
    pdf: null,
    receipt_pdf: null,
  }
}

/** What a first return left out: a hundredth of what was sold. */
function withLess(found: CompanyYear): CompanyYear {
  const income = Math.round(found.income * 0.99)
  const result = income - found.deductions.total
  return { ...found, income, result, tax: Math.round(Math.max(0, result) * 0.3) }
}

const coefficientOf = ({ income, result }: CompanyYear): number =>
  income > 0 ? Math.max(0, Math.floor((result / income) * 10_000) / 10_000) : 0

const additional = block(keys.datos_adicionales, {
  indica_si_optas_por_dictaminar_tus_estados_financieros: 'NO',
  estas_obligado_a_presentar_la_informacion_sobre_tu_situacion_fiscal: 'NO',
  estas_obligado_unicamente_por_supuesto_distinto_al_de_haber_realizado_operaciones_con_residentes_extranjero:
    'SIN SELECCIÓN',
  estas_obligado_unicamente_por_supuesto_distinto_al_de_haber_realizado_operaciones_con_residentes_extranjero_inferiores_100mdp:
    'SIN SELECCIÓN',
  optas_por_presentar_informacion_sobre_tu_situacion_fiscal: 'NO',
  indica_si_te_dedicas_exclisivamente_a_generacion_energia_fuentes_renovables_o_cogeneracion_electricidad_eficiente:
    'NO',
})

/** With partners of other owners only. */
const unrelated = (amount: number) => ({ partes_relacionadas: null, partes_no_relacionadas: amount, total: amount })

const whole = (cents: number): number => Math.round(cents / 100)

/** A sum stands among the profits or among the losses. */
const either = (amount: number, profit: string, loss: string) =>
  amount >= 0 ? { [profit]: amount } : { [loss]: -amount }

function resultsBlock({ income, deductions, result, tax }: CompanyYear): object {
  const gross = income - deductions.purchases
  const running = deductions.wages + deductions.rent + deductions.services + deductions.contributions
  return block(keys.estado_resultados, {
    ventas_servicios_nacionales: unrelated(income),
    ingresos_netos: unrelated(income),
    compras_netas_nacionales: unrelated(deductions.purchases),
    costo_mercancias: deductions.purchases,
    costo_ventas_servicios: deductions.purchases,
    ...either(gross, 'utilidad_bruta', 'perdida_bruta'),
    gastos_operacion: unrelated(running),
    ...either(gross - running, 'utilidad_operacion', 'perdida_operacion'),
    intereses_devengados_a_cargo_nacionales: unrelated(deductions.interest),
    resultado_integral_financiamiento: -deductions.interest,
    ...either(result, 'utilidad_antes_impuesto', 'perdida_antes_impuesto'),
    isr: tax,
    ...either(result - tax, 'utilidad_neta', 'perdida_neta'),
  })
}

/** Every figure in whole pesos; what rounding leaves is in the partners' part, so that it is even. */
function balanceBlock({ assets, liabilities, equity }: Statement): object {
  const owned = {
    efectivo_caja_depositos_instituciones_credito_nacionales: whole(assets.cash),
    contribuciones_a_favor: whole(assets.recoverable),
    inventarios: whole(assets.inventory),
    otros_activos_circulantes: whole(assets.prepaid),
    maquinaria_y_equipo: whole(assets.equipment),
    depreciacion_acumulada: whole(assets.depreciation),
  }
  const owing = {
    contribuciones_por_pagar: whole(liabilities.taxes) + whole(liabilities.incomeTax),
    otros_pasivos: whole(liabilities.loans),
  }
  const sum = (parts: Readonly<Record<string, number>>) => Object.values(parts).reduce((total, part) => total + part, 0)
  const suma_activo = sum(owned) + whole(assets.receivable)
  const suma_pasivo = sum(owing) + whole(liabilities.payable)
  const capital = suma_activo - suma_pasivo
  const stock = whole(equity.stock)
  const reserve = whole(equity.reserve)
  return block(keys.estado_posicion_financiera_balance, {
    activo: { ...owned, cuentas_documentos_por_cobrar_nacionales: unrelated(whole(assets.receivable)), suma_activo },
    pasivo: { ...owing, cuentas_documentos_por_pagar_nacionales: unrelated(whole(liabilities.payable)), suma_pasivo },
    capital_contable: {
      capital_social_proveniente_aportaciones: stock,
      reservas: reserve,
      ...either(capital - stock - reserve, 'utilidades_acumuladas', 'perdidas_acumuladas'),
      suma_capital_contable: capital,
      suma_pasivo_mas_capital_contable: suma_activo,
    },
  })
}

function reconciliation({ result, tax }: CompanyYear): object {
  return block(keys.conciliacion_entre_resultado_contable_fiscal, {
    utilidad_o_perdida_neta: result - tax,
    utilidad_o_perdida_neta_historica: result - tax,
    ingresos_fiscales_no_contables: 0,
    deducciones_contables_no_fiscales: tax,
    isr_ietu_impac_ptu: tax,
    deducciones_fiscales_no_contables: 0,
    utilidad_o_perdida_fiscal_antes_de_ptu: result,
  })
}

function deductionsBlock({ deductions }: CompanyYear): object {
  return block(keys.deducciones_autorizadas, {
    sueldos_salarios: deductions.wages,
    uso_o_goce_temporal_de_bienes_pagados_a_personas_fisicas: deductions.rent,
    cuotas_imss: deductions.contributions,
    otras_deducciones_autorizadas: deductions.purchases + deductions.services + deductions.interest,
    total_deducciones_autorizadas: deductions.total,
  })
}

/** The year's tax less what was paid for its months. */
function balanceDue(books: CompanyBooks, year: number, { tax }: CompanyYear): number {
  return tax - paidFor(books, year)
}

function paidFor(books: CompanyBooks, year: number): number {
  const { paidBefore, owed } = books.provisional(year * 12 + 11)
  return paidBefore + owed
}

function determination(books: CompanyBooks, year: number, found: CompanyYear): object {
  const { income, deductions, result, tax } = found
  const owed = balanceDue(books, year, found)
  const profit = Math.max(0, result)
  return block(keys.determinacion_del_impuesto_sobre_la_renta, {
    determinacion_del_impuesto_sobre_la_renta: {
      total_ingresos_acumulables: income,
      total_deducciones_autorizadas_y_deduccion_inmediata_inversiones: deductions.total,
      utilidad_o_perdida_fiscal_antes_de_ptu: result,
      utilidad_fiscal_del_ejercicio: profit,
      perdidas_fiscales_de_ejercicios_anteriores_que_se_aplican_en_ejercicio: 0,
      resultado_fiscal: profit,
      impuesto_causado_en_ejercicio: tax,
      tienes_estimulos_fiscales_a_acreditar: 'NO',
      impuesto_sobre_la_renta_del_ejercicio: tax,
      pagos_provisionales_efectuados_enterados_a_federacion: paidFor(books, year),
      diferencia_a_cargo: Math.max(0, owed),
      isr_a_cargo_del_ejercicio: Math.max(0, owed),
      isr_a_favor_del_ejercicio: owed < 0 ? -owed : null,
    },
  })
}

function paymentBlock(owed: number, filing: Filing): object {
  const { owed: amount, updated, surcharges } = due(owed, filing)
  const sum = amount + updated + surcharges
  return block(keys.detalle_pago_r1_isr_personas_morales, {
    a_cargo: amount,
    parte_actualizada: filing.monthsLate > 0 ? updated : null,
    recargos: filing.monthsLate > 0 ? surcharges : null,
    total_contribuciones: sum,
    desea_aplicar_alguna_compensacion_o_estimulo: 'NO',
    cantidad_a_cargo: sum,
    opta_por_pagar_parcialidades: 'NO',
    cantidad_a_favor: owed < 0 ? -owed : null,
    cantidad_a_pagar: sum,
  })
}

// No source names the keys of the next two blocks; these are ours.

const incomeBlock = ({ income }: CompanyYear): object => ({
  ingresos_nominales: income,
  ingresos_acumulables: income,
  total_ingresos: income,
})

const newDetermination = (books: CompanyBooks, year: number, found: CompanyYear): object => ({
  ingresos_acumulables: found.income,
  deducciones_autorizadas: found.deductions.total,
  utilidad_fiscal: Math.max(0, found.result),
  perdida_fiscal: Math.max(0, -found.result),
  impuesto_del_ejercicio: found.tax,
  pagos_provisionales: paidFor(books, year),
  isr_a_cargo: Math.max(0, balanceDue(books, year, found)),
  isr_a_favor: Math.max(0, -balanceDue(books, year, found)),
})
