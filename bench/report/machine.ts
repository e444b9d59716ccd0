import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { arch, cpus, loadavg, platform, release, totalmem } from 'node:os'
import { join } from 'node:path'
import type { Table } from './section.ts'

const root = join(import.meta.dirname, '../..')

/** What the figures of a run depend on. */
export function describeMachine(more: readonly (readonly [string, string])[]): Table {
  const processors = cpus()
  return [
    ['Machine', ''],
    ['Processor', `${processors[0]?.model ?? 'unknown'}, ${processors.length} cores`],
    ['Memory', `${Math.round(totalmem() / 2 ** 30)} GiB`],
    ['System', `${platform()} ${release()} ${arch()}`],
    ['Node', process.version],
    ['PGlite', packageVersion('@electric-sql/pglite')],
    ...more,
    ['Commit', commit()],
    ['Date', new Date().toISOString().slice(0, 16).replace('T', ' ')],
    ['Load before the run', (loadavg()[0] ?? 0).toFixed(2)],
  ]
}

function packageVersion(name: string): string {
  const manifest = readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8')
  return (JSON.parse(manifest) as { version: string }).version
}

function commit(): string {
  const git = (...args: string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim()
  const changed = git('status', '--porcelain', '--', 'server', 'contract', 'bench/*.ts', 'package.json')
  return `${git('rev-parse', '--short', 'HEAD')}${changed === '' ? '' : ', with changes not yet committed'}`
}
