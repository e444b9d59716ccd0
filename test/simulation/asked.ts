import { type Asked, demand, type Happened, type ModelLink, type ModelWorkspace } from './model.ts'
import type { Ledger } from './webhooks.ts'

/** An event, the link that it happened to, and where it is noted what has to be told of it. */
export type Happening = { readonly link: ModelLink; readonly happened: Happened; readonly ledger: Ledger }

/** What happened has to be what was asked in this step, under the id that was answered, if it was. */
export function expectAsked(
  { asked }: ModelWorkspace,
  operations: readonly string[],
  { linkId, requestId, about }: { linkId: string | null; requestId: string | null; about: string },
): Asked {
  demand(asked !== null && operations.includes(asked.operation), `${operations.join()} was not asked for: ${about}`)
  demand(linkId === null || asked.linkId === linkId, `${asked.operation} was asked of another link than ${about}`)
  const isAnswered = asked.requestId !== null && requestId !== null
  demand(!isAnswered || asked.requestId === requestId, `${about} is ${requestId}, answered was ${asked.requestId}`)
  const isRefused = asked.status !== null && asked.status >= 400 && asked.status !== 428
  demand(!isRefused || requestId === null, `${about} was refused with ${asked.status} and happened`)
  return asked
}

/** What happened to this link has to be what was asked of it in this step. */
export const asked = (
  workspace: ModelWorkspace,
  { link, happened }: Pick<Happening, 'link'> & { happened: { kind: string; requestId: string | null } },
  ...operations: readonly string[]
): Asked =>
  expectAsked(workspace, operations, {
    ...{ linkId: link.id, about: `${happened.kind} of ${link.id}` },
    requestId: happened.requestId,
  })

/** A modification that changes nothing is answered and leaves no trace; neither does what is no link's. */
export const leavesATrace = ({ links }: ModelWorkspace, { operation, linkId, terms }: Asked): boolean => {
  if (operation === 'modify') {
    const link = linkId === null ? undefined : links.get(linkId)
    return link !== undefined && terms.changes === true
  }
  return [
    'register',
    'answer',
    'refresh',
    'retrieve',
    'put',
    'delete_link',
    'delete_record',
    'rate',
    'consent',
  ].includes(operation)
}
