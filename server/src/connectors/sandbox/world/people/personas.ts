import { personasByNumber } from './documented-numbers.ts'

/** Whom a user name stands for. */
export type Persona =
  | 'frequent'
  | 'nodata'
  | 'low'
  | 'negative'
  | 'salaried'
  | 'gig_worker'
  | 'pensioner'
  | 'student'
  | 'over_indebted'
  | 'seasonal'
  | 'two_jobs'
  | 'foreign_transfer'
  | 'small_company'
  | 'sole_proprietor'
  | 'loss_company'
  | 'very_large'
  | 'public_servant'
  | 'second_thoughts'

/** How a card is used; several cards of one person have different names. */
export type CardTerms = {
  readonly name: string
  /** How dearly this card is spent, beside the middle. */
  readonly spending: number
  /** Days after the due date on which bills are paid, with what that costs. */
  readonly lateDays: number
  /** How much of the usual limit the bank gives. */
  readonly limit: number
}

export type LoanTerms = {
  readonly name: string
  /** Each instalment, as a share of what a month brings. */
  readonly share: number
  /** Months; drawn where left out. */
  readonly term?: number
  /** Months between the last instalment and the next loan. */
  readonly pauseMonths: number
  /** Days after the due date on which instalments are paid. */
  readonly lateDays: number
  readonly product: 'personal' | 'payroll' | 'working'
}

/** What kind of life somebody leads with money; the movements follow from it in livelihoods.ts. */
export type Profile = {
  /** null: whichever the institution serves. */
  readonly holder: 'person' | 'company' | null
  /** Whether the account stays above zero, below it, or goes below it every month and comes back. */
  readonly keeps: 'above' | 'below' | 'dips'
  /** Where what is left of a month goes, and what is missing comes from. */
  readonly spare: 'sweep' | 'family' | 'elsewhere' | 'partner' | 'lender'
  /** What a month brings, beside what is usual in the country. */
  readonly earns: number
  readonly savings: boolean
  readonly cards: readonly CardTerms[]
  readonly loans: readonly LoanTerms[]
  /** The arranged overdraft as a share of what a month brings; null: as the country's banks do. */
  readonly overdraft: number | null
  readonly invests: boolean
  /** In years of birth; null: of working age. */
  readonly born: readonly [from: number, until: number] | null
}

const card: CardTerms = { name: '', spending: 1, lateDays: 0, limit: 1 }
const loan: LoanTerms = { name: '', share: 0.08, pauseMonths: 0, lateDays: 0, product: 'personal' }
const working: LoanTerms = { ...loan, share: 0.03, product: 'working' }

const usual: Profile = {
  holder: null,
  keeps: 'above',
  spare: 'elsewhere',
  earns: 1,
  savings: true,
  cards: [card],
  loans: [loan],
  overdraft: null,
  invests: true,
  born: null,
}

const person: Profile = { ...usual, holder: 'person' }
const company: Profile = { ...usual, holder: 'company', savings: false, loans: [working] }
const bare = { savings: false, cards: [], loans: [], invests: false } as const

const profiles: Readonly<Record<Persona, Profile>> = {
  frequent: { ...usual, spare: 'sweep' },
  nodata: { ...usual, ...bare },
  low: { ...usual, ...bare, spare: 'family', overdraft: 0 },
  negative: { ...usual, keeps: 'below', spare: 'family', savings: false, invests: false, overdraft: 1.6 },
  salaried: { ...person, loans: [{ ...loan, term: 18, pauseMonths: 6 }] },
  gig_worker: { ...person, ...bare, cards: [{ ...card, spending: 0.8 }], earns: 0.55, overdraft: 0 },
  pensioner: {
    ...person,
    earns: 0.5,
    cards: [{ ...card, spending: 0.8 }],
    loans: [{ ...loan, share: 0.12, product: 'payroll' }],
    born: [1948, 1958],
  },
  student: {
    ...person,
    ...bare,
    cards: [{ ...card, spending: 0.8 }],
    earns: 0.22,
    overdraft: 0,
    born: [2003, 2006],
  },
  over_indebted: {
    ...person,
    keeps: 'dips',
    spare: 'lender',
    earns: 0.7,
    savings: false,
    cards: [
      { ...card, spending: 0.8, lateDays: 9, limit: 0.35 },
      { ...card, name: 'second card', spending: 0.5, lateDays: 16, limit: 0.3 },
    ],
    loans: [
      { ...loan, share: 0.12 },
      { ...loan, name: 'second loan', share: 0.09, term: 24, lateDays: 14 },
      { ...loan, name: 'third loan', share: 0.06, term: 12, pauseMonths: 1 },
    ],
    overdraft: 0.7,
    invests: false,
  },
  seasonal: { ...person, ...bare, cards: [{ ...card, spending: 0.8 }], earns: 0.6, overdraft: 0 },
  two_jobs: { ...person, earns: 1.2 },
  foreign_transfer: { ...person, earns: 1.1 },
  small_company: { ...company, earns: 0.3 },
  sole_proprietor: { ...person, savings: false, earns: 0.9, loans: [{ ...loan, term: 12, product: 'working' }] },
  loss_company: { ...company, keeps: 'dips', spare: 'partner', earns: 0.5, overdraft: 0.5, invests: false },
  very_large: { ...company, earns: 1.5 },
  second_thoughts: { ...person, loans: [] },
  public_servant: { ...person, loans: [{ ...loan, product: 'payroll' }] },
}

export const profileOf = (persona: Persona): Profile => profiles[persona]

/** Names of users that differ from the persona's own. */
const aliases: Readonly<Record<string, Persona>> = {
  bnk101: 'nodata',
  fiscal101: 'nodata',
  no_data: 'nodata',
  bnk102: 'low',
  fiscal102: 'low',
  bnk103: 'negative',
  overdrawn: 'negative',
  ...personasByNumber,
}

/** Everybody whose name says nothing is a frequent user. */
export const personaOf = (user: string): Persona =>
  aliases[user] ?? (Object.hasOwn(profiles, user) ? (user as Persona) : 'frequent')

/** The personas of before, whose data others have come to know: they go only to the shops of then. */
export const isLongKnown = (persona: Persona): boolean =>
  persona === 'frequent' || persona === 'low' || persona === 'negative'
