import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** A file that pages load, held in memory. */
export type Asset = { readonly type: string; readonly tag: string; readonly bytes: Buffer }

const script = 'text/javascript; charset=utf-8'
const styles = 'text/css; charset=utf-8'

const swaggerUi = join(dirname(fileURLToPath(import.meta.resolve('@fastify/swagger-ui/package.json'))), 'static')

/** The whole list: no part of a request's path ever becomes part of a file's. */
const files = {
  'swagger-ui.js': { path: join(swaggerUi, 'swagger-ui-bundle.js'), type: script },
  'swagger-ui.css': { path: join(swaggerUi, 'swagger-ui.css'), type: styles },
  'start-reference.js': { path: join(import.meta.dirname, 'start-reference.js'), type: script },
  'reference.css': { path: join(import.meta.dirname, 'reference.css'), type: styles },
} as const

export type AssetName = keyof typeof files

export const assetNames = Object.keys(files) as readonly AssetName[]

const assetMaxBytes = 4_194_304

const loaded = new Map<AssetName, Promise<Asset>>()

/** Reads a file the first time it is asked for. */
export function getAsset(name: AssetName): Promise<Asset> {
  const known = loaded.get(name)
  if (known) return known
  const made = load(files[name])
  loaded.set(name, made)
  made.catch(() => loaded.delete(name))
  return made
}

async function load({ path, type }: { path: string; type: string }): Promise<Asset> {
  const { size } = await stat(path)
  if (size > assetMaxBytes) throw new RangeError(`${path} has ${size} bytes, more than a page's file may have.`)
  const bytes = await readFile(path)
  return { type, bytes, tag: `"${createHash('sha256').update(bytes).digest('hex').slice(0, 32)}"` }
}
