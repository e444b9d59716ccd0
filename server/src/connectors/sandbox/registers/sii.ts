import type { FormField } from '../../../../../contract/institutions.ts'
import { isRut } from '../../../domain/identifiers.ts'
import type { Manifest, SourceRecord } from '../../contract.ts'
import { chileanHappenings, chileanSubjects, debtsAfter, invoicesAfter } from '../changes/chile.ts'
import { isKnownForFaults } from '../faults.ts'
import { rememberingLast } from '../world/memory.ts'
import { settledDays } from './chile/invoice-records.ts'
import { daysShown } from './chile/register-of-documents.ts'
import { taxStatusRecords } from './chile/tax-status.ts'
import { makeTaxpayer } from './chile/taxpayer.ts'
import type { Register } from './register.ts'

/** Also the names of those of the sandbox whom every institution refuses. */
const username: FormField = {
  name: 'username',
  type: 'text',
  label: 'RUT',
  validation: '^(\\d{1,3}(\\.?\\d{3}){1,2}-?[\\dkK]|[a-zA-Z0-9_]{1,16})$',
  placeholder: '76.192.083-9',
  validation_message: 'Invalid RUT',
}

const password: FormField = {
  name: 'password',
  type: 'password',
  label: 'Clave tributaria',
  validation: '^[^\\s]{1,64}$',
  placeholder: '********',
  validation_message: 'Invalid password',
}

const resources = ['TAX_STATUS_CHILE', 'INVOICES_CHILE', 'DEBT_REPORTS'] as const

const manifest: Manifest = {
  // A free number of ours: none is published.
  id: 1031,
  name: 'sii_cl_fiscal',
  type: 'fiscal',
  displayName: 'SII Chile',
  website: null,
  countryCode: 'CL',
  primaryColor: '#056dae',
  integrationType: 'credentials',
  formFields: [username, password],
  features: [],
  resources,
  core: resources,
  daysShown,
  settledAfterDays: settledDays,
}

/** `76.192.083-9`, `761920839` and `76192083-9` are one; anything else stays as it is. */
function nameOf(typed: string): string {
  const bare = typed.replace(/[.-]/g, '').toUpperCase()
  return /^\d{6,9}[\dK]$/.test(bare) ? `${bare.slice(0, -1)}-${bare.slice(-1)}` : typed
}

const taxpayerOf = rememberingLast(128, makeTaxpayer, (seed, rut) => JSON.stringify([seed, rut]))

/** The tax office of Chile: whoever has a RUT with the right check digit gets in, with any password. */
export const sii: Register = {
  manifest,
  nameOf,
  refuses({ username: typed = '' }) {
    const user = nameOf(typed)
    return isRut(user) || isKnownForFaults(user) ? undefined : 'credentials_rejected'
  },
  answers(look, question): Iterable<SourceRecord> {
    const { seed, user, now } = look
    if (!isRut(user)) return []
    const taxpayer = taxpayerOf(seed, user)
    switch (question.resource) {
      case 'TAX_STATUS_CHILE':
        return taxStatusRecords(taxpayer, now)
      case 'INVOICES_CHILE':
        return invoicesAfter(taxpayer, look, question)
      case 'DEBT_REPORTS':
        return debtsAfter(taxpayer, look)
      default:
        return []
    }
  },
  happenings: chileanHappenings,
  subjects(look, happening) {
    return isRut(look.user) ? chileanSubjects(taxpayerOf(look.seed, look.user), look, happening) : []
  },
  somebody: { username: '76.192.083-9', password: 'pass_valid' },
}
