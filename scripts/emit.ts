import { execFileSync } from 'node:child_process'
import { cpSync, globSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')

/** Emits JavaScript for all that is published, and beside it the files that are not code but are read at run time. */
export function build(outFolder: string): void {
  rmSync(outFolder, { recursive: true, force: true })
  const compiler = join(root, 'node_modules/.bin/tsc')
  execFileSync(compiler, ['-p', join(root, 'tsconfig.build.json'), '--outDir', outFolder], { stdio: 'inherit' })
  for (const asset of assets()) cpSync(join(root, asset), join(outFolder, asset))
}

function assets(): string[] {
  const files = globSync('{contract,server}/**/*.*', { cwd: root, exclude: ['**/node_modules/**'] })
  return ['package.json', ...files.filter((file) => !/\.(ts|tsx|md)$/.test(file))]
}
