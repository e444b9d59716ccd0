import { Dice } from '../../server/src/kit/random.ts'
import { judgeReply } from '../contract/judge.ts'
import type { Body, Keys } from '../harness/api.ts'
import type { Behaviour } from '../harness/hook.ts'
import { openHook } from '../harness/hook.ts'
import { requestInit } from '../harness/request.ts'
import type { Machine } from './machine.ts'
import { demand, type Happened, type ModelWorkspace } from './model.ts'

/** Everything that a run is played on. */
export type Stage = { readonly machine: Machine; readonly receiver: Receiver; readonly workspaces: ModelWorkspace[] }

export type Reply = { readonly status: number; readonly headers: Headers; readonly body: Body }

type Sent = {
  readonly method: string
  readonly path: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** Sends a request; whatever comes back from `/api/` keeps the contract. Null where no answer comes, or no whole one. */
export async function send({ machine }: Pick<Stage, 'machine'>, keys: Keys, sent: Sent): Promise<Reply | null> {
  const { method, path, body, headers } = sent
  const response = await fetch(new URL(path, machine.url), requestInit({ method, body, headers, keys })).catch(
    () => null,
  )
  const text = await response?.text().catch(() => null)
  if (!response || text === null || text === undefined) return null
  const parsed = bodyOf(text)
  if (parsed === null || machine.dead)
    return machine.dead && response.status < 500 && parsed ? { ...of(response), ...parsed } : null
  if (path.startsWith('/api/')) judgeReply({ method, path, status: response.status, body: parsed.body })
  return { ...of(response), ...parsed }
}

const of = ({ status, headers }: Response) => ({ status, headers })

/** Null where it is garbage. */
function bodyOf(text: string): { readonly body: Body } | null {
  if (text === '') return { body: undefined }
  try {
    return { body: JSON.parse(text) }
  } catch {
    return null
  }
}

/** Like `send`, where there has to be an answer. */
export async function ask(stage: Pick<Stage, 'machine'>, keys: Keys, sent: Sent): Promise<Reply> {
  const reply = await send(stage, keys, sent)
  if (!reply) throw new Error(`${sent.method} ${sent.path} had no answer`)
  return reply
}

/** Every result of a list, page by page. */
export async function listAll(stage: Stage, { keys }: ModelWorkspace, path: string): Promise<Body[]> {
  const results: Body[] = []
  for (let next: string | null = path; next !== null; ) {
    const { status, body }: Reply = await ask(stage, keys, { method: 'GET', path: next })
    if (status !== 200) throw new Error(`${next} answered ${status}: ${JSON.stringify(body)}`)
    results.push(...body.results)
    const following: URL | null = body.next && new URL(body.next)
    next = following && following.pathname + following.search
  }
  return results
}

/**
 * What has happened to the links of a workspace since it was last looked, in the order of its log. Nobody who has read up
 * to a position may find something before it later, so there must be no place left out.
 */
export async function readHistory({ machine }: Stage, workspace: ModelWorkspace): Promise<Happened[]> {
  const rows = await machine.ask(`select position, link_id, sequence, kind, request_id, happened_at, data from events
    where workspace_id = '${workspace.id}' and position > ${workspace.position} order by position`)
  for (const { position, kind } of rows) {
    const expected = workspace.position + 1
    demand(Number(position) === expected, `the ${kind} at ${position} of the log comes after ${workspace.position}`)
    workspace.position = expected
  }
  const ofLinks = rows.filter((row) => row.link_id !== null)
  return ofLinks.map((row) => ({
    position: Number(row.position),
    linkId: String(row.link_id),
    sequence: Number(row.sequence),
    kind: String(row.kind),
    requestId: String(row.request_id),
    at: row.happened_at as Date,
    data: row.data,
  }))
}

export type Arrivals = { readonly bodies: Set<string>; posts: number; accepted: number }

/** Hears of every webhook, whichever server sends it, and takes most of them: the seed decides which. */
export type Receiver = {
  readonly url: string
  /** By endpoint and `webhook_id`. */
  readonly arrived: ReadonlyMap<string, Arrivals>
  close(): Promise<void>
}

export async function openReceiver(seed: string): Promise<Receiver> {
  const arrived = new Map<string, Arrivals>()
  const hook = await openHook(({ path, body }) => {
    const key = `${path} ${body.webhook_id}`
    const known = arrived.get(key) ?? { bodies: new Set(), posts: 0, accepted: 0 }
    arrived.set(key, known)
    known.bodies.add(JSON.stringify(body))
    known.posts += 1
    const behaviour = behaviourOf(new Dice(seed, 'receiver', key).fraction(), known.posts)
    if (behaviour === 200) known.accepted += 1
    return behaviour
  })
  return { url: hook.url, arrived, close: hook.close }
}

function behaviourOf(mood: number, post: number): Behaviour {
  if (mood > 0.98) return 503
  if (mood < 0.85 || post > 2) return 200
  if (mood < 0.92) return 500
  return mood < 0.96 ? 'reset' : 'redirect'
}
