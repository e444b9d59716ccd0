import Type, { type Static, type TSchema } from 'typebox'
import type { WidgetScope } from '../../../contract/token.ts'
import type { FaultName } from '../domain/faults.ts'
import type { KeyScope } from '../domain/key-scopes.ts'
import type { Deps } from '../flows/deps.ts'
import type { Caller } from '../flows/links/authenticate.ts'
import { bodyReader } from './fields.ts'
import { assertParameters } from './parameters.ts'

/** What a handler answers. `requestId` is that of an accepted change, which header and log then carry too. */
export type Reply = {
  readonly status: number
  readonly body?: unknown
  readonly contentType?: string
  /** Written as it comes, an object as one line of JSON; the work goes on when the caller no longer listens. */
  readonly stream?: (write: (line: object | string) => void) => Promise<void>
  /** Asked for more as fast as the caller reads, and no faster; given up when the caller is gone. */
  readonly text?: AsyncIterable<string>
  /** When the text ends, also for a caller who reads nothing of it any more. */
  readonly until?: AbortSignal
  readonly headers?: Readonly<Record<string, string>>
  readonly requestId?: string
}

/** A request whose sender is known and whose body is as its schema says. */
export type Ask<Body = unknown> = {
  readonly caller: Caller
  readonly params: Readonly<Record<string, string>>
  /** The last value of every query parameter. */
  readonly query: Readonly<Record<string, string>>
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body: Body
  /** The URL that was asked for, absolute, as the caller sees it. */
  readonly url: URL
  /** Makes a signal that aborts when the answer has been read or the caller has hung up. */
  readonly gone: () => AbortSignal
}

/** One documented parameter of a query string. */
export type Parameter = { readonly name: string; readonly required?: boolean; readonly schema: TSchema }

/** `ownLink`: the id in the path is that of a link, and a token opens its own alone. */
export type WidgetAccess = { readonly scope: WidgetScope; readonly ownLink?: true }

type Described = {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE'
  /** With a trailing slash; both forms are served. */
  readonly path: string
  readonly operationId: string
  readonly tag: string
  readonly summary: string
  /** What the key must be allowed to do; null for any key. */
  readonly scope: KeyScope | null
  /** What a widget's token must be allowed to do; left out where none opens the endpoint. */
  readonly widget?: WidgetAccess
  /** The keys may stand in the body, as `id` and `password`, in place of the header. */
  readonly keysInBody?: true
  /** A reset does not wait for it: it waits itself until it is alone in the workspace, or does nothing but wait. */
  readonly apart?: true
  /** The form of what stands in the path, by name; a uuid where it is left out. */
  readonly params?: Readonly<Record<string, TSchema>>
  readonly query?: readonly Parameter[]
  readonly headers?: readonly Parameter[]
  /** A body that works in the emulator, for readers to try. */
  readonly example?: Readonly<Record<string, unknown>>
  /** The schema of each status that is not a refusal; null for an empty body. */
  readonly replies: Readonly<Record<number, TSchema | null>>
  /** Another form of the reply 200, for callers whose `Accept` asks for it: lines of JSON, each of this schema. */
  readonly lines?: TSchema
  /** Another form of the reply 200: server-sent events, each with data of this schema. */
  readonly serverSent?: TSchema
  /** Another form of the reply 200, for callers whose `Accept` asks for it: a text for people. */
  readonly inWords?: true
  /** How this endpoint can refuse, beyond what every endpoint can. */
  readonly faults: readonly FaultName[]
}

/** An endpoint that needs a key. */
export type Endpoint = Described & {
  readonly access: 'key'
  readonly bodySchema: TSchema | null
  readonly handle: (deps: Deps, ask: Ask) => Promise<Reply>
}

/** On our own surface a key or a parameter that nobody knows is refused; the API that is Belvo's too ignores them. */
export const isOwn = ({ path }: Pick<Endpoint, 'path'>): boolean => path.startsWith('/_enlace/')

const nothing = Type.Object({})

/** Declares an endpoint; the body's type follows from its schema, and its readers are made once. */
export function route<Schema extends TSchema>(
  declared: Described & {
    readonly body?: Schema
    /** Where the body is one of several: the one that it is meant to be, so that refusals are about that one. */
    readonly bodyOf?: (body: unknown) => TSchema
    /** Refusals name a field by its whole path, `accounts.1.limit`, as those of our own surface always do. */
    readonly wholePaths?: true
    readonly handle: (deps: Deps, ask: Ask<Static<Schema>>) => Promise<Reply>
  },
): Endpoint {
  const { body, bodyOf, wholePaths, handle, ...described } = declared
  const strict = isOwn(described)
  const readers = new Map<TSchema, ReturnType<typeof bodyReader>>()
  const read = (given: unknown) => {
    const schema = bodyOf?.(given) ?? body ?? (strict ? nothing : undefined)
    if (!schema) return {}
    const reader = readers.get(schema) ?? bodyReader(schema, { strict, ...(wholePaths ? { wholePaths } : {}) })
    readers.set(schema, reader)
    return reader(given)
  }
  return {
    ...described,
    access: 'key',
    bodySchema: body ?? null,
    async handle(deps, ask) {
      if (strict) assertParameters(ask.url.searchParams, described.query ?? [])
      return handle(deps, { ...ask, body: read(ask.body) as Static<Schema> })
    },
  }
}
