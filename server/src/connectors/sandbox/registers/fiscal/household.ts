import { hourMs, type Month } from '../../world/calendar.ts'
import type { Some } from '../../world/countries/country.ts'
import { mexico } from '../../world/countries/mexico.ts'
import { type Contact, printedMonth } from '../../world/people/client.ts'
import { type Line, priced, type Retention } from './amounts.ts'
import { exempt, type Good, service } from './goods.ts'
import { type Draft, plain } from './invoice.ts'
import type { Entry } from './ledger.ts'
import { companyNamed, type Party, personNamed } from './parties.ts'
import type { Taxpayer } from './taxpayer.ts'

/** What is received for rent, electricity, the bank's commissions and the like, paid from the account at once. */
export function householdBills(taxpayer: Taxpayer, month: Month): readonly Draft[] {
  const book = taxpayer.books(month)
  return [
    ...book.entries('rent').map((entry) => rentReceipt(taxpayer, entry, month)),
    ...book.entries('utility').flatMap((entry) => utilityBill(taxpayer, entry)),
    ...book.entries('tuition').map((entry) => tuitionBill(taxpayer, entry, month)),
    ...bankBill(taxpayer, month),
  ]
}

/** What people keep back from a landlord or a professional when a company pays: a tenth, and two thirds of the tax. */
export const keptByCompanies: readonly Retention[] = [
  { tax: 'ISR', percent: 10 },
  { tax: 'IVA', percent: 10.6667 },
]

const housing = service('80131500', 'Arrendamiento de casa habitación', exempt)
const premises = service('80131500', 'Arrendamiento de local comercial')

function rentReceipt(taxpayer: Taxpayer, entry: Entry, month: Month): Draft {
  const company = taxpayer.client.business
  const landlord = personNamed(taxpayer.client, (entry.contact as Contact).name, '606')
  return bill(taxpayer, [entry], {
    sender: landlord,
    goods: [company ? premises : housing],
    remark: printedMonth(mexico, month),
    usage: company ? 'G03' : 'S01',
    form: '03',
    retains: company ? keptByCompanies : [],
  })
}

/** The product of a provider by a word of its name. */
const provided: readonly (readonly [word: string, good: Good])[] = [
  ['CFE', service('83101800', 'Suministro de energía eléctrica')],
  ['NATURGY', service('83101600', 'Suministro de gas natural')],
  ['IZZI', service('83111600', 'Servicios de internet y televisión')],
  ['TELCEL', service('83111600', 'Servicios de telefonía móvil')],
]

const water = service('83101500', 'Suministro de agua', exempt)

/** What is paid to the state by the same way has no invoice. */
function utilityBill(taxpayer: Taxpayer, entry: Entry): Draft[] {
  if (isTax(entry)) return []
  const name = /^PAGO (.+) REF/.exec(entry.text)?.[1] ?? ''
  const good = provided.find(([word]) => name.includes(word))?.[1] ?? water
  return [
    bill(taxpayer, [entry], {
      sender: companyNamed(taxpayer.client, name),
      goods: [good],
      usage: taxpayer.client.business ? 'G03' : 'S01',
      form: '03',
    }),
  ]
}

/** Taxes and social security, as the bank prints them. */
const toTheState = [...mexico.taxes.map(([name]) => name), 'SAT RESICO']
export const isTax = ({ text }: Pick<Entry, 'text'>): boolean => toTheState.some((name) => text.includes(name))

const tuition = service('86121700', 'Servicios de educación superior', exempt)

function tuitionBill(taxpayer: Taxpayer, entry: Entry, month: Month): Draft {
  const sender = companyNamed(taxpayer.client, 'Universidad del Altiplano')
  return bill(taxpayer, [entry], {
    sender,
    goods: [tuition],
    remark: printedMonth(mexico, month),
    usage: 'D10',
    form: '03',
  })
}

const commission = service('84121500', 'Comisiones bancarias')

/** The bank's own, with the tax that stands on the statement by itself. */
function bankBill(taxpayer: Taxpayer, month: Month): Draft[] {
  const book = taxpayer.books(month)
  const entries = [...book.entries('packageFee'), ...book.entries('feeTax')]
  if (entries.length === 0) return []
  const sender = companyNamed(taxpayer.client, 'Erebor México')
  const usage = taxpayer.client.business ? 'G03' : 'S01'
  return [
    bill(taxpayer, entries, { sender, goods: [commission], remark: printedMonth(mexico, month), usage, form: '03' }),
  ]
}

type Terms = {
  readonly sender: Party
  readonly goods: Some<Good>
  readonly usage: string
  readonly form: string
  readonly remark?: string
  readonly retains?: readonly Retention[]
}

function bill(taxpayer: Taxpayer, entries: readonly Entry[], { goods, remark, retains = [], ...terms }: Terms): Draft {
  const [first] = entries as [Entry, ...Entry[]]
  const dice = taxpayer.dice('bill', first.key)
  const payable = -entries.reduce((sum, { cents }) => sum + cents, 0)
  const lines: readonly Line[] = priced({ payable, goods, dice, retains, ...(remark === undefined ? {} : { remark }) })
  return {
    ...plain,
    ...terms,
    key: taxpayer.uuid('bill', first.key),
    kind: 'Ingreso',
    issuedAt: first.at + dice.between(1, 3) * hourMs,
    receiver: taxpayer.party,
    series: 'A',
    method: 'PUE',
    lines,
    settled: entries.map(({ at, cents, key }) => ({ at, cents: -cents, movement: key })),
  }
}
