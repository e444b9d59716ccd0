import { resources as built } from '../../../../../contract/catalogue.ts'
import type { FormField } from '../../../../../contract/institutions.ts'
import type { ResourceName } from '../../../../../contract/resource.ts'
import { fault } from '../../../domain/faults.ts'
import type { Manifest, Question, SourceRecord, WorldChange } from '../../contract.ts'
import { changesOf } from '../changes/changes.ts'
import { changedInvoices, fiscalHappenings, fiscalSubjects, withFilings } from '../changes/fiscal.ts'
import {
  dayAt,
  dayFromIso,
  firstDay,
  type Instant,
  lastDay,
  type Month,
  monthOf,
  settledAfterDays,
  startOf,
  yearOf,
} from '../world/calendar.ts'
import { rememberingLast } from '../world/memory.ts'
import { companyBooks, companyMonthBody } from './fiscal/company-month.ts'
import { companyYearBody } from './fiscal/company-year.ts'
import { complianceRecord, filesMonthly, filesYearly } from './fiscal/compliance.ts'
import {
  withCompliancePdf,
  withInvoiceXml,
  withRetentionXml,
  withReturnPdfs,
  withStatusPdf,
} from './fiscal/documents.ts'
import { figuresOf } from './fiscal/figures.ts'
import { type Filing, yearlyFilings } from './fiscal/filing.ts'
import { invoiceRecord } from './fiscal/invoice-record.ts'
import { invoicesOf } from './fiscal/invoices.ts'
import { personBooks, personMonthBody } from './fiscal/person-month.ts'
import { personYearBody } from './fiscal/person-year.ts'
import { directionOf, isShown, retentionRecord, retentionsIn } from './fiscal/retentions.ts'
import { statementRecords } from './fiscal/statements.ts'
import { drawnUpOn, statusRecord } from './fiscal/status.ts'
import { type Taxpayer, taxpayerOf } from './fiscal/taxpayer.ts'
import type { Register } from './register.ts'

const username: FormField = {
  name: 'username',
  type: 'text',
  label: 'RFC',
  validation: '^[a-zA-Z0-9_]{1,16}$',
  placeholder: 'PFIS010101000',
  validation_message: 'Invalid username',
}

const password: FormField = {
  name: 'password',
  type: 'password',
  label: 'Password',
  validation: '^[a-zA-Z0-9_]{1,16}$',
  placeholder: '********',
  validation_message: 'Invalid password',
}

const shown: readonly ResourceName[] = [
  'FINANCIAL_STATEMENTS',
  'INVOICES',
  'TAX_COMPLIANCE_STATUS',
  'TAX_RETENTIONS',
  'TAX_RETURNS',
  'TAX_STATUS',
]

const isBuilt = (name: ResourceName): boolean => built.some((resource) => resource.name === name)

/** Five years, of which one may have a leap day more. */
const daysShown = 1_827

const manifest: Manifest = {
  id: 1013,
  name: 'tatooine_mx_fiscal',
  type: 'fiscal',
  displayName: 'Tatooine Mexico',
  website: null,
  countryCode: 'MX',
  primaryColor: '#056dae',
  integrationType: 'credentials',
  formFields: [username, password],
  features: [],
  resources: shown.filter(isBuilt),
  core: shown.filter(isBuilt),
  daysShown,
  // What is cancelled is cancelled within days.
  settledAfterDays,
}

/** The tax authority of Mexico. */
export const sat: Register = {
  manifest,
  nameOf: (user) => user,
  refuses: () => undefined,
  *answers({ seed, user, now, changes = [] }, question) {
    yield* answersOf(taxpayerOf(seed, user), askedIn(question, { now, changes }), now)
  },
  happenings: fiscalHappenings,
  subjects({ seed, user, now, changes = [] }, happening) {
    const taxpayer = taxpayerOf(seed, user)
    return taxpayer.world
      ? fiscalSubjects(taxpayer, { now, invoices: booksOf(taxpayer, changes).invoices }, happening)
      : []
  },
  // A company: people have no financial statements.
  somebody: { username: 'PMO010101000', password: 'business' },
}

type Asked = {
  readonly resource: ResourceName
  /** The days of the question, as far as they are shown; nothing later than the instant. */
  readonly from: number
  readonly until: number
  readonly direction?: 'INFLOW' | 'OUTFLOW' | undefined
  readonly cadence?: 'monthly' | 'yearly' | undefined
  /** Days are asked for, of months or of years. */
  readonly isOfPeriods: boolean
  /** The documents themselves are wanted with the records. */
  readonly attachments: boolean
  readonly changes: readonly WorldChange[]
}

function askedIn(
  { resource, from, to, direction, cadence, attachments }: Question,
  { now, changes }: { readonly now: Instant; readonly changes: readonly WorldChange[] },
): Asked {
  const today = dayAt(now)
  return {
    resource,
    direction,
    cadence,
    changes,
    isOfPeriods: cadence !== undefined && from !== undefined,
    attachments: attachments ?? false,
    from: Math.max(from === undefined ? 0 : dayFromIso(from), today - daysShown + 1),
    until: Math.min(to === undefined ? today : dayFromIso(to), today),
  }
}

/** What the authority answers about a taxpayer at an instant; month by month, so that no year has to fit into memory. */
function* answersOf(taxpayer: Taxpayer, asked: Asked, now: Instant): Iterable<SourceRecord> {
  const { resource } = asked
  switch (resource) {
    case 'INVOICES':
      return yield* invoices(taxpayer, asked, now)
    case 'TAX_RETURNS':
      return yield* returns(taxpayer, asked, now)
    case 'TAX_RETENTIONS':
      return yield* retentions(taxpayer, asked, now)
    case 'TAX_STATUS':
      return yield status(taxpayer, asked, now)
    case 'TAX_COMPLIANCE_STATUS':
      return yield compliance(taxpayer, asked, now)
    case 'FINANCIAL_STATEMENTS':
      return yield* statements(taxpayer, asked, now)
    default:
      throw fault('resource_unsupported', { log: { resource } })
  }
}

function status(taxpayer: Taxpayer, { attachments }: Asked, now: Instant): SourceRecord {
  const record = statusRecord(taxpayer, now)
  return attachments ? withStatusPdf(record, startOf(drawnUpOn(now))) : record
}

function compliance(taxpayer: Taxpayer, { attachments }: Asked, now: Instant): SourceRecord {
  const record = complianceRecord(taxpayer, now)
  return attachments ? withCompliancePdf(taxpayer, record, now) : record
}

/** Everything that is worked out for a taxpayer, kept as long as the taxpayer is. */
const booksOf = rememberingLast(16, makeBooks, ({ seed, user }, changes) =>
  JSON.stringify([seed, user, changes.filter(({ kind }) => kind !== 'password_changed')]),
)

function makeBooks(taxpayer: Taxpayer, changes: readonly WorldChange[]) {
  const invoices = changedInvoices(taxpayer, invoicesOf(taxpayer), changes)
  const figures = figuresOf(taxpayer, invoices)
  return { taxpayer, invoices, company: companyBooks(figures), person: personBooks(taxpayer, figures) }
}

function* monthsFrom({ from, until }: Asked): Iterable<Month> {
  if (from > until) return
  for (let month = monthOf(from); month <= monthOf(until); month += 1) yield month
}

const isIn = ({ from, until }: Asked, at: Instant): boolean => at >= startOf(from) && at < startOf(until + 1)

function* invoices(taxpayer: Taxpayer, asked: Asked, now: Instant): Iterable<SourceRecord> {
  const books = booksOf(taxpayer, asked.changes)
  for (const month of monthsFrom(asked)) {
    for (const invoice of books.invoices(month)) {
      const direction = invoice.sender.rfc === taxpayer.party.rfc ? 'OUTFLOW' : 'INFLOW'
      if (asked.direction !== undefined && asked.direction !== direction) continue
      if (invoice.certifiedAt > now || !isIn(asked, invoice.issuedAt)) continue
      const record = invoiceRecord(taxpayer, invoice, now)
      yield asked.attachments ? withInvoiceXml(taxpayer, invoice, record) : record
    }
  }
}

function* retentions(taxpayer: Taxpayer, asked: Asked, now: Instant): Iterable<SourceRecord> {
  const books = booksOf(taxpayer, asked.changes)
  for (const month of monthsFrom(asked)) {
    for (const retention of retentionsIn(taxpayer, books.invoices, month)) {
      if (asked.direction !== undefined && asked.direction !== directionOf(taxpayer, retention)) continue
      if (!isShown(retention, now) || !isIn(asked, retention.issuedAt)) continue
      const record = retentionRecord(retention, now)
      yield asked.attachments ? withRetentionXml(taxpayer, retention, record) : record
    }
  }
}

/**
 * Returns whose period has some of the days asked for; where no days of months or of years are, those too that
 * were handed in on one of them, since what is late belongs to a period that nobody asks about any more.
 */
function* returns(taxpayer: Taxpayer, asked: Asked, now: Instant): Iterable<SourceRecord> {
  if (filesMonthly(taxpayer) && asked.cadence !== 'yearly') yield* monthlyReturns(taxpayer, asked, now)
  if (filesYearly(taxpayer) && asked.cadence !== 'monthly') yield* yearlyReturns(taxpayer, asked, now)
}

function recordOf({ attachments }: Asked, filing: Filing, body: object): SourceRecord {
  const record = { key: filing.key, body: body as SourceRecord['body'] }
  return attachments ? withReturnPdfs(record, filing) : record
}

/** Months and years after which nothing is handed in any more. */
const latestMonths = 9
const latestYears = 3

function* monthlyReturns(taxpayer: Taxpayer, asked: Asked, now: Instant): Iterable<SourceRecord> {
  const { company, person } = booksOf(taxpayer, asked.changes)
  for (let month = monthOf(asked.from) - latestMonths; month <= monthOf(asked.until); month += 1) {
    const overlaps = lastDay(month) >= asked.from && firstDay(month) <= asked.until
    for (const filing of withFilings(taxpayer, asked.changes).monthly(month)) {
      if (filing.filedAt > now || !(overlaps || isLateIn(asked, filing))) continue
      yield recordOf(
        asked,
        filing,
        taxpayer.client.business
          ? companyMonthBody(taxpayer, company, month, filing)
          : personMonthBody(taxpayer, person, month, filing),
      )
    }
  }
}

function* yearlyReturns(taxpayer: Taxpayer, asked: Asked, now: Instant): Iterable<SourceRecord> {
  const { company, person, invoices: issued } = booksOf(taxpayer, asked.changes)
  const [first, last] = [yearOf(monthOf(asked.from)), yearOf(monthOf(asked.until))]
  for (let year = first - latestYears; year <= last; year += 1) {
    for (const filing of withFilings(taxpayer, asked.changes).yearly(year)) {
      if (filing.filedAt > now || !((year >= first && asked.from <= asked.until) || isLateIn(asked, filing))) continue
      yield recordOf(
        asked,
        filing,
        taxpayer.client.business
          ? companyYearBody({ taxpayer, books: company, invoices: issued }, year, filing)
          : personYearBody({ taxpayer, books: person, invoices: issued }, year, filing),
      )
    }
  }
}

const isLateIn = (asked: Asked, { filedAt }: Filing): boolean => !asked.isOfPeriods && isIn(asked, filedAt)

const statementsShown = 3

/**
 * The last three years that are closed: their returns have been handed in; and one more before them for each time that
 * another was asked for. People have none.
 */
function* statements(taxpayer: Taxpayer, { changes }: Asked, now: Instant): Iterable<SourceRecord> {
  if (!taxpayer.client.business || !taxpayer.world) return
  const { company, invoices: issued } = booksOf(taxpayer, changes)
  const current = yearOf(monthOf(dayAt(now)))
  const shown = statementsShown + changesOf(changes, 'added', 'FINANCIAL_STATEMENTS').length
  const closed = Array.from({ length: shown + 2 }, (_each, index) => current - shown - 2 + index).filter((year) =>
    yearlyFilings(taxpayer, year).some(({ filedAt }) => filedAt <= now),
  )
  yield* statementRecords({ taxpayer, books: company, invoices: issued }, closed.slice(-shown))
}
