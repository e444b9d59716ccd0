import type { Section } from '../report/section.ts'
import type { Workbench } from '../workbench.ts'

export type Figure = {
  readonly name: string
  /** `rounds` is how often everything is repeated. */
  run(bench: Workbench, rounds: number): Promise<Section>
}

/** The candidates take turns, each time in another order, so that none always runs in the shadow of the same one. */
export async function inRounds<T>(rounds: number, candidates: readonly T[], measure: (candidate: T) => Promise<void>) {
  for (let round = 0; round < rounds; round += 1) {
    const start = round % candidates.length
    for (const candidate of [...candidates.slice(start), ...candidates.slice(0, start)]) await measure(candidate)
  }
}
