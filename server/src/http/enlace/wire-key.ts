import type { Key, NewKey } from '../../flows/workspaces/keys.ts'

export const wireKey = (key: Key) => ({
  id: key.id,
  name: key.name,
  secret_id: key.secret_id,
  scopes: key.scopes,
  created_at: key.created_at.toISOString(),
  revoked_at: key.revoked_at?.toISOString() ?? null,
})

/** With the password, which is answered this one time. */
export const wireNewKey = ({ key, secretPassword }: NewKey) => ({ ...wireKey(key), secret_password: secretPassword })
