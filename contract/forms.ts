import Type, { type TString, type TStringOptions } from 'typebox'

/** What a text has to look like: as a pattern, in words, and in examples. */
export type Form = { readonly pattern: string; readonly expected: string; readonly examples: readonly string[] }

/** Every form that a body of ours asks for. Whoever sends something else is told the words and the examples. */
export const forms = {
  days: { pattern: '^\\d{1,3}d$', expected: 'a number of days', examples: ['42d', '365d'] },
  credentialsStorage: {
    pattern: '^(store|nostore|\\d{1,3}d)$',
    expected: 'store, nostore or a number of days',
    examples: ['30d'],
  },
  year: { pattern: '^(19|20)\\d{2}$', expected: 'a year', examples: ['2025'] },
  requestId: {
    pattern: '^[a-f0-9]{32}$',
    expected: '32 hexadecimal digits in small letters',
    examples: ['4d6f0fae6d9a4f9bb8c3f2d0c6f3f6f1'],
  },
  webAddress: { pattern: '^https?://', expected: 'an http or https URL', examples: ['https://example.com/logo.svg'] },
  deepLink: {
    pattern: '^[A-Za-z][\\w+.-]*:\\S+$',
    expected: 'a URL with its scheme',
    examples: ['https://example.com/done', 'shop://success'],
  },
  colour: { pattern: '^#[0-9A-Fa-f]{6}$', expected: 'a colour of six hexadecimal digits', examples: ['#F0F2F4'] },
  cssName: { pattern: '^--[a-z0-9-]+$', expected: 'the name of a CSS variable', examples: ['--color-primary-base'] },
  brazilianNumber: {
    pattern: '^(\\d{11}|\\d{14})$',
    expected: 'the 11 digits of a CPF or the 14 of a CNPJ',
    examples: ['76109277673'],
  },
  duration: {
    pattern: '^\\d{1,6}[smhd]$',
    expected: 'a number of at most six digits with s, m, h or d',
    examples: ['90m', '30d'],
  },
  describedDay: {
    pattern: '^(20(1[5-9]|[23]\\d)|2040)-\\d{2}-\\d{2}$',
    expected: 'a day of the years 2015 to 2040',
    examples: ['2026-01-31'],
  },
  accountName: {
    pattern: '^[a-z0-9_]{1,32}$',
    expected: 'at most 32 small letters, digits and "_"',
    examples: ['main', 'card_2'],
  },
  documentNumber: {
    pattern: '^[A-Z0-9-]{5,20}$',
    expected: '5 to 20 capital letters, digits and "-"',
    examples: ['GOML900115MDFMPC04'],
  },
  email: { pattern: '^[^\\s@]+@[^\\s@]+$', expected: 'an e-mail address', examples: ['lucia@example.com'] },
  bankReference: {
    pattern: '^[A-Za-z0-9][A-Za-z0-9-]{0,63}$',
    expected: 'at most 64 letters, digits and "-", with a letter or a digit first',
    examples: ['auth-1'],
  },
  username: {
    pattern: '^[a-zA-Z0-9_]{1,16}$',
    expected: 'at most 16 letters, digits and "_"',
    examples: ['lucia', 'gig_worker_2'],
  },
  signingSecret: {
    pattern: '^whsec_[A-Za-z0-9+/]{32,128}={0,2}$',
    expected: 'whsec_ and 24 to 96 bytes in base64',
    examples: ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
  },
  headerValue: {
    pattern: '^[\\x20-\\x7e]+$',
    expected: 'what a header can hold, ASCII in one line',
    examples: ['Bearer our-own-secret'],
  },
  snapshotName: {
    pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$',
    expected: 'at most 64 letters, digits, ".", "_" and "-", with a letter or a digit first',
    examples: ['base', 'after-3.2'],
  },
  operation: {
    pattern: '^[A-Za-z]{1,64}$',
    expected: 'the name of an operation of the API',
    examples: ['RetrieveAccounts', 'Update'],
  },
} as const satisfies Record<string, Form>

/** Text of this form. */
export const like = ({ pattern }: Form, options: TStringOptions = {}): TString => Type.String({ pattern, ...options })

/** What somebody is told whose text has not this form. */
export const sentenceOf = ({ expected, examples }: Form): string =>
  `Has to be ${expected}, such as ${examples.join(' or ')}.`

const byPattern: ReadonlyMap<string, Form> = new Map(Object.values(forms).map((form) => [form.pattern, form]))

/** The form that has this pattern, where a body asks for it. */
export const formOf = (pattern: string): Form | undefined => byPattern.get(pattern)
