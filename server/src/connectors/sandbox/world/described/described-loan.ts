import { type Contract, type Loan, schedule } from '../accounts/loan.ts'
import { dayFromIso, dayInMonth, dayOfMonth, hourMs, type Month, monthOf, startOf } from '../calendar.ts'
import { remembering } from '../memory.ts'
import { type Draft, phrase, two } from '../movement.ts'
import { type Described, inCents, settleDescribed } from './described-lines.ts'

/** A loan as described: paid out to the checking account, and paid back from it month by month. */
export function describedLoan({ client, account }: Described): Loan {
  const { country } = client
  const key = client.key(40, 'described', account.name)
  const contract = contractOf({ client, account })
  const loanSide = (month: Month): Draft[] => {
    const dice = client.dice('described loan', key, month)
    const drafts = contract.instalments.flatMap(({ at, cents }, index): Draft[] => {
      if (contract.startMonth + index + 1 !== month) return []
      const words = { number: two(index + 1), of: two(contract.term) }
      const loanInstalment = `${contract.number}-${two(index + 1)}`
      return [{ at, cents, loanInstalment, ...phrase(country, 'loanPaid', dice, words) }]
    })
    if (month !== contract.startMonth) return drafts
    const words = phrase(country, 'loanCredited', dice, { contract: contract.number })
    return [...drafts, { at: contract.paidOutAt, cents: -contract.principal, ...words }]
  }
  return {
    key,
    product: 'personal',
    opensAt: contract.paidOutAt,
    movements: remembering((month) => settleDescribed(client, key, loanSide(month))),
    // The same, seen from the other side.
    checkingDrafts: (month) => {
      const dice = client.dice('described loan in checking', key, month)
      const contractWord = contract.number.slice(-6)
      return loanSide(month).map(({ at, cents, loanInstalment }): Draft => {
        const number = loanInstalment?.split('-')[1] ?? ''
        const words = { contract: contractWord, number, of: two(contract.term) }
        const name = loanInstalment === undefined ? 'loanPaidOut' : 'loanInstalment'
        return { at, cents: -cents, ...phrase(country, name, dice, words) }
      })
    },
    contractAt: () => contract,
  }
}

/** Equal instalments on the day of the month on which the loan began. */
function contractOf({ client, account }: Pick<Described, 'client' | 'account'>): Contract {
  const dice = client.dice('described loan', account.name)
  const { starts_on = '2015-01-01', monthly_rate: rate = 0, instalments: term = 1 } = account
  const principal = inCents(account.principal ?? 0)
  const startDay = dayFromIso(starts_on)
  const startMonth = monthOf(startDay)
  const equal = rate === 0 ? principal / term : (principal * rate) / (1 - (1 + rate) ** -term)
  return {
    number: String(dice.between(1, 9)) + dice.digits(11),
    code: String(dice.between(1, 9)) + dice.digits(39),
    startMonth,
    paidOutAt: startOf(startDay) + 10 * hourMs,
    term,
    principal,
    rate,
    instalments: schedule(principal, Math.round(equal), rate, term).map((each, index) => {
      const dueOn = dayInMonth(startMonth + index + 1, dayOfMonth(startDay))
      return { ...each, dueOn, at: startOf(dueOn) + 10 * hourMs }
    }),
    purpose: '',
  }
}
