import { fixed } from './amounts.ts'
import type { Earning, Employee, Insurance, Payroll, PayrollLine } from './cfdi-record.ts'
import { deductions, earnings, namedIn, otherPayments, periodicityCodes } from './payroll-codes.ts'
import { type Element, element } from './xml.ts'

export const payrollNamespace = {
  uri: 'http://www.sat.gob.mx/nomina12',
  schema: 'http://www.sat.gob.mx/sitio_internet/cfd/nomina/nomina12.xsd',
} as const

/** The complement Nómina 1.2: whom is paid what, for which days. Throws RangeError where nobody is named. */
export function payrollElement(payroll: Payroll, employee: Employee | undefined): Element {
  if (employee === undefined) throw new RangeError('a payroll needs an employee')
  const earned = payroll.earnings_breakdown ?? []
  const deducted = payroll.tax_deductions ?? []
  const others = payroll.other_payments ?? []
  const attributes = {
    Version: payroll.version,
    TipoNomina: payroll.type,
    FechaPago: payroll.payment_date,
    FechaInicialPago: payroll.date_from,
    FechaFinalPago: payroll.date_to,
    NumDiasPagados: fixed(payroll.days, 3),
    TotalPercepciones: totalOf(earned.map((each) => each.taxable_amount + each.vat_free_amount)),
    TotalDeducciones: totalOf(deducted.map(({ amount }) => amount)),
    TotalOtrosPagos: totalOf(others.map(({ amount }) => amount)),
  }
  return element('nomina12:Nomina', attributes, [
    employerElement(employee.insurance),
    employeeElement(payroll, employee),
    earningsElement(earned),
    deductionsElement(deducted),
    otherPaymentsElement(others),
  ])
}

const amountText = (value: number): string => fixed(value, 2)

const sumText = (amounts: readonly number[]): string => amounts.reduce((sum, amount) => sum + amount, 0).toFixed(2)

const totalOf = (amounts: readonly number[]): string | undefined =>
  amounts.length === 0 ? undefined : sumText(amounts)

const employerElement = (insurance: Insurance | undefined): Element | undefined =>
  insurance && element('nomina12:Emisor', { RegistroPatronal: insurance.employerRegistration })

function employeeElement(payroll: Payroll, employee: Employee): Element {
  const { insurance } = employee
  const periodicity = periodicityCodes[payroll.periodicity]
  if (periodicity === undefined) throw new RangeError(`no payroll is paid ${payroll.periodicity}`)
  return element('nomina12:Receptor', {
    Curp: employee.curp,
    NumSeguridadSocial: insurance?.nss,
    FechaInicioRelLaboral: insurance?.hiredOn,
    Antigüedad: insurance && seniority(insurance.hiredOn, payroll.date_to),
    TipoContrato: employee.contract,
    TipoRegimen: employee.regime,
    NumEmpleado: employee.number,
    Departamento: employee.department,
    Puesto: employee.position,
    RiesgoPuesto: insurance?.risk,
    PeriodicidadPago: periodicity,
    CuentaBancaria: employee.clabe,
    SalarioBaseCotApor: insurance && amountText(insurance.dailyBase),
    SalarioDiarioIntegrado: insurance && amountText(insurance.dailyIntegrated),
    ClaveEntFed: employee.state,
  })
}

const dayMs = 86_400_000

/** Whole weeks from the day of hiring to the last day paid, both included. */
function seniority(hiredOn: string, lastDay: string): string {
  const days = (Date.parse(lastDay) - Date.parse(hiredOn)) / dayMs + 1
  return `P${Math.floor(days / 7)}W`
}

function earningsElement(earned: readonly Earning[]): Element | undefined {
  if (earned.length === 0) return undefined
  const totals = {
    TotalSueldos: sumText(earned.map((each) => each.taxable_amount + each.vat_free_amount)),
    TotalGravado: sumText(earned.map((each) => each.taxable_amount)),
    TotalExento: sumText(earned.map((each) => each.vat_free_amount)),
  }
  const lines = earned.map(({ type, taxable_amount, vat_free_amount }) => {
    const { code, label } = namedIn(earnings, type)
    return element('nomina12:Percepcion', {
      TipoPercepcion: code,
      Clave: code,
      Concepto: label,
      ImporteGravado: amountText(taxable_amount),
      ImporteExento: amountText(vat_free_amount),
    })
  })
  return element('nomina12:Percepciones', totals, lines)
}

function deductionsElement(deducted: readonly PayrollLine[]): Element | undefined {
  if (deducted.length === 0) return undefined
  const isTax = ({ type }: PayrollLine) => type === 'INCOME_TAX'
  const amounts = (lines: readonly PayrollLine[]) => lines.map(({ amount }) => amount)
  const totals = {
    TotalOtrasDeducciones: totalOf(amounts(deducted.filter((line) => !isTax(line)))),
    TotalImpuestosRetenidos: totalOf(amounts(deducted.filter(isTax))),
  }
  const lines = deducted.map(({ type, amount }) => {
    const { code, label } = namedIn(deductions, type)
    return element('nomina12:Deduccion', {
      TipoDeduccion: code,
      Clave: code,
      Concepto: label,
      Importe: amountText(amount),
    })
  })
  return element('nomina12:Deducciones', totals, lines)
}

function otherPaymentsElement(others: readonly PayrollLine[]): Element | undefined {
  if (others.length === 0) return undefined
  const lines = others.map(({ type, amount }) => {
    const { code, label } = namedIn(otherPayments, type)
    const attributes = { TipoOtroPago: code, Clave: code, Concepto: label, Importe: amountText(amount) }
    // What was caused is in no record; a payroll of the sandbox hands out all of it.
    const caused = element('nomina12:SubsidioAlEmpleo', { SubsidioCausado: amountText(amount) })
    return element('nomina12:OtroPago', attributes, [type === 'EMPLOYMENT_SUBSIDY' ? caused : undefined])
  })
  return element('nomina12:OtrosPagos', {}, lines)
}
