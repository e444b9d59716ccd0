import { type Month, yearOf } from '../world/calendar.ts'

/** What is kept back from one pay. */
export type Withheld = { readonly incomeTaxCents: number; readonly socialSecurityCents: number }

/** What is kept back from a pay of so many cents; never less from more. */
export type Rule = (grossCents: number) => Withheld

/**
 * The tables below are those of 2024. In other years they grow as wages do and from the month on in which a wage rises,
 * so that a wage, its taxes and its base for social security move together and at no other time.
 */
export type Level = { readonly growth: number; readonly pricedIn: Month }

const levelOf = ({ growth, pricedIn }: Level): number => (1 + growth) ** (yearOf(pricedIn) - 2024)

/**
 * The gross pay of which exactly `netCents` are left. A cent more gross is never more than a cent more net, so the
 * first gross pay that leaves enough leaves exactly that.
 */
export function grossFor(netCents: number, rule: Rule): number {
  const isEnough = (gross: number): boolean => gross - sumOf(rule(gross)) >= netCents
  let below = netCents - 1
  let enough = netCents * 4 + 1
  while (enough - below > 1) {
    const middle = Math.floor((below + enough) / 2)
    if (isEnough(middle)) enough = middle
    else below = middle
  }
  return enough
}

const sumOf = ({ incomeTaxCents, socialSecurityCents }: Withheld): number => incomeTaxCents + socialSecurityCents

// Mexico

/** ISR, article 96 LISR, monthly table of Annex 8 of the RMF 2024: lower limit, fixed fee, rate on the excess. */
const isrMonthly = [
  [0.01, 0, 0.0192],
  [746.05, 14.32, 0.064],
  [6_332.06, 371.83, 0.1088],
  [11_128.02, 893.63, 0.16],
  [12_935.83, 1_182.88, 0.1792],
  [15_487.72, 1_640.18, 0.2136],
  [31_236.5, 5_004.12, 0.2352],
  [49_233.01, 9_236.89, 0.3],
  [93_993.91, 22_665.17, 0.32],
  [125_325.21, 32_691.18, 0.34],
  [375_975.62, 117_912.32, 0.35],
] as const

/** As rates rise, the bracket that counts is the one that asks for most. */
const isr = (monthly: number): number =>
  Math.max(0, ...isrMonthly.map(([limit, fee, rate]) => fee + (monthly - limit) * rate))

/** The daily UMA of 2024, INEGI. */
const uma = 108.57
/** 15 days of aguinaldo and a quarter of 12 days of holidays for 365 days, the least that the law gives. */
const integration = (365 + 15 + 0.25 * 12) / 365
/** The worker's part, articles 25, 106, 107, 147 and 168 LSS: of the whole base, and of what is above three UMA. */
const imssRates = { whole: 0.00375 + 0.0025 + 0.00625 + 0.01125, above: 0.004 } as const
const daysOfMonth = 365 / 12

/** The base for social security of one day, in cents: wages with what comes on top of them, at most 25 UMA. */
export function baseSalary(monthlyGrossCents: number, level: Level): number {
  const integrated = (monthlyGrossCents / daysOfMonth) * integration
  return Math.round(Math.min(integrated, 25 * uma * 100 * levelOf(level)))
}

/** The least that can be declared for a day: the general minimum wage of 2024, CONASAMI. */
export const leastBaseSalary = (level: Level): number => Math.round(248.93 * 100 * levelOf(level))

/** Wages for a part of a month. */
export function mexicanWages(share: number, level: Level): Rule {
  const price = levelOf(level)
  return (gross) => {
    const monthly = gross / share
    const base = baseSalary(monthly, level)
    const above = Math.max(0, base - 3 * uma * 100 * price)
    return {
      incomeTaxCents: Math.round(isr(monthly / price / 100) * price * 100 * share),
      socialSecurityCents: Math.round((base * imssRates.whole + above * imssRates.above) * daysOfMonth * share),
    }
  }
}

/** What of an aguinaldo is free of tax, article 93 LISR: 30 UMA. */
export const exemptOfAguinaldo = (grossCents: number, level: Level): number =>
  Math.min(grossCents, Math.round(30 * uma * 100 * levelOf(level)))

/** An aguinaldo on top of a month's wages: taxed like the wages' last pesos, and no base for social security. */
export function mexicanAguinaldo(monthlyGrossCents: number, level: Level): Rule {
  const price = levelOf(level)
  const taxOf = (cents: number): number => isr(cents / price / 100) * price * 100
  return (gross) => {
    const taxed = gross - exemptOfAguinaldo(gross, level)
    const incomeTaxCents = Math.round(taxOf(monthlyGrossCents + taxed) - taxOf(monthlyGrossCents))
    return { incomeTaxCents, socialSecurityCents: 0 }
  }
}

// Brazil

/** INSS, Portaria Interministerial MPS/MF 2 of 2024: rate and what it has already been paid too much. */
const inssBands = [
  [0.075, 0],
  [0.09, 21.18],
  [0.12, 101.18],
  [0.14, 181.18],
] as const
const inssCeiling = 7_786.02

/** IRRF, Lei 14.848 of 2024, monthly: rate and deduction; who has few deductions takes the simplified one. */
const irrfBands = [
  [0, 0],
  [0.075, 169.44],
  [0.15, 381.44],
  [0.225, 662.77],
  [0.275, 896],
] as const
const simplifiedDeduction = 564.8

/** The minimum wage of 2024, Decreto 11.864 of 2023, in cents. */
export const minimumWage = (level: Level): number => Math.round(1_412 * 100 * levelOf(level))

const most = (bands: readonly (readonly [rate: number, less: number])[], amount: number): number =>
  Math.max(0, ...bands.map(([rate, less]) => amount * rate - less))

/** Wages for a part of a month; `before` has been paid of the same wages without anything kept back. */
export function brazilianWages(share: number, level: Level, before = 0): Rule {
  const price = levelOf(level)
  return (gross) => {
    const monthly = (gross + before) / share / price / 100
    const inss = most(inssBands, Math.min(monthly, inssCeiling))
    const irrf = most(irrfBands, monthly - Math.max(inss, simplifiedDeduction))
    return {
      incomeTaxCents: Math.round(irrf * price * 100 * share),
      socialSecurityCents: Math.round(inss * price * 100 * share),
    }
  }
}

/** The first half of a thirteenth salary. */
export const nothingWithheld: Rule = () => ({ incomeTaxCents: 0, socialSecurityCents: 0 })
