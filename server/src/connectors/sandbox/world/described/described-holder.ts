import type { UserDescription } from '../../../../../../contract/users.ts'
import type { Client } from '../people/client.ts'
import { type Company, documentsOf, makeCompany, makePerson, type Person } from '../people/people.ts'

/** Who owns the accounts: as described, and made up where the description is silent. */
export function describedHolder(client: Client, given: UserDescription['holder']): Person | Company {
  if (client.business) {
    const made = makeCompany(client)
    const { name = made.displayName, email = made.email, document_number: number } = given ?? {}
    const named = given?.name === undefined ? made : { ...made, displayName: name, tradeName: name }
    return { ...named, email, document: { ...made.document, number: number ?? made.document.number } }
  }
  const made = makePerson(client, 'holder')
  const {
    first_names: firstNames = made.firstNames,
    last_name: paternal = made.paternal,
    second_last_name: maternal = given?.last_name === undefined ? made.maternal : '',
    birth_date: birthDate = made.birthDate,
    email = made.email,
    document_number: number,
  } = given ?? {}
  const person = { ...made, firstNames, paternal, maternal, birthDate, email }
  const lastNames = client.country.code === 'BR' ? [maternal, paternal] : [paternal, maternal]
  const displayName = [firstNames, ...lastNames].filter((word) => word !== '').join(' ')
  const documents = documentsOf(client.country, person, client.dice('described documents'))
  const document = { ...documents.document, number: number ?? documents.document.number }
  return { ...person, displayName, ...documents, document }
}
