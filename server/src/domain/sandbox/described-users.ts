import type { DescribedAccount, DescribedFlow, UserDescription } from '../../../../contract/users.ts'
import { problemsOfCourse, problemsOfIdentifications } from './described-events.ts'
import { at, type DescriptionProblem, problemsOfAmount, problemsOfDay } from './described-problems.ts'

/** What no schema can say of a description; nothing where it can be told. */
export function problemsOf(described: UserDescription): readonly DescriptionProblem[] {
  const { accounts, incomes = [], expenses = [], events = [], from } = described
  const known = new Map(accounts.map((account) => [account.name, account.type]))
  const flows = [
    ...incomes.flatMap((flow, index) => problemsOfFlow(flow, `incomes.${index}`, described)),
    ...expenses.flatMap((flow, index) => problemsOfFlow(flow, `expenses.${index}`, described)),
  ]
  const once = events.flatMap((event, index) => [
    ...problemsOfDay(event.on, `events.${index}.on`, from),
    ...problemsOfAmount(event.amount, `events.${index}.amount`),
    ...problemsOfAccount(event.account, `events.${index}.account`, known),
    ...problemsOfCourse(event, `events.${index}`, accounts),
  ])
  const intoCards = incomes.flatMap(({ account }, index) =>
    known.get(account ?? '') === 'card' ? [at(`incomes.${index}.account`, 'Nothing is paid to a card.')] : [],
  )
  return [
    ...problemsOfDay(from, 'from', from),
    ...problemsOfHolder(described),
    ...problemsOfAccounts(accounts, from),
    ...flows,
    ...intoCards,
    ...once,
    ...problemsOfIdentifications(events),
  ]
}

const needs: Readonly<Record<DescribedAccount['type'], readonly (keyof DescribedAccount)[]>> = {
  checking: [],
  savings: [],
  card: ['limit', 'closing_day', 'due_days'],
  loan: ['principal', 'monthly_rate', 'instalments', 'starts_on'],
}

const mayHave: Readonly<Record<DescribedAccount['type'], readonly (keyof DescribedAccount)[]>> = {
  checking: ['balance', 'overdraft'],
  savings: ['balance'],
  card: needs.card,
  loan: needs.loan,
}

function problemsOfAccounts(accounts: readonly DescribedAccount[], from: string): DescriptionProblem[] {
  const count = (type: DescribedAccount['type']) => accounts.filter((each) => each.type === type).length
  const problems: DescriptionProblem[] = []
  if (count('checking') !== 1) problems.push(at('accounts', 'Describe exactly one checking account.'))
  if (count('savings') > 1) problems.push(at('accounts', 'Describe at most one savings account.'))
  for (const [index, account] of accounts.entries()) {
    const field = `accounts.${index}`
    const twin = accounts.findIndex(({ name }) => name === account.name)
    if (twin < index) problems.push(at(`${field}.name`, `accounts.${twin} has the same name.`))
    for (const key of needs[account.type]) {
      if (account[key] === undefined) problems.push(at(`${field}.${key}`, `A ${account.type} needs it.`))
    }
    for (const key of Object.keys(account) as (keyof DescribedAccount)[]) {
      const belongs = key === 'name' || key === 'type' || mayHave[account.type].includes(key)
      if (!belongs) problems.push(at(`${field}.${key}`, `A ${account.type} account has no such thing.`))
    }
    for (const key of ['balance', 'overdraft', 'limit', 'principal'] as const) {
      const value = account[key]
      if (value !== undefined && value !== 0) problems.push(...problemsOfAmount(value, `${field}.${key}`))
    }
    if (account.starts_on !== undefined) problems.push(...problemsOfDay(account.starts_on, `${field}.starts_on`, from))
  }
  return problems
}

const ofPerson = ['first_names', 'last_name', 'second_last_name', 'birth_date'] as const

function problemsOfHolder({ holder }: UserDescription): DescriptionProblem[] {
  if (!holder) return []
  const strange = holder.kind === 'company' ? ofPerson : (['name'] as const)
  const born = holder.birth_date === undefined ? [] : problemsOfDay(holder.birth_date, 'holder.birth_date', '')
  return [
    ...strange.flatMap((key) => (holder[key] === undefined ? [] : [at(`holder.${key}`, `A ${holder.kind} has none.`)])),
    ...born,
  ]
}

function problemsOfFlow(flow: DescribedFlow, field: string, { accounts, from }: UserDescription): DescriptionProblem[] {
  const known = new Map(accounts.map((account) => [account.name, account.type]))
  const changes = flow.changes ?? []
  const days = [flow.starts_on, ...changes.map(({ on }) => on)]
  return [
    ...problemsOfAmount(flow.amount, `${field}.amount`),
    ...problemsOfDay(flow.starts_on, `${field}.starts_on`, from),
    ...(flow.ends_on === undefined ? [] : problemsOfDay(flow.ends_on, `${field}.ends_on`, flow.starts_on)),
    ...problemsOfAccount(flow.account, `${field}.account`, known),
    ...changes.flatMap((change, index) => [
      ...problemsOfAmount(change.amount, `${field}.changes.${index}.amount`),
      ...problemsOfDay(change.on, `${field}.changes.${index}.on`, days[index] ?? from),
    ]),
  ]
}

function problemsOfAccount(
  name: string | undefined,
  field: string,
  known: ReadonlyMap<string, DescribedAccount['type']>,
): DescriptionProblem[] {
  if (name === undefined) return []
  const type = known.get(name)
  if (type === undefined) return [at(field, `No account is called ${name}.`)]
  return type === 'loan' ? [at(field, 'A loan moves by its own schedule.')] : []
}
