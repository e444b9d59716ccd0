import { Paper } from './paper.ts'
import { sandboxSeal } from './sandbox-marks.ts'
import { longDay } from './spanish.ts'
import { taxAuthority } from './tax-authority.ts'

/** A tax compliance status as the wire shows it, as far as the document says it too. */
export type ComplianceRecord = {
  readonly internal_identification: string | null
  readonly rfc: string | null
  readonly outcome: 'POSITIVE' | 'NEGATIVE' | 'NO_OBLIGATIONS'
}

/** What only the document says. */
export type ComplianceFacts = {
  readonly name: string
  readonly issuedAt: string
  /** Of a negative opinion: what was not fulfilled, and when. */
  readonly unfulfilled?: readonly { readonly obligation: string; readonly period: string }[]
}

const opinions = {
  POSITIVE: {
    word: 'POSITIVO',
    text:
      'En los controles electrónicos institucionales se observa que, en el momento en que se realiza esta revisión, ' +
      'se encuentra al corriente en el cumplimiento de los puntos que se revisan para emitir esta opinión.',
  },
  NEGATIVE: {
    word: 'NEGATIVO',
    text:
      'En los controles electrónicos institucionales se observa que, en el momento en que se realiza esta revisión, ' +
      'no se encuentra al corriente en el cumplimiento de los puntos que se revisan para emitir esta opinión.',
  },
  NO_OBLIGATIONS: {
    word: 'INSCRITO SIN OBLIGACIONES',
    text:
      'En los controles electrónicos institucionales se observa que se encuentra inscrito en el Registro Federal de ' +
      'Contribuyentes y no tiene obligaciones fiscales que cumplir.',
  },
} as const

/** The opinión del cumplimiento de obligaciones fiscales (32-D) in base64. */
export function compliancePdf(opinion: ComplianceRecord, facts: ComplianceFacts): string {
  const { word, text } = opinions[opinion.outcome]
  const title = 'Opinión del cumplimiento de obligaciones fiscales'
  const paper = new Paper({ ...taxAuthority, title, writtenAt: new Date(facts.issuedAt) })
  paper.title(title, 'Artículo 32-D del Código Fiscal de la Federación')
  paper.fields([
    ['Folio', opinion.internal_identification ?? ''],
    ['Clave de R.F.C.', opinion.rfc ?? ''],
    ['Nombre, Denominación o Razón Social', facts.name],
    ['Fecha de emisión', longDay(facts.issuedAt)],
  ])
  paper.heading('Respuesta de opinión')
  paper.statement(`Sentido de la opinión: ${word}`)
  paper.paragraph(text)
  if (facts.unfulfilled?.length) {
    paper.heading('Obligaciones omitidas')
    paper.table(
      [
        { title: 'Obligación', share: 0.7 },
        { title: 'Período', share: 0.3 },
      ],
      facts.unfulfilled.map(({ obligation, period }) => [obligation, period]),
    )
  }
  paper.heading('Notas')
  for (const note of notes) paper.paragraph(note)
  paper.heading('Cadena Original')
  paper.characters(`||${opinion.rfc}|${opinion.internal_identification}|${facts.issuedAt.slice(0, 10)}|${word}||`)
  paper.heading('Sello Digital')
  paper.characters(sandboxSeal('Sello de la opinión'))
  return paper.base64()
}

const notes = [
  '1. La opinión del cumplimiento se refiere a lo que consta en los controles electrónicos al momento de su emisión.',
  '2. No constituye resolución en sentido favorable al contribuyente sobre el cálculo y los montos de créditos o ' +
    'impuestos declarados o pagados.',
  '3. Tiene una vigencia de treinta días naturales a partir de la fecha de su emisión.',
]
