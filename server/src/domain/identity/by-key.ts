/** Why a record is shown no more: by the application, along with another one, or by the institution. */
export type Removal = 'deleted' | 'cascaded' | 'gone'

/** What is known of a stored record, removed ones included. */
export type Known = {
  readonly id: string
  readonly identity_key: string
  readonly content_mac: Uint8Array
  readonly created_at: Date
  /** When a visit showed it last. */
  readonly collected_at: Date
  readonly removal: Removal | null
}

export type Incoming = { readonly key: string; readonly contentMac: Buffer }

/** What one retrieval means for what is stored; each incoming and each known record stands in at most one list. */
export type Match<In extends Incoming> = {
  readonly fresh: readonly In[]
  readonly changed: readonly { readonly known: Known; readonly incoming: In }[]
  readonly unchanged: readonly { readonly known: Known; readonly incoming: In }[]
  /** Deleted by the application before: they do not come back. */
  readonly suppressed: readonly In[]
  /** Known, within what the retrieval covered, and no longer at the institution. */
  readonly gone: readonly Known[]
}

/**
 * Recognises records by the institution's own key. One incoming record claims at most one stored one, and a key that
 * comes twice in one retrieval counts once, the later content winning, as the institution corrected itself.
 */
export function matchByInstitutionKey<In extends Incoming>(
  known: readonly Known[],
  incoming: readonly In[],
): Match<In> {
  const stored = new Map(known.map((record) => [record.identity_key, record]))
  const arrived = new Map(incoming.map((record) => [record.key, record]))
  const match = { fresh: [] as In[], suppressed: [] as In[] }
  const changed: { known: Known; incoming: In }[] = []
  const unchanged: { known: Known; incoming: In }[] = []
  for (const record of arrived.values()) {
    const twin = stored.get(record.key)
    if (!twin) match.fresh.push(record)
    else if (twin.removal === 'deleted') match.suppressed.push(record)
    else if (twin.removal === null && record.contentMac.equals(twin.content_mac))
      unchanged.push({ known: twin, incoming: record })
    else changed.push({ known: twin, incoming: record })
  }
  const gone = known.filter((record) => record.removal === null && !arrived.has(record.identity_key))
  return { ...match, changed, unchanged, gone }
}
