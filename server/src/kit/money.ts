/** An amount in the currency's smallest unit. Never a float: banks send "10.10", we keep 1010n. */
export type Money = { readonly minor: bigint; readonly currency: string }

/** Reads decimal text such as `-10.10`; throws RangeError when it is no amount of at most `scale` decimals. */
export function parseMoney(text: string, currency: string, scale: number): Money {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text)
  if (!match) throw new RangeError(`not an amount: ${JSON.stringify(text)}`)
  const [, sign, whole, fraction = ''] = match
  if (fraction.length > scale) throw new RangeError(`${currency} has ${scale} decimals, got ${text}`)
  const minor = BigInt(whole + fraction.padEnd(scale, '0'))
  return { minor: sign ? -minor : minor, currency }
}

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
