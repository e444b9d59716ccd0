import type { FormField } from '../../../../../../contract/institutions.ts'
import type { Manifest } from '../../../contract.ts'
import { isBuilt } from '../../manifest.ts'

const curp: FormField = {
  name: 'username',
  type: 'text',
  label: 'CURP',
  validation: '^[A-Z]{4}[0-9]{6}[A-Z]{6}[A-Z0-9]{2}$',
  placeholder: 'LOLJ970312MBSPPN08',
  validation_message: 'Invalid CURP',
}

/** The published form takes a CURP; ours also takes the user names of the sandbox's banks. */
const curpOrName: FormField = {
  ...curp,
  validation: '^([A-Z]{4}[0-9]{6}[A-Z]{6}[A-Z0-9]{2}|[a-zA-Z0-9_]{1,16})$',
}

const hiddenPassword: FormField = {
  name: 'password',
  type: 'hidden',
  label: 'Password',
  validation: '^.{1,70}$',
  placeholder: '',
  validation_message: 'Invalid password',
  value: 'fake-password',
  optional: true,
}

const email: FormField = {
  name: 'username2',
  type: 'text',
  label: 'E-mail',
  validation: '^[^@\\s]{1,64}@[^@\\s]{1,190}$',
  placeholder: 'nombre@example.com',
  validation_message: 'Invalid e-mail',
  optional: true,
}

const cpf: FormField = {
  name: 'username',
  type: 'text',
  label: 'CPF',
  validation: '^(\\d{11}|\\d{3}\\.\\d{3}\\.\\d{3}-\\d{2})$',
  placeholder: '761.092.776-73',
  validation_message: 'Invalid CPF',
}

const password: FormField = {
  name: 'password',
  type: 'password',
  label: 'Password',
  validation: '^.{8,70}$',
  placeholder: '********',
  validation_message: 'Invalid password',
}

type Own = Pick<Manifest, 'id' | 'name' | 'displayName' | 'countryCode' | 'formFields' | 'resources' | 'core'>

const manifest = (own: Own): Manifest => ({
  ...own,
  type: 'employment',
  website: null,
  primaryColor: '#056dae',
  integrationType: 'credentials',
  features: [],
  resources: own.resources.filter(isBuilt),
  core: own.core.filter(isBuilt),
  daysShown: null,
  settledAfterDays: null,
})

const insured = ['EMPLOYMENT_RECORDS', 'CURRENT_EMPLOYMENTS', 'EMPLOYMENT_METRICS'] as const

// 9461 to 9463 are free numbers of ours; the other is the published one.

export const planet = manifest({
  id: 9454,
  name: 'planet_mx_employment',
  displayName: 'Planet Mexico',
  countryCode: 'MX',
  formFields: [curpOrName, hiddenPassword],
  resources: insured,
  core: ['EMPLOYMENT_RECORDS'],
})

export const imss = manifest({
  id: 9461,
  name: 'imss_mx_employment',
  displayName: 'IMSS',
  countryCode: 'MX',
  formFields: [curp, email],
  resources: insured,
  core: ['EMPLOYMENT_RECORDS'],
})

export const issste = manifest({
  id: 9462,
  name: 'issste_mx_employment',
  displayName: 'ISSSTE',
  countryCode: 'MX',
  formFields: [curp],
  resources: ['EMPLOYMENT_RECORDS'],
  core: ['EMPLOYMENT_RECORDS'],
})

export const inss = manifest({
  id: 9463,
  name: 'inss_br_employment',
  displayName: 'INSS',
  countryCode: 'BR',
  formFields: [cpf, password],
  resources: ['EMPLOYMENTS', 'OWNERS'],
  core: ['EMPLOYMENTS'],
})
