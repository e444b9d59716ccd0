import type { FormField } from '../../../contract/institutions.ts'
import type { Connector, Manifest, Question, SourceRecord } from '../../../server/src/connectors/contract.ts'
import { sampleBank } from './sample-bank.ts'

const field = (name: string, validation: string, more: Partial<FormField> = {}): FormField => ({
  ...{ name, type: 'text', label: name, validation, placeholder: '', validation_message: '' },
  ...more,
})

const curp = '^([A-Z]{4})([0-9]{6})([A-Z]{6})([A-Z0-9]{2})$'

export const mexicanRegisterName = 'samples_mx_employment'

/**
 * A register of social security as IMSS is: who has a CURP gets in, without a password. One person is in it, who goes
 * to a better paid job on 1 April 2026 and loses it on 1 May.
 */
export const mexicanRegister: Connector = register(
  {
    ...{ id: 9903, name: mexicanRegisterName, countryCode: 'MX' },
    formFields: [field('username', curp), field('username2', '^[^@\\s]+@[^@\\s]+$', { optional: true })],
    resources: ['EMPLOYMENT_RECORDS', 'CURRENT_EMPLOYMENTS', 'EMPLOYMENT_METRICS'],
    core: ['EMPLOYMENT_RECORDS'],
  },
  (records, now) => records.slice(-1).map((record) => ({ ...record, body: reportOf(record.body, now) })),
)

export const brazilianRegisterName = 'samples_br_employment'

/** As INSS is: a CPF, with or without its dots, and a password. */
export const brazilianRegister: Connector = register(
  {
    ...{ id: 9904, name: brazilianRegisterName, countryCode: 'BR' },
    formFields: [
      field('username', '^(\\d{11}|\\d{3}\\.\\d{3}\\.\\d{3}-\\d{2})$'),
      field('password', '^.{8,70}$', { type: 'password' }),
    ],
    resources: ['EMPLOYMENTS', 'OWNERS'],
    core: ['EMPLOYMENTS'],
  },
  (records) => records,
)

type Own = Pick<Manifest, 'id' | 'name' | 'countryCode' | 'formFields' | 'resources' | 'core'>
type Shown = (records: readonly SourceRecord[], now: Date) => readonly SourceRecord[]

/** What it shows is what the bank of samples does, as it has become by now. */
function register(own: Own, shown: Shown): Connector {
  return {
    manifest: {
      ...sampleBank.manifest,
      ...own,
      type: 'employment',
      displayName: 'Register of samples',
      integrationType: 'credentials',
    },
    async login(credentials, surroundings, purpose) {
      const login = await sampleBank.login({ password: 'good', ...credentials }, surroundings, purpose)
      if (login.kind === 'token') return login
      const { session } = login
      async function* ask(question: Question) {
        for await (const batch of session.ask(question)) yield shown(batch, surroundings.clock.now())
      }
      return { kind: 'open', session: { ask, close: () => session.close() } }
    },
  }
}

function reportOf(body: SourceRecord['body'], now: Date): SourceRecord['body'] {
  const [held, ...former] = (body.employment_records ?? []) as [object, ...object[]]
  const today = now.toISOString().slice(0, 10)
  const left = { ...held, end_date: '2026-03-31' }
  const next = {
    ...{ employer: 'Gotham', employer_id: 'GOT-1', start_date: '2026-04-01', currency: 'MXN', weeks_employed: 0 },
    ...{ most_recent_base_salary: 900, monthly_salary: 27375, employment_status_updates: null },
  }
  if (today < '2026-04-01') return body
  if (today < '2026-05-01') return { ...body, employment_records: [{ ...next, end_date: null }, left, ...former] }
  return { ...body, employment_records: [{ ...next, end_date: '2026-04-30' }, left, ...former] }
}
