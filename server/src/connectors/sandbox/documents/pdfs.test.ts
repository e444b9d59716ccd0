import QRCode from 'qrcode'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { type ReadPdf, readPdf, squaresIn } from '../../../../../test/documents/read-pdf.ts'
import {
  businessMonthly,
  businessYearly,
  companyStatus,
  employmentRecord,
  personalMonthly,
  personalYearly,
  personStatus,
} from '../../../../../test/documents/records.ts'
import { compliancePdf } from './compliance-pdf.ts'
import { sandboxNotice } from './sandbox-marks.ts'
import { taxReceiptPdf, taxReturnPdf } from './tax-return-pdf.ts'
import { taxStatusPdf } from './tax-status-pdf.ts'
import { weeksPdf } from './weeks-pdf.ts'

const issued = { issuedAt: '2024-03-19T18:00:00.000Z' }
const filed = { filedAt: '2024-04-17T23:28:00.000Z' }

const opinion = { internal_identification: '24NE1234567', rfc: 'NABX310820PQ3', outcome: 'NEGATIVE' } as const
const opinionFacts = {
  name: 'XÓCHITL ÑANDÚ',
  issuedAt: '2024-03-19T18:00:00.000Z',
  unfulfilled: [{ obligation: 'Pago definitivo mensual de IVA', period: 'Enero 2024' }],
}

/** A worker whose report does not fit on a page. */
const busyRecord = {
  ...employmentRecord,
  employment_records: employmentRecord.employment_records.slice(0, 1).map((employment) => ({
    ...employment,
    employment_status_updates: Array.from({ length: 200 }, (_, index) => ({
      event: 'SALARY_MODIFICATION' as const,
      base_salary: 1000 + index,
      update_date: `20${String(10 + Math.floor(index / 20))}-${String((index % 12) + 1).padStart(2, '0')}-17`,
    })),
  })),
}

const documents: readonly (readonly [string, () => string])[] = [
  ['tax status of a person', () => taxStatusPdf(personStatus, issued)],
  ['tax status of a company', () => taxStatusPdf(companyStatus, issued)],
  ['opinion of compliance', () => compliancePdf(opinion, opinionFacts)],
  ['yearly return of a person', () => taxReturnPdf(personalYearly, filed)],
  ['monthly return of a person', () => taxReturnPdf(personalMonthly, filed)],
  ['yearly return of a company', () => taxReturnPdf(businessYearly, filed)],
  ['monthly return of a company', () => taxReturnPdf(businessMonthly, filed)],
  ['acknowledgement of a return', () => taxReceiptPdf(businessMonthly, filed)],
  ['report of weeks', () => weeksPdf(employmentRecord)],
  ['report of weeks of many pages', () => weeksPdf(busyRecord)],
]

describe.each(documents)('the %s', (_name, draw) => {
  let read: ReadPdf
  beforeAll(async () => {
    read = await readPdf(draw())
  })

  test('is the same, byte by byte, whenever it is drawn', () => {
    const drawn = draw()
    vi.useFakeTimers({ now: new Date('2031-05-06T07:08:09.100Z') })
    expect(draw()).toBe(drawn)
    vi.useRealTimers()
  })

  test('is finished when it is handed over: nothing has to be waited for', () => {
    expect(Buffer.from(draw(), 'base64').toString('latin1')).toMatch(/^%PDF-1\.3.*%%EOF\n$/s)
  })

  test('says on every page that it is no real document, and which page of how many it is', () => {
    for (const [index, lines] of read.pages.entries()) {
      expect(lines.at(-1)).toBe(`${sandboxNotice} Página ${index + 1} de ${read.pages.length}`)
    }
  })

  test('carries the date of what it is about and not that of the machine', () => {
    expect(read.info.CreationDate).toMatch(/^D:2024(0119|0319|0417)\d{6}Z$/)
  })

  test('has no page without words of its own between its head and its foot', () => {
    for (const lines of read.pages) expect(lines.length).toBeGreaterThan(2)
  })
})

describe('a tax status', () => {
  test.each([
    ['person', personStatus],
    ['company', companyStatus],
  ])('of a %s has every value of its record', async (_kind, status) => {
    // Seals break wherever a line ends, so that spaces say nothing.
    const words = (await wordsIn(taxStatusPdf(status, issued))).replaceAll(' ', '')
    const { start_operations_date, last_status_change_date, ...payer } = status.tax_payer_information
    const values = textsIn({ ...status, tax_payer_information: payer }).map((text) => text.replaceAll(' ', ''))
    expect(values.length).toBeGreaterThan(30)
    expect(values.filter((text) => !words.includes(inTables(text)))).toEqual([])
    expect([start_operations_date, last_status_change_date]).toEqual(['2015-01-05', '2016-02-29'])
    expect(words).toContain('Fechainiciodeoperaciones:05DEENERODE2015')
    expect(words).toContain('Fechadeúltimocambiodeestado:29DEFEBRERODE2016')
  })

  test('says of a person what a person has, and of a company what a company has', async () => {
    const [person, company] = await Promise.all(
      [personStatus, companyStatus].map((each) => linesOf(taxStatusPdf(each, issued))),
    )
    expect(person).toEqual(expect.arrayContaining(['CURP: BOXW310820HNERXN09', 'Primer Apellido: ÑANDÚ']))
    expect(person).not.toContainEqual(expect.stringContaining('Denominación/Razón Social:'))
    expect(company).toContain('Denominación/Razón Social: PAÑOS & HILOS DEL NORTE SA DE CV')
    expect(company).not.toContainEqual(expect.stringContaining('CURP:'))
  })
})

test('the code on a tax status leads where that of the original does, with its number and RFC', () => {
  const url =
    'https://siat.sat.gob.mx/app/qr/faces/pages/mobile/validadorqr.jsf?D1=10&D2=1&D3=12345678901_NABX310820PQ3'
  const { modules } = QRCode.create(url, { errorCorrectionLevel: 'M' })
  const dark = Array.from(modules.data, (isDark, index) => ({ isDark, index })).filter(({ isDark }) => isDark)
  const expected = dark.map(({ index }) => [index % modules.size, Math.floor(index / modules.size)])
  expect(squaresIn(taxStatusPdf(personStatus, issued))).toEqual(expected)
})

test('no heading stands alone at the foot of a page, however long what stands above it is', async () => {
  const activity = { economic_activity: 'Comercio', initial_date: '2015-01-05', end_date: null, percentage: '1' }
  for (let count = 1; count <= 40; count += 1) {
    const economic_activity = Array.from({ length: count }, (_, index) => ({ ...activity, order: `${index + 1}` }))
    const { pages } = await readPdf(taxStatusPdf({ ...companyStatus, economic_activity }, issued))
    for (const lines of pages) expect(headings).not.toContain(lines.at(-2))
  }
})

const headings = ['Actividades Económicas', 'Regímenes', 'Obligaciones', 'Cadena Original Sello', 'Sello Digital']

/** All texts anywhere in a record. */
function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}

const inTables = (day: string): string => day.replace(/^(\d{4})-(\d\d)-(\d\d)$/, '$3/$2/$1')

const wordsIn = async (base64: string): Promise<string> => (await readPdf(base64)).words

const linesOf = async (base64: string): Promise<string[]> => (await readPdf(base64)).pages.flat()

describe('an opinion of compliance', () => {
  test.each([
    ['POSITIVE', 'POSITIVO'],
    ['NEGATIVE', 'NEGATIVO'],
    ['NO_OBLIGATIONS', 'INSCRITO SIN OBLIGACIONES'],
  ] as const)('that is %s says so: %s', async (outcome, word) => {
    const lines = await linesOf(compliancePdf({ ...opinion, outcome }, { name: 'XÓCHITL ÑANDÚ', ...issued }))
    expect(lines).toEqual(
      expect.arrayContaining([
        `Sentido de la opinión: ${word}`,
        'Folio 24NE1234567',
        'Clave de R.F.C. NABX310820PQ3',
        'Nombre, Denominación o Razón Social XÓCHITL ÑANDÚ',
        'Fecha de emisión 19 DE MARZO DE 2024',
      ]),
    )
  })

  test('that is negative names what was not fulfilled', async () => {
    const lines = await linesOf(compliancePdf(opinion, opinionFacts))
    expect(lines).toContain('Pago definitivo mensual de IVA Enero 2024')
  })
})

describe('a tax return', () => {
  test.each([
    ['yearly, of a person', personalYearly, 31],
    ['monthly, of a person', personalMonthly, 21],
    ['yearly, of a company', businessYearly, 22],
    ['monthly, of a company', businessMonthly, 25],
  ])('%s, has every figure and word of its record', async (_kind, declaration, least) => {
    const { type: _type, ...declared } = declaration
    const words = await wordsIn(taxReturnPdf(declaration, filed))
    const printed = figuresIn(declared)
    expect(printed.length).toBeGreaterThanOrEqual(least)
    expect(printed.filter((text) => !words.includes(text))).toEqual([])
  })

  test('leaves out what was left open, and says so of a section with nothing in it', async () => {
    const words = await wordsIn(taxReturnPdf(personalYearly, filed))
    expect(words).toContain('Dividendos Sin datos declarados.')
    expect(words).not.toContain('Otras deducciones')
  })

  test('is acknowledged with what is to be paid of each tax', async () => {
    const company = await linesOf(taxReceiptPdf(businessMonthly, filed))
    expect(company).toEqual(
      expect.arrayContaining([
        'Fecha y hora de presentación 17/04/2024 17:28',
        'Número de operación 200117280005',
        'R1 ISR personas morales 45,000 11 22 45,033',
        'R12 ISR retenciones por salarios 8,100 11 22 8,133',
        'R21 IVA 96,000 11 22 96,033',
      ]),
    )
    const person = await linesOf(taxReceiptPdf(personalMonthly, filed))
    expect(person).toEqual(expect.arrayContaining(['ISR 7,100 11 22 7,133', 'IVA 3,280 11 22 3,313']))
  })

  test('of a year in which nothing is to be paid is acknowledged with how the tax came out', async () => {
    const lines = await linesOf(taxReceiptPdf(personalYearly, filed))
    expect(lines).toEqual(expect.arrayContaining(['Determinación del impuesto', 'ISR favorable 2,222']))
  })
})

/** Figures with their groups of three digits, years as they are, instants to the minute. */
function figuresIn(value: unknown, key = ''): string[] {
  if (typeof value === 'number') return [key === 'ejercicio' ? String(value) : value.toLocaleString('en-US', exactly)]
  if (typeof value === 'string') return [value.replace(/^(\d{4})-(\d\d)-(\d\d)T(\d\d:\d\d).*$/, '$3/$2/$1 $4')]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, each]) => figuresIn(each, name))
}

const exactly = { maximumFractionDigits: 6 } as const

describe('a report of weeks', () => {
  test('is read by whoever looks for its labels', async () => {
    expect(reportIn(await linesOf(weeksPdf(employmentRecord)))).toEqual({
      nss: '10277663582',
      curp: 'BOXW310820HNERXN09',
      name: 'XÓCHITL ÑANDÚ BÜRGER',
      issued: '19/01/2024',
      total: '388',
      detail: ['388', '12', '5'],
      employments: [
        ['PAÑOS & HILOS DEL NORTE SA DE CV', 'Y5412345108', 'CIUDAD DE MÉXICO', '10/10/2019', 'Vigente', '1,762.54'],
        ['QUESERÍA RÍO SECO SC DE RL', 'C1234567890', 'NUEVO LEÓN', '01/03/2016', '30/09/2019', '512.00'],
      ],
      movements: [
        ['MODIFICACION DE SALARIO', '01/02/2023', '1,762.54'],
        ['REINGRESO', '01/09/2021', '1,033.09'],
        ['BAJA', '15/06/2021', '900.10'],
        ['ALTA', '10/10/2019', '800.00'],
        ['BAJA', '30/09/2019', '512.00'],
        ['INCAPACIDAD', '02/05/2018', '512.00'],
        ['ALTA', '01/03/2016', '480.50'],
      ],
    })
  })

  test('of 200 movements flows over pages, each with the titles of the columns, and loses none', async () => {
    const { pages } = await readPdf(weeksPdf(busyRecord))
    const isTitle = (line: string) => line === 'Tipo de movimiento Fecha de movimiento Salario base'
    expect(pages.length).toBeGreaterThan(5)
    const withRows = pages.filter((lines) => lines.some((line) => line.startsWith('MODIFICACION')))
    expect(withRows.map((lines) => lines.filter(isTitle).length)).toEqual(withRows.map(() => 1))
    const salaries = reportIn(pages.flat()).movements.map(([, , salary]) => salary)
    expect(salaries).toEqual(Array.from({ length: 200 }, (_, index) => `1,${String(index).padStart(3, '0')}.00`))
  })
})

/** The report's data by its labels, as programs that read the real one find them. */
function reportIn(lines: readonly string[]) {
  const text = lines.join('\n')
  const one = (form: RegExp) => form.exec(text)?.[1]
  const all = (form: RegExp) => [...text.matchAll(form)].map(([, ...found]) => found)
  return {
    nss: one(/NSS:\s*(\d{11})/),
    curp: one(/CURP:\s*(\w{18})/),
    name: one(/Estimado\(a\),\n(.+)\n/),
    issued: one(/Fecha de emisión.*?(\d\d\/\d\d\/\d{4})/),
    total: one(/total de semanas cotizadas: (\d+)/),
    detail: /Tu detalle de semanas.*?(\d+)\s+(\d+)\s+(\d+)/s.exec(text)?.slice(1),
    employments: all(
      /Nombre del patrón (.+)\nRegistro Patronal (.+)\nEntidad federativa (.+)\nFecha de alta (\S+)\s+Fecha de baja (\S+)\s+Salario Base.*?\$ ([\d,.]+)/g,
    ).map((found) => found.map((each) => each.trim())),
    movements: all(/^([A-Z ]+) (\d\d\/\d\d\/\d{4}) \$ ([\d,.]+)$/gm),
  }
}
