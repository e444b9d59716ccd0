/**
 * Figures as quotients of whole numbers, rounded once at the end. So neither the order of the rows nor a float's last
 * digit shows in a result. Halves go to the even digit, as in the samples of the specification (21 / 8 is 2.62).
 */

/** `numerator / denominator` with so many decimals; the denominator is positive. */
export function quotient(numerator: bigint | number, denominator: bigint | number, decimals: number): number {
  const scaled = BigInt(numerator) * 10n ** BigInt(decimals)
  const divisor = BigInt(denominator)
  const magnitude = scaled < 0n ? -scaled : scaled
  const whole = magnitude / divisor
  const twice = 2n * (magnitude % divisor)
  const up = twice > divisor || (twice === divisor && whole % 2n === 1n)
  const rounded = up ? whole + 1n : whole
  // Adding nothing turns a negative zero into zero.
  return Number(scaled < 0n ? -rounded : rounded) / 10 ** decimals + 0
}

/** The mean of whole cents, in units of the currency with two decimals; null where there are none. */
export const meanAmount = (cents: number, count: number): number | null =>
  count === 0 ? null : quotient(cents, 100 * count, 2)

/** A value in cents on a day; only differences of days matter. */
export type Point = { readonly day: number; readonly cents: number }

/** The slope of the least-squares line, in units of the currency for each day; null below two different days. */
export function slope(points: readonly Point[], decimals: number): number | null {
  const count = BigInt(points.length)
  let [days, cents, squares, products] = [0n, 0n, 0n, 0n]
  for (const point of points) {
    const [x, y] = [BigInt(point.day), BigInt(point.cents)]
    days += x
    cents += y
    squares += x * x
    products += x * y
  }
  const spread = count * squares - days * days
  return spread === 0n ? null : quotient(count * products - days * cents, 100n * spread, decimals)
}

/** Standard deviation of a sample (n - 1) in units of the currency with two decimals; null below two values. */
export function sampleDeviation(cents: readonly number[]): number | null {
  if (cents.length < 2) return null
  const count = BigInt(cents.length)
  const variance = Number(squaredSpread(cents)) / Number(count * (count - 1n))
  return Math.round(Math.sqrt(variance)) / 100
}

/** Standard deviation of all values divided by their mean; the mean is positive. */
export function variation(cents: readonly number[]): number {
  const sum = cents.reduce((total, each) => total + each, 0)
  return Math.sqrt(Number(squaredSpread(cents))) / sum
}

/** n times the sum of squares minus the square of the sum: the variance times n squared, without a fraction. */
export function squaredSpread(cents: readonly number[]): bigint {
  let [sum, squares] = [0n, 0n]
  for (const each of cents) {
    const value = BigInt(each)
    sum += value
    squares += value * value
  }
  return BigInt(cents.length) * squares - sum * sum
}

/** The middle of sorted values, or the mean of the two in the middle, in units of the currency with two decimals. */
export function medianAmount(sorted: readonly number[]): number {
  const middle = sorted.length / 2
  const [below, above] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]]
  if (below === undefined || above === undefined) throw new RangeError('nothing has no median')
  return quotient(below + above, 200, 2)
}
