import type { ResourceDefinition } from '../../contract/resource.ts'
import type { Connector, SourceRecord } from '../../server/src/connectors/contract.ts'
import { type FaultName, fault } from '../../server/src/domain/faults.ts'
import { wireFaults } from '../../server/src/http/faults.ts'
import { visitFaults } from '../../server/src/http/visit-faults.ts'
import type { Body } from '../harness/api.ts'
import { sampleBank } from '../harness/institutions/sample-bank.ts'
import { sampleTaxOffice } from '../harness/institutions/sample-tax-office.ts'
import { sampleTaxOfficeOfChile } from '../harness/institutions/sample-tax-office-chile.ts'
import { exampleOf } from './examples.ts'

/** The institutions at which every resource of the catalogue is asked for what all of them answer alike. */

/** Between them they show samples of every resource. */
const showing = [sampleBank, sampleTaxOffice, sampleTaxOfficeOfChile]

/** Whoever is called `meets_…` meets that failure whenever the password is not `later`, and on every later access. */
export const meets = (name: FaultName): string => `meets_${name}`

/** Every way in which a visit can be refused, with what the wire says of it. */
export const refusals = visitFaults.map((name) => [name, wireFaults[name]] as const)

function guarded(connector: Connector): Connector {
  return {
    ...connector,
    async login(credentials, surroundings, purpose) {
      const [, name] = /^meets_(\w+)$/.exec(credentials.username ?? '') ?? []
      const letIn = credentials.password === 'later' && purpose === 'registration'
      if (name !== undefined && !letIn) throw fault(name as FaultName)
      return connector.login(credentials, surroundings, purpose)
    },
  }
}

/** The same institution by another name, which offers or shows something else. */
function like(
  connector: Connector,
  { id, name, shows }: { id: number; name: string; shows: (record: string) => readonly SourceRecord[] | null },
): Connector {
  const offered = connector.manifest.resources.filter((resource) => shows(resource) !== null)
  return {
    ...connector,
    manifest: { ...connector.manifest, id, name, resources: offered, core: [] },
    async login(...asked) {
      const login = await connector.login(...asked)
      if (login.kind !== 'open') return login
      const ask = async function* ({ resource }: { resource: string }) {
        yield shows(resource) ?? []
      }
      return { ...login, session: { ...login.session, ask } }
    },
  }
}

/** A bank whose one owner is that of an example, mended where the example contradicts its own schema. */
const ownerBank = (id: number, name: string, example: string, mend: (owner: Body) => Body = (owner) => owner) => {
  const { id: _, link: __, collected_at: ___, created_at: ____, ...body } = mend(exampleOf(example)[0])
  return like(sampleBank, { id, name, shows: (resource) => (resource === 'OWNERS' ? [{ key: '1', body }] : []) })
}

const noMore = { type_additional_info: null, check_digit: null, issue_date: null, additional_info: null }

const withDocumentsWhole = (owner: Body): Body => ({
  ...owner,
  additional_documents: owner.additional_documents.map((each: Body) => ({ ...noMore, ...each, type: 'FISCAL_ID' })),
})

/** Names have the country and the kind of what they stand for. */
const nameLike = (connector: Connector, word: string) => connector.manifest.name.replace(/^[a-z]+/, word)

const empty = showing.map((connector, index) =>
  like(connector, { id: 9_910 + index, name: nameLike(connector, 'empty'), shows: () => [] }),
)

const only = (id: number, offered: string) =>
  like(sampleBank, {
    ...{ id, name: `only${offered.toLowerCase()}_br_retail` },
    shows: (resource) => (resource === offered ? [] : null),
  })

export const institutions: readonly Connector[] = [
  ...showing.map(guarded),
  ...empty,
  only(9_920, 'OWNERS'),
  only(9_921, 'ACCOUNTS'),
  ownerBank(9_930, 'people_br_retail', 'OwnerOfdaIndividual'),
  ownerBank(9_931, 'companies_br_retail', 'OwnerOfdaBusiness', withDocumentsWhole),
]

const offering = (connectors: readonly Connector[], { name }: ResourceDefinition): string => {
  const found = connectors.find(({ manifest }) => manifest.resources.includes(name))
  if (!found) throw new Error(`nobody shows samples of ${name}`)
  return found.manifest.name
}

/** Where there are samples of it. */
export const shownAt = (resource: ResourceDefinition): string => offering(showing, resource)

/** Where it is offered and there is none. */
export const emptyAt = (resource: ResourceDefinition): string => offering(empty, resource)

/** Where it is not offered. */
export const notOfferedAt = ({ name }: ResourceDefinition): string =>
  name === 'OWNERS' ? 'onlyaccounts_br_retail' : 'onlyowners_br_retail'
