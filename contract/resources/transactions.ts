import Type from 'typebox'
import { currency, identification, instant, nullable, optional, text, uuid } from '../schema.ts'
import { accountSchema } from './accounts.ts'

const merchantData = nullable(
  Type.Object({
    logo: optional(nullable(text())),
    website: optional(nullable(text())),
    merchant_name: optional(text()),
  }),
)

const creditCardBill = nullable(
  Type.Object({
    id: optional(uuid()),
    internal_identification: optional(nullable(identification())),
  }),
)

const creditCardData = nullable(
  Type.Object({
    collected_at: instant(),
    bill_name: nullable(text()),
    bill_due_date: optional(nullable(Type.String({ format: 'date' }))),
    bill_internal_identification: optional(nullable(identification())),
    bill_status: nullable(text()),
    previous_bill_total: nullable(text()),
    bill_amount: nullable(Type.Number()),
    card_number: identification(),
    fee_type: nullable(
      Type.Enum([
        'ANNUAL_FEE',
        'NATIONAL_WITHDRAWAL',
        'INTERNATIONAL_WITHDRAWAL',
        'EMERGENCY_CREDIT_EVALUATION_FEE',
        'DUPLICATE_ISSUANCE_FEE',
        'PAYMENT_FEE',
        'SMS_FEE',
        'OTHERS',
      ]),
    ),
    fee_type_additional_info: nullable(text(140)),
    credits_type: nullable(Type.Enum(['REVOLVING_CREDIT', 'BILL_INSTALLMENT_PAYMENT', 'LOAN', 'OTHERS'])),
    credits_type_additional_info: nullable(text(140)),
    installment_identifier: text(140),
    number_of_installments: nullable(Type.Integer({ maximum: 999 })),
    credit_card_bill: optional(creditCardBill),
  }),
)

const counterparty = nullable(
  Type.Object({
    type: nullable(Type.Enum(['INDIVIDUAL', 'COMPANY'])),
    // A company's CNPJ has 14 digits, which the published pattern forgets.
    document_number: nullable(Type.String({ pattern: '^(\\d{11}|\\d{14})$', maxLength: 14 })),
    clearing_code: nullable(Type.String({ pattern: '^\\d{3}$', maxLength: 3 })),
    agency: nullable(Type.String({ pattern: '^\\d{1,4}$', maxLength: 4 })),
    check_digit: nullable(text(2)),
    number: nullable(Type.String({ pattern: '^\\d{8,20}$', maxLength: 20 })),
  }),
)

const loanDataFees = nullable(
  Type.Object({
    name: text(140),
    code: text(140),
    amount: nullable(Type.Number()),
  }),
)

const loanDataCharges = nullable(
  Type.Object({
    type: text(140),
    info: text(140),
    amount: Type.Number(),
  }),
)

const loanData = nullable(
  Type.Object({
    is_detached: Type.Boolean(),
    installment_id: nullable(identification()),
    fees: Type.Array(loanDataFees),
    charges: Type.Array(loanDataCharges, { minItems: 0 }),
  }),
)

export const transactionSchema = Type.Object({
  id: uuid(),
  internal_identification: identification(),
  account: nullable(accountSchema),
  collected_at: instant(),
  created_at: instant(),
  value_date: Type.String({ format: 'date', pattern: '^(\\d{4})-(1[0-2]|0?[1-9])-(3[01]|[12][0-9]|0?[1-9])$' }),
  transacted_at: optional(
    Type.String({
      format: 'date-time',
      pattern:
        '(^(\\d{4})-(1[0-2]|0?[1-9])-(3[01]|[12][0-9]|0?[1-9])T(?:[01]\\d|2[0123]):(?:[012345]\\d):(?:[012345]\\d)\\.(?:[0-9]){3}Z$)',
    }),
  ),
  accounting_date: nullable(text()),
  inferred_accounting_date: optional(Type.String({ format: 'date' })),
  amount: Type.Number(),
  local_currency_amount: nullable(Type.Number()),
  balance: nullable(Type.Number()),
  currency: nullable(currency()),
  description: nullable(text()),
  observations: nullable(text()),
  merchant: merchantData,
  category: nullable(
    Type.Enum([
      'Bills & Utilities',
      'Credits & Loans',
      'Deposits',
      'Fees & Charges',
      'Food & Groceries',
      'Home & Life',
      'Income & Payments',
      'Insurance',
      'Investments & Savings',
      'Online Platforms & Leisure',
      'Personal Shopping',
      'Taxes',
      'Transfers',
      'Transport & Travel',
      'Unknown',
      'Withdrawal & ATM',
    ]),
  ),
  subcategory: nullable(
    Type.Enum([
      'Electricity & Energy',
      'Rent',
      'Telecommunications',
      'Water',
      'Auto',
      'Credit Card',
      'Instalment',
      'Interest & Charges',
      'Mortgage',
      'Pay Advance',
      'Personal',
      'Adjustments',
      'Bank Fees',
      'Chargeback',
      'Refund',
      'Blocked Balances',
      'Alimony',
      'Alcohol & Tobacco',
      'Bakery & Coffee',
      'Bars & Nightclubs',
      'Convenience Store',
      'Delivery',
      'Groceries',
      'Restaurants',
      'Education',
      'Gyms & Fitness',
      'Hair & Beauty',
      'Health',
      'Home Decor & Appliances',
      'Laundry & Dry Cleaning',
      'Pharmacies',
      'Professional Services',
      'Veterinary Services',
      'Freelance',
      'Interest',
      'Retirement',
      'Salary',
      'Government',
      'Home Insurance',
      'Auto Insurance',
      'Health & Life Insurance',
      'Savings',
      'Fixed income',
      'Equity',
      'Investment Funds',
      'Derivatives',
      'Cryptocurrencies',
      'Apps, Software and Cloud Services',
      'Events, Parks and Museums',
      'Gambling',
      'Gaming',
      'Lottery',
      'Movie & Audio',
      'Books & News',
      'Clothing & Accessories',
      'Department Store',
      'Electronics',
      'E-commerce',
      'Gifts',
      'Office Supplies',
      'Pet Supplies',
      'Auto Tax & Fees',
      'Donation',
      'Government Fees',
      'Income Tax',
      'Real Estate Tax & Fees',
      'Tax Return',
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
    ]),
  ),
  reference: nullable(text(128)),
  type: nullable(Type.Enum(['OUTFLOW', 'INFLOW'])),
  status: nullable(Type.Enum(['PENDING', 'PROCESSED', 'UNCATEGORIZED'])),
  credit_card_data: creditCardData,
  counterparty: counterparty,
  loan_data: loanData,
  payment_type: nullable(Type.Enum(['FULL', 'INSTALLMENT'])),
  operation_type: Type.String({ pattern: '^[A-Za-z_]{0,50}$', maxLength: 50 }),
  operation_type_additional_info: nullable(Type.String({ pattern: '^\\S[\\s\\S]*$', maxLength: 140 })),
  mcc: nullable(Type.Integer()),
})
