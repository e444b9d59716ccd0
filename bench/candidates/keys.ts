/** The one key that all candidates are asked with, and the master key that the product and the bare loop share. */
export const keys = { id: 'bench-secret-id', password: 'bench-secret-password' } as const

export const masterKey = Buffer.alloc(32, 'bench master key').toString('base64')

export const basicAuth = `Basic ${Buffer.from(`${keys.id}:${keys.password}`).toString('base64')}`

/** The same `Host` for everybody, so that the links to the next page are the same bytes. */
export const headers = { host: 'bench.test', authorization: basicAuth } as const
