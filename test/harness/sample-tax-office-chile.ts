import { getResource } from '../../contract/catalogue.ts'
import type { ResourceName } from '../../contract/resource.ts'
import type { Connector, Question, SourceRecord } from '../../server/src/connectors/contract.ts'
import { fault } from '../../server/src/domain/faults.ts'
import type { Api, Body } from './api.ts'
import { credential, lettingIn, type Samples, type Visitor } from './sample-bank.ts'
import { chileanRecords } from './sample-chile.ts'
import { termsFor } from './sandbox.ts'

export const sampleTaxOfficeOfChileName = 'samples_cl_fiscal'

const resources = Object.keys(chileanRecords) as ResourceName[]

/**
 * A tax office of the tests alone, which shows everybody the same few records, written by hand; of `forgetful` it shows
 * only the last of each resource from April 2026 on.
 */
export const sampleTaxOfficeOfChile: Connector = {
  manifest: {
    id: 9907,
    name: sampleTaxOfficeOfChileName,
    type: 'fiscal',
    displayName: 'Tax office of samples',
    website: null,
    countryCode: 'CL',
    primaryColor: '#056dae',
    integrationType: 'credentials',
    formFields: [
      { ...credential, name: 'username', label: 'RUT' },
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

/** A link there with everything of it retrieved and stored, by the names of the resources. */
export async function givenChileanSamples(api: Api, more: Readonly<Record<string, unknown>> = {}): Promise<Samples> {
  const link = await api.givenLink({ institution: sampleTaxOfficeOfChileName, access_mode: 'single', ...more })
  const records: Partial<Record<ResourceName, readonly Body[]>> = {}
  for (const name of resources) {
    const resource = getResource(name)
    const { status, body } = await api.post(`/api/${resource.path}/`, {
      link: link.id,
      ...termsFor(resource, api.now()),
    })
    if (status !== 201) throw new Error(`no ${name}: ${JSON.stringify(body)}`)
    records[name] = body
  }
  return { link, ...records }
}
