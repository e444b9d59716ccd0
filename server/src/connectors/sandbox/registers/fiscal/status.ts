import { mac } from '../../../../kit/random.ts'
import type { SourceRecord } from '../../../contract.ts'
import {
  businessDayFrom,
  type Day,
  dayAt,
  dayFromIso,
  firstDay,
  type Instant,
  isoDay,
  monthOf,
} from '../../world/calendar.ts'
import { printed } from '../../world/countries/country.ts'
import { type Address, printedPhone } from '../../world/people/people.ts'
import { stateName } from '../employers.ts'
import { withoutForm } from './parties.ts'
import type { Regime, Taxpayer } from './taxpayer.ts'

/** The proof of who is registered how; drawn up anew on the first business day of each month. */
export function statusRecord(taxpayer: Taxpayer, now: Instant): SourceRecord {
  const { holder, party } = taxpayer
  const drawnUp = drawnUpOn(now)
  const begun = beganOn(taxpayer)
  const chain = `||${isoDay(drawnUp).replaceAll('-', '/')}|${party.rfc}|CONSTANCIA DE SITUACIÓN FISCAL|2000010888888000000${taxpayer.dice('chain').digits(2)}||`
  return {
    key: taxpayer.uuid('status', isoDay(drawnUp)).toLowerCase(),
    body: {
      place_and_date_of_issuance: `${placeOf(holder.address)} A ${longDate(drawnUp)}`,
      official_name: printed(holder.displayName),
      id_cif: `${taxpayer.dice('cif').between(14, 25)}${taxpayer.dice('cif', 'rest').digits(9)}`,
      tax_payer_information: information(taxpayer, begun),
      address: addressOf(holder.address),
      economic_activity: activities(taxpayer, begun),
      regimes: taxpayer.regimes.map((regime) => ({
        regimen: regimeNames[regime],
        initial_date: begun,
        end_date: null,
      })),
      obligations: obligations(taxpayer, begun),
      digital_stamp: chain,
      digital_stamp_chain: mac(taxpayer.seed, 'seal', chain).toString('base64'),
      pdf: null,
    },
  }
}

/** The last first business day of a month that has come. */
export function drawnUpOn(now: Instant): Day {
  const month = monthOf(dayAt(now))
  const day = businessDayFrom('MX', firstDay(month))
  return day <= dayAt(now) ? day : businessDayFrom('MX', firstDay(month - 1))
}

const months = 'ENERO FEBRERO MARZO ABRIL MAYO JUNIO JULIO AGOSTO SEPTIEMBRE OCTUBRE NOVIEMBRE DICIEMBRE'.split(' ')

const longDate = (day: Day): string => {
  const [year, month, date] = isoDay(day).split('-')
  return `${date} DE ${months[Number(month) - 1]} DE ${year}`
}

const placeOf = ({ city }: Address): string => `${printed(municipality(city.town))} , ${stateName(city)}`

/** The capital has boroughs in place of one town. */
const municipality = (town: string): string => (town === 'Ciudad de México' ? 'Cuauhtémoc' : town)

/** Companies begin when they are founded, people at eighteen. */
function beganOn({ holder }: Taxpayer): string {
  if (holder.kind === 'company') return holder.incorporationDate
  return isoDay(businessDayFrom('MX', dayFromIso(holder.birthDate) + 18 * 365 + 40))
}

function information({ holder, party, citizen }: Taxpayer, begun: string): object {
  const person = holder.kind === 'person' ? holder : null
  return {
    rfc: party.rfc,
    curp: person && (citizen?.personNumber ?? person.document.number),
    name: person && printed(person.firstNames),
    first_last_name: person && printed(person.paternal),
    second_last_name: person && printed(person.maternal),
    start_operations_date: begun,
    status_padron: 'ACTIVO',
    last_status_change_date: begun,
    commercial_name: holder.kind === 'company' ? printed(holder.tradeName) : null,
    social_name: holder.kind === 'company' ? printed(withoutForm(holder.displayName)) : null,
    email: holder.email,
    phone: printedPhone(holder.phone).slice(-10),
  }
}

function addressOf({ street, district, city, postcode }: Address): object {
  const [, type = '', name = '', number = ''] = /^(\S+) (.+) (\S+)$/.exec(street) ?? []
  return {
    postal_code: postcode,
    street_type: printed(type),
    street: printed(name),
    exterior_number: number,
    interior_number: null,
    suburb: printed(district),
    locality: null,
    municipality: printed(municipality(city.town)),
    state: stateName(city),
    between_street: [
      { street_one: printed(city.streets[0]), street_two: printed(city.streets.at(-1) ?? city.streets[0]) },
    ],
  }
}

const regimeNames: Readonly<Record<Regime, string>> = {
  '601': 'Régimen General de Ley Personas Morales',
  '605': 'Régimen de Sueldos y Salarios e Ingresos Asimilados a Salarios',
  '612': 'Régimen de las Personas Físicas con Actividades Empresariales y Profesionales',
  '616': 'Sin obligaciones fiscales',
  '625': 'Régimen de las Actividades Empresariales con ingresos a través de Plataformas Tecnológicas',
  '626': 'Régimen Simplificado de Confianza',
}

const activityNames: Readonly<Record<Regime, string>> = {
  '601': 'Otros servicios profesionales, científicos y técnicos',
  '605': 'Asalariado',
  '612': 'Otros servicios profesionales, científicos y técnicos',
  '616': 'Sin actividad económica',
  '625': 'Transporte terrestre de pasajeros y entrega de alimentos a través de plataformas tecnológicas',
  '626': 'Comercio al por menor de otros artículos de uso personal',
}

/** What the invented companies live on, by their trade names. */
const companyActivities: Readonly<Record<string, string>> = {
  'Distribuidora Ferretera del Norte': 'Comercio al por mayor de artículos de ferretería',
  'Comercializadora Tres Ríos': 'Comercio al por mayor de abarrotes',
  'Textiles La Malinche': 'Fabricación de telas anchas de tejido de trama',
  'Soluciones Digitales Quetzal': 'Servicios de diseño de sistemas de cómputo y servicios relacionados',
  'Materiales y Acabados Anáhuac': 'Comercio al por mayor de otros materiales para la construcción',
  'Empaques Industriales Pacífico': 'Fabricación de envases de cartón',
  'Muebles Santa Clara': 'Fabricación de muebles, excepto cocinas integrales',
  'Refacciones El Rayo': 'Comercio al por menor de partes y refacciones nuevas para automóviles',
  'Agroinsumos Costa Grande': 'Comercio al por mayor de fertilizantes, plaguicidas y semillas para siembra',
  'Imprenta Olmeca': 'Impresión de formas continuas y otros impresos',
  'Laboratorio Clínico San Ángel': 'Laboratorios médicos y de diagnóstico',
  'Transportes Sierra Gorda': 'Autotransporte foráneo de carga general',
}

function activities({ holder, regimes }: Taxpayer, begun: string): readonly object[] {
  const company = holder.kind === 'company' ? companyActivities[holder.tradeName] : undefined
  const shares = regimes.length === 1 ? ['100'] : ['90', '10']
  return regimes.map((regime, index) => ({
    economic_activity: company ?? activityNames[regime],
    initial_date: begun,
    end_date: null,
    order: String(index + 1),
    percentage: shares[index] ?? '0',
  }))
}

const ofCompanies = [
  [
    'Declaración anual de ISR del ejercicio. Personas morales.',
    'Dentro de los tres meses siguientes al cierre del ejercicio.',
  ],
  [
    'Pago provisional mensual de ISR personas morales régimen general',
    'A más tardar el día 17 del mes inmediato posterior al periodo que corresponda.',
  ],
  ['Pago definitivo mensual de IVA.', 'A más tardar el día 17 del mes inmediato posterior al periodo que corresponda.'],
  [
    'Entero de retenciones mensuales de ISR por sueldos y salarios',
    'A más tardar el día 17 del mes inmediato posterior al periodo que corresponda.',
  ],
  [
    'Entero de retenciones de IVA mensual',
    'A más tardar el día 17 del mes inmediato posterior al periodo que corresponda.',
  ],
] as const

/** Listed for companies only. */
function obligations({ client }: Taxpayer, begun: string): readonly object[] {
  if (!client.business) return []
  return ofCompanies.map(([obligation, expiration]) => ({
    obligation,
    expiration,
    initial_date: begun,
    end_date: null,
  }))
}
