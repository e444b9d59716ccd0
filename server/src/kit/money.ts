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
