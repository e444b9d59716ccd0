import type { Permissions } from '../../../../contract/consents.ts'
import type { Consented } from '../contract.ts'
import type { SandboxInstitution } from './manifest.ts'
import { makeClient } from './world/people/client.ts'
import { type Company, makeCompany, makePerson, type Person } from './world/people/people.ts'
import type { World } from './world/world.ts'

/** What whoever logs in consents to: everything that there is to read, for their own CPF or their company's CNPJ. */
export function consentOf(
  institution: SandboxInstitution,
  { seed, user, world }: { readonly seed: string; readonly user: string; readonly world: World | null },
): Consented {
  const holder = world?.holder ?? holderWithoutAccounts(institution, seed, user)
  const { document, displayName } = holder
  return { documentNumber: document.number, displayName, permissions: permissionsOf(holder) }
}

function holderWithoutAccounts(institution: SandboxInstitution, seed: string, user: string): Person | Company {
  const client = makeClient(seed, institution, user)
  return client.business ? makeCompany(client) : makePerson(client, 'holder')
}

const creditKinds = ['LOANS', 'FINANCINGS', 'UNARRANGED_ACCOUNTS_OVERDRAFT', 'INVOICE_FINANCINGS']

/** The codes of the Open Finance Brasil network, its spelling included. */
function permissionsOf({ kind }: Person | Company): Permissions {
  const customers = kind === 'person' ? 'CUSTOMERS_PERSONAL' : 'CUSTOMERS_BUSINESS'
  return {
    ACCOUNTS: [
      'ACCOUNTS_OVERDRAFT_LIMITS_READ',
      'ACCOUNTS_READ',
      'ACCOUNTS_TRANSACTIONS_READ',
      'ACCOUNTS_BALANCES_READ',
    ],
    CREDIT_CARDS: [
      'CREDIT_CARDS_ACCOUNTS_LIMITS_READ',
      'CREDIT_CARDS_ACCOUNTS_BILLS_READ',
      'CREDIT_CARDS_ACCOUNTS_TRANSACTIONS_READ',
      'CREDIT_CARDS_ACCOUNTS_BILLS_TRANSACTIONS_READ',
      'CREDIT_CARDS_ACCOUNTS_READ',
    ],
    CREDIT_OPERATIONS: creditKinds.flatMap((credit) => [
      `${credit}_READ`,
      `${credit}_WARRANTIES_READ`,
      `${credit}_SCHEDULED_INSTALMENTS_READ`,
      `${credit}_PAYMENTS_READ`,
    ]),
    REGISTER: [`${customers}_IDENTIFICATIONS_READ`, `${customers}_ADITTIONALINFO_READ`],
    RESOURCES: ['RESOURCES_READ'],
    INVESTMENTS: [
      'BANK_FIXED_INCOMES_READ',
      'CREDIT_FIXED_INCOMES_READ',
      'FUNDS_READ',
      'VARIABLE_INCOMES_READ',
      'TREASURE_TITLES_READ',
    ],
  }
}
