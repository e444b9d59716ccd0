import { wordFor } from '../../../contract/catalogue.ts'
import type { Institution } from '../../../contract/institutions.ts'
import { institutionFilters } from '../../../contract/institutions.ts'
import type { Connector } from '../connectors/contract.ts'
import { type FaultName, fault } from '../domain/faults.ts'
import { type Condition, readFilters } from '../domain/filters.ts'
import { hintAmong } from '../domain/hints.ts'
import type { Fault } from '../kit/fault.ts'
import type { Deps } from './deps.ts'
import { assertPageExists, type Listed, type ListRequest } from './records/list-records.ts'

/** One page of the institutions that this installation offers, by id. */
export function listInstitutions({ connectors }: Pick<Deps, 'connectors'>, request: ListRequest): Listed<Institution> {
  const conditions = readFilters(institutionFilters, request.query)
  const all = connectors.connectors
    .map(describe)
    .filter((institution) => conditions.every((each) => holds(each, institution)))
  assertPageExists(request, all.length)
  const start = (request.page - 1) * request.pageSize
  return { count: all.length, results: all.slice(start, start + request.pageSize) }
}

export function getInstitution({ connectors }: Pick<Deps, 'connectors'>, id: string): Institution {
  const connector = /^\d{1,9}$/.test(id) ? connectors.findById(Number(id)) : undefined
  if (!connector) throw fault('not_found')
  return describe(connector)
}

/** The refusal of a name that none of these institutions has, with the one that was probably meant. */
export function noInstitution(among: readonly Connector[], field: string, name: string): Fault<FaultName> {
  const names = among.map(({ manifest }) => manifest.name)
  return fault('does_not_exist', { field, values: { key: 'name', value: name }, hint: hintAmong(name, names) })
}

function describe({ manifest }: Connector): Institution {
  return {
    id: manifest.id,
    name: manifest.name,
    type: manifest.type,
    website: manifest.website,
    display_name: manifest.displayName,
    country_codes: [manifest.countryCode],
    primary_color: manifest.primaryColor,
    logo: null,
    icon_logo: manifest.iconLogo ?? null,
    text_logo: null,
    code: String(manifest.id),
    form_fields: [...manifest.formFields],
    features: [...manifest.features],
    resources: manifest.resources.map(wordFor),
    integration_type: manifest.integrationType,
    status: 'healthy',
    openbanking_information: manifest.openbankingInformation ?? null,
  }
}

function holds(condition: Condition, institution: Institution): boolean {
  const values = valuesOf(condition.field, institution)
  switch (condition.test) {
    case 'equals':
      // A name to show is searched for by any part of it.
      return condition.field === 'display_name'
        ? institution.display_name.toLowerCase().includes(condition.value.toLowerCase())
        : values.includes(condition.value)
    case 'one_of':
      return values.some((value) => condition.values.includes(value))
    case 'all_of':
      return condition.values.every((value) => values.includes(value))
    default:
      throw new RangeError(`institutions have no filter ${condition.test}`)
  }
}

function valuesOf(field: string, institution: Institution): readonly string[] {
  if (field === 'country_code') return institution.country_codes
  if (field === 'resources') return institution.resources
  const value = institution[field as 'name' | 'status' | 'type' | 'website' | 'display_name']
  return value === null ? [] : [value]
}
