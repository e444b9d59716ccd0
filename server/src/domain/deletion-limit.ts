const windowMs = 60_000
const deletionsMax = 5

export type DeletionVerdict =
  | { readonly allowed: true; readonly recent: Date[] }
  | { readonly allowed: false; readonly waitSeconds: number }

/** Five synchronous deletions in any sixty seconds: counts this one in, or says how long to wait. */
export function countDeletion(before: readonly Date[], now: Date): DeletionVerdict {
  const recent = before.filter((instant) => now.getTime() - instant.getTime() < windowMs)
  if (recent.length < deletionsMax) return { allowed: true, recent: [...recent, now] }
  const oldest = Math.min(...recent.map((instant) => instant.getTime()))
  return { allowed: false, waitSeconds: Math.max(1, Math.ceil((oldest + windowMs - now.getTime()) / 1_000)) }
}
