import type { ResourceName } from '../../../../contract/resource.ts'
import { fault } from '../../domain/faults.ts'
import { type LifeEvent, type LinkLife, type Step, step } from '../../domain/links/link-life.ts'
import type { RefreshRate } from '../../domain/links/schedule.ts'
import type { Scope, Tx } from '../../store/database.ts'
import { type LinkChange, type StoredLink, saveLink } from '../../store/links/links.ts'
import { deleteMfaSessions } from '../../store/links/mfa-sessions.ts'
import type { Deps, World } from '../deps.ts'
import { cancelDue } from '../updates/cancel-due.ts'
import { scheduleUpdate } from '../updates/schedule-update.ts'
import { announce } from '../webhooks/announce.ts'
import { requestIdOf } from './request-ids.ts'

type Moving = Pick<Deps, 'connectors' | 'meetings'>

/**
 * Takes one step of a link's life inside the caller's transaction, which holds the link's lock: the new state, the
 * work that it makes due and the webhooks that tell of it. Throws the Fault of a step that is refused.
 */
export async function moveLink(
  deps: Moving,
  tx: Tx,
  scope: Scope,
  moving: {
    readonly world: World
    readonly link: StoredLink
    readonly event: LifeEvent
    readonly credentialsKept: boolean
    /** The request, or the update, in whose course it happens. */
    readonly requestId: string
    /** What else it changes of the link, such as when that was accessed. */
    readonly also?: LinkChange
    /** How it is written: at once, if not said otherwise. */
    readonly save?: typeof saveLink
  },
): Promise<StoredLink> {
  const { world, event, requestId, save = saveLink } = moving
  const now = world.clock.now()
  const taken = step(toLife(moving.link, moving.credentialsKept), event, now)
  if (taken.kind === 'refused') throw fault(taken.fault)
  const change = { ...moving.also, ...fromLife(taken.link) }
  const link = { ...moving.link, ...change }
  await save(tx, scope, link.id, change)
  if (link.status !== moving.link.status) deps.meetings?.note(scope, 'link_status', link.status)
  // What was asked for with the credentials that are no good any more has no answer.
  if (link.status === 'invalid' && moving.link.status !== 'invalid') await deleteMfaSessions(tx, scope, link.id)
  if (taken.cancelsDue)
    await cancelDue(tx, scope, world, {
      linkId: link.id,
      causes: ['recurrent', 'access_mode_switch'],
      inCourseOf: requestId,
    })
  for (const code of taken.announces) {
    await announce(tx, scope, world, {
      link,
      webhook: { type: 'LINK', code, process: 'recurrent_update', requestId, data: linkTrouble[code] },
    })
  }
  await scheduleAll(deps, tx, scope, { world, link, due: taken.due, requestId })
  return link
}

async function scheduleAll(
  deps: Moving,
  tx: Tx,
  scope: Scope,
  following: {
    readonly world: World
    readonly link: StoredLink
    readonly due: Extract<Step, { kind: 'moved' }>['due']
    readonly requestId: string
  },
): Promise<void> {
  const { world, link, due, requestId: asked } = following
  for (const work of due) {
    const resources = resourcesOfUpdate(deps, link)
    if (resources.length === 0) continue
    const requestId = requestIdOf(world, link.id, asked, work.cause)
    await scheduleUpdate(tx, scope, world, { link, cause: work.cause, resources, dueAt: work.at, requestId })
  }
}

/** What an update of the link's own reads: recurrent links their core and what they name, single ones what they name. */
export function resourcesOfUpdate({ connectors }: Pick<Deps, 'connectors'>, link: StoredLink): readonly ResourceName[] {
  const manifest = connectors.findByName(link.institution)?.manifest
  if (!manifest) return []
  const named = link.fetch_resources as ResourceName[]
  if (link.access_mode === 'single') return manifest.resources.filter((name) => named.includes(name))
  const core = manifest.core.length > 0 ? manifest.core : manifest.resources
  return manifest.resources.filter((name) => core.includes(name) || named.includes(name))
}

/** What the LINK webhooks say. */
const linkTrouble = {
  invalid_credentials: {
    error_code: 'login_error',
    error_message: 'Invalid credentials provided to login to the institution',
    status: 400,
  },
  token_required: {
    error_code: 'token_required',
    error_message: 'A MFA token is required by the institution to login',
    status: 428,
  },
} as const

const toLife = (link: StoredLink, credentialsKept: boolean): LinkLife => ({
  id: link.id,
  status: link.status,
  accessMode: link.access_mode,
  refreshRate: link.refresh_rate as RefreshRate | null,
  credentialsKept,
  failedLogins: link.failed_logins,
  nextRefreshAt: link.next_refresh_at,
  retries: link.refresh_retries,
})

const fromLife = (life: LinkLife) => ({
  status: life.status,
  access_mode: life.accessMode,
  refresh_rate: life.refreshRate,
  failed_logins: life.failedLogins,
  next_refresh_at: life.nextRefreshAt,
  refresh_retries: life.retries,
})
