import { dayAt, hourMs, type Month } from '../../world/calendar.ts'
import { printed, type Some } from '../../world/countries/country.ts'
import { mexico } from '../../world/countries/mexico.ts'
import { priced, type Retention } from './amounts.ts'
import { type Good, service, zero } from './goods.ts'
import { type Draft, plain } from './invoice.ts'
import type { Entry } from './ledger.ts'
import { companyNamed, foreigner, type Party, personNamed } from './parties.ts'
import type { Taxpayer } from './taxpayer.ts'

/** What a person is paid for work that is no employment. */
export function ownServices(taxpayer: Taxpayer, month: Month): readonly Draft[] {
  if (taxpayer.client.business) return []
  const book = taxpayer.books(month)
  return [
    ...book.entries('gigPayout').map((entry) => platformInvoice(taxpayer, entry)),
    ...book.entries('remittanceIn').map((entry) => exportInvoice(taxpayer, entry)),
    ...lessons(taxpayer, month).map((entry) => lessonInvoice(taxpayer, entry)),
  ]
}

/** Two per cent of the income and half of the tax: what platforms keep back from whoever drives for them. */
const keptByPlatforms: readonly Retention[] = [
  { tax: 'ISR', percent: 2.1 },
  { tax: 'IVA', percent: 8 },
]

/** The platform whose name stands in the bank's text. */
const platformOf = ({ text }: Entry): string =>
  mexico.platforms.find((name) => text.includes(printed(name))) ?? mexico.platforms[0]

const rides = service('78111800', 'Servicio de transporte y entrega de la semana')
const consulting = service('80101500', 'Servicios de consultoría', zero)
const lesson = service('86101700', 'Clases particulares')

const platformInvoice = (taxpayer: Taxpayer, entry: Entry): Draft =>
  earned(taxpayer, entry, {
    receiver: companyNamed(taxpayer.client, platformOf(entry)),
    goods: [rides],
    usage: 'G03',
    retains: keptByPlatforms,
  })

/** Work for a client abroad is taxed at nothing. */
function exportInvoice(taxpayer: Taxpayer, entry: Entry): Draft {
  const contracts = taxpayer.world?.foreign?.exchangesAt(entry.at, dayAt(entry.at) - 60) ?? []
  const client = contracts.find(({ localCents }) => localCents === entry.cents)?.abroad.name
  const receiver = foreigner(client ?? 'CLIENTE DEL EXTRANJERO', taxpayer.party.postcode)
  return earned(taxpayer, entry, { receiver, goods: [consulting], usage: 'S01' })
}

/** What friends pay for lessons, by the concept on the statement; whoever lives quietly lives on it. */
function lessons(taxpayer: Taxpayer, month: Month): readonly Entry[] {
  if (!taxpayer.regimes.includes('612')) return []
  const received = taxpayer.books(month).entries('transferReceived')
  return taxpayer.persona === 'low' ? received : received.filter(({ text }) => / (CLASES|PAGO)$/.test(text))
}

function lessonInvoice(taxpayer: Taxpayer, entry: Entry): Draft {
  const receiver = personNamed(taxpayer.client, entry.contact?.name ?? '', '605')
  return earned(taxpayer, entry, { receiver, goods: [lesson], usage: 'S01' })
}

type Terms = {
  readonly receiver: Party
  readonly goods: Some<Good>
  readonly usage: string
  readonly retains?: readonly Retention[]
}

function earned(taxpayer: Taxpayer, entry: Entry, { receiver, goods, usage, retains = [] }: Terms): Draft {
  const dice = taxpayer.dice('earned', entry.key)
  return {
    ...plain,
    key: taxpayer.uuid('earned', entry.key),
    kind: 'Ingreso',
    issuedAt: entry.at + dice.between(1, 4) * hourMs,
    sender: taxpayer.party,
    receiver,
    series: 'F',
    usage,
    method: 'PUE',
    form: '03',
    exported: receiver.kind === 'foreign',
    lines: priced({ payable: entry.cents, goods, dice, retains }),
    settled: [{ at: entry.at, cents: entry.cents, movement: entry.key }],
  }
}
