import { makeCnpj, makeCompanyRfc } from '../../../domain/identifiers.ts'
import type { Dice } from '../../../kit/random.ts'
import { dayFromIso, isoDay } from '../world/calendar.ts'
import { type City, printed } from '../world/countries/country.ts'
import type { Client } from '../world/people/client.ts'

/** Who pays wages, as the registers know it; the same for everybody who works there. */
export type Employer = {
  readonly name: string
  /** The state in which it is registered, as social security writes it. */
  readonly state: string
  /** RFC in Mexico, CNPJ in Brazil. */
  readonly taxNumber: string
  /** Registro patronal; null where there is none: in Brazil, for the state, and for those who insure themselves. */
  readonly registration: string | null
  /** CNAE, in Brazil. */
  readonly economicActivity: string | null
  readonly isPublic: boolean
}

const activities: Readonly<Record<string, string>> = {
  'TECNOLOGIA IPIRANGA': '6201-5 - DESENVOLVIMENTO DE PROGRAMAS DE COMPUTADOR SOB ENCOMENDA',
  'COMERCIAL BANDEIRANTES': '4711-3 - COMERCIO VAREJISTA DE MERCADORIAS EM GERAL',
  'HOSPITAL SANTA AURORA': '8610-1 - ATIVIDADES DE ATENDIMENTO HOSPITALAR',
  'LOGISTICA SERRA DO MAR': '4930-2 - TRANSPORTE RODOVIARIO DE CARGA',
  'INDUSTRIA PARANAENSE': '2599-3 - FABRICACAO DE PRODUTOS DE METAL',
  'COLEGIO NOVO MUNDO': '8520-1 - ENSINO MEDIO',
  'CONSTRUTORA HORIZONTE': '4120-4 - CONSTRUCAO DE EDIFICIOS',
  'SERVICOS FINANCEIROS ATLANTICO': '6422-1 - BANCOS MULTIPLOS, COM CARTEIRA COMERCIAL',
}

/** What those do whose name is not in the list above. */
const usualActivity = '4649-4 - COMERCIO ATACADISTA DE ARTIGOS DE USO PESSOAL E DOMESTICO'
const publicActivity = '8411-6 - ADMINISTRACAO PUBLICA EM GERAL'

export function employerNamed(client: Client, name: string): Employer {
  const { country, home } = client
  const company = client.market('employer', country.code, name)
  const isPublic = country.publicEmployers.includes(name)
  const known = { name: printed(name), state: stateName(home), isPublic }
  if (country.code === 'BR') {
    const taxNumber = makeCnpj(`${company.between(10_000_000, 49_999_999)}0001`)
    const economicActivity = isPublic ? publicActivity : (activities[name] ?? usualActivity)
    return { ...known, taxNumber, registration: null, economicActivity }
  }
  const founded = isoDay(company.between(dayFromIso('1952-01-01'), dayFromIso('1979-12-31')))
  const bareName = name.replace(` ${country.companyForm}`, '')
  const branch = client.market('registration', country.code, name, home.state)
  return {
    ...known,
    taxNumber: makeCompanyRfc(bareName, founded),
    registration: isPublic ? null : registration(branch),
    economicActivity: null,
  }
}

/** A letter and two digits of the municipality, five of the employer, the kind of insurance, a check digit. */
const registration = (dice: Dice): string =>
  `${dice.pick(['A', 'B', 'C', 'E', 'Y', 'Z'])}${dice.digits(2)}${dice.digits(5)}10${dice.digits(1)}`

export const stateName = ({ stateName: name }: City): string => (name === 'CDMX' ? 'CIUDAD DE MEXICO' : printed(name))
