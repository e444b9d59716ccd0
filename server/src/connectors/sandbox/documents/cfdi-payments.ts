import { decimalsOf, fixed, toItemDecimals } from './amounts.ts'
import { isExempt, rateText } from './cfdi-items.ts'
import type { InvoiceFacts, PaidInvoice, Payment, RelatedDocument, TaxRate } from './cfdi-record.ts'
import { taxCode } from './tax-codes.ts'
import { type Element, element, groupOf } from './xml.ts'

export const paymentsNamespace = {
  uri: 'http://www.sat.gob.mx/Pagos20',
  schema: 'http://www.sat.gob.mx/sitio_internet/cfd/Pagos/Pagos20.xsd',
} as const

type PaidInvoices = NonNullable<InvoiceFacts['paidInvoices']>

/** The complement Pagos 2.0: what was paid, of which invoices, and how much of it is tax. */
export function paymentsElement(payments: readonly Payment[], paidInvoices: PaidInvoices): Element {
  const worked = payments.map((payment) => workOut(payment, paidInvoices))
  return element('pago20:Pagos', { Version: '2.0' }, [totalsElement(worked), ...worked.map(paymentElement)])
}

/** A tax within an amount that was paid. Retained taxes lower what is paid, transferred ones raise it. */
type Share = TaxRate & { readonly retained: boolean; readonly base: number; readonly amount: number }

type WorkedDocument = {
  readonly document: RelatedDocument
  readonly shares: readonly Share[]
  readonly equivalence: number
}

type WorkedPayment = {
  readonly payment: Payment
  readonly documents: readonly WorkedDocument[]
  /** Pesos for one unit of the payment's currency. */
  readonly exchangeRate: number
  /** All taxes of the payment, in its currency, one for each tax and rate. */
  readonly shares: readonly Share[]
}

function workOut(payment: Payment, paidInvoices: PaidInvoices): WorkedPayment {
  const documents = payment.related_documents.map((document) => {
    const paid = paidInvoices[document.invoice_identification]
    const equivalence = equivalenceOf(payment, document, paid)
    return { document, equivalence, shares: paid === undefined ? [] : sharesOf(document.amount_paid, paid) }
  })
  return { payment, documents, exchangeRate: Number(payment.exchange_rate ?? 1), shares: sumOf(documents) }
}

function equivalenceOf(payment: Payment, document: RelatedDocument, paid: PaidInvoice | undefined): number {
  if (payment.currency === document.currency) return 1
  if (paid?.equivalence !== undefined) return paid.equivalence
  throw new RangeError(`nothing says what ${payment.currency} is in ${document.currency}`)
}

/** Splits what was paid into the taxes and what they are laid on, which is the same for all of them. */
function sharesOf(amountPaid: number, { transferredTaxes, retainedTaxes }: PaidInvoice): Share[] {
  const rates = [
    ...transferredTaxes.map((tax) => ({ ...tax, retained: false })),
    ...retainedTaxes.map((tax) => ({ ...tax, retained: true })),
  ]
  const factor = rates.reduce((sum, rate) => sum + (rate.retained ? -1 : 1) * fractionOf(rate), 1)
  const base = toItemDecimals(amountPaid / factor)
  return rates.map((rate) => ({ ...rate, base, amount: toItemDecimals(base * fractionOf(rate)) }))
}

function fractionOf(rate: TaxRate): number {
  if (rate.tax_type === 'Cuota')
    throw new RangeError(`a payment does not say of how many units it pays the ${rate.tax}`)
  return isExempt(rate) ? 0 : (rate.tax_percentage ?? 0) / 100
}

function sumOf(documents: readonly WorkedDocument[]): Share[] {
  const sums = new Map<string, Share>()
  for (const { shares, equivalence } of documents) {
    for (const share of shares) {
      const key = [share.retained, share.tax, share.tax_type, share.tax_percentage].join()
      const { base, amount } = sums.get(key) ?? { base: 0, amount: 0 }
      sums.set(key, {
        ...share,
        base: toItemDecimals(base + share.base / equivalence),
        amount: toItemDecimals(amount + share.amount / equivalence),
      })
    }
  }
  return [...sums.values()]
}

/** Totals are in pesos. Of transferred taxes only the value added tax has any. */
function totalsElement(payments: readonly WorkedPayment[]): Element {
  const total = (of: 'base' | 'amount', wanted: (share: Share) => boolean): string | undefined => {
    const found = payments.flatMap(({ shares, exchangeRate }) =>
      shares.filter(wanted).map((share) => share[of] * exchangeRate),
    )
    return found.length === 0 ? undefined : pesos(found)
  }
  const retention = (tax: string) => total('amount', (share) => share.retained && share.tax === tax)
  const isVat = (share: Share) => !share.retained && share.tax === 'IVA'
  const isVatOf = (percentage: number) => (share: Share) =>
    isVat(share) && !isExempt(share) && share.tax_percentage === percentage
  return element('pago20:Totales', {
    TotalRetencionesIVA: retention('IVA'),
    TotalRetencionesISR: retention('ISR'),
    TotalRetencionesIEPS: retention('IEPS'),
    TotalTrasladosBaseIVA16: total('base', isVatOf(16)),
    TotalTrasladosImpuestoIVA16: total('amount', isVatOf(16)),
    TotalTrasladosBaseIVA8: total('base', isVatOf(8)),
    TotalTrasladosImpuestoIVA8: total('amount', isVatOf(8)),
    TotalTrasladosBaseIVA0: total('base', isVatOf(0)),
    TotalTrasladosImpuestoIVA0: total('amount', isVatOf(0)),
    TotalTrasladosBaseIVAExento: total('base', (share) => isVat(share) && isExempt(share)),
    MontoTotalPagos: pesos(payments.map(({ payment, exchangeRate }) => payment.amount * exchangeRate)),
  })
}

const pesos = (amounts: readonly number[]): string => amounts.reduce((sum, amount) => sum + amount, 0).toFixed(2)

function paymentElement({ payment, documents, shares }: WorkedPayment): Element {
  const attributes = {
    // The standard has no zone here; the wire's is the same reading of the clock.
    FechaPago: payment.date.slice(0, 'YYYY-MM-DDTHH:MM:SS'.length),
    FormaDePagoP: payment.payment_type,
    MonedaP: payment.currency,
    TipoCambioP: payment.exchange_rate ?? undefined,
    Monto: fixed(payment.amount, decimalsOf(payment.currency)),
    NumOperacion: payment.operation_number ?? undefined,
    RfcEmisorCtaOrd: payment.payer_rfc ?? undefined,
    NomBancoOrdExt: payment.payer_bank_name ?? undefined,
    CtaOrdenante: payment.payer_account_number ?? undefined,
    RfcEmisorCtaBen: payment.beneficiary_rfc ?? undefined,
    CtaBeneficiario: payment.beneficiary_account_number ?? undefined,
  }
  const retained = shares.filter((share) => share.retained)
  const groups = [
    groupOf(
      'pago20:RetencionesP',
      [...new Set(retained.map(({ tax }) => tax))].map((tax) => retainedOfPayment(tax, retained)),
    ),
    groupOf('pago20:TrasladosP', shares.filter((share) => !share.retained).map(taxElement('TrasladoP'))),
  ].filter((group) => group !== undefined)
  return element('pago20:Pago', attributes, [...documents.map(documentElement), groupOf('pago20:ImpuestosP', groups)])
}

/** Retentions of a payment are told by tax alone, whatever their rates. */
function retainedOfPayment(tax: string, shares: readonly Share[]): Element {
  const amount = shares.reduce((sum, share) => (share.tax === tax ? sum + share.amount : sum), 0)
  return element('pago20:RetencionP', { ImpuestoP: taxCode(tax), ImporteP: fixed(toItemDecimals(amount), 6) })
}

function documentElement({ document, shares, equivalence }: WorkedDocument): Element {
  const amount = (value: number) => fixed(value, decimalsOf(document.currency))
  const attributes = {
    IdDocumento: document.invoice_identification,
    MonedaDR: document.currency,
    EquivalenciaDR: equivalence === 1 ? '1' : equivalence.toFixed(10),
    NumParcialidad: String(document.partiality_number),
    ImpSaldoAnt: amount(document.previous_balance),
    ImpPagado: amount(document.amount_paid),
    ImpSaldoInsoluto: amount(document.outstanding_balance),
    ObjetoImpDR: shares.length === 0 ? '01' : '02',
  }
  const groups = [
    groupOf('pago20:RetencionesDR', shares.filter((share) => share.retained).map(taxElement('RetencionDR'))),
    groupOf('pago20:TrasladosDR', shares.filter((share) => !share.retained).map(taxElement('TrasladoDR'))),
  ].filter((group) => group !== undefined)
  return element('pago20:DoctoRelacionado', attributes, [groupOf('pago20:ImpuestosDR', groups)])
}

/** The attributes end as the element does: in DR for a paid invoice, in P for the payment. */
const taxElement = (name: 'RetencionDR' | 'TrasladoDR' | 'TrasladoP') => (share: Share) => {
  const end = name.endsWith('DR') ? 'DR' : 'P'
  return element(`pago20:${name}`, {
    [`Base${end}`]: fixed(share.base, 6),
    [`Impuesto${end}`]: taxCode(share.tax),
    [`TipoFactor${end}`]: share.tax_type,
    [`TasaOCuota${end}`]: rateText(share),
    [`Importe${end}`]: isExempt(share) ? undefined : fixed(share.amount, 6),
  })
}
