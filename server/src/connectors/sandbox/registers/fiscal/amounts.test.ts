import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Dice } from '../../../../kit/random.ts'
import { mexico } from '../../world/countries/mexico.ts'
import { priced, totalsOf } from './amounts.ts'
import { goodsOf } from './goods.ts'
import { keptByCompanies } from './household.ts'

const pricings = fc.record({
  payable: fc.integer({ min: 5_000, max: 900_000_000 }),
  company: fc.constantFrom(...mexico.companies),
  seed: fc.string(),
  linesMax: fc.integer({ min: 1, max: 4 }),
  atBorder: fc.boolean(),
  discounts: fc.boolean(),
  keeps: fc.boolean(),
})

test('whatever is sold, at whichever rate and with whatever is kept back, the lines come to what is paid to the cent', () => {
  fc.assert(
    fc.property(pricings, ({ payable, company, seed, keeps, ...terms }) => {
      const retains = keeps ? keptByCompanies : []
      const lines = priced({ ...terms, payable, retains, goods: goodsOf(company), dice: new Dice(seed, 'lines') })
      const { subtotal, discount, tax, retained, total } = totalsOf(lines)
      expect(total).toBe(payable)
      expect(subtotal - discount + tax - retained).toBe(payable)
      for (const { quantity, unitCents, grossCents, discountCents } of lines) {
        expect(quantity * unitCents).toBe(grossCents)
        expect(Number.isInteger(unitCents) && unitCents > 0).toBe(true)
        expect(discountCents).toBeLessThan(grossCents)
      }
    }),
    { numRuns: 2_000 },
  )
})

test('every invented company sells something of its own', () => {
  const [general] = goodsOf('Nobody')
  for (const company of mexico.companies) expect(goodsOf(company)).not.toContain(general)
})
