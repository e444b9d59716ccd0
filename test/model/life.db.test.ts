import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Intent, script } from './intents.ts'
import { runBoth, setStage } from './run.ts'

// Set by `npm run model`, which runs more of it, or one failure again.
const { ENLACE_MODEL_RUNS = '15', ENLACE_MODEL_SEED = '1', ENLACE_MODEL_PATH = '' } = process.env

/** A failure is made smaller for so long at most. */
const searchMaxMs = 60_000

test('whatever is done to links, in whatever order, they live as the table says', { timeout: 0 }, async () => {
  const stage = await setStage()
  const numRuns = Number(ENLACE_MODEL_RUNS)
  const details = await fc.check(
    fc.asyncProperty(script, (intents) => runBoth(stage, intents)),
    {
      ...{ numRuns, seed: Number(ENLACE_MODEL_SEED), path: ENLACE_MODEL_PATH },
      ...{ interruptAfterTimeLimit: searchMaxMs + numRuns * 10_000, markInterruptAsFailure: true },
    },
  )
  expect(details.failed, told(details)).toBe(false)
})

function told({ seed, numRuns, counterexamplePath, errorInstance }: fc.RunDetails<[readonly Intent[]]>): string {
  const again = `npm run model -- --seed ${seed} --path ${counterexamplePath}`
  return `Failed in run ${numRuns}. Again: ${again}\n${errorInstance instanceof Error ? errorInstance.message : errorInstance}`
}
