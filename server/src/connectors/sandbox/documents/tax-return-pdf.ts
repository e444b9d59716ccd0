import { type Column, type Field, Paper } from './paper.ts'
import { grouped, labelOf, minuteText } from './spanish.ts'
import { taxAuthority } from './tax-authority.ts'

/** What a block of a declaration holds: figures and words by name, blocks within blocks, and lists of them. */
export type Figure = string | number | null | Block | readonly (Block | string)[]

export type Block = { readonly [name: string]: Figure }

/**
 * A tax return as the wire shows it, of a person or a company, of a month or a year: every key with a block in it is
 * a section of the document.
 */
export type TaxReturnRecord = {
  readonly informacion_general: Block | null
  readonly [section: string]: unknown
}

/** The declaration in base64, with every figure that was declared; `filedAt` is the instant of its presentation. */
export function taxReturnPdf(declaration: TaxReturnRecord, { filedAt }: { readonly filedAt: string }): string {
  const title = titleOf(declaration)
  const paper = new Paper({ ...taxAuthority, title, writtenAt: new Date(filedAt) })
  paper.title(title)
  for (const [key, section] of Object.entries(declaration)) {
    if (isBlock(section)) writeSection(paper, labelOf(key), section)
  }
  return paper.base64()
}

/** The acknowledgement of the same declaration in base64: who filed it, and what is to be paid. */
export function taxReceiptPdf(declaration: TaxReturnRecord, { filedAt }: { readonly filedAt: string }): string {
  const title = 'Acuse de Recibo'
  const paper = new Paper({ ...taxAuthority, title, writtenAt: new Date(filedAt) })
  paper.title(title, titleOf(declaration))
  paper.heading('Información general')
  paper.fields([...generalFields(declaration), ['Medio de presentación', 'Internet']])
  const payments = paymentsIn(declaration)
  if (payments.length > 0) {
    paper.heading('Impuestos que declara')
    paper.table(paymentColumns, payments.map(paymentRow))
  }
  const outcome = declaration.determinacion_impuesto
  if (isBlock(outcome)) writeSection(paper, labelOf('determinacion_impuesto'), outcome)
  paper.paragraph(
    'La declaración se recibió con los datos que anteceden. Este acuse no prejuzga sobre la exactitud de lo declarado.',
  )
  return paper.base64()
}

const titleOf = ({ type }: TaxReturnRecord): string =>
  type === 'monthly'
    ? 'Declaración Provisional o Definitiva de Impuestos Federales'
    : 'Declaración del Ejercicio de Impuestos Federales'

const isBlock = (value: unknown): value is Block => typeof value === 'object' && value !== null && !Array.isArray(value)

const generalFields = ({ informacion_general }: TaxReturnRecord): Field[] => fieldsOf(informacion_general ?? {})

/** Figures that are left open are not printed. */
const fieldsOf = (block: Block): Field[] =>
  Object.entries(block).flatMap(([key, figure]) => {
    const text = plainText(key, figure)
    return text === undefined ? [] : [[labelOf(key), text] as const]
  })

const instantForm = /^\d{4}-\d\d-\d\dT\d\d:\d\d/

function plainText(key: string, figure: Figure): string | undefined {
  if (typeof figure === 'string') return instantForm.test(figure) ? minuteText(figure) : figure
  // A year is no amount, and not grouped like one.
  if (typeof figure === 'number') return key === 'ejercicio' ? String(figure) : grouped(String(figure))
  return undefined
}

function writeSection(paper: Paper, title: string, block: Block): void {
  paper.heading(title)
  if (isEmpty(block)) paper.paragraph('Sin datos declarados.')
  writeBlock(paper, block)
}

const isEmpty = (figure: Figure): boolean => {
  if (figure === null) return true
  if (typeof figure !== 'object') return false
  return Object.values(figure).every((each: Figure) => isEmpty(each))
}

/** Figures first, then what is split by parties in one table, then lists and blocks below their own names. */
function writeBlock(paper: Paper, block: Block): void {
  paper.fields(fieldsOf(block), { share: 0.68, align: 'right' })
  const entries = Object.entries(block).filter(([, figure]) => !isEmpty(figure))
  const byParties = entries.flatMap(([key, figure]) => (isSplit(figure) ? [partiesRow(key, figure)] : []))
  if (byParties.length > 0) paper.table(partiesColumns, byParties)
  for (const [key, figure] of entries) {
    if (figure === null || typeof figure !== 'object' || isSplit(figure)) continue
    paper.subheading(labelOf(key))
    if (isBlock(figure)) writeBlock(paper, figure)
    else writeList(paper, figure)
  }
}

const parties = ['partes_relacionadas', 'partes_no_relacionadas', 'total'] as const

const isSplit = (figure: Figure): figure is Block =>
  isBlock(figure) && Object.keys(figure).length === parties.length && parties.every((key) => key in figure)

const partiesColumns: readonly Column[] = [
  { title: 'Concepto', share: 0.46 },
  ...parties.map((key) => ({ title: labelOf(key), share: 0.18, align: 'right' as const })),
]

const partiesRow = (key: string, figure: Block): string[] => [
  labelOf(key),
  ...parties.map((party) => plainText(party, figure[party] ?? null) ?? ''),
]

function writeList(paper: Paper, list: readonly (Block | string)[]): void {
  const blocks = list.filter(isBlock)
  const keys = [...new Set(blocks.flatMap((each) => Object.keys(each)))]
  if (keys.length > 0) {
    const isAmount = (key: string) => blocks.every((each) => typeof each[key] !== 'string')
    const columns = keys.map((key) => ({
      title: labelOf(key),
      share: 1 / keys.length,
      align: isAmount(key) ? ('right' as const) : ('left' as const),
    }))
    paper.table(
      columns,
      blocks.map((each) => keys.map((key) => plainText(key, each[key] ?? null) ?? '')),
    )
  }
  for (const text of list) if (typeof text === 'string') paper.paragraph(text)
}

type PaymentOfTax = { readonly name: string; readonly block: Block }

/** Every block of a declaration that ends in an amount to be paid, under the name of the tax that it pays. */
function paymentsIn(declaration: TaxReturnRecord): PaymentOfTax[] {
  const found: PaymentOfTax[] = []
  const look = (name: string, block: Block): void => {
    if ('cantidad_a_pagar' in block) found.push({ name, block })
    for (const [key, figure] of Object.entries(block)) {
      // What is called the detail of a payment is named by the tax around it.
      if (isBlock(figure)) look(key === 'detalle_del_pago' ? name : key, figure)
    }
  }
  for (const [key, section] of Object.entries(declaration)) if (isBlock(section)) look(key, section)
  return found
}

const paymentColumns: readonly Column[] = [
  { title: 'Concepto de pago', share: 0.4 },
  { title: 'A cargo', share: 0.15, align: 'right' },
  { title: 'Parte actualizada', share: 0.15, align: 'right' },
  { title: 'Recargos', share: 0.15, align: 'right' },
  { title: 'Cantidad a pagar', share: 0.15, align: 'right' },
]

const paymentRow = ({ name, block }: PaymentOfTax): string[] => [
  labelOf(name),
  ...['a_cargo', 'parte_actualizada', 'recargos', 'cantidad_a_pagar'].map(
    (key) => plainText(key, block[key] ?? null) ?? '',
  ),
]
