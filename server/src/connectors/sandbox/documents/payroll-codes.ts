type Named = { readonly code: string; readonly label: string }

/** c_PeriodicidadPago by the words of the wire. */
export const periodicityCodes: Readonly<Record<string, string>> = {
  DAILY: '01',
  WEEKLY: '02',
  FOURTEENTH_DAY: '03',
  FIFTEENTH_DAY: '04',
  MONTHLY: '05',
  BIMONTHLY: '06',
  PER_TASK: '07',
  COMMISSION: '08',
  ONE_OFF: '09',
  TENTH_DAY: '10',
  OTHER_PERIODICITY: '99',
}

/**
 * c_TipoPercepcion. `CHRISTMAS_BONUS` is the one word of the wire that is published, the others are ours. What has a
 * node of its own in the complement is not here: overtime, severance, pensions and shares.
 */
export const earnings = {
  SALARY: { code: '001', label: 'Sueldos, salarios, rayas y jornales' },
  CHRISTMAS_BONUS: { code: '002', label: 'Gratificación anual (aguinaldo)' },
  PROFIT_SHARING: { code: '003', label: 'Participación de los trabajadores en las utilidades' },
  MEDICAL_EXPENSES_REIMBURSEMENT: { code: '004', label: 'Reembolso de gastos médicos, dentales y hospitalarios' },
  SAVINGS_FUND: { code: '005', label: 'Fondo de ahorro' },
  SAVINGS_BANK: { code: '006', label: 'Caja de ahorro' },
  EMPLOYEE_CONTRIBUTIONS_PAID_BY_EMPLOYER: {
    code: '009',
    label: 'Contribuciones a cargo del trabajador pagadas por el patrón',
  },
  PUNCTUALITY_BONUS: { code: '010', label: 'Premios por puntualidad' },
  LIFE_INSURANCE_PREMIUM: { code: '011', label: 'Prima de seguro de vida' },
  MAJOR_MEDICAL_INSURANCE: { code: '012', label: 'Seguro de gastos médicos mayores' },
  UNION_FEES_PAID_BY_EMPLOYER: { code: '013', label: 'Cuotas sindicales pagadas por el patrón' },
  DISABILITY_SUBSIDY: { code: '014', label: 'Subsidios por incapacidad' },
  SCHOLARSHIPS: { code: '015', label: 'Becas para trabajadores y/o hijos' },
  SUNDAY_PREMIUM: { code: '020', label: 'Prima dominical' },
  VACATION_PREMIUM: { code: '021', label: 'Prima vacacional' },
  RETIREMENT_INSURANCE: { code: '024', label: 'Seguro de retiro' },
  FUNERAL_REIMBURSEMENT: { code: '026', label: 'Reembolso por funeral' },
  SOCIAL_SECURITY_PAID_BY_EMPLOYER: { code: '027', label: 'Cuotas de seguridad social pagadas por el patrón' },
  COMMISSIONS: { code: '028', label: 'Comisiones' },
  FOOD_VOUCHERS: { code: '029', label: 'Vales de despensa' },
  RESTAURANT_VOUCHERS: { code: '030', label: 'Vales de restaurante' },
  FUEL_VOUCHERS: { code: '031', label: 'Vales de gasolina' },
  CLOTHING_VOUCHERS: { code: '032', label: 'Vales de ropa' },
  RENT_ASSISTANCE: { code: '033', label: 'Ayuda para renta' },
  SCHOOL_SUPPLIES_ASSISTANCE: { code: '034', label: 'Ayuda para artículos escolares' },
  GLASSES_ASSISTANCE: { code: '035', label: 'Ayuda para anteojos' },
  TRANSPORT_ASSISTANCE: { code: '036', label: 'Ayuda para transporte' },
  FUNERAL_ASSISTANCE: { code: '037', label: 'Ayuda para gastos de funeral' },
  OTHER_SALARY_INCOME: { code: '038', label: 'Otros ingresos por salarios' },
  INCOME_TREATED_AS_SALARY: { code: '046', label: 'Ingresos asimilados a salarios' },
  MEALS: { code: '047', label: 'Alimentación' },
  HOUSING: { code: '048', label: 'Habitación' },
  ATTENDANCE_BONUS: { code: '049', label: 'Premios por asistencia' },
  TRAVEL_EXPENSES: { code: '050', label: 'Viáticos' },
} as const satisfies Record<string, Named>

/** c_TipoDeduccion without the adjustments of earlier payrolls; `UNION_FEES` is published, the other words are ours. */
export const deductions = {
  SOCIAL_SECURITY: { code: '001', label: 'Seguridad social' },
  INCOME_TAX: { code: '002', label: 'ISR' },
  RETIREMENT_CONTRIBUTIONS: { code: '003', label: 'Aportaciones a retiro, cesantía en edad avanzada y vejez' },
  OTHER: { code: '004', label: 'Otros' },
  HOUSING_FUND_CONTRIBUTIONS: { code: '005', label: 'Aportaciones a fondo de vivienda' },
  DISABILITY_DISCOUNT: { code: '006', label: 'Descuento por incapacidad' },
  ALIMONY: { code: '007', label: 'Pensión alimenticia' },
  RENT: { code: '008', label: 'Renta' },
  HOUSING_FUND_LOAN: { code: '009', label: 'Préstamos del Fondo Nacional de la Vivienda' },
  HOUSING_CREDIT_PAYMENT: { code: '010', label: 'Pago por crédito de vivienda' },
  INFONACOT_PAYMENT: { code: '011', label: 'Pago de abonos INFONACOT' },
  SALARY_ADVANCE: { code: '012', label: 'Anticipo de salarios' },
  OVERPAYMENT: { code: '013', label: 'Pagos hechos con exceso al trabajador' },
  ERRORS: { code: '014', label: 'Errores' },
  LOSSES: { code: '015', label: 'Pérdidas' },
  DAMAGES: { code: '016', label: 'Averías' },
  COMPANY_PRODUCTS: { code: '017', label: 'Adquisición de artículos producidos por la empresa' },
  SAVINGS_BANK: { code: '018', label: 'Cuotas para sociedades cooperativas y cajas de ahorro' },
  UNION_FEES: { code: '019', label: 'Cuotas sindicales' },
  ABSENCE: { code: '020', label: 'Ausencia (ausentismo)' },
  EMPLOYEE_CONTRIBUTIONS: { code: '021', label: 'Cuotas obrero patronales' },
  LOCAL_TAXES: { code: '022', label: 'Impuestos locales' },
  VOLUNTARY_CONTRIBUTIONS: { code: '023', label: 'Aportaciones voluntarias' },
} as const satisfies Record<string, Named>

/** c_TipoOtroPago without the compensation of a balance, which has a node of its own. */
export const otherPayments = {
  INCOME_TAX_REFUND: { code: '001', label: 'Reintegro de ISR pagado en exceso' },
  EMPLOYMENT_SUBSIDY: { code: '002', label: 'Subsidio para el empleo' },
  TRAVEL_EXPENSES: { code: '003', label: 'Viáticos entregados al trabajador' },
  INCOME_TAX_REFUND_OF_EARLIER_YEAR: {
    code: '005',
    label: 'Reintegro de ISR retenido en exceso de ejercicio anterior',
  },
  FOOD_IN_KIND: { code: '006', label: 'Alimentos en bienes' },
  INCOME_TAX_ADJUSTED_BY_SUBSIDY: { code: '007', label: 'ISR ajustado por subsidio' },
  SUBSIDY_NOT_DUE: { code: '008', label: 'Subsidio efectivamente entregado que no correspondía' },
  HOUSING_DISCOUNTS_REIMBURSEMENT: { code: '009', label: 'Reembolso de descuentos para el crédito de vivienda' },
  OTHER: { code: '999', label: 'Pagos distintos a los listados' },
} as const satisfies Record<string, Named>

/** The entry of a word of the wire; throws RangeError for a word that no document can be written for. */
export function namedIn(table: Readonly<Record<string, Named>>, type: string): Named {
  const named = table[type]
  if (named === undefined) throw new RangeError(`the payroll complement has no word for ${type}`)
  return named
}
