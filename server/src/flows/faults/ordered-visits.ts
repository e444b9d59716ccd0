import type {
  Connector,
  Credentials,
  Question,
  Session,
  SourceRecord,
  TokenChallenge,
} from '../../connectors/contract.ts'
import { type FaultName, fault } from '../../domain/faults.ts'
import type { FaultRule, Occasion } from '../../domain/sandbox/fault-rules.ts'
import type { World } from '../deps.ts'

/** What was ordered to go wrong at the institution, in the place of what it would do by itself. */

/** Whose visit it is, and what for. */
export type VisitFacts = {
  readonly connector: Connector
  readonly credentials: Credentials
  readonly world: World
  /** The operation of the API, or `Update` for what runs by itself. */
  readonly operation: string | undefined
  /** Null while the link is only being registered. */
  readonly linkId: string | null
  /** The person has answered a challenge. */
  readonly resumes?: boolean
  /** The challenge that was answered had been ordered: the institution itself has asked nothing. */
  readonly answersOrder?: boolean
  /** The person was let in a moment ago, and this visit does what was asked for then. */
  readonly continues?: boolean
}

const challenge: TokenChallenge = {
  type: 'numeric',
  instructions: 'Enter the code that your token device shows',
  value: '123456',
  expectsUserInput: true,
  expiresInSeconds: 720,
  ordered: true,
}

const rightToken = '111111'

/** Throws what was ordered for a login, or asks for a token; gives nothing where the login goes its own way. */
export async function orderedLogin(visit: VisitFacts): Promise<{ kind: 'token'; challenge: TokenChallenge } | null> {
  const asksForToken = throwOrdered(await meet(visit, { stage: 'login', resource: null }))
  const answeredWrongly = visit.answersOrder === true && visit.credentials.token !== rightToken
  return asksForToken || answeredWrongly ? { kind: 'token', challenge } : null
}

/** The same session, in which what was ordered for a resource comes before what the institution says. */
export function withOrderedFaults(visit: VisitFacts, session: Session): Session {
  if (!visit.world.ordered) return session
  return {
    ...session,
    async *ask(question) {
      const rules = await meet(visit, { stage: 'resource', resource: question.resource })
      throwOrdered(rules)
      const shares = rules.flatMap(({ description: { effect } }) =>
        effect.kind === 'partial_data' ? [effect.share] : [],
      )
      yield* shares.length === 0 ? session.ask(question) : partly(session, question, Math.min(...shares))
    },
    close: () => session.close(),
  }
}

/** The first part of what there is, as institutions do that break off without a word. */
async function* partly(session: Session, question: Question, share: number): AsyncIterable<readonly SourceRecord[]> {
  let asked = 0
  let shown = 0
  for await (const batch of session.ask(question)) {
    asked += batch.length
    const kept = Math.floor(asked * share) - shown
    shown += kept
    if (kept > 0) yield batch.slice(0, kept)
  }
}

async function meet(
  { world, connector, operation, linkId, resumes = false, continues = false }: VisitFacts,
  moment: Pick<Occasion, 'stage' | 'resource'>,
): Promise<readonly FaultRule[]> {
  if (!world.ordered) return []
  const institution = connector.manifest.name
  const about = { operation: operation ?? null, institution, linkId, asksNobody: resumes || continues }
  return world.ordered.meet({ ...moment, ...about, at: world.clock.now() })
}

/** Throws the first error among the rules; gives whether one of them asks for a token. */
function throwOrdered(rules: readonly FaultRule[]): boolean {
  let asksForToken = false
  for (const { description, id } of rules) {
    if (description.effect.kind !== 'error') continue
    if (description.effect.fault === 'token_required') asksForToken = true
    else throw fault(description.effect.fault as FaultName, { log: { ordered_by: id } })
  }
  return asksForToken
}
