import { Paper } from './paper.ts'
import { sandboxSeal } from './sandbox-marks.ts'
import { amountText, shortDay } from './spanish.ts'

/** An employment record as the wire shows it, as far as the report says it too. */
export type EmploymentRecord = {
  /** YYYY-MM-DD. */
  readonly report_date: string
  readonly internal_identification: string
  readonly personal_data: {
    readonly official_name: string | null
    readonly document_ids: readonly { readonly document_type: string | null; readonly document_number: string | null }[]
  }
  readonly social_security_summary: {
    readonly weeks_contributed: number | null
    readonly weeks_redeemed: number | null
    readonly weeks_reinstated: number | null
  } | null
  readonly employment_records: readonly Employment[]
}

type Employment = {
  readonly employer: string
  readonly employer_id: string | null
  readonly state: string | null
  readonly start_date: string
  /** Null for the present one. */
  readonly end_date: string | null
  readonly most_recent_base_salary: number
  readonly employment_status_updates: readonly Movement[] | null
}

type Movement = {
  readonly event: Exclude<keyof typeof movements, 'REHIRED'> | null
  readonly base_salary: number
  readonly update_date: string
}

/** How the report calls what happens to an employment; the last three are rare, and their wording ours. */
const movements = {
  HIRED: 'ALTA',
  REHIRED: 'REINGRESO',
  DISMISSED_RESIGNED: 'BAJA',
  SALARY_MODIFICATION: 'MODIFICACION DE SALARIO',
  VOLUNTARY_CONTRIBUTION: 'CONTINUACION VOLUNTARIA',
  ABSENCE: 'AUSENTISMO',
  SICK_LEAVE: 'INCAPACIDAD',
} as const

/** The constancia de semanas cotizadas in base64, in its detailed version, with the labels that readers of it look for. */
export function weeksPdf(record: EmploymentRecord): string {
  const title = 'Constancia de Semanas Cotizadas en el IMSS'
  const paper = new Paper({
    institution: 'Instituto Mexicano del Seguro Social',
    title,
    writtenAt: new Date(record.report_date),
    colour: '#13322b',
  })
  paper.title(title, `Fecha de emisión del reporte ${shortDay(record.report_date)}`)
  paper.paragraph('Estimado(a),')
  // In capitals, as the report has them: that is how readers of it tell the name from other words.
  paper.statement((record.personal_data.official_name ?? '').toUpperCase())
  paper.fields(
    [
      ['NSS:', numberOf(record, 'NSS')],
      ['CURP:', record.internal_identification],
    ],
    { share: 0.12 },
  )
  writeWeeks(paper, record)
  paper.heading('Tu historia laboral')
  record.employment_records.forEach((employment, index) => {
    paper.subheading(`Empleo ${index + 1}`, 190)
    writeEmployment(paper, employment)
  })
  paper.heading('Cadena original')
  paper.characters(`||${numberOf(record, 'NSS')}|${record.internal_identification}|${record.report_date}||`)
  paper.characters(sandboxSeal('Sello del reporte'))
  return paper.base64()
}

const numberOf = ({ personal_data }: EmploymentRecord, type: string): string =>
  personal_data.document_ids.find(({ document_type }) => document_type === type)?.document_number ?? ''

function writeWeeks(paper: Paper, { social_security_summary, report_date }: EmploymentRecord): void {
  if (social_security_summary === null) return
  const { weeks_contributed, weeks_redeemed, weeks_reinstated } = social_security_summary
  const text = (weeks: number | null): string => String(weeks ?? 0)
  paper.heading('Tu total de semanas')
  paper.statement(`Tu total de semanas cotizadas: ${text(weeks_contributed)}`)
  paper.paragraph(`Son las que se tienen registradas hasta el ${shortDay(report_date).replaceAll('/', ' / ')}.`)
  paper.subheading('Tu detalle de semanas')
  paper.table(
    [
      { title: 'Semanas cotizadas IMSS', share: 0.34 },
      { title: 'Semanas descontadas', share: 0.33 },
      { title: 'Semanas reintegradas', share: 0.33 },
    ],
    [[text(weeks_contributed), text(weeks_redeemed), text(weeks_reinstated)]],
  )
}

function writeEmployment(paper: Paper, employment: Employment): void {
  paper.fields(
    [
      ['Nombre del patrón', employment.employer],
      ['Registro Patronal', employment.employer_id ?? ''],
      ['Entidad federativa', employment.state ?? ''],
      ['Fecha de alta', shortDay(employment.start_date)],
      ['Fecha de baja', employment.end_date === null ? 'Vigente' : shortDay(employment.end_date)],
      ['Salario Base de Cotización al último movimiento', `$ ${amountText(employment.most_recent_base_salary)}`],
    ],
    { share: 0.42 },
  )
  const updates = employment.employment_status_updates ?? []
  if (updates.length === 0) return
  paper.table(
    [
      { title: 'Tipo de movimiento', share: 0.4 },
      { title: 'Fecha de movimiento', share: 0.3 },
      { title: 'Salario base', share: 0.3 },
    ],
    updates.map((update) => [
      wordFor(update, updates),
      shortDay(update.update_date),
      `$ ${amountText(update.base_salary)}`,
    ]),
  )
}

/** Who was hired before by the same employer comes back. */
function wordFor({ event, update_date }: Movement, updates: readonly Movement[]): string {
  if (event === null) return ''
  const cameBefore = updates.some((each) => each.event === 'HIRED' && each.update_date < update_date)
  return movements[event === 'HIRED' && cameBefore ? 'REHIRED' : event]
}
