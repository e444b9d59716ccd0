import Type, { type Static } from 'typebox'
import { forms, like } from './forms.ts'
import { closed, instant, optional, uuid } from './schema.ts'

/** A person or company of the sandbox as somebody describes it; what is described is what the bank then shows. */

const day = (description: string) => like(forms.describedDay, { format: 'date', description })

const amount = (description: string) => Type.Number({ minimum: 0.01, maximum: 100_000_000_000, description })

const accountName = (description: string) => like(forms.accountName, { description })

const printed = () =>
  Type.String({ minLength: 1, maxLength: 140, description: 'What the bank prints, letter for letter.' })

const holder = closed(
  {
    kind: Type.Enum(['person', 'company']),
    first_names: optional(Type.String({ minLength: 1, maxLength: 60, description: 'Of a person.' })),
    last_name: optional(Type.String({ minLength: 1, maxLength: 60, description: 'Of a person.' })),
    second_last_name: optional(Type.String({ minLength: 1, maxLength: 60, description: 'Of a person.' })),
    birth_date: optional(Type.String({ format: 'date', description: 'Of a person.' })),
    name: optional(Type.String({ minLength: 1, maxLength: 120, description: 'Of a company.' })),
    document_number: optional(like(forms.documentNumber)),
    email: optional(like(forms.email, { maxLength: 200 })),
  },
  { description: 'Who owns the accounts; what is left out is made up.' },
)

const account = closed({
  name: accountName('By which the rest of the description speaks of it.'),
  type: Type.Enum(['checking', 'savings', 'card', 'loan']),
  balance: optional(
    Type.Number({
      minimum: -100_000_000_000,
      maximum: 100_000_000_000,
      description: 'Of a checking or savings account, at the start of the first day; 0 where left out.',
    }),
  ),
  overdraft: optional(amount('Of a checking account: how far it may go below zero.')),
  limit: optional(amount('Of a card, required.')),
  closing_day: optional(Type.Integer({ minimum: 1, maximum: 28, description: 'Of a card, required.' })),
  due_days: optional(
    Type.Integer({ minimum: 1, maximum: 28, description: 'Of a card, required: from the closing to the payment.' }),
  ),
  principal: optional(amount('Of a loan, required: paid out to the checking account on its first day.')),
  monthly_rate: optional(Type.Number({ minimum: 0, maximum: 0.5, description: 'Of a loan, required: 0.02 is 2 %.' })),
  instalments: optional(Type.Integer({ minimum: 1, maximum: 360, description: 'Of a loan, required: one a month.' })),
  starts_on: optional(day('Of a loan, required.')),
})

const change = closed({ on: day('From this day on.'), amount: amount('What it is then.') })

const flow = (description: string) =>
  closed(
    {
      description: printed(),
      amount: amount('In the currency of the institution, with two decimals at most.'),
      every: Type.Enum(['week', 'two_weeks', 'month', 'year']),
      starts_on: day('The first time; a month that has no such day has it on its last.'),
      ends_on: optional(day('No later than this.')),
      account: optional(accountName('The checking account where left out.')),
      changes: optional(Type.Array(change, { maxItems: 50, description: 'Other amounts from then on, in order.' })),
    },
    { description },
  )

const signedAmount = (description: string) =>
  Type.Number({ minimum: -100_000_000_000, maximum: 100_000_000_000, description })

const calledAs = () =>
  like(forms.bankReference, {
    description: 'What the bank calls it, shown as `internal_identification`; made up where left out, and kept.',
  })

const postsAs = closed(
  {
    amount: optional(signedAmount('What it comes to in the end, with the same sign.')),
    description: optional(printed()),
    date: optional(day('The day under which it stands from then on.')),
    identification: optional(calledAs()),
    replaces: optional(
      Type.Boolean({
        description: 'Whether the bank says which pending row it was; only with a new `identification`.',
      }),
    ),
  },
  { description: 'What is otherwise once it is posted; only with `pending_until`.' },
)

const corrected = closed(
  {
    on: day('From noon of this day on, when it has been posted.'),
    description: optional(printed()),
    date: optional(day('The day under which it stands from then on.')),
    identification: optional(calledAs()),
  },
  { description: 'What the bank changes afterwards without moving money.' },
)

const event = closed({
  on: day('The day on which it happens.'),
  description: printed(),
  amount: signedAmount('What comes in is positive, what goes out negative.'),
  account: optional(accountName('The checking account where left out.')),
  identification: optional(calledAs()),
  pending_until: optional(day('It is pending until noon of this day, and posted then: at most 28 days later.')),
  posts_as: optional(postsAs),
  corrected: optional(corrected),
  removed_on: optional(day('From noon of this day on it is not shown any more: at most 28 days later.')),
})

export const userRequest = closed({
  institution: Type.String({ minLength: 1, maxLength: 128, description: 'An institution of the sandbox.' }),
  username: like(forms.username, { description: 'The name that the person logs in with.' }),
  from: day('The day on which everything begins.'),
  holder: optional(holder),
  accounts: Type.Array(account, {
    minItems: 1,
    maxItems: 12,
    description: 'One checking account, at most one savings account, cards and loans.',
  }),
  incomes: optional(Type.Array(flow('Comes in again and again.'), { maxItems: 100 })),
  expenses: optional(Type.Array(flow('Goes out again and again.'), { maxItems: 200 })),
  events: optional(Type.Array(event, { maxItems: 2_000, description: 'What happens once.' })),
})

export type UserDescription = Static<typeof userRequest>
export type DescribedAccount = UserDescription['accounts'][number]
export type DescribedEvent = NonNullable<UserDescription['events']>[number]
export type DescribedFlow = NonNullable<UserDescription['incomes']>[number]

export const userSchema = Type.Object({ id: uuid(), created_at: instant(), ...userRequest.properties })

export const userSummaries = Type.Object({
  results: Type.Array(
    Type.Object({ id: uuid(), institution: Type.String(), username: Type.String(), created_at: instant() }),
  ),
})

/** The description's schema by itself, for editors and generators. */
export const usersJsonSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'A person or company of the sandbox',
  ...userRequest,
} as const
