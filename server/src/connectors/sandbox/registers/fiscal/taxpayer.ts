import { Dice, mac } from '../../../../kit/random.ts'
import { type SandboxInstitution, sandboxInstitutions } from '../../manifest.ts'
import { printed } from '../../world/countries/country.ts'
import { rememberingLast } from '../../world/memory.ts'
import { type Client, makeClient } from '../../world/people/client.ts'
import { homeBanks } from '../../world/people/named.ts'
import { type Company, makeCompany, makePerson, type Person } from '../../world/people/people.ts'
import type { Persona } from '../../world/people/personas.ts'
import { makeWorld, type World } from '../../world/world.ts'
import { citizenOf, type NaturalPerson } from '../citizen.ts'
import { type Books, keepBooks } from './ledger.ts'
import { type Party, withoutForm } from './parties.ts'

/** Whoever logs in to the tax authority: somebody who also has an account at the home bank. */
export type Taxpayer = {
  readonly seed: string
  readonly user: string
  readonly client: Client
  readonly persona: Persona
  readonly holder: Person | Company
  /** null for companies and for who has no data. */
  readonly citizen: NaturalPerson | null
  /** As others write it on their invoices. */
  readonly party: Party
  /** c_RegimenFiscal, the one under which most is earned first. */
  readonly regimes: readonly Regime[]
  /** null for who has no data. */
  readonly world: World | null
  readonly books: Books
  /** Does not declare everything in time. */
  readonly behind: boolean
  /** A generator for one purpose; the same purpose gives the same throws for ever. */
  dice(...purpose: readonly (string | number)[]): Dice
  /** A universally unique identification, in capitals as the authority writes them. */
  uuid(...thing: readonly (string | number)[]): string
}

/** General companies; wages; business of people; platforms; no obligations; simplified. */
export type Regime = '601' | '605' | '612' | '625' | '616' | '626'

const homeBank = sandboxInstitutions.find(({ manifest }) => manifest.name === homeBanks.MX) as SandboxInstitution

const taxpayersMax = 64

/** Taxpayers last long: whoever is asked for twice is worked out once, while few others come in between. */
export const taxpayerOf = rememberingLast(taxpayersMax, makeTaxpayer, (seed, user) => JSON.stringify([seed, user]))

export function makeTaxpayer(seed: string, user: string): Taxpayer {
  const client = makeClient(seed, homeBank, user)
  const citizen = citizenOf(seed, 'MX', user)
  const holder = client.business ? makeCompany(client) : makePerson(client, 'holder')
  const regimes = regimesOf(client)
  const world = makeWorld(seed, homeBank, user)
  return {
    seed,
    user,
    client,
    persona: client.persona,
    holder,
    citizen: citizen?.kind === 'person' ? citizen : null,
    party: partyOf(holder, regimes[0], citizen?.kind === 'person' ? citizen.personNumber : null),
    regimes,
    world,
    books: world ? keepBooks(world) : noBooks,
    behind: client.persona === 'over_indebted' || client.persona === 'loss_company',
    dice: (...purpose) => new Dice(seed, 'sandbox fiscal', user, ...purpose),
    uuid: (...thing) => uuidFrom(mac(seed, 'sandbox fiscal', user, ...thing).toString('hex')),
  }
}

const noBooks: Books = () => ({ entries: () => [], invoiced: [], counter: [] })

/** Version 4 of the form, as issuers of digital invoices use it. */
const uuidFrom = (hex: string): string =>
  [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `A${hex.slice(17, 20)}`, hex.slice(20, 32)]
    .join('-')
    .toUpperCase()

function partyOf(holder: Person | Company, regime: Regime, curp: string | null): Party {
  const company = holder.kind === 'company'
  return {
    kind: holder.kind,
    rfc: company ? holder.document.number : holder.taxNumber,
    curp,
    name: printed(company ? withoutForm(holder.displayName) : holder.displayName),
    regime,
    postcode: holder.address.postcode,
    fraud: 'NO_TAX_FRAUD_STATUS',
  }
}

/** What people live on decides how they are taxed. */
const ofPeople: Readonly<Partial<Record<Persona, readonly [Regime, ...Regime[]]>>> = {
  frequent: ['605', '612'],
  negative: ['605', '612'],
  low: ['612'],
  foreign_transfer: ['605', '612'],
  gig_worker: ['625'],
  sole_proprietor: ['626'],
  student: ['616'],
  nodata: ['616'],
}

const regimesOf = ({ business, persona }: Client): readonly [Regime, ...Regime[]] =>
  business ? [persona === 'nodata' ? '616' : '601'] : (ofPeople[persona] ?? ['605'])
