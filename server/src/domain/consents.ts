import type { ConsentStatus } from '../../../contract/consents.ts'
import type { ConsentWebhook } from '../../../contract/webhooks.ts'

/** What decides how a consent lives on. */
export type ConsentLife = {
  readonly status: ConsentStatus
  /** Whole days that it is given for; null: until it is taken back. */
  readonly durationDays: number | null
  /** When it ends, or ended; null where it does not. */
  readonly expiresAt: Date | null
}

export type ConsentStep = {
  readonly consent: ConsentLife
  /** What it means for the link: nothing, that it is usable again, or that it is not any more. */
  readonly link: 'consent_given' | 'consent_ended' | null
  readonly announces: ConsentWebhook | null
}

const dayMs = 86_400_000

/** What the person grants at `now`. */
export const given = (durationDays: number | null, now: Date): ConsentLife => ({
  status: 'AUTHORISED',
  durationDays,
  expiresAt: durationDays === null ? null : new Date(now.getTime() + durationDays * dayMs),
})

/** When it ends by itself: only what is granted and does not hold for ever. */
export const endsBy = ({ status, expiresAt }: ConsentLife): Date | null => (status === 'AUTHORISED' ? expiresAt : null)

/** When it was given for the time that it has now, where that was not when it was made; only what ends can tell. */
export function givenAnewAt({ status, durationDays, expiresAt }: ConsentLife, madeAt: Date): Date | undefined {
  if (status !== 'AUTHORISED' || expiresAt === null || durationDays === null) return undefined
  const givenAt = new Date(expiresAt.getTime() - durationDays * dayMs)
  return givenAt > madeAt ? givenAt : undefined
}

/** Whether it ends within seven days. */
export const isAboutToEnd = ({ status, expiresAt }: Pick<ConsentLife, 'status' | 'expiresAt'>, now: Date): boolean =>
  status === 'AUTHORISED' && expiresAt !== null && expiresAt.getTime() - now.getTime() <= 7 * dayMs

/** Its time is over. */
export const expired = (consent: ConsentLife, now: Date): ConsentStep => changed(consent, { status: 'EXPIRED' }, now)

/**
 * The person or the bank changes a consent: its status, or for how long it is given. Granting it anew, or for another
 * time, lets its time begin anew.
 */
export function changed(
  before: ConsentLife,
  change: { readonly status?: ConsentStatus; readonly durationDays?: number | null },
  now: Date,
): ConsentStep {
  const { status = before.status, durationDays = before.durationDays } = change
  const consent = after(before, { status, durationDays }, now)
  return { consent, link: meant(before.status, status), announces: told(before, consent) }
}

function after(
  before: ConsentLife,
  { status, durationDays }: Pick<ConsentLife, 'status' | 'durationDays'>,
  now: Date,
): ConsentLife {
  const renewed = status === 'AUTHORISED' && (before.status !== status || before.durationDays !== durationDays)
  if (renewed) return given(durationDays, now)
  if (status !== 'EXPIRED' || before.status === 'EXPIRED') return { ...before, status, durationDays }
  const isOver = before.expiresAt !== null && before.expiresAt <= now
  return { status, durationDays, expiresAt: isOver ? before.expiresAt : now }
}

function meant(before: ConsentStatus, status: ConsentStatus): ConsentStep['link'] {
  if (before === status) return null
  if (status === 'AUTHORISED') return 'consent_given'
  return before === 'AUTHORISED' ? 'consent_ended' : null
}

/** Of a consent that is not granted nobody is told: what is known of such webhooks is their names. */
function told(before: ConsentLife, { status, expiresAt }: ConsentLife): ConsentWebhook | null {
  if (status === 'EXPIRED') return before.status === 'EXPIRED' ? null : 'openfinance_consent_expired'
  const moved = expiresAt?.getTime() !== before.expiresAt?.getTime()
  return status === 'AUTHORISED' && moved ? 'openfinance_consent_expiration_changed' : null
}

/** A CPF or CNPJ without its points: how it is kept and compared. */
export const bareDocument = (text: string): string => text.replaceAll(/[./\s-]/g, '')
