import type { ResourceName } from '../../../contract/resource.ts'
import type { Connector, Question, SourceRecord } from '../../../server/src/connectors/contract.ts'
import { fault } from '../../../server/src/domain/faults.ts'
import type { Api } from '../api.ts'
import { credential, givenSamplesAt, lettingIn, type Samples, type Visitor } from './sample-bank.ts'
import { type FiscalSample, financialStatements, invoices, taxRetentions } from './sample-fiscal.ts'
import { taxComplianceStatus, taxReturns, taxStatus } from './sample-tax-returns.ts'

export const sampleTaxOfficeName = 'samples_mx_fiscal'

const samples: Readonly<Partial<Record<ResourceName, readonly FiscalSample[]>>> = {
  TAX_STATUS: taxStatus,
  TAX_COMPLIANCE_STATUS: taxComplianceStatus,
  INVOICES: invoices,
  TAX_RETENTIONS: taxRetentions,
  TAX_RETURNS: taxReturns,
  FINANCIAL_STATEMENTS: financialStatements,
}

const resources = Object.keys(samples) as ResourceName[]

/**
 * A tax authority of the tests alone, which shows everybody the same few documents, written by hand; of `forgetful` it
 * shows only the last of each resource from April 2026 on, and `nobody` has none.
 */
export const sampleTaxOffice: Connector = {
  manifest: {
    id: 9903,
    name: sampleTaxOfficeName,
    type: 'fiscal',
    displayName: 'Tax office of samples',
    website: null,
    countryCode: 'MX',
    primaryColor: '#056dae',
    integrationType: 'credentials',
    formFields: [
      { ...credential, name: 'username', label: 'RFC' },
      { ...credential, name: 'password', type: 'password', label: 'Password' },
    ],
    features: [],
    resources,
    core: resources,
    settledAfterDays: null,
    daysShown: null,
  },
  login: lettingIn(answer),
}

function answer(question: Question, visitor: Visitor): readonly SourceRecord[] {
  const { username, later } = visitor
  const held = samples[question.resource]
  if (!held) throw fault('resource_unsupported', { log: { resource: question.resource } })
  if (username === 'nobody') return []
  const shown = held.filter((sample) => isAskedFor(sample, question, visitor))
  const records = shown.map((sample) => asShown(sample, question, visitor))
  return username === 'forgetful' && later ? records.slice(-1) : records
}

function isAskedFor({ day, direction, cadence, of, later }: FiscalSample, asked: Question, visitor: Visitor): boolean {
  if (later === null && !(visitor.username === 'busy' && visitor.later)) return false
  if (of !== undefined && (of === 'company') !== (visitor.username === 'company')) return false
  if (direction !== undefined && (asked.direction ?? direction) !== direction) return false
  if (cadence !== undefined && (asked.cadence ?? cadence) !== cadence) return false
  if (day === undefined) return true
  return (asked.from === undefined || day >= asked.from) && (asked.to === undefined || day <= asked.to)
}

function asShown({ key, body, documents, later }: FiscalSample, asked: Question, visitor: Visitor): SourceRecord {
  const changed = visitor.username === 'busy' && visitor.later ? later : {}
  return { key, body: { ...body, ...changed, ...(asked.attachments ? documents : {}) } }
}

/** A link at the tax office of samples with everything of it retrieved and stored. */
export const givenTaxSamples = (api: Api, more: Readonly<Record<string, unknown>> = {}): Promise<Samples> =>
  givenSamplesAt(api, sampleTaxOffice, { access_mode: 'single', ...more })
