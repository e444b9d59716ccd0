/**
 * Which subcategories a category has. The published lists name categories and subcategories but not which belong
 * together; their order does, because it runs through the categories in turn, and where a word has no place in that
 * order (`Other`, a `Rent` that comes in) this table decides.
 */
export const taxonomy = {
  'Bills & Utilities': ['Electricity & Energy', 'Rent', 'Telecommunications', 'Water', 'Other'],
  'Credits & Loans': [
    'Auto',
    'Credit Card',
    'Instalment',
    'Interest & Charges',
    'Mortgage',
    'Pay Advance',
    'Personal',
    'Other',
  ],
  Deposits: [],
  'Fees & Charges': ['Adjustments', 'Bank Fees', 'Chargeback', 'Refund', 'Blocked Balances', 'Other'],
  'Food & Groceries': [
    'Alcohol & Tobacco',
    'Bakery & Coffee',
    'Bars & Nightclubs',
    'Convenience Store',
    'Delivery',
    'Groceries',
    'Restaurants',
    'Other',
  ],
  'Home & Life': [
    'Alimony',
    'Education',
    'Gyms & Fitness',
    'Hair & Beauty',
    'Health',
    'Home Decor & Appliances',
    'Laundry & Dry Cleaning',
    'Pharmacies',
    'Professional Services',
    'Veterinary Services',
    'Other',
  ],
  'Income & Payments': ['Freelance', 'Interest', 'Retirement', 'Salary', 'Government', 'Rent', 'Other'],
  Insurance: ['Home Insurance', 'Auto Insurance', 'Health & Life Insurance', 'Other'],
  'Investments & Savings': [
    'Savings',
    'Fixed income',
    'Equity',
    'Investment Funds',
    'Derivatives',
    'Cryptocurrencies',
    'Other',
  ],
  'Online Platforms & Leisure': [
    'Apps, Software and Cloud Services',
    'Events, Parks and Museums',
    'Gambling',
    'Gaming',
    'Lottery',
    'Movie & Audio',
    'Books & News',
    'Other',
  ],
  'Personal Shopping': [
    'Clothing & Accessories',
    'Department Store',
    'Electronics',
    'E-commerce',
    'Gifts',
    'Office Supplies',
    'Pet Supplies',
    'Other',
  ],
  Taxes: [
    'Auto Tax & Fees',
    'Donation',
    'Government Fees',
    'Income Tax',
    'Real Estate Tax & Fees',
    'Tax Return',
    'Other',
  ],
  Transfers: [],
  'Transport & Travel': [
    'Accommodation',
    'Auto Expenses',
    'Auto Rental',
    'Flights',
    'Gas',
    'Mileage Programs',
    'Parking & Tolls',
    'Public Transit',
    'Taxis & Rideshares',
    'Other',
  ],
  Unknown: [],
  'Withdrawal & ATM': [],
} as const satisfies Readonly<Record<string, readonly string[]>>

export type Category = keyof typeof taxonomy
export type Subcategory = (typeof taxonomy)[Category][number]

/** A category with one of its subcategories; null where it has none. */
export type Label = { readonly category: Category; readonly subcategory: Subcategory | null }

/** Every category, in the published order. */
export const categories = Object.keys(taxonomy) as readonly Category[]

/** Every subcategory once, category by category; `Other`, which many of them have, comes last. */
export const subcategories: readonly Subcategory[] = [
  ...new Set(
    Object.values(taxonomy)
      .flat<readonly (readonly Subcategory[])[]>()
      .filter((name) => name !== 'Other'),
  ),
  'Other',
]

/** The label of that name, if there is one: a category without subcategories stands alone, every other needs one. */
export function findLabel(category: string, subcategory: string): Label | undefined {
  if (!Object.hasOwn(taxonomy, category)) return undefined
  const own: readonly Subcategory[] = taxonomy[category as Category]
  if (own.length === 0) return subcategory === '' ? { category: category as Category, subcategory: null } : undefined
  const found = own.find((each) => each === subcategory)
  return found && { category: category as Category, subcategory: found }
}
