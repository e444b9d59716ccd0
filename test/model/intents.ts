import fc from 'fast-check'
import type { ResourceName } from '../../contract/resource.ts'
import type { RefreshRate } from '../../server/src/domain/links/schedule.ts'
import { allResources, type Person } from './institution.ts'

/** One thing that somebody does; `link` chooses among the links of the run, round and round. */
export type Intent =
  | Registration
  | ({ readonly kind: 'modify'; readonly link: number } & Terms)
  | { readonly kind: 'modify_badly'; readonly link: number; readonly bad: number }
  | { readonly kind: 'refresh'; readonly link: number; readonly resources: readonly ResourceName[] | undefined }
  | Retrieval
  | { readonly kind: 'put'; readonly link: number; readonly right: boolean; readonly token: string | undefined }
  | Answer
  | { readonly kind: 'delete'; readonly link: number; readonly background: boolean }
  | { readonly kind: 'rate'; readonly link: number; readonly rate: RefreshRate }
  | { readonly kind: 'workspace_rate'; readonly rate: RefreshRate }
  | { readonly kind: 'trouble'; readonly link: number; readonly username: string | null }
  | { readonly kind: 'pass'; readonly minutes: number }
  | { readonly kind: 'until'; readonly link: number; readonly end: End }

export type Registration = {
  readonly kind: 'register'
  readonly person: Person
  readonly mode: 'single' | 'recurrent' | undefined
  readonly storage: string | undefined
  readonly resources: readonly ResourceName[] | undefined
  readonly staleIn: string | undefined
  readonly token: string | undefined
}

export type Terms = {
  readonly mode: 'single' | 'recurrent' | undefined
  readonly staleIn: string | undefined
  readonly resources: readonly ResourceName[] | undefined
}

export type Retrieval = {
  readonly kind: 'retrieve'
  readonly link: number
  readonly resource: ResourceName
  readonly background: boolean
  readonly save: boolean
  readonly days: number
  readonly token: string | undefined
}

export type Answer = {
  readonly kind: 'answer'
  readonly link: number
  readonly session: 'newest' | 'older'
  readonly token: string | undefined
  /** `asked` is the path that the question came from. */
  readonly at: 'asked' | 'links' | ResourceName
}

/** An instant of a link that something ends or begins at, and that a request can hit exactly. */
export type End = 'cooldown' | 'session' | 'credentials' | 'staleness' | 'slot' | 'retry'

/** Bodies of PATCH that are refused, each beside a change that must not happen then. */
export const badTerms = [
  { body: { access_mode: 'weekly', stale_in: '9d' }, fault: 'choice_invalid' },
  { body: { access_mode: 'single', stale_in: '0d' }, fault: 'field_invalid' },
  { body: { access_mode: 'recurrent', stale_in: 'soon' }, fault: 'field_invalid' },
  { body: { stale_in: '9d', fetch_resources: ['NOTHING'] }, fault: 'choice_invalid' },
  { body: { access_mode: 'single', fetch_resources: 'OWNERS' }, fault: 'list_expected' },
  { body: { access_mode: 'recurrent', fetch_resources: null }, fault: 'field_null' },
] as const

const plain: Person = { username: 'bnk102', password: 'low' }
const withTokens: readonly Person[] = [
  { username: 'mfa_default', password: 'pass_valid' },
  { username: 'mfa_inputless', password: 'confirm' },
]
const others: readonly Person[] = [
  { username: 'bnk101', password: 'nodata' },
  { username: 'somebody', password: 'full' },
  { username: 'user_invalid', password: 'later' },
  { username: 'user_down', password: 'later' },
  { username: 'user_timeout', password: 'later' },
  { username: 'user_locked', password: 'later' },
  { username: 'user_sessions', password: 'now' },
  { username: 'bnk102', password: 'pass_invalid' },
]

const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined })
const link = fc.nat(7)
const mode = fc.constantFrom('single' as const, 'recurrent' as const)
const staleIn = fc.constantFrom('1d', '7d', '30d')
const rate = fc.constantFrom('6h' as const, '12h' as const, '24h' as const, '7d' as const, '30d' as const)
const resources = fc.shuffledSubarray([...allResources])
const token = maybe(fc.constantFrom('111111', '111111', '111111', '999999'))
const ends = ['cooldown', 'session', 'credentials', 'staleness', 'slot', 'slot', 'retry'] as const

const register = fc
  .record({
    kind: fc.constant('register' as const),
    person: fc.oneof(
      { weight: 3, arbitrary: fc.constant(plain) },
      { weight: 3, arbitrary: fc.constantFrom(...withTokens) },
      { weight: 2, arbitrary: fc.constantFrom(...others) },
    ),
    mode: maybe(mode),
    storage: maybe(fc.constantFrom('store', 'nostore', '1d', '30d')),
    resources: maybe(resources),
    staleIn: maybe(staleIn),
    token,
  })
  // Recurrent links store their credentials; one in eight asks for something else all the same.
  .chain((asked) =>
    fc.nat(7).map((odd) => (asked.mode === 'single' || odd === 0 ? asked : { ...asked, storage: undefined })),
  )

const answer = fc.record({
  kind: fc.constant('answer' as const),
  link,
  session: fc.constantFrom('newest' as const, 'newest' as const, 'newest' as const, 'older' as const),
  token,
  at: fc.constantFrom('asked' as const, 'asked' as const, 'asked' as const, 'links' as const, 'ACCOUNTS' as const),
})

type Weighted = { readonly weight: number; readonly arbitrary: fc.Arbitrary<Intent> }

/** What an institution can ask a token for. */
const asking: readonly Weighted[] = [
  { weight: 4, arbitrary: register },
  {
    weight: 10,
    arbitrary: fc.record({
      kind: fc.constant('modify' as const),
      link,
      mode: maybe(mode),
      staleIn: maybe(staleIn),
      resources: maybe(resources),
    }),
  },
  { weight: 9, arbitrary: fc.record({ kind: fc.constant('refresh' as const), link, resources: maybe(resources) }) },
  {
    weight: 7,
    arbitrary: fc.record({
      kind: fc.constant('retrieve' as const),
      link,
      resource: fc.constantFrom(...allResources),
      background: fc.boolean(),
      save: fc.boolean(),
      days: fc.constantFrom(30, 364),
      token,
    }),
  },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('put' as const), link, right: fc.boolean(), token }) },
]

const anything: readonly Weighted[] = [
  { weight: 3, arbitrary: answer },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('modify_badly' as const), link, bad: fc.nat(badTerms.length - 1) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete' as const), link, background: fc.boolean() }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('rate' as const), link, rate }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('workspace_rate' as const), rate }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('trouble' as const),
      link,
      username: fc.constantFrom(null, null, 'user_down', 'user_unexpected', 'user_invalid', 'user_forbidden'),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('pass' as const),
      // Whole minutes, while requests are seconds apart: two retries never fall on the same instant.
      minutes: fc.constantFrom(1, 5, 13, 60, 300, 780, 1_440, 1_440, 4_320, 10_080, 44_640),
    }),
  },
  {
    weight: 10,
    arbitrary: fc.record({ kind: fc.constant('until' as const), link, end: fc.constantFrom(...ends) }),
  },
]

const sixWrongPasswords = link.map((chosen): readonly Intent[] =>
  Array<Intent>(6).fill({ kind: 'put', link: chosen, right: false, token: undefined }),
)

const one = (intent: Intent): readonly Intent[] => [intent]

/** What happens in one run: a registration, then anything; most questions are answered at once. */
export const script: fc.Arbitrary<readonly Intent[]> = fc.noBias(
  fc
    .tuple(
      register,
      fc.array(
        fc.oneof(
          { weight: 16, arbitrary: fc.oneof(...asking).map(one) },
          { weight: 20, arbitrary: fc.tuple(fc.oneof(...asking), answer) },
          { weight: 30, arbitrary: fc.oneof(...anything).map(one) },
          { weight: 1, arbitrary: sixWrongPasswords },
        ),
        { maxLength: 60, size: 'max' },
      ),
    )
    .map(([first, rest]) => [first, ...rest.flat()]),
)
