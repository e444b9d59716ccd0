import type { FaultName } from '../faults.ts'
import { afterFailure, afterSuccess, firstSlot, type RefreshRate, slotOfNextDay } from './schedule.ts'

export type LinkStatus = 'valid' | 'invalid' | 'unconfirmed' | 'token_required'

/** What decides how a link lives on. Terms that trigger nothing (`stale_in`, `fetch_resources`) are not part of it. */
export type LinkLife = {
  readonly id: string
  readonly status: LinkStatus
  readonly accessMode: 'single' | 'recurrent'
  /** What a switch to recurrent sets; null on single links. */
  readonly refreshRate: RefreshRate | null
  /** Whether credentials are kept that a later access can use. */
  readonly credentialsKept: boolean
  /** Failed logins in a row. */
  readonly failedLogins: number
  /** When the schedule wants it next; null without a schedule. */
  readonly nextRefreshAt: Date | null
  readonly retries: number
}

export type LifeEvent =
  /** A registration or a resumed one let the person in. */
  | { readonly kind: 'confirmed' }
  /** A login of an access, a new password or a resumed session was accepted. */
  | { readonly kind: 'login_accepted' }
  /** The institution rejected the credentials that a request used. */
  | { readonly kind: 'login_rejected' }
  /** New credentials were accepted. */
  | { readonly kind: 'credentials_changed' }
  /** The kept credentials were destroyed because their time was over. */
  | { readonly kind: 'credentials_lapsed' }
  /** The consent that the link stands on ended, or was refused. */
  | { readonly kind: 'consent_ended' }
  /** It was granted anew. */
  | { readonly kind: 'consent_given' }
  | { readonly kind: 'switched_to_recurrent'; readonly refreshRate: RefreshRate }
  | { readonly kind: 'switched_to_single' }
  /** What became of a scheduled refresh. */
  | { readonly kind: 'refreshed' }
  | { readonly kind: 'refresh_failed' }
  | { readonly kind: 'refresh_rejected' }
  | { readonly kind: 'refresh_wants_token' }

/** Work that a step makes due. */
export type DueWork = {
  readonly cause: 'registration' | 'access_mode_switch' | 'credentials_changed'
  readonly at: Date
}

export type Step =
  | {
      readonly kind: 'moved'
      readonly link: LinkLife
      readonly due: readonly DueWork[]
      /** LINK webhooks that the step announces. */
      readonly announces: readonly ('invalid_credentials' | 'token_required')[]
      /** Whether updates that are due but not started are taken back. */
      readonly cancelsDue: boolean
    }
  | { readonly kind: 'refused'; readonly fault: FaultName }

const failedLoginsMax = 6

/** The life of a link, whole: every status and every event, as docs/link-life.md tells them. Pure. */
export function step(link: LinkLife, event: LifeEvent, now: Date): Step {
  switch (event.kind) {
    case 'confirmed':
      return moved(started({ ...link, status: 'valid', failedLogins: 0 }, now), {
        due: [{ cause: 'registration', at: now }],
      })
    case 'login_accepted':
      return moved(
        link.status === 'token_required'
          ? started({ ...link, status: 'valid', failedLogins: 0 }, now)
          : { ...link, failedLogins: 0 },
      )
    case 'login_rejected':
      return afterRejection(link)
    case 'credentials_changed':
      return afterNewCredentials(link, now)
    case 'credentials_lapsed':
      return moved(
        stopped({ ...link, status: link.status === 'unconfirmed' ? 'unconfirmed' : 'invalid', credentialsKept: false }),
        { cancelsDue: true },
      )
    case 'consent_ended':
      return moved(stopped({ ...link, status: link.status === 'unconfirmed' ? 'unconfirmed' : 'invalid' }), {
        cancelsDue: true,
      })
    case 'consent_given':
      return link.status === 'unconfirmed' || !link.credentialsKept ? moved(link) : afterNewCredentials(link, now)
    case 'switched_to_recurrent':
      return toRecurrent(link, event.refreshRate, now)
    case 'switched_to_single':
      return moved(
        { ...stopped(link), accessMode: 'single', refreshRate: null },
        { cancelsDue: link.accessMode === 'recurrent' },
      )
    case 'refreshed':
      return moved(planned({ ...link, status: 'valid', failedLogins: 0 }, (rate) => afterSuccess(link.id, rate, now)))
    case 'refresh_failed':
      // A link that was stopped meanwhile stays so.
      return moved(
        link.status === 'valid'
          ? planned(link, (rate) => afterFailure(link.id, rate, { now, retries: link.retries }))
          : link,
      )
    case 'refresh_rejected':
      return moved(stopped({ ...link, status: 'invalid' }), { announces: ['invalid_credentials'], cancelsDue: true })
    case 'refresh_wants_token':
      return moved(stopped({ ...link, status: 'token_required' }), { announces: ['token_required'], cancelsDue: true })
  }
}

type Consequences = Partial<Omit<Extract<Step, { kind: 'moved' }>, 'kind' | 'link'>>

const moved = (link: LinkLife, consequences: Consequences = {}): Step => ({
  kind: 'moved',
  link,
  due: [],
  announces: [],
  cancelsDue: false,
  ...consequences,
})

/** With its schedule running from now; single links have none. */
const started = (link: LinkLife, now: Date): LinkLife => planned(link, (rate) => firstSlot(link.id, rate, now))

const stopped = (link: LinkLife): LinkLife => ({ ...link, nextRefreshAt: null, retries: 0 })

function planned(link: LinkLife, plan: (rate: RefreshRate) => { at: Date; retries: number }): LinkLife {
  if (link.accessMode !== 'recurrent' || link.refreshRate === null) return stopped(link)
  const { at, retries } = plan(link.refreshRate)
  return { ...link, nextRefreshAt: at, retries }
}

/** The sixth failed login in a row makes the link invalid, and ends its schedule with what it had planned. */
function afterRejection(link: LinkLife): Step {
  const failedLogins = link.failedLogins + 1
  if (failedLogins < failedLoginsMax || link.status === 'unconfirmed') return moved({ ...link, failedLogins })
  return moved(stopped({ ...link, status: 'invalid', failedLogins }), { cancelsDue: true })
}

/** Valid again under the same id; a recurrent link updates at once and its schedule starts again. */
function afterNewCredentials(link: LinkLife, now: Date): Step {
  const valid = started({ ...link, status: 'valid', failedLogins: 0, credentialsKept: true }, now)
  return moved(valid, { due: link.accessMode === 'recurrent' ? [{ cause: 'credentials_changed', at: now }] : [] })
}

function toRecurrent(link: LinkLife, refreshRate: RefreshRate, now: Date): Step {
  if (link.accessMode === 'recurrent') return moved(link)
  if (link.status === 'unconfirmed') return { kind: 'refused', fault: 'link_unconfirmed' }
  if (!link.credentialsKept) return { kind: 'refused', fault: 'access_mode_switch_refused' }
  if (link.status === 'invalid') return { kind: 'refused', fault: 'link_invalid' }
  if (link.status === 'token_required') return { kind: 'refused', fault: 'token_required' }
  const at = slotOfNextDay(link.id, now)
  const recurrent: LinkLife = { ...link, accessMode: 'recurrent', refreshRate }
  // The update of the next day is that slot's; the schedule goes on from there.
  const { at: nextRefreshAt } = firstSlot(link.id, refreshRate, at)
  return moved({ ...recurrent, nextRefreshAt, retries: 0 }, { due: [{ cause: 'access_mode_switch', at }] })
}
