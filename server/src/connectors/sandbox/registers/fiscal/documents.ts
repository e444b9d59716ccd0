import type { SourceRecord } from '../../../contract.ts'
import { cfdiXml } from '../../documents/cfdi.ts'
import type { Employee, InvoiceFacts, InvoiceRecord, PaidInvoice } from '../../documents/cfdi-record.ts'
import { type ComplianceRecord, compliancePdf } from '../../documents/compliance-pdf.ts'
import { type RetentionRecord, retentionXml } from '../../documents/retention-xml.ts'
import { type TaxReturnRecord, taxReceiptPdf, taxReturnPdf } from '../../documents/tax-return-pdf.ts'
import { type TaxStatusRecord, taxStatusPdf } from '../../documents/tax-status-pdf.ts'
import { dayAt, type Instant, isoDay, monthOf, monthOfYear, yearOf } from '../../world/calendar.ts'
import { baseSalaryIn, monthlyGross } from '../citizen.ts'
import type { Line } from './amounts.ts'
import type { Filing } from './filing.ts'
import type { Invoice } from './invoice.ts'
import { certifierOf } from './invoice-record.ts'
import type { Retention } from './retentions.ts'
import type { Taxpayer } from './taxpayer.ts'

const withDocuments = (record: SourceRecord, documents: object): SourceRecord => ({
  ...record,
  body: { ...record.body, ...documents },
})

/** The record with its digital invoice, the file that it was read from. */
export function withInvoiceXml(taxpayer: Taxpayer, invoice: Invoice, record: SourceRecord): SourceRecord {
  const facts: InvoiceFacts = {
    issuedTime: timeOf(invoice.issuedAt),
    certifiedTime: timeOf(invoice.certifiedAt),
    ...(invoice.series === 'G' ? { global: globalOf(taxpayer, invoice) } : {}),
    ...(invoice.payments.length > 0 ? { paidInvoices: paidBy(invoice) } : {}),
    ...(invoice.payroll ? { employee: employeeOf(taxpayer, invoice) } : {}),
  }
  return withDocuments(record, { xml: cfdiXml(record.body as unknown as InvoiceRecord, facts) })
}

const timeOf = (at: Instant): string => new Date(at).toISOString().slice(11, 19)

/** Of the general public: a day's sales or a month's. */
function globalOf({ persona }: Taxpayer, { issuedAt, form }: Invoice): NonNullable<InvoiceFacts['global']> {
  const month = monthOf(dayAt(issuedAt))
  const daily = persona === 'very_large' && form === '03'
  return {
    periodicity: daily ? '01' : '04',
    months: String(monthOfYear(month)).padStart(2, '0'),
    year: yearOf(month),
  }
}

/** Of several rates nobody can say which of them a part has paid, so only invoices of one rate tell their taxes. */
function paidBy({ payments }: Invoice): Record<string, PaidInvoice> {
  const documents = payments.flatMap((payment) => payment.documents)
  return Object.fromEntries(
    documents.flatMap(({ key, lines }) => {
      const paid = taxesOf(lines)
      return paid ? [[key, paid]] : []
    }),
  )
}

function taxesOf(lines: readonly Line[]): PaidInvoice | undefined {
  const [first] = lines
  const words = ({ rate, retained }: Line) => JSON.stringify([rate, retained.map(({ tax, percent }) => [tax, percent])])
  if (!first || first.rate.factor === 'none' || lines.some((line) => words(line) !== words(first))) return undefined
  const { rate, retained } = first
  const percent = rate.factor === 'Tasa' ? rate.percent : 0
  return {
    transferredTaxes: [{ tax: 'IVA', tax_type: rate.factor, tax_percentage: percent }],
    retainedTaxes: retained.map(({ tax, percent: kept }) => ({ tax, tax_type: 'Tasa', tax_percentage: kept })),
  }
}

/** c_Estado by the letters of a CURP. */
const states: Readonly<Record<string, string>> = { DF: 'CMX', JC: 'JAL', NL: 'NLE', PL: 'PUE', YN: 'YUC' }

/** Whom a payroll pays: the taxpayer, or one of a company's workers. */
function employeeOf(taxpayer: Taxpayer, invoice: Invoice): Employee {
  const state = states[taxpayer.holder.address.city.state] ?? 'CMX'
  const { receiver, settled } = invoice
  const common = { curp: receiver.curp ?? '', number: receiver.rfc.slice(4, 10), contract: '01', regime: '02', state }
  const slip = slipOf(taxpayer, settled[0]?.at ?? 0)
  if (receiver.rfc !== taxpayer.party.rfc) return common
  if (!slip) return { ...common, contract: '10', regime: '03' }
  const { citizen, client, world } = taxpayer
  const clabe = world?.checking.number.clabe
  const month = monthOf(slip.paidOn)
  const nss = citizen?.socialSecurityNumber ?? null
  const registration = slip.employer.registration
  const paid = { ...common, ...(clabe ? { clabe } : {}) }
  if (nss === null || registration === null) return paid
  return {
    ...paid,
    insurance: {
      nss,
      employerRegistration: registration,
      hiredOn: isoDay(slip.employment.startsOn),
      risk: '1',
      dailyBase: Math.round((monthlyGross(client, slip.employment, month) * 12) / 365) / 100,
      dailyIntegrated: baseSalaryIn(client, slip.employment, month) / 100,
    },
  }
}

const slipOf = ({ citizen }: Taxpayer, at: Instant) =>
  citizen?.payroll(monthOf(dayAt(at))).find(({ paidAt }) => paidAt === at)

/** The record with the certificate that it was read from. */
export function withRetentionXml(taxpayer: Taxpayer, retention: Retention, record: SourceRecord): SourceRecord {
  const { sender, receiver, period } = retention
  const xml = retentionXml(record.body as unknown as RetentionRecord, {
    senderRegime: sender.regime,
    placeOfIssue: sender.postcode,
    receiverPostalCode: receiver.postcode,
    certificationAuthority: certifierOf(taxpayer, sender.rfc),
    period: { from: monthOfYear(period.from), to: monthOfYear(period.until), year: yearOf(period.from) },
  })
  return withDocuments(record, { xml })
}

/** The record with the return as it was handed in and the authority's receipt of it. */
export function withReturnPdfs(record: SourceRecord, filing: Filing): SourceRecord {
  const filedAt = new Date(filing.filedAt).toISOString()
  const declaration = record.body as TaxReturnRecord
  return withDocuments(record, {
    pdf: taxReturnPdf(declaration, { filedAt }),
    receipt_pdf: taxReceiptPdf(declaration, { filedAt }),
  })
}

export const withStatusPdf = (record: SourceRecord, issuedAt: Instant): SourceRecord =>
  withDocuments(record, {
    pdf: taxStatusPdf(record.body as TaxStatusRecord, { issuedAt: new Date(issuedAt).toISOString() }),
  })

export const withCompliancePdf = (taxpayer: Taxpayer, record: SourceRecord, now: Instant): SourceRecord =>
  withDocuments(record, {
    pdf: compliancePdf(record.body as ComplianceRecord, {
      name: taxpayer.party.name,
      issuedAt: new Date(now).toISOString(),
    }),
  })
