/** The three federal taxes by the code of c_Impuesto. */
const codes: Readonly<Record<string, string>> = { ISR: '001', IVA: '002', IEPS: '003' }

export function taxCode(tax: string): string {
  const code = codes[tax]
  if (code === undefined) throw new RangeError(`no federal tax is called ${tax}`)
  return code
}
