import type { ResourceName } from '../../../contract/resource.ts'
import type { Connector, Question, SourceRecord } from '../../../server/src/connectors/contract.ts'
import { fault } from '../../../server/src/domain/faults.ts'
import type { Api } from '../api.ts'
import { givenSamplesAt, lettingIn, type Samples, type Visitor } from './sample-bank.ts'
import { chileanRecords } from './sample-chile.ts'
import { sampleTaxOffice } from './sample-tax-office.ts'

export const sampleTaxOfficeOfChileName = 'samples_cl_fiscal'

const resources = Object.keys(chileanRecords) as ResourceName[]

/**
 * A tax office of the tests alone, which shows everybody the same few records, written by hand; of `forgetful` it shows
 * only the last of each resource from April 2026 on.
 */
export const sampleTaxOfficeOfChile: Connector = {
  manifest: {
    ...sampleTaxOffice.manifest,
    id: 9907,
    name: sampleTaxOfficeOfChileName,
    countryCode: 'CL',
    formFields: sampleTaxOffice.manifest.formFields.map((field) =>
      field.name === 'username' ? { ...field, label: 'RUT' } : field,
    ),
    resources,
    core: resources,
  },
  login: lettingIn(answer),
}

function answer(question: Question, { username, later }: Visitor): readonly SourceRecord[] {
  const records = chileanRecords[question.resource]
  if (!records) throw fault('resource_unsupported', { log: { resource: question.resource } })
  const shown = username === 'forgetful' && later ? records.slice(-1) : records
  return shown.filter(({ body }) => isAskedFor(body, question))
}

function isAskedFor({ type, issue_date: day }: SourceRecord['body'], { direction, from, to }: Question): boolean {
  if (direction !== undefined && type !== direction) return false
  if (typeof day !== 'string') return true
  return (from === undefined || day >= from) && (to === undefined || day <= to)
}

/** A link there with everything of it retrieved and stored. */
export const givenChileanSamples = (api: Api, more: Readonly<Record<string, unknown>> = {}): Promise<Samples> =>
  givenSamplesAt(api, sampleTaxOfficeOfChile, { access_mode: 'single', ...more })
