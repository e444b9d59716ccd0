import { spawnSync } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { join } from 'node:path'
import { argv, env, execPath } from 'node:process'
import { parseArgs } from 'node:util'

/**
 * Lives through random lives of links beside the model of them, on both databases:
 * npm run model -- [--runs N] [--seed S] [--path P] [--project embedded|postgres]
 */
const { values } = parseArgs({
  args: argv.slice(2),
  options: {
    runs: { type: 'string', default: '100' },
    seed: { type: 'string', default: String(randomInt(2 ** 31)) },
    path: { type: 'string', default: '' },
    project: { type: 'string', multiple: true, default: ['embedded', 'postgres'] },
  },
})
console.log(`seed ${values.seed}`)
const vitest = join(import.meta.dirname, '../node_modules/vitest/vitest.mjs')
const projects = values.project.map((name) => `--project=${name}`)
const { status } = spawnSync(execPath, [vitest, 'run', ...projects, 'test/model/life.db.test.ts'], {
  stdio: 'inherit',
  env: {
    ...env,
    ENLACE_MODEL_RUNS: values.runs,
    ENLACE_MODEL_SEED: values.seed,
    ENLACE_MODEL_PATH: values.path,
  },
})
process.exitCode = status ?? 1
