import { expect, test } from 'vitest'
import { taxonomy } from '../../../../contract/taxonomy.ts'
import { type Body, startApi } from '../../../../test/harness/api.ts'
import { lastYear, listAll } from '../../../../test/harness/sandbox.ts'

const api = await startApi()

test.each(['erebor_mx_retail', 'gringotts_br_retail', 'erebor_co_retail'])(
  '%s: every transaction that is retrieved says what it was for',
  async (institution) => {
    const link = await api.givenLink({ institution, access_mode: 'single' })
    const { body } = await api.post('/api/transactions/', { link: link.id, ...lastYear(api.now()) })
    const transactions = await listAll(api, `/api/transactions/?link=${link.id}&page_size=1000`)
    expect(transactions).toHaveLength(body.length)
    for (const { category, subcategory } of transactions as Body[]) {
      expect(Object.keys(taxonomy)).toContain(category)
      if (subcategory !== null) expect(taxonomy[category as keyof typeof taxonomy]).toContain(subcategory)
    }
    const unknown = transactions.filter(({ category }: Body) => category === 'Unknown')
    expect(unknown.length / transactions.length).toBeLessThan(0.1)
    const salaries = transactions.filter(({ subcategory }: Body) => subcategory === 'Salary')
    expect(salaries.length).toBeGreaterThan(10)
    expect(salaries.every(({ type }: Body) => type === 'INFLOW')).toBe(true)
    const known = transactions.find(({ merchant }: Body) => merchant !== null) as Body
    expect(known.merchant).toMatchObject({ logo: null, merchant_name: expect.stringMatching(/\w/) })
  },
)
