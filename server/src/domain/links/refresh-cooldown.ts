const cooldownMs = 600_000

/**
 * Whether a link may be refreshed: ten minutes after the last accepted refresh, and never while another one is logging
 * in, whose claim counts as accepted. Gives the whole minutes left, rounded up, or null when it may.
 */
export function minutesToWait(
  link: { readonly refreshed_at: Date | null; readonly refresh_claimed_at: Date | null },
  now: Date,
): number | null {
  const instants = [link.refreshed_at, link.refresh_claimed_at].flatMap((at) => (at ? [at.getTime()] : []))
  const left = Math.max(...instants, Number.NEGATIVE_INFINITY) + cooldownMs - now.getTime()
  return left > 0 ? Math.max(1, Math.ceil(left / 60_000)) : null
}
