import { describe, expect, test } from 'vitest'
import { claimMovements } from './claim-movements.ts'
import type { Missing } from './evidence.ts'
import { mayBeReused, reusedKey } from './key-reuse.ts'
import { type Movement, movementOf } from './movement.ts'

type Body = Readonly<Record<string, unknown>>

const purchase: Body = {
  value_date: '2026-03-10',
  accounting_date: null,
  amount: 80,
  local_currency_amount: null,
  currency: 'MXN',
  description: 'COMPRA TD FONDA DOÑA LUPE GUADALAJARA',
  merchant: null,
  reference: null,
  type: 'OUTFLOW',
  status: 'PROCESSED',
}

const row = (more: Body = {}): Movement => movementOf({ ...purchase, ...more }, 'account')
const pending = (more: Body = {}) => row({ status: 'PENDING', ...more })
const stored = (
  id: string,
  traits: Movement,
  standing: Missing<Movement>['standing'] = 'present',
): Missing<Movement> => ({ id, standing, createdAt: new Date(0), traits })
const came = (key: string, traits: Movement) => ({ key, traits })

/** What is claimed, as `id -> key`, in the order of the ids. */
const claimed = (...given: Parameters<typeof claimMovements>) =>
  claimMovements(...given)
    .map(({ id, key }) => `${id} -> ${key}`)
    .sort()

/** Whether one stored row is taken for one that came. */
const isOne = (before: Movement, after: Movement): boolean =>
  claimMovements([stored('a', before)], [came('k', after)]).length === 1

describe('a row of which nothing but the key is another', () => {
  test('is the stored one', () => {
    const [claim] = claimMovements(
      [stored('a', row())],
      [came('k', row({ description: ' compra td  Fonda Dona Lupe, Guadalajara' }))],
    )
    expect(claim).toMatchObject({
      id: 'a',
      key: 'k',
      evidence: { strategy: 'exact', rule: 'same_content', differed: [] },
    })
    expect(claim?.evidence.agreed).toEqual([
      'account',
      'type',
      'amount',
      'currency',
      'description',
      'value_date',
      'status',
    ])
  })

  test('is another one where it has another reference', () => {
    expect(isOne(row({ reference: '4411' }), row({ reference: '4412' }))).toBe(false)
    expect(isOne(pending({ reference: '4411' }), row({ reference: '4412' }))).toBe(false)
    expect(isOne(row({ reference: '4411' }), row({ reference: '4411' }))).toBe(true)
  })

  describe('but the reference and the instant', () => {
    const at = (reference: string, more: Body = {}) =>
      row({ reference, transacted_at: '2026-03-10T09:41:07.000Z', ...more })

    test('is the stored one, posted meanwhile or not', () => {
      expect(isOne(at('4411'), at('4412'))).toBe(true)
      expect(isOne(at('4411', { status: 'PENDING' }), at('4412'))).toBe(true)
      const [claim] = claimMovements([stored('a', at('4411'))], [came('k', at('4412'))])
      expect(claim?.evidence).toMatchObject({
        ...{ strategy: 'exact', rule: 'same_content', differed: [{ field: 'reference' }] },
      })
      expect(claim?.evidence.agreed).toContain('transacted_at')
    })

    test.each<[string, Body]>([
      ['of another instant', { transacted_at: '2026-03-10T09:41:08.000Z' }],
      ['of another amount', { amount: 80.01 }],
      ['that is pending', { status: 'PENDING' }],
    ])('is another one %s', (_what, more) => {
      expect(isOne(at('4411'), at('4412', more))).toBe(false)
    })

    test.each(['2026-03-10T00:00:00.000Z', '2026-03-10T00:00:00', '2026-03-10T00:00:00-03:00', '2026-03-10'])(
      'is another one where the instant is no more than a day: %s',
      (transacted_at) => {
        expect(isOne(at('4411', { transacted_at }), at('4412', { transacted_at }))).toBe(false)
      },
    )

    test('is left alone where several references could be it, and taken where they are twins', () => {
      const two = [stored('a', at('1')), stored('b', at('2'))]
      expect(claimed(two, [came('k', at('3'))])).toEqual([])
      expect(claimed([stored('a', at('1'))], [came('k', at('2')), came('l', at('3'))])).toEqual([])
      const twins = [stored('a', at('1')), stored('b', at('1'))]
      expect(claimed(twins, [came('k', at('2')), came('l', at('2'))])).toEqual(['a -> k', 'b -> l'])
    })
  })

  test.each<[string, Body]>([
    ['account', {}],
    ['amount', { amount: 80.01 }],
    ['currency', { currency: 'USD' }],
  ])('is another one in another %s', (field, more) => {
    const other = field === 'account' ? movementOf(purchase, 'another') : row(more)
    expect(isOne(row(), other)).toBe(false)
  })

  test('two identical purchases stay two', () => {
    const two = [stored('a', row()), stored('b', row())]
    expect(claimed(two, [came('k', row()), came('l', row())])).toEqual(['a -> k', 'b -> l'])
    expect(claimed(two, [came('k', row())])).toEqual(['a -> k'])
    expect(claimed([stored('a', row())], [came('k', row()), came('l', row())])).toEqual(['a -> k'])
  })

  test('tells how many were alike', () => {
    const [claim] = claimMovements([stored('a', row()), stored('b', row())], [came('k', row())])
    expect(claim?.evidence.alike).toEqual({ stored: 2, came: 1 })
  })

  test('two at different moments of one day are not each other', () => {
    const at = (time: string) => row({ transacted_at: `2026-03-10T${time}:00.000Z` })
    const two = [stored('a', at('09:00')), stored('b', at('18:00'))]
    expect(claimed(two, [came('k', at('18:00')), came('l', at('09:00'))])).toEqual(['a -> l', 'b -> k'])
  })

  test('is taken for what is there before what was deleted, and for that before what is gone', () => {
    const three = [stored('a', row(), 'gone'), stored('b', row(), 'deleted'), stored('c', row())]
    expect(claimed(three, [came('k', row())])).toEqual(['c -> k'])
    expect(claimed(three, [came('k', row()), came('l', row())])).toEqual(['b -> l', 'c -> k'])
  })

  test('posted, is the pending one; pending, is not the posted one', () => {
    expect(isOne(pending(), row())).toBe(true)
    expect(isOne(row(), pending())).toBe(false)
  })
})

describe('a card authorisation', () => {
  test('posts with a tip of up to 30 %', () => {
    expect(isOne(pending({ amount: 80 }), row({ amount: 92, value_date: '2026-03-12' }))).toBe(true)
    expect(isOne(pending({ amount: 80 }), row({ amount: 104 }))).toBe(true)
    expect(isOne(pending({ amount: 80 }), row({ amount: 104.01 }))).toBe(false)
  })

  test('says by what it matched, in distances and not in values', () => {
    const after = row({ amount: 92, value_date: '2026-03-12', description: 'FONDA DONA LUPE GDL 0012' })
    const [claim] = claimMovements([stored('a', pending())], [came('k', after)])
    expect(claim?.evidence).toMatchObject({ strategy: 'conservative', rule: 'posted', runnerUp: null })
    expect(claim?.evidence.differed).toEqual([
      { field: 'amount', ratio: 1.15 },
      { field: 'value_date', days: 2 },
      { field: 'description', likeness: expect.closeTo(0.6, 1) },
      { field: 'status' },
    ])
    expect(JSON.stringify(claim?.evidence)).not.toMatch(/FONDA|92|2026/)
  })

  test('posts within eight days for the same amount, within three for another', () => {
    expect(isOne(pending(), row({ value_date: '2026-03-18' }))).toBe(true)
    expect(isOne(pending(), row({ value_date: '2026-03-19' }))).toBe(false)
    expect(isOne(pending(), row({ value_date: '2026-03-13', amount: 84 }))).toBe(true)
    expect(isOne(pending(), row({ value_date: '2026-03-14', amount: 84 }))).toBe(false)
  })

  test('does not post as what another shop of the town sold', () => {
    const elsewhere = { description: 'COMPRA TD TACOS EL GÜERO GUADALAJARA', value_date: '2026-03-11' }
    expect(isOne(pending(), row(elsewhere))).toBe(false)
  })

  test('does not post as what another merchant sold, however it is worded', () => {
    const at = (merchant_name: string, more: Body = {}) => ({ merchant: { merchant_name }, ...more })
    const posted = { value_date: '2026-03-11' }
    expect(isOne(pending(at('Oxxo')), row(at('Seven', posted)))).toBe(false)
    expect(isOne(pending(at('Oxxo')), row(at('Oxxo', posted)))).toBe(true)
    const hold = at('Uber', { description: 'HOLD 8841' })
    expect(isOne(pending(hold), row(at('Uber', { ...posted, description: 'UBER TRIP' })))).toBe(true)
  })

  test('of two that could post as one, neither does', () => {
    const two = [stored('a', pending({ amount: 80 })), stored('b', pending({ amount: 82 }))]
    expect(claimed(two, [came('k', row({ amount: 90 }))])).toEqual([])
  })

  test('that could post as either of two posts as neither', () => {
    const two = [came('k', row({ amount: 90 })), came('l', row({ amount: 92 }))]
    expect(claimed([stored('a', pending())], two)).toEqual([])
  })

  test('two that are alike post as two that are alike', () => {
    const two = [stored('a', pending()), stored('b', pending())]
    const posted = row({ value_date: '2026-03-12' })
    expect(claimed(two, [came('k', posted), came('l', posted)])).toEqual(['a -> k', 'b -> l'])
    expect(claimed(two, [came('k', posted)])).toEqual(['a -> k'])
  })

  test('each of a day of many posts as its own', () => {
    const amounts = [50, 75, 120, 300]
    const before = amounts.map((amount) => stored(`a${amount}`, pending({ amount })))
    const after = amounts.map((amount) => came(`k${amount}`, row({ amount: amount * 1.1, value_date: '2026-03-11' })))
    expect(claimed(before, after)).toEqual(amounts.map((amount) => `a${amount} -> k${amount}`).sort())
  })
})

describe('foreign currency', () => {
  const abroad = { description: 'PAYPAL *STEAM GAMES', currency: 'USD', amount: 20, local_currency_amount: 350 }

  test('settles at another rate, in the same currency', () => {
    expect(isOne(pending({ ...abroad }), row({ ...abroad, local_currency_amount: 357.2 }))).toBe(true)
    expect(isOne(pending({ amount: 350 }), row({ amount: 343 }))).toBe(true)
    expect(isOne(pending({ amount: 350 }), row({ amount: 330 }))).toBe(false)
  })

  test("settles in the account's currency", () => {
    const settled = { ...abroad, currency: 'MXN', local_currency_amount: null, value_date: '2026-03-12' }
    expect(isOne(pending(abroad), row({ ...settled, amount: 357.2 }))).toBe(true)
    expect(isOne(pending(abroad), row({ ...settled, amount: 500 }))).toBe(false)
    expect(isOne(pending({ ...abroad, local_currency_amount: null }), row({ ...settled, amount: 357.2 }))).toBe(false)
  })
})

describe('a posted row that is shown anew', () => {
  test('re-dated, within three days, is the same', () => {
    expect(isOne(row(), row({ value_date: '2026-03-13' }))).toBe(true)
    expect(isOne(row(), row({ value_date: '2026-03-07' }))).toBe(true)
    expect(isOne(row(), row({ value_date: '2026-03-14' }))).toBe(false)
  })

  test('re-worded on its day is the same, as long as it names the same', () => {
    expect(isOne(row(), row({ description: 'FONDA DONA LUPE AUT 003412' }))).toBe(true)
    expect(isOne(row(), row({ description: 'FARMACIA DEL CENTRO' }))).toBe(false)
    expect(isOne(row(), row({ description: null }))).toBe(false)
  })

  test('re-dated and re-worded at once needs a reference in common', () => {
    const anew = { value_date: '2026-03-12', description: 'FONDA DONA LUPE GDL' }
    expect(isOne(row(), row(anew))).toBe(false)
    expect(isOne(row({ reference: '77120' }), row({ ...anew, reference: '77120' }))).toBe(true)
  })

  test('with another amount is another', () => {
    expect(isOne(row(), row({ amount: 80.5 }))).toBe(false)
  })
})

describe('money that went the other way', () => {
  test('is never the same', () => {
    expect(isOne(row(), row({ type: 'INFLOW' }))).toBe(false)
    expect(isOne(pending(), row({ type: 'INFLOW' }))).toBe(false)
    expect(isOne(pending({ type: null }), row())).toBe(false)
    expect(
      isOne(pending({ type: null, amount: -80 }), row({ type: null, amount: -80, value_date: '2026-03-11' })),
    ).toBe(true)
  })

  test('a payment and its refund of the same day stay two', () => {
    const refund = { type: 'INFLOW', description: 'REEMBOLSO FONDA DOÑA LUPE GUADALAJARA' }
    const before = [stored('payment', pending()), stored('refund', pending(refund))]
    const after = [came('in', row(refund)), came('out', row())]
    expect(claimed(before, after)).toEqual(['payment -> out', 'refund -> in'])
    expect(claimed([stored('payment', pending())], [came('in', row(refund))])).toEqual([])
  })
})

describe('a row without a day', () => {
  const undated = { value_date: null, accounting_date: null }

  test('is recognised by a reference, and by nothing else', () => {
    expect(isOne(row(undated), row(undated))).toBe(false)
    expect(isOne(row({ ...undated, reference: '9' }), row({ ...undated, reference: '9' }))).toBe(true)
    expect(isOne(pending(undated), row())).toBe(false)
    expect(isOne(pending(), row(undated))).toBe(false)
  })

  test('has that of its booking, or of its moment, where there is one', () => {
    expect(isOne(row({ ...undated, accounting_date: '2026-03-10' }), row())).toBe(true)
    expect(row({ ...undated, transacted_at: '2026-03-10T09:00:00.000Z' }).date).toBe('2026-03-10')
  })

  test('of an odd form is none', () => {
    expect(row({ value_date: 'soon', amount: 'much', type: 'SIDEWAYS' })).toMatchObject({
      ...{ date: null, amount: null, direction: null },
    })
  })
})

describe('a key that the institution gave away again', () => {
  const salary = row({ type: 'INFLOW', amount: 12_000, description: 'NOMINA ACME', value_date: '2026-02-01' })

  test('means another one where the money went the other way', () => {
    expect(reusedKey(salary, row())).toMatchObject({ rule: 'key_reused', agreed: ['key'] })
    expect(reusedKey(row(), row({ type: 'INFLOW' }))?.differed).toEqual([{ field: 'type' }])
  })

  test('means another one where amount, day and name are all others', () => {
    const before = row({ value_date: '2026-02-01', amount: 900, description: 'RENTA MARZO JUAN PEREZ' })
    expect(reusedKey(before, row())?.differed).toMatchObject([
      { field: 'amount' },
      { field: 'value_date', days: 37 },
      { field: 'description', likeness: 0 },
    ])
  })

  test('means another one at once where all that both say is another, however near', () => {
    const held = pending({ amount: 86.96, description: 'COMPRA 04/03 PAG*TEATROMUNICIPAL', value_date: '2026-03-07' })
    const next = pending({ amount: 82.1, description: 'COMPRA 07/03 PAGUE MENOS 2299' })
    expect(reusedKey(held, next)?.differed).toMatchObject([
      { field: 'amount' },
      { field: 'value_date', days: 3 },
      { field: 'description', likeness: 0 },
    ])
  })

  test.each<[string, Body]>([
    ['the words and where one names nobody', { description: 'COMPRA PENDIENTE' }],
    ['the words and one name is in part the other', { description: 'FONDA 44 CENTRO' }],
    ['the words and a reference is the same', { description: 'CINEPOLIS', reference: '77' }],
    ['the words and the merchant is the same', { description: 'CINEPOLIS', merchant: { merchant_name: 'Lupe' } }],
  ])('is corrected where amount and day are near, and all that changed is %s', (_what, more) => {
    const { description, ...same } = more
    const held = pending({ ...same, description, amount: 50, value_date: '2026-03-09' })
    expect(reusedKey(held, row(same))).toBeNull()
  })

  test.each<[string, Body]>([
    ['an amount', { amount: 900 }],
    ['an amount and a day', { amount: 900, value_date: '2026-02-01' }],
    ['an amount and the words', { amount: 900, description: 'RENTA JUAN PEREZ' }],
    ['a day and the words', { value_date: '2026-02-01', description: 'RENTA JUAN PEREZ' }],
    ['a direction that nobody told', { type: null }],
  ])('is corrected where only %s changed', (_what, more) => {
    expect(reusedKey(row(more), row())).toBeNull()
  })
})

test('a key that was given away is suspected by direction and day alone, before anything else is read', () => {
  const far = row({ value_date: '2026-02-01', amount: 900, description: 'RENTA JUAN PEREZ' })
  for (const [stored, after] of [
    [far, row()],
    [row(), row({ type: 'INFLOW' })],
  ] as const) {
    expect(reusedKey(stored, after)).not.toBeNull()
    expect(mayBeReused(stored, after)).toBe(true)
  }
  expect(mayBeReused(row(), row({ amount: 900, description: 'RENTA JUAN PEREZ' }))).toBe(false)
  expect(mayBeReused(row({ value_date: '2026-03-09' }), row())).toBe(true)
})
