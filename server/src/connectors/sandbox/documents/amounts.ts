/** Currencies of the sandbox whose amounts have another number of decimals than two; `XXX` is no currency at all. */
const decimalsByCurrency: Readonly<Record<string, number>> = { XXX: 0, CLP: 0, JPY: 0, PYG: 0, KRW: 0, UYI: 0 }

export const decimalsOf = (currency: string): number => decimalsByCurrency[currency] ?? 2

/** The most that the standard allows for quantities, unit prices and the taxes of one item. */
const itemDecimals = 6

/**
 * An amount with a fixed number of decimals. Throws RangeError for one that would have to be rounded, as the
 * document would then say something else than the record.
 */
export function fixed(value: number, decimals: number): string {
  const text = value.toFixed(decimals)
  if (Number(text) !== value) throw new RangeError(`${value} has more than ${decimals} decimals`)
  return text
}

/** An amount of one item: with the decimals of its currency, and up to six where it needs them. */
export function itemAmount(value: number, currency: string): string {
  const least = decimalsOf(currency)
  const decimals = Array.from({ length: itemDecimals - least + 1 }, (_, index) => least + index)
  const enough = decimals.find((count) => Number(value.toFixed(count)) === value)
  return fixed(value, enough ?? itemDecimals)
}

/** A quantity or an exchange rate: as many decimals as it needs, at most six. */
export const plainNumber = (value: number): string => itemAmount(value, 'XXX')

/** A rate of six decimals from the per cent of the record: `16` is `0.160000`. */
export function rateOfPercent(percent: number): string {
  const text = (percent / 100).toFixed(itemDecimals)
  if (percentOfRate(text) !== percent) throw new RangeError(`${percent} % has more than four decimals`)
  return text
}

/** The other way round, without the noise of a binary product. */
const percentOfRate = (rate: string): number => Number((Number(rate) * 100).toFixed(itemDecimals - 2))

/** Rounded to the six decimals of an item, for amounts that the record does not have and the document needs. */
export const toItemDecimals = (value: number): number => Number(value.toFixed(itemDecimals))
