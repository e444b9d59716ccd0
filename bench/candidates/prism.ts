import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { freePort, launch } from './process.ts'

const root = join(import.meta.dirname, '../..')
const prefix = join(root, 'node_modules/.cache/enlace/bench')
const facts = join(root, 'test/contract/openapi-1.223-facts.json')
const anyId = '30cb4806-6e00-48a4-91c9-ca55968576c8'

export const prismVersion = '5.16.0'

export const prismTargets = {
  page: [`/api/transactions/?link=${anyId}&page_size=100`],
  detail: [`/api/transactions/${anyId}/`],
} as const

/** Prism is 213 packages, so it is no dependency: the first run puts it into the cache. */
export function installPrism(): string {
  const folder = join(prefix, `node_modules/@stoplight/prism-cli`)
  const program = join(folder, 'dist/index.js')
  if (existsSync(program)) return program
  mkdirSync(prefix, { recursive: true })
  const options = ['--no-save', '--no-audit', '--no-fund', '--ignore-scripts', '--silent', '--prefix', prefix]
  execFileSync('npm', ['install', ...options, `@stoplight/prism-cli@${prismVersion}`], { stdio: 'inherit' })
  return program
}

/** A mock of the same API from its published description: it validates the request and answers the examples. */
export async function startPrism() {
  const port = await freePort()
  return launch({
    name: 'prism',
    args: [installPrism(), 'mock', '--host', '127.0.0.1', '--port', String(port), facts],
    probe: prismTargets.detail[0],
    port,
  })
}
