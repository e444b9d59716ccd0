import { endpoints } from '../../server/src/http/endpoints.ts'
import { templateOf } from '../../server/src/http/openapi/operation.ts'
import { facts, resolve } from './facts.ts'

// biome-ignore lint/suspicious/noExplicitAny: an example is a reply, which tests look into.
type Example = any

const { examples } = facts.components

/** The value of an example of the specification, by its name. */
export function exampleOf(name: string): Example {
  const found = examples[name]
  if (!found) throw new RangeError(`the specification has no example ${name}`)
  return structuredClone(resolve(found).value)
}

/** Every example of a reply of what is built: our schema of that reply, and the name and value of the example. */
export const shownExamples = endpoints.flatMap(({ method, path, operationId, replies }) =>
  Object.entries(replies).flatMap(([status, schema]) => {
    const response = facts.paths[templateOf(path)]?.[method.toLowerCase()]?.responses[status]
    const shown = Object.values((response && resolve(response).content?.['application/json']?.examples) ?? {})
    return shown.flatMap(({ $ref }) => {
      const name = $ref?.split('/').at(-1)
      return schema && name ? [{ operationId, status, schema, name, value: exampleOf(name) }] : []
    })
  }),
)

const limitOfCard = 'a limit lacks its identification_number, and LIMITE_CREDITO_TOTAL is none of the types'
const rateOfLoan = 'limit_day is called limit_date; AA, NOMINAL_TAX and SIMPLE_RATE are none of the words of a rate'
const documentOfBusiness = 'EIN is none of the types of a document, and four of its keys are left out'
const chileanInvoice = 'sales_invoice_details is called sale_invoice_details'
const chileanInstants = `${chileanInvoice}; received_at has no offset`
const nextPage = 'next has {endpoint} in it, which makes it no URI'

/** Examples that contradict the schema they stand beside; the schema is followed. */
export const contradicting: Readonly<Record<string, string>> = {
  AccountsOfdaCreditCard: limitOfCard,
  AccountsOfdaCreditCardDetail: limitOfCard,
  AccountsOfdaLoanData: rateOfLoan,
  AccountsOfdaLoanDataDetail: rateOfLoan,
  OwnerOfdaBusiness: documentOfBusiness,
  OwnerOfdaBusinessDetail: documentOfBusiness,
  OwnerOfdaBusinessPaginated: `${documentOfBusiness}; ${nextPage}`,
  OwnerOfdaIndividualPaginated: nextPage,
  InvoiceEgresoPaginated: nextPage,
  InvoiceIngresoPaginated: nextPage,
  InvoiceNominaPaginated: nextPage,
  InvoicePagoPaginated: nextPage,
  InvoiceTrasladoPaginated: nextPage,
  TaxReturnBusinessListMonthlyPaginated: nextPage,
  TaxReturnBusinessListPaginated: nextPage,
  TaxReturnPersonalListMonthlyPaginatedPFAE: nextPage,
  TaxReturnPersonalListMonthlyPaginatedPFAI: nextPage,
  TaxReturnPersonalListPaginated: nextPage,
  TaxStatusBusinessListPaginated: nextPage,
  TaxStatusPersonalListPaginated: nextPage,
  ChileInvoicesAll: `${chileanInstants}; ${nextPage}`,
  PurchaseInvoiceArray: chileanInstants,
  PurchaseInvoiceDetails: chileanInstants,
  SaleInvoiceArray: chileanInstants,
  SaleInvoiceDetails: chileanInstants,
  SummaryInvoiceArray: chileanInvoice,
  SummaryInvoiceDetails: chileanInvoice,
}
