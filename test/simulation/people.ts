import type { ResourceName } from '../../contract/resource.ts'

/** Somebody who can be registered, and what of theirs is looked at. */
export type Person = {
  readonly institution: string
  readonly credentials: Readonly<Record<string, string>>
  readonly resources: readonly ResourceName[]
  /** Gets in whenever asked, unless an ordered failure is in the way. */
  readonly reliable: boolean
  /** What answers the institution's question; null where nobody has to type anything. */
  readonly token?: string | null
  readonly consents?: true
}

const banking = ['ACCOUNTS', 'OWNERS', 'TRANSACTIONS', 'BALANCES'] as const
const network = ['BILLS', 'INVESTMENTS', 'INVESTMENT_TRANSACTIONS', 'EXCHANGES'] as const

const client = (institution: string, username: string, password: string, more: Partial<Person> = {}): Person => ({
  ...{ institution, credentials: { username, password }, resources: banking, reliable: true },
  ...more,
})

/** A few of every kind; with little data mostly, as a year is long. */
export const people: readonly [Person, ...Person[]] = [
  client('erebor_mx_retail', 'bnk102', 'low'),
  client('erebor_co_retail', 'bnk102', 'low'),
  client('erebor_br_retail', 'bnk102', 'low'),
  // Whose bank has second thoughts: purchases are corrected, and taken back.
  client('gringotts_mx_retail', 'student', 'full', { resources: [...banking, 'INCOMES', 'RECURRING_EXPENSES'] }),
  client('gringotts_co_retail', 'pensioner', 'full', { resources: [...banking, 'RISK_INSIGHTS'] }),
  client('gringotts_br_retail', 'bnk101', 'nodata'),
  client('gotham_mx_business', 'mfa_numeric', 'numeric_code', { token: '111111' }),
  client('heimdall_co_retail', 'mfa_default', 'pass_valid', { token: '111111' }),
  client('heimdall_br_retail', 'mfa_inputless', 'confirm', { token: null }),
  client('heimdall_mx_retail', 'bnk102', 'low'),
  client('erebor_mx_retail', 'user_invalid', 'later', { reliable: false }),
  client('erebor_br_retail', 'user_down', 'later', { reliable: false }),
  {
    ...client('ironbank_br_retail', 'adv_valid', 'pass_valid'),
    credentials: {
      ...{ username_type: '003', username: 'adv_valid', username2: 'valid' },
      ...{ password: 'pass_valid', password2: 'valid' },
    },
  },
  {
    ...{ institution: 'ofmockbank_br_retail', credentials: { username: '76109277673' } },
    ...{ resources: [...banking, ...network], reliable: true, consents: true },
  },
  {
    ...{ institution: 'ofmockbank_br_retail', credentials: { username: 'no_data' } },
    ...{ resources: [...banking, ...network], reliable: true, consents: true },
  },
  {
    ...{ institution: 'tatooine_mx_fiscal', credentials: { username: 'fiscal102', password: 'low' }, reliable: true },
    resources: ['INVOICES', 'TAX_RETURNS', 'TAX_STATUS', 'TAX_COMPLIANCE_STATUS'],
  },
  {
    ...{ institution: 'sii_cl_fiscal', credentials: { username: '76192083-9', password: 'password' }, reliable: true },
    resources: ['INVOICES_CHILE', 'TAX_STATUS_CHILE', 'DEBT_REPORTS'],
  },
  {
    ...{ institution: 'planet_mx_employment', credentials: { username: 'two_jobs' }, reliable: true },
    resources: ['EMPLOYMENT_RECORDS', 'CURRENT_EMPLOYMENTS', 'EMPLOYMENT_METRICS'],
  },
  {
    ...{ institution: 'inss_br_employment', credentials: { username: '30100000304', password: 'password' } },
    ...{ resources: ['EMPLOYMENTS', 'OWNERS'], reliable: true },
  },
]

export const findPerson = (index: number): Person => people[index % people.length] ?? people[0]

/** What is made of what is known, and not shown by the institution. */
export const isCalculated = (resource: unknown): boolean =>
  ['INCOMES', 'RECURRING_EXPENSES', 'RISK_INSIGHTS', 'EMPLOYMENT_METRICS'].includes(String(resource))
