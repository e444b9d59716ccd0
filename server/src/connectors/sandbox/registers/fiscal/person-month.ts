import { type Month, monthOfYear, yearOf } from '../../world/calendar.ts'
import { mexico } from '../../world/countries/mexico.ts'
import { remembering } from '../../world/memory.ts'
import { mexicanWages } from '../withholding.ts'
import { block } from './blanks.ts'
import { type Figures, type FiguresOf, type Flow, pesos } from './figures.ts'
import { due, type Filing, generalOf, monthName } from './filing.ts'
import { personMonth as keys } from './return-keys.ts'
import type { Regime, Taxpayer } from './taxpayer.ts'

/** The regime under which somebody works for himself; undefined where nobody does. */
export const businessRegime = ({ regimes }: Taxpayer): Regime | undefined =>
  regimes.find((regime) => regime === '612' || regime === '625' || regime === '626')

/** How a return names the regime. */
const names: Readonly<Partial<Record<Regime, string>>> = { '612': 'PFAE', '625': 'PLATAFORMAS', '626': 'RESICO' }

/** Income tax of a month of somebody's business, in whole pesos. */
export type OwnMonth = {
  readonly incomeBefore: number
  readonly income: number
  readonly expensesBefore: number
  readonly expenses: number
  readonly caused: number
  readonly paidBefore: number
  readonly keptBefore: number
  readonly kept: number
  readonly owed: number
}

export type PersonBooks = { readonly figures: FiguresOf; own(month: Month): OwnMonth }

export function personBooks(taxpayer: Taxpayer, figures: FiguresOf): PersonBooks {
  const regime = businessRegime(taxpayer)
  const own: (month: Month) => OwnMonth = remembering(
    (month: Month) =>
      ownMonth(figures(month), month, { regime, previous: monthOfYear(month) > 1 ? own(month - 1) : null }),
    120,
  )
  return { figures, own }
}

const earnedIn = ({ base16, base8, base0, exempt }: Flow): number => base16 + base8 + base0 + exempt

type Place = { readonly regime: Regime | undefined; readonly previous: OwnMonth | null }

function ownMonth(figures: Figures, month: Month, { regime, previous }: Place): OwnMonth {
  const income = pesos(earnedIn(figures.collected))
  // The simplified regime and the platforms' know no expenses.
  const expenses = regime === '612' ? pesos(earnedIn(figures.paid)) : 0
  const before = previous ?? nothingYet
  const incomeBefore = before.incomeBefore + before.income
  const expensesBefore = before.expensesBefore + before.expenses
  const kept = pesos(figures.collected.keptIsr)
  const keptBefore = before.keptBefore + before.kept
  const paidBefore = before.paidBefore + before.owed
  const base = Math.max(0, incomeBefore + income - expensesBefore - expenses)
  const caused = causedBy(regime, { month, income, base })
  const owed = Math.max(0, regime === '612' ? caused - paidBefore - keptBefore - kept : caused - kept)
  return { incomeBefore, income, expensesBefore, expenses, caused, paidBefore, keptBefore, kept, owed }
}

const nothingYet: OwnMonth = {
  incomeBefore: 0,
  income: 0,
  expensesBefore: 0,
  expenses: 0,
  caused: 0,
  paidBefore: 0,
  keptBefore: 0,
  kept: 0,
  owed: 0,
}

type Base = { readonly month: Month; readonly income: number; readonly base: number }

/** By the tariff of article 96 for the months so far, or as a share of the month's income. */
function causedBy(regime: Regime | undefined, { month, income, base }: Base): number {
  if (regime === '625') return Math.round(income * 0.021)
  if (regime === '626') return Math.round(income * simplifiedRate(income))
  return tariff(base, monthOfYear(month), month)
}

/** Article 113-E LISR, by the income of a month. */
const simplifiedRates = [
  [25_000, 0.01],
  [50_000, 0.011],
  [83_333.33, 0.015],
  [208_333.33, 0.02],
] as const

const simplifiedRate = (income: number): number => simplifiedRates.find(([most]) => income <= most)?.[1] ?? 0.025

/** Income tax on whole pesos of so many months, by the table that is used for wages. */
export const tariff = (base: number, months: number, month: Month): number =>
  pesos(mexicanWages(months, { growth: mexico.growth, pricedIn: month })(base * 100).incomeTaxCents)

/** A person's return of a month; a first one that is corrected later has left out a hundredth. */
export function personMonthBody(taxpayer: Taxpayer, books: PersonBooks, month: Month, filing: Filing): object {
  const regime = businessRegime(taxpayer)
  const found = books.own(month)
  const shown = filing.incomplete ? withLess(found, month, regime) : found
  return {
    informacion_general: block(keys.informacion_general, {
      ...generalOf(filing, { year: yearOf(month), name: monthName(month) }),
      rfc: taxpayer.party.rfc,
      nombre: taxpayer.party.name,
    }),
    isr: isrBlock(shown, regime, filing),
    iva: ivaBlock(books.figures(month), filing),
    pdf: null,
    receipt_pdf: null,
    type: 'monthly',
  }
}

function withLess(found: OwnMonth, month: Month, regime: Regime | undefined): OwnMonth {
  const income = Math.round(found.income * 0.99)
  const base = Math.max(0, found.incomeBefore + income - found.expensesBefore - found.expenses)
  const caused = causedBy(regime, { month, income, base })
  const less = regime === '612' ? found.paidBefore + found.keptBefore + found.kept : found.kept
  return { ...found, income, caused, owed: Math.max(0, caused - less) }
}

function isrBlock(found: OwnMonth, regime: Regime | undefined, filing: Filing): object {
  const { incomeBefore, income, expensesBefore, expenses } = found
  const { owed, updated, surcharges } = due(found.owed, filing)
  const total = owed + updated + surcharges
  return block(keys.isr, {
    tipo: (regime && names[regime]) ?? null,
    determinacion: {
      ingresos_periodos_anteriores: incomeBefore,
      ingresos_periodo: income,
      total_ingresos: incomeBefore + income,
      compras_gastos_periodos_anteriores: expensesBefore,
      compra_gastos_periodo: expenses,
      total_compras_gastos: expensesBefore + expenses,
      base_gravable_pago_provisional: Math.max(0, incomeBefore + income - expensesBefore - expenses),
      isr_causado: found.caused,
      pagos_provisionales_efectuados_anterioridad: found.paidBefore,
      isr_retenido_periodos_anteriores: found.keptBefore,
      impuesto_retenido: found.kept,
      isr_cargo: found.owed,
    },
    detalle_del_pago: {
      a_cargo: owed,
      parte_actualizada: updated,
      recargos: surcharges,
      total_contribuciones: total,
      total_aplicaciones: 0,
      cantidad_a_cargo: total,
      cantidad_a_pagar: total,
    },
  })
}

function ivaBlock({ collected, paid }: Figures, filing: Filing): object {
  const charged = pesos(collected.tax16)
  const creditable = pesos(paid.tax16) + pesos(paid.tax8)
  const kept = pesos(collected.keptIva)
  const left = charged - creditable - kept
  const { owed, updated, surcharges } = due(left, filing)
  const total = owed + updated + surcharges
  return block(keys.iva, {
    determinacion: {
      actividades_gravadas_tasa_16: pesos(collected.base16),
      actividades_gravadas_tasa_0: pesos(collected.base0),
      actividades_exentas: pesos(collected.exempt),
      iva_cobrado_periodo_tasa_16: charged,
      iva_acreditable_periodo: creditable,
      iva_retenido: kept,
      saldo_a_favor: left < 0 ? -left : null,
      impuesto_a_favor: left < 0 ? -left : null,
    },
    detalle_del_pago: {
      total_contribuciones: total,
      total_aplicaciones: 0,
      cantidad_a_cargo: total,
      cantidad_a_pagar: total,
      a_favor: left < 0 ? -left : null,
    },
  })
}
