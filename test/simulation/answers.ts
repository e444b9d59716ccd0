import type { ResourceName } from '../../contract/resource.ts'
import { type Asked, demand, type ModelLink, type ModelWorkspace } from './model.ts'
import { isCalculated } from './people.ts'
import { shelfOf } from './shelves.ts'
import { minuteMs } from './slots.ts'

type Reply = readonly [status: number, code?: string]

const wait = 10 * minuteMs
const deletionsMax = 5

/** Refusals that an institution gives; nobody can say when, where failures are ordered or the person has trouble. */
const isTrouble = ({ status, code }: Asked): boolean =>
  status === 428 || (status !== null && status >= 400 && code !== 'not_found' && code !== 'unexpected_error')

/** Throws where an answer is another than what the model lets be. */
export function judgeAnswer(workspace: ModelWorkspace, asked: Asked): void {
  const { operation, status, code } = asked
  if (status === null) return
  const link = asked.linkId === null ? null : (workspace.links.get(asked.linkId) ?? null)
  const allowed = repliesTo[operation]?.(workspace, asked, link) ?? [[200], [201], [204]]
  const fits = allowed.some((reply) => reply[0] === status && (reply[1] === undefined || reply[1] === code))
  const person = asked.person ?? link?.person
  const mayFail = workspace.wasFaulty || person?.reliable === false
  const body = JSON.stringify(asked.body)?.slice(0, 200)
  demand(
    fits || (mayFail && person !== undefined && isTrouble(asked)),
    `${operation} of ${asked.linkId} was answered ${status} ${code} in place of ${JSON.stringify(allowed)}: ${body}`,
  )
}

type Replies = (workspace: ModelWorkspace, asked: Asked, link: ModelLink | null) => readonly Reply[]

const notFound: readonly Reply[] = [[404, 'not_found']]

const of =
  (replies: (workspace: ModelWorkspace, asked: Asked, link: ModelLink) => readonly Reply[]): Replies =>
  (workspace, asked, link) =>
    link === null || link.deleted ? notFound : replies(workspace, asked, link)

const repliesTo: Readonly<Record<string, Replies>> = {
  register: (_, { person }) => (person?.token === undefined ? [[201]] : [[201], [428]]),
  answer: of((_, { terms }, link) => {
    // Where nobody has to type anything, nothing is wrong.
    const isWrong = terms.manner === 'wrong' && link.person.token !== null
    if (isWrong) return [[428], [400, 'session_expired'], ...done(link)]
    return terms.purpose === 'retrieval' ? [[200], [201], [202]] : [[200]]
  }),
  refresh: of(({ now }, _, link) => {
    const refused = unusable(link)
    if (refused) return [refused]
    if (link.refreshedAt && now.getTime() < link.refreshedAt.getTime() + wait) return [[409, 'link_refreshed']]
    return [[202], ...asksFor(link)]
  }),
  retrieve: of((_, { terms }, link) => {
    const refused = unusable(link)
    if (refused) return [refused]
    // What is calculated needs records to be calculated from.
    const calculated: readonly Reply[] = isCalculated(terms.resource) ? [[400]] : []
    return [[200], [201], [202], ...asksFor(link), ...calculated]
  }),
  modify: of((_, { terms }, link) => {
    const { access_mode: mode } = terms.body as { access_mode?: string }
    if (mode !== 'recurrent' || link.accessMode === 'recurrent') return [[200]]
    if (link.status === 'unconfirmed') return [[400]]
    if (!link.credentialsKept || link.storage === 'nostore') return [[400], [404]]
    return link.status === 'invalid' ? [[400]] : link.status === 'token_required' ? [[428]] : [[200]]
  }),
  put: of((_, { terms }, link) => {
    if (link.status === 'unconfirmed') return [[400, 'unconfirmed_link']]
    if (!link.credentialsKept || link.storage === 'nostore') return [[404, 'expired_credentials']]
    if (link.consent && link.consent.status !== 'AUTHORISED') return [[400, 'invalid_link']]
    if (!terms.right) return [[400], ...done(link)]
    return [[200], [400, 'validation_error'], ...asksFor(link)]
  }),
  delete_link: of(limited('LINKS', 202)),
  delete_record: of((workspace, asked, link) => {
    const resource = asked.terms.resource as ResourceName
    const { count, goneSince } = shelfOf(link, resource)
    // It may have gone along with something else, or with a visit, since the records were looked at.
    const mayBeGone = count === null || goneSince === null || goneSince > 0
    return [...limited(resource, 204)(workspace, asked), ...(mayBeGone ? notFound : [])]
  }),
  rate: of((_, __, link) => (link.accessMode === 'single' ? [[400]] : [[200]])),
  consent: of(() => [[200]]),
  stranger: () => notFound,
  list: of(() => [[200]]),
}

/** The people of some institutions have no password, so that none is wrong. */
const done = ({ person }: ModelLink): readonly Reply[] => (person.credentials.password === undefined ? [[200]] : [])

const asksFor = ({ person }: ModelLink): readonly Reply[] => (person.token === undefined ? [] : [[428]])

/** Why a link cannot be used, in the order in which it is told. */
function unusable(link: ModelLink): Reply | null {
  if (link.status === 'unconfirmed') return [400, 'unconfirmed_link']
  if (!link.credentialsKept || link.storage === 'nostore') return [404, 'expired_credentials']
  return link.status === 'invalid' ? [400, 'invalid_link'] : null
}

/** Five of a kind in a minute; what is deleted in the background is not counted. */
function limited(kind: string, backgroundStatus: number) {
  return ({ deletions, now }: ModelWorkspace, { terms, status }: Asked): readonly Reply[] => {
    if (terms.background) return [[backgroundStatus]]
    const recent = (deletions.get(kind) ?? []).filter((at) => now.getTime() - at.getTime() < minuteMs)
    if (status === 204) deletions.set(kind, [...recent, now])
    return recent.length >= deletionsMax ? [[429, 'too_many_deletions'], [429]] : [[204]]
  }
}
