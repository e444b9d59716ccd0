/** How it stands between an endpoint and its receiver, where somebody keeps count of it. */
export type Standing = {
  readonly enabled: boolean
  /** Nothing is sent before it. */
  readonly slowed_until: Date | null
  /** The first of the failures since something was taken last, and how many they are. */
  readonly failing_since: Date | null
  readonly failures_count: number
  readonly paused_at: Date | null
  readonly gone_at: Date | null
  /** How often it was probed since it was paused, and what with at present. */
  readonly probes_count: number
  readonly probe_delivery_id: string | null
  /** When it is looked after next. */
  readonly due_at: Date | null
}

/** What an attempt at an endpoint has come to. */
export type Tried = {
  readonly deliveryId: string
  readonly at: Date
  readonly result: 'taken' | 'failed' | 'gone'
  readonly quietMs: number
}

const hourMs = 3_600_000
/** Nothing but failures for so long, and so many of them, and nothing more is sent but probes. */
const pauseAfter = { failingMs: 24 * hourMs, failuresMin: 5 } as const
const probeWaitFirstMs = 300_000
const probeWaitMaxMs = 6 * hourMs

/** A fresh start: what is kept of an endpoint that somebody has switched on. */
export const soundStanding = {
  slowed_until: null,
  failing_since: null,
  failures_count: 0,
  paused_at: null,
  gone_at: null,
  probes_count: 0,
  probe_delivery_id: null,
} as const

/**
 * How an endpoint stands after an attempt. One that takes something is sound again, and what was held for it goes out at
 * once; one that has taken nothing for a day is paused; one that answers 410 is switched off.
 */
export function afterTry(standing: Standing, { deliveryId, at, result, quietMs }: Tried): Standing {
  if (result === 'gone') return { ...standing, ...soundStanding, enabled: false, gone_at: at, due_at: null }
  if (result === 'taken') {
    const calm = { ...standing, failing_since: null, failures_count: 0 }
    return standing.paused_at
      ? { ...calm, paused_at: null, probes_count: 0, probe_delivery_id: null, due_at: at }
      : calm
  }
  const failing = {
    ...standing,
    failing_since: standing.failing_since ?? at,
    failures_count: standing.failures_count + 1,
    slowed_until: laterOf(standing.slowed_until, quietMs === 0 ? null : new Date(at.getTime() + quietMs)),
  }
  if (!standing.enabled) return failing
  if (!standing.paused_at) return hasFailedForLong(failing, at) ? paused(failing, at) : failing
  if (standing.probe_delivery_id !== deliveryId) return failing
  const probes_count = standing.probes_count + 1
  return { ...failing, probes_count, probe_delivery_id: null, due_at: nextProbeAt(at, probes_count) }
}

/** When to knock again at a paused endpoint that was probed in vain so many times: the longer, the more rarely. */
export const nextProbeAt = (now: Date, probesCount: number): Date =>
  new Date(now.getTime() + Math.min(probeWaitFirstMs * 2 ** Math.min(probesCount, 16), probeWaitMaxMs))

const paused = (standing: Standing, at: Date): Standing => ({
  ...standing,
  paused_at: at,
  probes_count: 0,
  probe_delivery_id: null,
  due_at: nextProbeAt(at, 0),
})

const hasFailedForLong = ({ failing_since, failures_count }: Standing, at: Date): boolean =>
  failing_since !== null &&
  at.getTime() - failing_since.getTime() >= pauseAfter.failingMs &&
  failures_count >= pauseAfter.failuresMin

const laterOf = (one: Date | null, other: Date | null): Date | null =>
  one && other ? (one > other ? one : other) : (one ?? other)

/** Whether a delivery may be tried now: not at an endpoint that is off, or paused and not probed with it; later at a slowed one. */
export function mayBeTried(
  standing: Pick<Standing, 'enabled' | 'paused_at' | 'probe_delivery_id' | 'slowed_until'>,
  { id, now }: { readonly id: string; readonly now: Date },
): { readonly kind: 'now' | 'held' } | { readonly kind: 'later'; readonly at: Date } {
  if (!standing.enabled || (standing.paused_at && standing.probe_delivery_id !== id)) return { kind: 'held' }
  if (standing.slowed_until && standing.slowed_until > now) return { kind: 'later', at: standing.slowed_until }
  return { kind: 'now' }
}
