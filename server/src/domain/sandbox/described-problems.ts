/** What is wrong with a description, and where: `expenses.2.account`. */
export type DescriptionProblem = { readonly field: string; readonly problem: string }

export const at = (field: string, problem: string): DescriptionProblem => ({ field, problem })

export function problemsOfDay(day: string, field: string, earliest: string): DescriptionProblem[] {
  const parsed = new Date(`${day}T00:00:00Z`)
  if (Number.isNaN(parsed.getTime()) || parsed.toISOString().slice(0, 10) !== day) {
    return [at(field, 'There is no such day.')]
  }
  return day < earliest ? [at(field, `The day is before ${earliest}.`)] : []
}

export function problemsOfAmount(amount: number, field: string): DescriptionProblem[] {
  if (amount === 0) return [at(field, 'An amount cannot be zero.')]
  const cents = amount * 100
  return Math.abs(cents - Math.round(cents)) < 1e-4 ? [] : [at(field, 'An amount has at most two decimals.')]
}
