import { monthIn } from '../../world/calendar.ts'
import { block, type Tree } from './blanks.ts'
import { monthsOf, pesos } from './figures.ts'
import { type Filing, generalOf } from './filing.ts'
import type { Invoice } from './invoice.ts'
import type { InvoicesOf } from './invoices.ts'
import { businessRegime, type PersonBooks, tariff } from './person-month.ts'
import { personYear as keys } from './return-keys.ts'
import type { Taxpayer } from './taxpayer.ts'

export type PersonAccounts = {
  readonly taxpayer: Taxpayer
  readonly books: PersonBooks
  readonly invoices: InvoicesOf
}

/** What one employer paid in a year and kept back, in whole pesos. */
type Payer = {
  readonly rfc: string
  readonly name: string
  readonly paid: number
  readonly exempt: number
  readonly kept: number
}

/** A person's return of a year: wages, own business, and what the year's tax comes to. */
export function personYearBody(accounts: PersonAccounts, year: number, filing: Filing): object {
  const { taxpayer } = accounts
  const payers = payersOf(accounts, year)
  const sum = (of: (payer: Payer) => number) => payers.reduce((total, payer) => total + of(payer), 0)
  const wages = { paid: sum(({ paid }) => paid), exempt: sum(({ exempt }) => exempt), kept: sum(({ kept }) => kept) }
  const shown = filing.incomplete ? 0.99 : 1
  const business = businessOf(accounts, year, shown)
  const isTariffed = businessRegime(taxpayer) === undefined || businessRegime(taxpayer) === '612'
  const base = wages.paid - wages.exempt + (isTariffed ? business.profit : 0)
  const tax = tariff(base, 12, monthIn(year, 12)) + (isTariffed ? 0 : business.caused)
  const prepaid = wages.kept + business.kept + business.paid
  const favour = Math.max(0, prepaid - tax)
  return {
    informacion_general: block(keys.informacion_general, {
      ...generalOf(filing, { year, name: 'Del Ejercicio' }),
      rfc: taxpayer.party.rfc,
      nombre: taxpayer.party.name,
    }),
    sueldos_salarios: wagesBlock(payers, wages),
    servicios_profesionales: business.block,
    deducciones_personales: block(keys.deducciones_personales),
    determinacion_impuesto: block(keys.determinacion_impuesto, {
      base_gravable: base,
      deducciones_personales: 0,
      ingresos_acumulables: base,
      isr_favorable: favour,
      isr_conforme_tarifa_final: tax,
      isr_retenido: wages.kept + business.kept,
      pagos_provisionales: business.paid,
      ...(favour > 0 ? refundTo(taxpayer) : {}),
    }),
    retenciones: block(keys.retenciones, {
      sueldos_salarios: payers.map(({ rfc, paid, kept }) => ({
        rfc_retenedor: rfc,
        monto_retenciones: paid,
        retenciones_isr: kept,
      })),
      servicios_profesionales: business.keepers,
    }),
    dividendos: block(keys.dividendos),
    datos_informativos: block(keys.datos_informativos, nothingCredited),
    pdf: null,
    receipt_pdf: null,
  }
}

const nothingCredited = Object.fromEntries(
  keys.datos_informativos
    .trim()
    .split(/\s+/)
    .map((key) => [key, 0]),
)

/** Where the authority is to pay back what was too much: the account at the home bank. */
const refundTo = ({ world }: Taxpayer) => ({
  num_clabe: world?.checking.number.clabe ?? null,
  nombre_banco: 'EREBOR MEXICO',
  titular_clabe_permite_verificacion: 'SÍ',
  accion_saldo_a_favor: 'DEVOLUCIÓN',
})

const ofYear = ({ invoices }: PersonAccounts, year: number): readonly Invoice[] => monthsOf(year).flatMap(invoices)

function payersOf(accounts: PersonAccounts, year: number): readonly Payer[] {
  const found = new Map<string, { name: string; paid: number; exempt: number; kept: number }>()
  for (const { kind, sender, payroll } of ofYear(accounts, year)) {
    if (kind !== 'Nómina' || !payroll) continue
    const payer = found.get(sender.rfc) ?? { name: sender.name, paid: 0, exempt: 0, kept: 0 }
    for (const { taxable, free } of payroll.earnings) {
      payer.paid += taxable + free
      payer.exempt += free
    }
    for (const { type, cents } of payroll.deductions) if (type === 'INCOME_TAX') payer.kept += cents
    found.set(sender.rfc, payer)
  }
  return [...found].map(([rfc, { name, paid, exempt, kept }]) => ({
    rfc,
    name,
    paid: pesos(paid),
    exempt: pesos(exempt),
    kept: pesos(kept),
  }))
}

function wagesBlock(payers: readonly Payer[], { paid, exempt, kept }: Pick<Payer, 'paid' | 'exempt' | 'kept'>): Tree {
  return block(keys.sueldos_salarios, {
    retenedores: payers.map((payer) => ({
      rfc_retenedor: payer.rfc,
      nombre_denominacion_razon_social: payer.name,
      ingresos_exentos: payer.exempt,
      ingreso_anual: payer.paid,
      subsidio_empleo: 0,
    })),
    impuesto_retenido: kept,
    ingreso_anual: paid,
    ingresos_acumulables: paid - exempt,
    ingresos_exentos: exempt,
    subsidio_empleo: 0,
  })
}

/** What somebody's own business made of the year; nothing where there is none. */
function businessOf(accounts: PersonAccounts, year: number, share: number) {
  const { taxpayer, books } = accounts
  const none = { profit: 0, caused: 0, kept: 0, paid: 0, keepers: [], block: block(keys.servicios_profesionales) }
  if (!businessRegime(taxpayer)) return none
  const months = monthsOf(year).map(books.own)
  const sum = (of: (month: (typeof months)[number]) => number) => months.reduce((total, month) => total + of(month), 0)
  const income = Math.round(sum((month) => month.income) * share)
  const expenses = sum((month) => month.expenses)
  const kept = sum((month) => month.kept)
  const paid = sum((month) => month.owed)
  const profit = Math.max(0, income - expenses)
  return {
    profit,
    caused: sum((month) => month.caused),
    kept,
    paid,
    keepers: keepersOf(accounts, year),
    block: block(keys.servicios_profesionales, {
      deducciones_autorizadas: {
        deducciones_autorizadas: expenses,
        detalle_deducciones:
          expenses > 0
            ? [{ tipo_deduccion: 'GASTOS', concepto: 'COMPRAS Y GASTOS GENERALES', monto_detallado: expenses }]
            : [],
        total_deducciones_autorizadas: expenses,
      },
      ingresos: { ingresos_acumulables: income, total_ingresos: income },
      resultado_fiscal: {
        utilidad_fiscal: profit,
        ptu_pagada_ejercicio: 0,
        perdidas_fiscales_ejercicios_anteriores_aplicadas: 0,
        utilidad_gravable: profit,
      },
      pagos_provisionales: { pagos_provisionales_efectuados_en_ejercicio: paid },
      retenciones_isr: { isr_retenido_personas_morales: kept },
    }),
  }
}

/** Who kept income tax back from what was paid for services. */
function keepersOf(accounts: PersonAccounts, year: number): readonly object[] {
  const found = new Map<string, { base: number; kept: number }>()
  for (const { kind, receiver, lines } of ofYear(accounts, year)) {
    const kept = lines.flatMap(({ retained }) => retained).filter(({ tax }) => tax === 'ISR')
    if (kind !== 'Ingreso' || kept.length === 0) continue
    const keeper = found.get(receiver.rfc) ?? { base: 0, kept: 0 }
    keeper.base += lines.reduce((sum, { grossCents }) => sum + grossCents, 0)
    keeper.kept += kept.reduce((sum, { cents }) => sum + cents, 0)
    found.set(receiver.rfc, keeper)
  }
  return [...found].map(([rfc, { base, kept }]) => ({
    rfc_retenedor: rfc,
    monto_retenciones: pesos(base),
    retenciones_isr: pesos(kept),
  }))
}
