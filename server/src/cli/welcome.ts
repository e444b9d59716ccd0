import type { AddressInfo } from 'node:net'
import { type Config, demoKeys, hasDemoKeys } from '../config.ts'

/** What a person reads after a start: where it is, with which keys, and a first call to copy. */
export function welcome(config: Config, addresses: readonly (string | AddressInfo)[]): string {
  const url = urlOf(addresses[0])
  const database = config.databaseUrl === null ? `embedded, in ${config.dataDir}` : 'PostgreSQL'
  const lines = [
    '',
    `  Enlace is up: ${url}  (${config.mode}; database: ${database})`,
    ...(hasDemoKeys(config) ? firstCall(url) : []),
    `  API reference: ${url}/docs`,
    '',
  ]
  return `${lines.join('\n')}\n`
}

const firstCall = (url: string) => [
  '',
  `  Secret id:       ${demoKeys.id}`,
  `  Secret password: ${demoKeys.password}`,
  '',
  '  Register a link:',
  `  curl -u ${demoKeys.id}:${demoKeys.password} ${url}/api/links/ -H 'content-type: application/json' \\`,
  `    -d '{"institution": "erebor_mx_retail", "username": "bnk100", "password": "full"}'`,
  '',
]

function urlOf(address: string | AddressInfo | undefined): string {
  if (address === undefined || typeof address === 'string') return 'http://127.0.0.1'
  const everywhere = address.address === '0.0.0.0' || address.address === '::'
  const host = everywhere ? '127.0.0.1' : address.family === 'IPv6' ? `[${address.address}]` : address.address
  return `http://${host}:${address.port}`
}
