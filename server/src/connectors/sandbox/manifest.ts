import { resources as built } from '../../../../contract/catalogue.ts'
import type { FormField, InstitutionFeature } from '../../../../contract/institutions.ts'
import type { ResourceName } from '../../../../contract/resource.ts'
import type { Manifest } from '../contract.ts'
import { type CountryCode, daysShown, settledAfterDays } from './world/calendar.ts'
import { homeBanks } from './world/people/named.ts'

/** How people log in: with a password, perhaps a token besides, with two of everything, or by consent. */
export type LoginKind = 'simple' | 'gotham' | 'token' | 'advanced' | 'consent'

/** One institution of the sandbox: what it says about itself and how it behaves. */
export type SandboxInstitution = {
  readonly manifest: Manifest & { readonly countryCode: CountryCode }
  readonly clients: 'retail' | 'business'
  readonly login: LoginKind
}

const credentialForm = '^[a-zA-Z0-9_]{1,16}$'

const username: FormField = {
  name: 'username',
  type: 'text',
  label: 'Username',
  validation: credentialForm,
  placeholder: 'user_valid',
  validation_message: 'Invalid username',
}

const password: FormField = {
  name: 'password',
  type: 'password',
  label: 'Password',
  validation: credentialForm,
  placeholder: '********',
  validation_message: 'Invalid password',
}

/** Where the registers look people up, a person may be named by a CURP or an RFC. */
const ownNumberToo: FormField = {
  ...username,
  validation: '^([a-zA-Z0-9_]{1,16}|[A-Z]{4}\\d{6}[A-Z]{6}[A-Z0-9]{2}|[A-ZÑ&]{3,4}\\d{6}[A-Z0-9]{3})$',
}

const token: FormField = {
  name: 'token',
  type: 'number',
  label: 'Token',
  validation: '^\\d{6}$',
  placeholder: '000000',
  validation_message: 'Invalid token',
  length: '6',
  optional: true,
}

const usernameType: FormField = {
  name: 'username_type',
  type: 'select',
  label: 'Document type',
  validation: '^(999|003)$',
  placeholder: 'Select a type',
  validation_message: 'Invalid document type',
  pre_selected: 0,
  values: [
    {
      code: '999',
      label: 'Invalid type',
      validation: credentialForm,
      validation_message: 'Invalid username',
      placeholder: 'adv_invalid',
    },
    {
      code: '003',
      label: 'Valid type',
      validation: credentialForm,
      validation_message: 'Invalid username',
      placeholder: 'adv_valid',
    },
  ],
}

/** The published form takes a CPF; ours also takes a CNPJ and the names that the other banks of the sandbox know. */
const taxNumber: FormField = {
  name: 'username',
  type: 'text',
  label: 'CPF',
  validation: '^(\\d{3}\\.\\d{3}\\.\\d{3}-\\d{2}|\\d{2}\\.\\d{3}\\.\\d{3}/\\d{4}-\\d{2}|[a-zA-Z0-9_]{1,16})$',
  placeholder: '761.092.776-73',
  validation_message: 'Invalid CPF',
}

const forms: Readonly<Record<LoginKind, readonly FormField[]>> = {
  simple: [username, password],
  gotham: [username, password],
  token: [username, password, token],
  advanced: [
    usernameType,
    { ...username, placeholder: 'adv_valid' },
    { ...username, name: 'username2', label: 'Second username', placeholder: 'valid' },
    password,
    { ...password, name: 'password2', label: 'Second password' },
  ],
  consent: [taxNumber],
}

const tokenRequired: InstitutionFeature = {
  name: 'token_required',
  description: 'The institution may require a token during link creation or login',
}

const countryNames = { MX: 'Mexico', BR: 'Brazil', CO: 'Colombia' } as const

const register = {
  description: 'An invented bank of the Open Finance Brasil network',
  participants: ['OFMOCKBANK BRASIL S.A.'],
  authorization_server_id: '6a1d3c0e-52f7-4b8e-9a41-0d9c7f2e8b35',
}

/** An O on the bank's colour, inside of its own address: nothing has to be fetched to show it. */
const iconLogo =
  'data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22 viewBox=%220 0 8 8%22%3E%3Crect width=%228%22 ' +
  'height=%228%22 fill=%22%23056dae%22/%3E%3Ccircle cx=%224%22 cy=%224%22 r=%222%22 fill=%22none%22 stroke=%22%23fff%22/%3E%3C/svg%3E'

type Place = readonly [id: number, brand: string, country: CountryCode, clients: 'retail' | 'business', LoginKind]

// 1010 and 1011 are free numbers of ours; the others are the published ones.
const places: readonly Place[] = [
  [1001, 'Gringotts', 'MX', 'retail', 'simple'],
  [1002, 'Gringotts', 'CO', 'retail', 'simple'],
  [1003, 'Gringotts', 'BR', 'retail', 'simple'],
  [1004, 'Erebor', 'MX', 'retail', 'simple'],
  [1005, 'Erebor', 'CO', 'retail', 'simple'],
  [1006, 'Erebor', 'BR', 'retail', 'simple'],
  [1010, 'Gotham', 'MX', 'business', 'gotham'],
  [1011, 'Gotham', 'CO', 'business', 'gotham'],
  [1012, 'Gotham', 'BR', 'business', 'gotham'],
  [1014, 'Heimdall', 'MX', 'retail', 'token'],
  [1015, 'Ironbank', 'BR', 'business', 'advanced'],
  [1016, 'Ironbank', 'BR', 'retail', 'advanced'],
  [1020, 'Heimdall', 'BR', 'retail', 'token'],
  [1021, 'Heimdall', 'CO', 'retail', 'token'],
  [9256, 'OFMockBank', 'BR', 'retail', 'consent'],
]

const core: readonly ResourceName[] = ['ACCOUNTS', 'OWNERS', 'TRANSACTIONS', 'BALANCES']
const enriched: readonly ResourceName[] = ['INCOMES', 'RECURRING_EXPENSES', 'RISK_INSIGHTS']
const openFinance: readonly ResourceName[] = ['BILLS', 'INVESTMENTS', 'INVESTMENT_TRANSACTIONS', 'EXCHANGES']

/** Of what the published institutions list, whatever is built. */
function offeredBy(clients: 'retail' | 'business', login: LoginKind): readonly ResourceName[] {
  const listed = [...core, ...(login === 'consent' ? openFinance : []), ...(clients === 'retail' ? enriched : [])]
  return listed.filter(isBuilt)
}

/** Whether the server has what it takes to keep and show it. */
export const isBuilt = (name: ResourceName): boolean => built.some((resource) => resource.name === name)

function institution([id, brand, country, clients, login]: Place): SandboxInstitution {
  const name = `${brand.toLowerCase()}_${country.toLowerCase()}_${clients}`
  return {
    clients,
    login,
    manifest: {
      id,
      name,
      type: 'bank',
      displayName: `${brand} ${countryNames[country]}${clients === 'business' ? ' Business' : ''}`,
      website: null,
      countryCode: country,
      primaryColor: '#056dae',
      ...(login === 'consent' ? { iconLogo } : {}),
      integrationType: login === 'consent' ? 'openfinance' : 'credentials',
      formFields: name === homeBanks.MX ? [ownNumberToo, password] : forms[login],
      features: login === 'token' ? [tokenRequired] : [],
      ...(login === 'consent' ? { openbankingInformation: register } : {}),
      resources: offeredBy(clients, login),
      core: core.filter(isBuilt),
      daysShown,
      settledAfterDays,
    },
  }
}

export const sandboxInstitutions: readonly SandboxInstitution[] = places.map(institution)
