import { fault } from '../../domain/faults.ts'
import type {
  Connector,
  Credentials,
  Login,
  Manifest,
  Question,
  Session,
  SourceRecord,
  Surroundings,
} from '../contract.ts'
import { challengeOf } from './challenges.ts'
import { answersAfter } from './changes/bank-answers.ts'
import { bankOnDemand } from './changes/bank-on-demand.ts'
import { isOutdated, passwordAfter, passwordHappenings } from './changes/changes.ts'
import { consentOf } from './consent.ts'
import { renamed, renamingOf } from './consent-keys.ts'
import { faultOf, faultOfResource } from './faults.ts'
import { type SandboxInstitution, sandboxInstitutions } from './manifest.ts'
import { registers } from './registers/list.ts'
import type { Look, Register } from './registers/register.ts'
import { makeDescribedWorld } from './world/described/described.ts'
import { rememberingLast } from './world/memory.ts'
import { makeWorld, type World } from './world/world.ts'

const banks: readonly Connector[] = sandboxInstitutions.map((institution) => ({
  manifest: institution.manifest,
  takesDescriptions: true,
  onDemand: bankOnDemand(institution, (credentials, surroundings) => personOf(institution, credentials, surroundings)),
  async login(credentials, surroundings, purpose) {
    return logIn(institution, credentials, { surroundings, purpose })
  },
}))

/** Institutions that exist only here: a pure function of the seed, the institution, the user and the clock. */
export const sandboxConnectors: readonly Connector[] = [...banks, ...registers.map(registerConnector)]

/** A register knows no second factor and takes no descriptions. */
function registerConnector(register: Register): Connector {
  const { manifest } = register
  return {
    manifest,
    onDemand: {
      happenings: [...register.happenings, ...passwordHappenings(manifest.formFields)],
      somebody: () => register.somebody,
      passwordAfter,
      subjects(credentials, surroundings, happening) {
        if (happening.kind === 'password_changed') return [null]
        return register.subjects(lookOf(register, credentials, surroundings), happening)
      },
    },
    async login(credentials, surroundings, purpose) {
      surroundings.signal.throwIfAborted()
      const user = register.nameOf(credentials.username ?? '')
      const refusal = faultOf(user, credentials.password ?? '', purpose) ?? register.refuses(credentials)
      if (refusal) throw fault(refusal, { log: { institution: manifest.name } })
      if (isOutdated(credentials, surroundings.changes ?? [])) throw fault('credentials_rejected')
      const ask = (question: Question) => register.answers(lookOf(register, credentials, surroundings), question)
      return { kind: 'open', session: openSession(manifest, { user, surroundings, ask }) }
    },
  }
}

const lookOf = (
  register: Register,
  { username = '' }: Credentials,
  { seed, clock, changes = [] }: Surroundings,
): Look => ({ seed, user: register.nameOf(username), now: clock.now().getTime(), changes })

const worldsMax = 128

type Visit = { readonly surroundings: Surroundings; readonly purpose: 'registration' | 'access' }

function logIn(institution: SandboxInstitution, credentials: Credentials, { surroundings, purpose }: Visit): Login {
  surroundings.signal.throwIfAborted()
  const { password = '', token } = credentials
  const username = nameOf(institution, credentials)
  const refusal = faultOf(username, password, purpose)
  if (refusal) throw fault(refusal, { log: { institution: institution.manifest.name } })
  const { changes = [] } = surroundings
  if (isOutdated(credentials, changes)) throw fault('credentials_rejected')
  if (institution.login === 'advanced' && !passesAdvanced(credentials)) throw fault('credentials_rejected')
  const asksForTokens = institution.login === 'token' || institution.login === 'gotham'
  const challenge = asksForTokens ? challengeOf(username) : undefined
  const confirmed = surroundings.continues || (surroundings.resumes && challenge?.expectsUserInput === false)
  if (challenge && token !== '111111' && !confirmed) return { kind: 'token', challenge }
  const { seed, clock, consentedAnewAt } = surroundings
  const world = personOf(institution, credentials, surroundings)
  const asIs = (question: Question) => answersAfter(world, { question, now: clock.now().getTime(), changes })
  const rename = institution.login === 'consent' ? renamingOf(world, consentedAnewAt) : null
  const ask = rename ? (question: Question) => renamed(asIs, question, rename) : asIs
  const session = openSession(institution.manifest, { user: username, surroundings, ask })
  if (institution.login !== 'consent') return { kind: 'open', session }
  return { kind: 'open', session: { ...session, consented: consentOf(institution, { seed, user: username, world }) } }
}

/** Who the credentials stand for, before anything was made to happen. */
function personOf(
  institution: SandboxInstitution,
  credentials: Credentials,
  { seed, described }: Surroundings,
): World | null {
  if (described) return makeDescribedWorld(seed, institution, described)
  return worldOf(seed, institution, nameOf(institution, credentials))
}

/** A tax number is the same number with its points and without. */
const nameOf = ({ login }: SandboxInstitution, { username = '' }: Credentials): string =>
  login === 'consent' ? username.replace(/[./-]/g, '') : username

const passesAdvanced = ({ username, username_type, username2, password2 }: Credentials): boolean =>
  username !== 'adv_invalid' && username_type === '003' && username2 === 'valid' && password2 === 'valid'

/** Worlds last long: whoever is visited every day is worked out once, and stays while few others come in between. */
const worldOf = rememberingLast(worldsMax, makeWorld, (seed, { manifest }, user) =>
  JSON.stringify([seed, manifest.name, user]),
)

const batchMax = 500

type Asking = {
  readonly user: string
  readonly surroundings: Surroundings
  ask(question: Question): Iterable<SourceRecord>
}

function openSession(manifest: Manifest, { user, surroundings, ask }: Asking): Session {
  return {
    async *ask(question) {
      const { resource } = question
      surroundings.signal.throwIfAborted()
      if (!manifest.resources.includes(resource)) throw fault('resource_unsupported', { log: { resource } })
      const refusal = faultOfResource(user, resource)
      if (refusal) throw fault(refusal, { log: { resource } })
      let batch: SourceRecord[] = []
      for (const record of ask(question)) {
        batch.push(record)
        if (batch.length < batchMax) continue
        surroundings.signal.throwIfAborted()
        yield batch
        batch = []
      }
      if (batch.length > 0) yield batch
    },
    async close() {},
  }
}
