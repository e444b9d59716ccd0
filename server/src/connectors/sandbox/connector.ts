import { fault } from '../../domain/faults.ts'
import type { Connector, Credentials, Login, Question, Session, SourceRecord, Surroundings } from '../contract.ts'
import { challengeOf } from './challenges.ts'
import { faultOf, faultOfResource } from './faults.ts'
import { type SandboxInstitution, sandboxInstitutions } from './manifest.ts'
import { accountRecords, transactionRecord } from './translate.ts'
import { ownerRecords } from './translate-owners.ts'
import { dayFromIso } from './world/calendar.ts'
import { rememberingLast } from './world/memory.ts'
import { movementsShown, periodShown } from './world/view.ts'
import { makeWorld, type World } from './world/world.ts'

/** Institutions that exist only here: a pure function of the seed, the institution, the user and the clock. */
export const sandboxConnectors: readonly Connector[] = sandboxInstitutions.map((institution) => ({
  manifest: institution.manifest,
  async login(credentials, surroundings, purpose) {
    return logIn(institution, credentials, { surroundings, purpose })
  },
}))

const worldsMax = 128

type Visit = { readonly surroundings: Surroundings; readonly purpose: 'registration' | 'access' }

function logIn(institution: SandboxInstitution, credentials: Credentials, { surroundings, purpose }: Visit): Login {
  surroundings.signal.throwIfAborted()
  const { username = '', password = '', token } = credentials
  const refusal = faultOf(username, password, purpose)
  if (refusal) throw fault(refusal, { log: { institution: institution.manifest.name } })
  if (institution.login === 'advanced' && !passesAdvanced(credentials)) throw fault('credentials_rejected')
  const asksForTokens = institution.login === 'token' || institution.login === 'gotham'
  const challenge = asksForTokens ? challengeOf(username) : undefined
  const confirmed = surroundings.continues || (surroundings.resumes && challenge?.expectsUserInput === false)
  if (challenge && token !== '111111' && !confirmed) return { kind: 'token', challenge }
  const world = worldOf(surroundings.seed, institution, username)
  return { kind: 'open', session: openSession(world, username, surroundings) }
}

const passesAdvanced = ({ username, username_type, username2, password2 }: Credentials): boolean =>
  username !== 'adv_invalid' && username_type === '003' && username2 === 'valid' && password2 === 'valid'

/** Worlds last long: whoever is visited every day is worked out once, and stays while few others come in between. */
const worldOf = rememberingLast(worldsMax, makeWorld, (seed, { manifest }, user) =>
  JSON.stringify([seed, manifest.name, user]),
)

const batchMax = 500

function openSession(world: World | null, username: string, surroundings: Surroundings): Session {
  return {
    async *ask(question) {
      surroundings.signal.throwIfAborted()
      const refusal = faultOfResource(username, question.resource)
      if (refusal) throw fault(refusal, { log: { resource: question.resource } })
      const records = answer(world, question, surroundings.clock.now().getTime())
      for (let start = 0; start < records.length; start += batchMax) {
        surroundings.signal.throwIfAborted()
        yield records.slice(start, start + batchMax)
      }
    },
    async close() {},
  }
}

/** What the institution answers at an instant; a session is this with a clock. */
export function answer(world: World | null, question: Question, now: number): readonly SourceRecord[] {
  const { resource, account } = question
  switch (resource) {
    case 'ACCOUNTS':
      return world ? accountRecords({ world, now }).filter(({ key }) => account === undefined || key === account) : []
    case 'OWNERS':
      return world ? ownerRecords({ world, now }) : []
    case 'TRANSACTIONS':
      return world ? transactionRecords(world, question, now) : []
    default:
      throw fault('resource_unsupported', { log: { resource } })
  }
}

function transactionRecords(world: World, { account, from, to }: Question, now: number): SourceRecord[] {
  const period = periodShown(
    now,
    from === undefined ? undefined : dayFromIso(from),
    to === undefined ? undefined : dayFromIso(to),
  )
  return [world.checking, world.savings, world.card, world.loan]
    .filter((each) => each !== null)
    .filter(({ key }) => account === undefined || key === account)
    .flatMap((each) => movementsShown(each, period, now).map((movement) => ({ each, movement })))
    .sort((one, other) => one.movement.at - other.movement.at || (one.movement.key < other.movement.key ? -1 : 1))
    .map(({ each, movement }) => transactionRecord({ world, now }, each, movement))
}
