/** What a key may do, read and write by area; `admin` may do everything and manages keys. */
export const keyScopes = [
  'admin',
  'institutions:read',
  'links:read',
  'links:write',
  'consents:read',
  'banking:read',
  'banking:write',
  'enrichment:read',
  'enrichment:write',
  'fiscal:read',
  'fiscal:write',
  'employment:read',
  'employment:write',
  'requests:read',
] as const

export type KeyScope = (typeof keyScopes)[number]

/** Whether a key with these scopes may do what `needed` names; `null` is what any key may do. */
export const allows = (granted: readonly KeyScope[], needed: KeyScope | null): boolean =>
  needed === null || granted.includes('admin') || granted.includes(needed)
