import type { TaxStatusChile } from '../../../../../../contract/resources/tax-status-chile.ts'
import type { Dice } from '../../../../kit/random.ts'
import type { SourceRecord } from '../../../contract.ts'
import { type Day, dayInMonth, firstDay, type Instant, isoDay, monthIn, monthOf, yearOf } from '../../world/calendar.ts'
import { printed, type Some } from '../../world/countries/country.ts'
import { makeAddress, makeCompany, makePerson } from './people.ts'
import { santiagoDay } from './santiago.ts'
import type { Taxpayer } from './taxpayer.ts'

/** What the server adds is missing. */
export type TaxStatusBody = Omit<TaxStatusChile, 'id' | 'link' | 'created_at' | 'collected_at'>

/** What the tax office has on file at the instant; nothing of who has not begun yet. */
export function taxStatusRecords(taxpayer: Taxpayer, now: Instant): readonly SourceRecord[] {
  const today = santiagoDay(now)
  if (taxpayer.startDay > today) return []
  const { rut, name, person, startDay, place } = taxpayer
  const body: TaxStatusBody = {
    entity_details: {
      incorporation_date: isoDay(person ? startDay : startDay - taxpayer.dice('founding').between(3, 40)),
      start_date: isoDay(startDay),
      end_date: null,
      document_id_type: 'RUT',
      document_id_number: rut,
      name,
    },
    ...contactsOf(taxpayer),
    economic_activities: activitiesOf(taxpayer),
    ...ownersOf(taxpayer, today),
    regimes: regimesOf(taxpayer, today),
    authorized_tax_documents: authorizedDocuments(taxpayer, today),
    property_tax_liabilities: propertiesOf(taxpayer, today),
    fiscal_office: place.office,
  }
  return [{ key: 'tax status', body }]
}

function contactsOf({ dice, name, startDay, place, person }: Taxpayer) {
  const throws = dice('contacts')
  const date = isoDay(startDay)
  const address = makeAddress(place, throws)
  const word = printed(name)
    .toLowerCase()
    .replace(/[^a-z]/g, '')
    .slice(0, 18)
  const second = throws.chance(0.35) ? [{ type: 'SECONDARY' as const, date, address: makeAddress(place, throws) }] : []
  return {
    addresses: [
      { type: 'PRIMARY' as const, date, address },
      ...second,
      { type: 'NOTIFICATION_ADDRESS' as const, date, address },
    ],
    // A host that is reserved for examples: no message can reach a real person.
    emails: [
      { type: 'CONTACT' as const, email: `${person ? '' : 'contacto.'}${word}@example.com` },
      ...(throws.chance(0.5) ? [{ type: 'NOTIFICATION' as const, email: `dte.${word}@example.com` }] : []),
    ],
    phone_numbers: [
      { type: 'MOBILE' as const, number: `9${throws.between(4, 9)}${throws.digits(7)}` },
      ...(person ? [] : [{ type: 'LANDLINE' as const, number: place.areaCode + throws.digits(7) }]),
    ],
  }
}

const professions: Some<readonly [type: string, activity: string, code: string]> = [
  ['INGENIERO COMERCIAL', 'ACTIVIDADES DE CONSULTORIA DE GESTION', '702000'],
  ['PROFESOR', 'OTROS TIPOS DE ENSEÑANZA N.C.P.', '854909'],
  ['PROGRAMADOR', 'ACTIVIDADES DE PROGRAMACION INFORMATICA', '620100'],
]

/** First category is business, second is work. */
function activitiesOf({ trade, person, startDay, dice }: Taxpayer): TaxStatusBody['economic_activities'] {
  const throws = dice('activities')
  const start_date = isoDay(startDay)
  const [type, activity, code] = throws.pick(professions)
  const works = person !== null && throws.chance(trade ? 0.3 : 0.7)
  return [
    ...(trade
      ? [
          {
            type: trade.business,
            activity: trade.activity,
            code: trade.code,
            tax_category: 1,
            vat_affected: trade.vat !== 'exempt',
            start_date,
          },
        ]
      : []),
    ...(works ? [{ type, activity, code, tax_category: 2, vat_affected: false, start_date }] : []),
  ]
}

type Owners = Pick<TaxStatusBody, 'legal_representative' | 'equity_holders' | 'company_partnership_stakes'>

const rut = 'RUT' as const

/** A company has partners, of whom the first represents it, and may hold shares of others itself. */
function ownersOf({ name, person, startDay, size, dice }: Taxpayer, today: Day): Owners {
  if (person) return { legal_representative: [], equity_holders: [], company_partnership_stakes: [] }
  const throws = dice('owners')
  const start_date = isoDay(startDay)
  const partners = Array.from({ length: name.endsWith('EIRL') ? 1 : throws.between(2, 4) }, () => makePerson(throws))
  const capital = Math.round(size.factor * throws.between(2, 60)) * 1_000_000
  const holders = sharesOf(partners.length, throws).map((share, index) => {
    const contributed = Math.round((capital * share) / 100)
    const outstanding = throws.chance(0.2) ? Math.round(contributed * 0.25) : 0
    return {
      is_current: true,
      name: partners[index]?.name ?? '',
      document_id_type: rut,
      document_id_number: partners[index]?.rut ?? '',
      inactive: false,
      start_date,
      end_date: null,
      capital_contributed: contributed - outstanding,
      capital_contribution_outstanding: outstanding,
      ownership_share: share,
      profit_share: share,
    }
  })
  const [first] = partners
  const since = startDay + throws.between(400, 2_400)
  const founder = throws.chance(0.3) ? makePerson(throws) : null
  const represents = (party: { name: string; rut: string }, from: Day, to: Day | null) => ({
    is_current: to === null,
    name: party.name,
    document_id_type: rut,
    document_id_number: party.rut,
    start_date: isoDay(from),
    end_date: to === null ? null : isoDay(to),
  })
  const representatives =
    founder && first && since <= today
      ? [represents(founder, startDay, since), represents(first, since, null)]
      : [founder ?? first].flatMap((each) => (each ? [represents(each, startDay, null)] : []))
  return {
    legal_representative: representatives,
    equity_holders: holders,
    company_partnership_stakes: throws.chance(0.2)
      ? [stakeIn(makeCompany(throws, 'INVERSIONES'), startDay, throws)]
      : [],
  }
}

function stakeIn(company: { name: string; rut: string }, since: Day, dice: Dice) {
  const share = dice.between(5, 60)
  return {
    name: company.name,
    document_id_type: rut,
    document_id_number: company.rut,
    inactive: false,
    start_date: isoDay(since),
    end_date: null,
    capital_contributed: dice.between(1, 40) * 500_000,
    capital_contribution_outstanding: 0,
    ownership_share: share,
    profit_share: share,
  }
}

/** Shares in percent with two decimals that are a hundred together. */
function sharesOf(count: number, dice: Dice): readonly number[] {
  const weights = Array.from({ length: count }, () => dice.between(1, 9))
  const sum = weights.reduce((all, weight) => all + weight, 0)
  const hundredths = weights.map((weight) => Math.floor((weight * 10_000) / sum))
  const rest = 10_000 - hundredths.reduce((all, share) => all + share, 0)
  return hundredths.map((share, index) => (share + (index === 0 ? rest : 0)) / 100)
}

const proPymeSince = Math.floor(Date.UTC(2020, 0, 1) / 86_400_000)

function regimesOf({ trade, size, startDay }: Taxpayer, today: Day): TaxStatusBody['regimes'] {
  if (!trade) return null
  const proPyme = { type: 'PRO PYME GENERAL (14 D)', day: Math.max(proPymeSince, startDay) }
  return [{ type: size.segment, day: startDay }, proPyme]
    .filter(({ day }) => day <= today)
    .map(({ type, day }) => ({ type, start_date: isoDay(day) }))
}

/** What documents have been stamped, anew each March, as far as that has happened. */
function authorizedDocuments(taxpayer: Taxpayer, today: Day): TaxStatusBody['authorized_tax_documents'] {
  const { trade, dice, firstMonth, size } = taxpayer
  if (!trade) return null
  const throws = dice('authorized')
  const types = ['FACTURA ELECTRONICA', 'NOTA DE CREDITO ELECTRONICA', 'CONTABILIDAD EN HOJAS SUELTAS CON NRO.UN']
  const limits = types.map(() => Math.ceil(throws.between(2, 8) * size.factor) * 250)
  const years = Array.from({ length: yearOf(monthOf(today)) - yearOf(firstMonth) + 1 }, (_each, index) => index)
  return years.flatMap((index) => {
    const month = index === 0 ? firstMonth : monthIn(yearOf(firstMonth) + index, 3)
    return types.flatMap((type, which) => {
      const day = dayInMonth(month, 3 + which * 2)
      if (day > today || month < firstMonth) return []
      return [{ type, document_limit: limits[which] ?? 250, authorization_date: isoDay(day) }]
    })
  })
}

/** The tax on land is paid at the end of April, June, September and November. */
const instalmentMonths = [4, 6, 9, 11] as const

function propertiesOf({ dice, place }: Taxpayer, today: Day): TaxStatusBody['property_tax_liabilities'] {
  const throws = dice('properties')
  const count = throws.chance(0.45) ? throws.between(1, 2) : 0
  if (count === 0) return null
  const year = yearOf(monthOf(today))
  return Array.from({ length: count }, (_each, index) => {
    const amount = throws.between(38_000, 640_000)
    const forgets = throws.chance(0.15) ? throws.between(0, 3) : null
    const owed = [year - 1, year].flatMap((each) =>
      instalmentMonths.map((month, instalment) => ({
        year: each,
        installment: instalment + 1,
        due: firstDay(monthIn(each, month) + 1) - 1,
        forgotten: instalment === forgets,
      })),
    )
    const payment = ({ due, forgotten: _, ...rest }: (typeof owed)[number]) => ({
      ...rest,
      due_date: isoDay(due),
      amount_due: amount,
    })
    return {
      property_id: `${throws.digits(5)}-${throws.digits(5)}`,
      district: place.district,
      address: makeAddress(place, throws),
      type: index === 0 ? 'HABITACIONAL' : throws.pick(['COMERCIO', 'BODEGA Y ALMACENAJE', 'SITIO ERIAZO']),
      overdue_tax_payments: owed.filter(({ due, forgotten }) => forgotten && due < today).map(payment),
      scheduled_tax_payments: owed.filter(({ due }) => due >= today).map(payment),
    }
  })
}
