import { getResource } from '../../../contract/catalogue.ts'
import type { ResourceName } from '../../../contract/resource.ts'
import type {
  Connector,
  Credentials,
  Login,
  Question,
  SourceRecord,
  Surroundings,
} from '../../../server/src/connectors/contract.ts'
import { challengeOf } from '../../../server/src/connectors/sandbox/challenges.ts'
import { sandboxConnectors } from '../../../server/src/connectors/sandbox/connector.ts'
import { faultOf } from '../../../server/src/connectors/sandbox/faults.ts'
import { fault } from '../../../server/src/domain/faults.ts'
import type { Api, Body } from '../api.ts'
import { bodiesFor } from '../sandbox.ts'
import { sampleRecords } from './sample-records.ts'

const calculated = ['INCOMES', 'RECURRING_EXPENSES', 'RISK_INSIGHTS', 'EMPLOYMENT_METRICS'] as const

export const sampleBankName = 'samples_br_retail'

export const credential = {
  type: 'text',
  validation: '^.{1,64}$',
  validation_message: 'Invalid',
  placeholder: '',
} as const

/**
 * An institution of the tests alone: it offers every resource that is read at a bank, and shows everybody the same few
 * records, written by hand, with the odd values that generated people do not have. Its people meet the faults and the
 * questions of the sandbox's; of `forgetful` it shows only the last record of each resource from April 2026 on.
 */
export const sampleBank: Connector = {
  manifest: {
    id: 9901,
    name: sampleBankName,
    type: 'bank',
    displayName: 'Bank of samples',
    website: null,
    countryCode: 'BR',
    primaryColor: '#056dae',
    integrationType: 'openfinance',
    formFields: [
      { ...credential, name: 'username', label: 'Username' },
      { ...credential, name: 'password', type: 'password', label: 'Password' },
    ],
    features: [],
    resources: [...(Object.keys(sampleRecords) as ResourceName[]), ...calculated],
    core: ['ACCOUNTS', 'OWNERS', 'BALANCES', 'TRANSACTIONS'],
    settledAfterDays: null,
    daysShown: null,
  },
  login: lettingIn(answer),
}

/** Who looks, and when; from April 2026 on some people's records are others. */
export type Visitor = { readonly username: string; readonly later: boolean }

/** A door that is guarded like those of the sandbox; behind it every question is answered with some of the samples. */
export function lettingIn(answers: (question: Question, visitor: Visitor) => readonly SourceRecord[]) {
  return async (
    { username = '', password = '', token }: Credentials,
    { clock, signal, resumes, continues }: Surroundings,
    purpose: 'registration' | 'access',
  ): Promise<Login> => {
    const refusal = faultOf(username, password, purpose)
    if (refusal) throw fault(refusal, { log: { institution: 'samples' } })
    const challenge = challengeOf(username)
    const confirmed = continues || (resumes && challenge?.expectsUserInput === false)
    if (challenge && token !== '111111' && !confirmed) return { kind: 'token', challenge }
    const visitor = { username, later: clock.now() >= new Date('2026-04-01T00:00:00Z') }
    async function* ask(question: Question): AsyncIterable<readonly SourceRecord[]> {
      signal.throwIfAborted()
      yield answers(question, visitor)
    }
    return { kind: 'open', session: { ask, async close() {} } }
  }
}

export const enrichedBankName = 'enriched_mx_retail'

const erebor = sandboxConnectors.find(({ manifest }) => manifest.name === 'erebor_mx_retail')

/** A sandbox bank by another name that also offers what is calculated. */
export const enrichedBank: Connector = {
  manifest: {
    ...(erebor as Connector).manifest,
    id: 9902,
    name: enrichedBankName,
    resources: ['ACCOUNTS', 'OWNERS', 'TRANSACTIONS', 'INCOMES', 'RECURRING_EXPENSES', 'RISK_INSIGHTS'],
  },
  login: (credentials, surroundings, purpose) => (erebor as Connector).login(credentials, surroundings, purpose),
}

function answer(question: Question, { username, later }: Visitor): readonly SourceRecord[] {
  const records = sampleRecords[question.resource]
  if (!records) throw fault('resource_unsupported', { log: { resource: question.resource } })
  const recordsMax = username === 'forgetful' && later ? 1 : Number.POSITIVE_INFINITY
  const asked = records.slice(-recordsMax).filter((record) => isAskedFor(record, question))
  return question.attachments ? asked : asked.map((record) => withoutDocuments(record, question.resource))
}

function withoutDocuments(record: SourceRecord, name: ResourceName): SourceRecord {
  const documents = (getResource(name).attachments ?? []).filter((key) => key in record.body)
  return { ...record, body: { ...record.body, ...Object.fromEntries(documents.map((key) => [key, null])) } }
}

/** The day that a question's period is about, by the key under which each resource has it. */
const dayKeys = ['value_date', 'operation_requested_at', 'start_date'] as const

function isAskedFor({ key, account, body }: SourceRecord, question: Question): boolean {
  const { resource, from, to } = question
  const owner = resource === 'ACCOUNTS' ? key : account
  if (question.account !== undefined && owner !== question.account) return false
  const day = dayKeys.map((each) => body[each]).find((value) => typeof value === 'string')
  if (day === undefined) return true
  const date = String(day).slice(0, 10)
  const last = resource === 'EMPLOYMENTS' ? String(body.end_date ?? '9999-12-31') : date
  return (from === undefined || last >= from) && (to === undefined || date <= to)
}

/** A link with everything of it retrieved and stored, by the names of the resources. */
export type Samples = { readonly link: Body } & { readonly [name in ResourceName]?: readonly Body[] }

/** A link at the bank of samples with everything of it retrieved and stored. */
export const givenSamples = (api: Api, more: Readonly<Record<string, unknown>> = {}): Promise<Samples> =>
  givenSamplesAt(api, sampleBank, more)

/** The same at any institution. */
export async function givenSamplesAt(
  api: Api,
  { manifest }: Connector,
  more: Readonly<Record<string, unknown>>,
): Promise<Samples> {
  const link = await api.givenLink({ institution: manifest.name, ...more })
  const records: Partial<Record<ResourceName, readonly Body[]>> = {}
  for (const name of manifest.resources) {
    const resource = getResource(name)
    const got: Body[] = []
    for (const terms of bodiesFor(resource, api.now())) {
      const { status, body } = await api.post(`/api/${resource.path}/`, { link: link.id, ...terms })
      if (status !== 201) throw new Error(`no ${name}: ${JSON.stringify(body)}`)
      got.push(...[body].flat())
    }
    records[name] = got
  }
  return { link, ...records }
}
