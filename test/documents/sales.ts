import fc from 'fast-check'
import type { InvoiceFacts } from '../../server/src/connectors/sandbox/documents/cfdi-record.ts'
import {
  cents,
  code,
  freeOfCharge,
  head,
  orNull,
  type Rate,
  retainedRates,
  round,
  times,
  total,
  transferredRates,
  worthless,
} from './invoice-parts.ts'
import { text } from './values.ts'

const charge = ({ tax_type, tax_percentage }: Rate, base: number): number | null =>
  tax_percentage === null ? null : round(base * (tax_type === 'Cuota' ? tax_percentage : tax_percentage / 100), 6)

const drawnItem = fc.record({
  description: text(1000),
  product_identification: code(8),
  identifier_number: orNull(text(100)),
  quantity: fc.oneof(
    fc.integer({ min: 1, max: 500 }),
    fc.integer({ min: 1, max: 9_999_999 }).map((each) => each / 1e6),
  ),
  unit_code: fc.constantFrom('E48', 'H87', 'KGM', 'LTR'),
  unit_description: orNull(text(20)),
  unit_amount: fc.oneof(
    cents(100, 5_000_000),
    fc.integer({ min: 100_000, max: 99_999_999 }).map((each) => each / 1e6),
  ),
  discounted: orNull(fc.constantFrom(0, 0.05, 0.5)),
  transferredRates,
  retainedRates,
})

type DrawnItem = typeof drawnItem extends fc.Arbitrary<infer T> ? T : never

function pricedItem({ discounted, transferredRates, retainedRates, ...item }: DrawnItem) {
  // The standard has no tax on nothing, so no price may come to nothing after its discount.
  const price = Math.max(round(item.quantity * item.unit_amount, 2), 1)
  const discount = discounted === null ? null : round(price * discounted, 2)
  const net = round(price - (discount ?? 0), 6)
  let excise = 0
  const transferred_taxes = transferredRates.map((rate) => {
    const base = rate.tax_type === 'Cuota' ? item.quantity : round(rate.tax === 'IVA' ? net + excise : net, 6)
    const amount = charge(rate, base)
    if (rate.tax === 'IEPS') excise += amount ?? 0
    return { ...rate, base, transferred_tax_amount: amount }
  })
  const tax = total(
    transferred_taxes.map((each) => each.transferred_tax_amount ?? 0),
    6,
  )
  return {
    ...item,
    discount,
    tax_subject_code: transferred_taxes.length === 0 ? '01' : '02',
    pre_tax_amount: price,
    tax_percentage: transferred_taxes.find((each) => each.tax === 'IVA')?.tax_percentage ?? null,
    tax_amount: tax,
    total_amount: round(price + tax, 6),
    transferred_taxes,
    retained_taxes: retainedRates.map((rate) => ({ ...rate, retained_tax_amount: charge(rate, net) ?? 0 })),
  }
}

type PricedItem = ReturnType<typeof pricedItem>

const withoutBases = (item: PricedItem) => ({
  ...item,
  transferred_taxes: item.transferred_taxes.map(({ base: _base, ...tax }) => tax),
})

/** The taxes of a document are those of its items, each kind summed up. */
function taxDetailsOf(items: readonly PricedItem[]) {
  const transfers = items.flatMap(({ transferred_taxes }) => transferred_taxes)
  const retentions = items.flatMap(({ retained_taxes }) => retained_taxes)
  const keyOf = (rate: Rate) => [rate.tax, rate.tax_type, rate.tax_percentage].join()
  const transferred_taxes = [...Map.groupBy(transfers, keyOf).values()].map((group) => {
    const { tax, tax_type, tax_percentage } = group[0] as Rate
    const amount = total(group.map((each) => each.transferred_tax_amount ?? 0))
    const base = total(group.map((each) => each.base))
    return { tax, tax_type, tax_percentage, pre_tax_amount: base, tax_amount: tax_percentage === null ? null : amount }
  })
  const retained_taxes = [...Map.groupBy(retentions, ({ tax }) => tax)].map(([tax, group]) => ({
    tax,
    tax_type: null,
    tax_percentage: null,
    pre_tax_amount: null,
    tax_amount: total(group.map((each) => each.retained_tax_amount)),
  }))
  return {
    total_tax_transferred: total(transferred_taxes.map((each) => each.tax_amount ?? 0)),
    total_tax_retained: total(retained_taxes.map((each) => each.tax_amount)),
    transferred_taxes,
    retained_taxes,
  }
}

export const salesOf = (type: 'Ingreso' | 'Egreso') =>
  fc
    .record({
      head,
      times,
      items: fc.array(drawnItem.map(pricedItem), { minLength: 1, maxLength: 4 }),
      money: fc.constantFrom(
        { currency: 'MXN', exchange_rate: 1 },
        { currency: 'MXN', exchange_rate: null },
        { currency: 'USD', exchange_rate: 17.123456 },
      ),
      payment: fc.constantFrom(
        { payment_type: '03', payment_method: 'PUE' },
        { payment_type: '99', payment_method: 'PPD' },
      ),
      global: fc.option(fc.constant({ periodicity: '04', months: '03', year: 2024 }), { nil: undefined }),
    })
    .map(({ head, times, items, money, payment, global }) => {
      const tax_details = taxDetailsOf(items)
      const subtotal = total(items.map(({ pre_tax_amount }) => pre_tax_amount))
      const discount = total(items.map(({ discount }) => discount ?? 0))
      const { total_tax_transferred: added, total_tax_retained: retained } = tax_details
      const invoice = {
        ...head,
        ...money,
        ...payment,
        invoice_type: type,
        subtotal_amount: subtotal,
        discount_amount: discount,
        tax_amount: total(
          items.map(({ tax_amount }) => tax_amount),
          6,
        ),
        // The standard has no negative totals, and what is retained never exceeds what is sold.
        total_amount: Math.max(total([subtotal, -discount, added, -retained]), 0),
        invoice_details: items.map(withoutBases),
        tax_details,
        payments: [],
        payroll: null,
      }
      return { invoice, facts: { ...times, ...(global ? { global } : {}) } as InvoiceFacts }
    })

export const transfers = () =>
  fc
    .record({ head, times, items: fc.array(drawnItem, { minLength: 1, maxLength: 3 }) })
    .map(({ head, times, items }) => ({
      invoice: {
        ...head,
        ...worthless,
        invoice_type: 'Traslado' as const,
        currency: 'XXX',
        exchange_rate: null,
        payment_type: null,
        payment_method: null,
        invoice_details: items.map(({ discounted: _1, transferredRates: _2, retainedRates: _3, ...item }) => ({
          ...item,
          ...freeOfCharge,
          unit_amount: 0,
        })),
        payments: [],
        payroll: null,
      },
      facts: times as InvoiceFacts,
    }))
