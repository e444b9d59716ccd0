import { type FactSchema, type Facts, resolve } from './facts.ts'

/** A place where the specification is known to be wrong: what is right instead, and why. */
type Exception = {
  readonly at: readonly [schema: string, property: string]
  readonly change: FactSchema
  readonly why: string
}

const mayBeNull = { nullable: true } as const
const cpfOrCnpj = { pattern: '^(\\d{11}|\\d{14})$', maxLength: 14 } as const

const notGiven = 'the tax office leaves it empty for some kinds of invoice'

/** Replies that are right although the specification forbids them. */
export const exceptions: readonly Exception[] = [
  {
    at: ['Link', 'external_id'],
    change: mayBeNull,
    why: 'most links have none, and personal data is answered as null',
  },
  { at: ['Consents', 'expired_at'], change: mayBeNull, why: 'an indefinite consent does not expire' },
  { at: ['InvestmentBrazil', 'voucher_payment_details'], change: mayBeNull, why: 'most investments pay no voucher' },
  { at: ['OwnerBusinessDocumentIds', 'check_digit'], change: mayBeNull, why: 'described as always null for companies' },
  { at: ['OccupationBrazil', 'locale'], change: mayBeNull, why: 'the register does not always know it' },
  { at: ['TransactionCreditCardBill', 'id'], change: mayBeNull, why: 'a bill that is still open has none' },
  { at: ['TransactionCounterparty', 'document_number'], change: cpfOrCnpj, why: 'a CNPJ has fourteen digits' },
  { at: ['OwnerProcurators', 'document_number'], change: cpfOrCnpj, why: 'a CNPJ has fourteen digits' },
  { at: ['invoice_chile', 'acknowledged_at'], change: mayBeNull, why: notGiven },
  { at: ['invoice_chile', 'received_at'], change: mayBeNull, why: notGiven },
  { at: ['invoice_chile', 'folio'], change: mayBeNull, why: notGiven },
  { at: ['invoice_chile', 'sender_name'], change: mayBeNull, why: notGiven },
  { at: ['invoice_chile', 'receiver_id'], change: mayBeNull, why: notGiven },
  { at: ['invoice_chile', 'receiver_name'], change: mayBeNull, why: notGiven },
  { at: ['invoice_chile', 'summary_invoice_details'], change: mayBeNull, why: notGiven },
]

/** Keys that real answers carry and the specification does not know: the inputs of a login form. */
const formFieldExtras: Readonly<Record<string, FactSchema>> = {
  length: { type: 'string' },
  optional: { type: 'boolean' },
  value: { type: 'string' },
  pre_selected: { type: 'integer' },
}

/** The schemas of the facts with every exception put in. */
export function withExceptions({ components }: Facts): Record<string, FactSchema> {
  const schemas = Object.fromEntries(Object.entries(components.schemas).map(([name, each]) => [name, possible(each)]))
  const formField = schemas.InstitutionsFormField
  schemas.InstitutionsFormField = { ...formField, properties: { ...formField?.properties, ...formFieldExtras } }
  for (const { at, change } of exceptions) {
    const [name, property] = at
    const schema = schemas[name]
    const published = schema?.properties?.[property]
    if (!schema || !published) throw new RangeError(`the specification has no ${at.join('.')}`)
    schemas[name] = {
      ...schema,
      properties: { ...schema.properties, [property]: { ...resolve(published), ...change } },
    }
  }
  return schemas
}

/** Three schemas require a key that they do not have, such as the misspelt `total_effectove_cost`. */
function possible(schema: FactSchema): FactSchema {
  const { required, properties } = schema
  if (!required || !properties) return schema
  return { ...schema, required: required.filter((name) => Object.hasOwn(properties, name)) }
}

/** Statuses that any operation may answer with although none of them, or not each, declares them. */
export const refusalsEverywhere: readonly number[] = [400, 401, 403, 404, 405, 413, 414, 415, 429, 431, 500, 503]

/** Operations that accept work for the background although they declare no 202. */
export const acceptedToo: readonly string[] = ['RetrieveFinancialStatements', 'RetrieveDebtReportChile']

/** Operations that log in at an institution, which may ask for a token, although they declare no 428. */
export const tokenAskedToo: readonly string[] = [
  'RetrieveIncome',
  'RetrieveInvestmentsBrazil',
  'RetrieveInvestmentTransactionsBrazil',
  'RetrieveInvoices',
  'RetrieveFinancialStatements',
  'RetrieveInvoicesChile',
  'RetrieveTaxStatusChile',
  'RetrieveDebtReportChile',
]

/** Operations that log in at an institution, which may answer too late, although they declare no 408. */
export const timedOutToo: readonly string[] = ['UpdateLink', 'RefreshHistoricalDataForLink', 'ModifyLinkDataRetrieval']

/** Operations that answer what another one of their path does: this one forgets the owners outside of Brazil. */
export const answersLike: Readonly<Record<string, string>> = { PatchOwners: 'POST' }

/** Keys that an error carries for some codes: `duplicated` names the link's user. */
export const errorExtras: Readonly<Record<string, FactSchema>> = { institution_user_id: { type: 'string' } }
