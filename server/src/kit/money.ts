/**
 * Whole cents as the JSON number of the wire (`1010` -> `10.1`). The quotient of two integers is the double nearest
 * to the decimal, so its shortest print is the decimal itself; holds up to 2^53 cents.
 */
export const centsToWire = (cents: number): number => cents / 100

/**
 * The JSON number of the wire in whole cents (`10.1` -> 1010), so that sums of it are exact. Institutions may give up to
 * four decimals; they are rounded here, once for each amount, half to the even cent.
 */
export function wireToCents(amount: number): number {
  const cents = Math.round(amount * 100)
  // True of every amount of two decimals: both sides are the double nearest to it.
  const whole = cents / 100 === amount ? cents : halfToEven(Math.round(amount * 10_000) / 100)
  if (!Number.isSafeInteger(whole)) throw new RangeError(`not an amount that can be counted in cents: ${amount}`)
  return whole
}

/** Exact for hundredths, whose half is a binary fraction. */
function halfToEven(value: number): number {
  const below = Math.floor(value)
  if (value - below !== 0.5) return Math.round(value)
  return below % 2 === 0 ? below : below + 1
}
