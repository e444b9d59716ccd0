import { type Account, byText, type Movement, type Span, type Transaction } from './input.ts'

/** One end of what may be a transfer between two accounts of the same link. */
export type TransferEnd = Movement & {
  readonly id: string
  /** The institution itself calls it a transfer, or a payment of a card or a loan. */
  readonly marked: boolean
}

/** What moves money from one account to another, in the words of the institutions. */
const transferOperations: readonly string[] = [
  'PIX',
  'TED',
  'DOC',
  'TRANSFERENCIA_MESMA_INSTITUICAO',
  'PORTABILIDADE_SALARIO',
  'RESGATE_APLIC_FINANCEIRA',
  'PAGAMENTO',
]

/** What never does, whatever its amount. */
const otherOperations: readonly string[] = [
  'FOLHA_PAGAMENTO',
  'CARTAO',
  'SAQUE',
  'ESTORNO',
  'CASHBACK',
  'TARIFA',
  'PACOTE_TARIFA_SERVICOS',
  'TARIFA_SERVICOS_AVULSOS',
  'ENCARGOS_JUROS_CHEQUE_ESPECIAL',
  'RENDIMENTO_APLIC_FINANCEIRA',
]

const transferCategories: readonly string[] = ['Transfers', 'Investments & Savings']
const possibleCategories: readonly string[] = [...transferCategories, 'Credits & Loans', 'Deposits', 'Unknown']

/** A transfer is booked on the other side at the latest after a weekend. */
const daysApartMax = 3

/** The days to read so that transfers over the ends of the span are seen. */
export const widened = ({ from, to }: Span): Span => ({ from: from - daysApartMax, to: to + daysApartMax })

/** The end of a transfer that the transaction may be, or null where what it is rules that out. */
export function transferEnd(movement: Movement, transaction: Transaction): TransferEnd | null {
  const { category, subcategory, operation_type: operation } = transaction
  if (category !== null && !possibleCategories.includes(category)) return null
  if (otherOperations.includes(operation) || movement.cents === 0) return null
  const named = category !== null && transferCategories.includes(category)
  const marked = named || subcategory === 'Credit Card' || transferOperations.includes(operation)
  return { ...movement, id: transaction.id, marked }
}

/**
 * The ids of both ends of every transfer between the accounts: an outflow and an inflow of the same amount and currency
 * on two accounts, at most three days apart where one of them is marked, on the same day where none is. Each end has at
 * most one other, the nearest in time.
 */
export function ownTransfers(ends: readonly TransferEnd[]): ReadonlySet<string> {
  const found = new Set<string>()
  for (const equals of Map.groupBy(ends, ({ cents }) => cents).values()) {
    if (equals.length > 1) matchEquals(equals, found)
  }
  return found
}

const inOrder = (one: TransferEnd, other: TransferEnd): number => one.day - other.day || byText(one.id, other.id)

/** Inflows that are still without an outflow, the last one first, by day and mark and then by account. */
type Waiting = Map<string, Map<Account, TransferEnd[]>>

function matchEquals(ends: readonly TransferEnd[], found: Set<string>): void {
  const [inflows, outflows] = [ends.filter(({ inflow }) => inflow), ends.filter(({ inflow }) => !inflow)]
  if (inflows.length === 0 || outflows.length === 0) return
  const waiting: Waiting = new Map()
  for (const end of inflows.sort(inOrder).reverse()) {
    const place = placeOf(end.day, end.marked)
    const accounts = waiting.get(place) ?? new Map<Account, TransferEnd[]>()
    const queue = accounts.get(end.account) ?? []
    queue.push(end)
    waiting.set(place, accounts.set(end.account, queue))
  }
  let left = outflows.sort(inOrder)
  for (let distance = 0; distance <= daysApartMax && left.length > 0; distance += 1) {
    left = left.filter((outflow) => {
      const inflow = takeInflow(waiting, outflow, distance)
      if (inflow) found.add(outflow.id).add(inflow.id)
      return !inflow
    })
  }
}

function takeInflow(waiting: Waiting, outflow: TransferEnd, distance: number): TransferEnd | undefined {
  const days = distance === 0 ? [outflow.day] : [outflow.day + distance, outflow.day - distance]
  const marks = distance === 0 || outflow.marked ? [true, false] : [true]
  for (const day of days) {
    for (const marked of marks) {
      for (const [account, queue] of waiting.get(placeOf(day, marked)) ?? []) {
        if (isOther(account, outflow.account) && queue.length > 0) return queue.pop()
      }
    }
  }
  return undefined
}

const isOther = (one: Account, other: Account): boolean => one !== other && one.currency === other.currency

const placeOf = (day: number, marked: boolean): string => `${day} ${marked}`
