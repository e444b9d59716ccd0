import { type Field, Paper } from './paper.ts'
import { longDay, shortDay } from './spanish.ts'
import { taxAuthority } from './tax-authority.ts'

/** A tax status as the wire shows it, as far as the document says it too. */
export type TaxStatusRecord = {
  readonly place_and_date_of_issuance: string | null
  readonly official_name: string | null
  readonly id_cif: string | null
  readonly tax_payer_information: TaxPayer
  readonly address: Address
  readonly economic_activity: readonly Activity[] | null
  readonly regimes: readonly Regime[] | null
  readonly obligations: readonly Obligation[] | null
  readonly digital_stamp: string | null
  readonly digital_stamp_chain: string | null
}

type TaxPayer = {
  readonly rfc: string | null
  readonly curp: string | null
  readonly name: string | null
  readonly first_last_name: string | null
  readonly second_last_name: string | null
  readonly start_operations_date: string | null
  readonly status_padron: string | null
  readonly last_status_change_date: string | null
  readonly commercial_name: string | null
  readonly social_name: string | null
  readonly email: string | null
  readonly phone: string | null
}

type Address = {
  readonly postal_code: string | null
  readonly street_type: string | null
  readonly street: string | null
  readonly exterior_number: string | null
  readonly interior_number: string | null
  readonly suburb: string | null
  readonly locality: string | null
  readonly municipality: string | null
  readonly state: string | null
  readonly between_street: readonly { readonly street_one: string | null; readonly street_two: string | null }[] | null
}

type Activity = {
  readonly economic_activity: string | null
  readonly initial_date: string | null
  readonly end_date: string | null
  readonly order: string | null
  readonly percentage: string | null
}

type Regime = {
  readonly regimen: string | null
  readonly initial_date: string | null
  readonly end_date: string | null
}

type Obligation = {
  readonly obligation: string | null
  readonly expiration: string | null
  readonly initial_date: string | null
  readonly end_date: string | null
}

/** The constancia de situación fiscal in base64; `issuedAt` is the instant that its place and date speak of. */
export function taxStatusPdf(status: TaxStatusRecord, { issuedAt }: { readonly issuedAt: string }): string {
  const { tax_payer_information: payer, address } = status
  const paper = new Paper({
    ...taxAuthority,
    title: 'Constancia de Situación Fiscal',
    writtenAt: new Date(issuedAt),
  })
  paper.title(
    'Constancia de Situación Fiscal',
    `Lugar y Fecha de Emisión: ${textOf(status.place_and_date_of_issuance)}`,
  )
  paper.card('Cédula de Identificación Fiscal', validatorUrl(status), [
    ['Registro Federal de Contribuyentes', textOf(payer.rfc)],
    ['Nombre, denominación o razón social', textOf(status.official_name)],
    ['idCIF:', textOf(status.id_cif)],
  ])
  paper.heading('Datos de Identificación del Contribuyente')
  paper.fields(payer.social_name === null ? personFields(payer) : companyFields(payer, payer.social_name))
  paper.heading('Datos del domicilio registrado')
  paper.fields(addressFields(address, payer))
  writeTables(paper, status)
  paper.heading('Cadena Original Sello')
  paper.characters(textOf(status.digital_stamp))
  paper.heading('Sello Digital')
  paper.characters(textOf(status.digital_stamp_chain))
  return paper.base64()
}

const textOf = (text: string | null): string => text ?? ''

/** Where the code on the original leads; readers of it take the number and the RFC from the last parameter. */
const validatorUrl = ({ id_cif, tax_payer_information: { rfc } }: TaxStatusRecord): string =>
  `https://siat.sat.gob.mx/app/qr/faces/pages/mobile/validadorqr.jsf?D1=10&D2=1&D3=${textOf(id_cif)}_${textOf(rfc)}`

const personFields = (payer: TaxPayer): Field[] => [
  ['RFC:', textOf(payer.rfc)],
  ['CURP:', textOf(payer.curp)],
  ['Nombre (s):', textOf(payer.name)],
  ['Primer Apellido:', textOf(payer.first_last_name)],
  ['Segundo Apellido:', textOf(payer.second_last_name)],
  ...standingFields(payer),
]

const companyFields = (payer: TaxPayer, socialName: string): Field[] => [
  ['RFC:', textOf(payer.rfc)],
  ['Denominación/Razón Social:', socialName],
  ...standingFields(payer),
]

const standingFields = (payer: TaxPayer): Field[] => [
  ['Fecha inicio de operaciones:', longDay(payer.start_operations_date)],
  ['Estatus en el padrón:', textOf(payer.status_padron)],
  ['Fecha de último cambio de estado:', longDay(payer.last_status_change_date)],
  ['Nombre Comercial:', textOf(payer.commercial_name)],
]

const addressFields = (address: Address, { email, phone }: TaxPayer): Field[] => [
  ['Código Postal:', textOf(address.postal_code)],
  ['Tipo de Vialidad:', textOf(address.street_type)],
  ['Nombre de Vialidad:', textOf(address.street)],
  ['Número Exterior:', textOf(address.exterior_number)],
  ['Número Interior:', textOf(address.interior_number)],
  ['Nombre de la Colonia:', textOf(address.suburb)],
  ['Nombre de la Localidad:', textOf(address.locality)],
  ['Nombre del Municipio o Demarcación Territorial:', textOf(address.municipality)],
  ['Nombre de la Entidad Federativa:', textOf(address.state)],
  ...(address.between_street ?? []).flatMap((streets): Field[] => [
    ['Entre Calle:', textOf(streets.street_one)],
    ['Y Calle:', textOf(streets.street_two)],
  ]),
  ['Correo Electrónico:', textOf(email)],
  ['Tel. Fijo:', textOf(phone)],
]

const dates = [
  { title: 'Fecha Inicio', share: 0.14 },
  { title: 'Fecha Fin', share: 0.14 },
]

function writeTables(paper: Paper, { economic_activity, regimes, obligations }: TaxStatusRecord): void {
  if (economic_activity?.length) {
    const rows = economic_activity.map((each) => [
      textOf(each.order),
      textOf(each.economic_activity),
      textOf(each.percentage),
      ...periodOf(each),
    ])
    paper.heading('Actividades Económicas')
    paper.table(
      [
        { title: 'Orden', share: 0.09 },
        { title: 'Actividad Económica', share: 0.5 },
        { title: 'Porcentaje', share: 0.13 },
        ...dates,
      ],
      rows,
    )
  }
  if (regimes?.length) {
    paper.heading('Regímenes')
    paper.table(
      [{ title: 'Régimen', share: 0.72 }, ...dates],
      regimes.map((each) => [textOf(each.regimen), ...periodOf(each)]),
    )
  }
  if (obligations?.length) {
    paper.heading('Obligaciones')
    paper.table(
      [
        { title: 'Descripción de la Obligación', share: 0.36 },
        { title: 'Descripción Vencimiento', share: 0.36 },
        ...dates,
      ],
      obligations.map((each) => [textOf(each.obligation), textOf(each.expiration), ...periodOf(each)]),
    )
  }
}

const periodOf = (each: { readonly initial_date: string | null; readonly end_date: string | null }): string[] => [
  shortDay(each.initial_date),
  shortDay(each.end_date),
]
