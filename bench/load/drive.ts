import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Drive, Driven } from './generator.ts'

const generator = join(import.meta.dirname, 'generator.ts')

/** Runs the load generator in a process of its own. */
export async function drive(asked: Drive): Promise<Driven> {
  const limits = { timeout: asked.warmUpMs + asked.measuredMs + 20_000, maxBuffer: 1_000_000 }
  const { stdout } = await promisify(execFile)(process.execPath, [generator, JSON.stringify(asked)], limits)
  return JSON.parse(stdout) as Driven
}
