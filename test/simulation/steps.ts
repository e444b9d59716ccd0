import { Dice } from '../../server/src/kit/random.ts'
import type { Crash } from './machine.ts'

/** One step as it was decided on, so that it can be taken again where others are left out. */
export type Step = {
  /** Which one it was in the run of its seed. */
  readonly number: number
  readonly workspace: string
  readonly operation: string
  /** The step in which the link was registered that it is done to, where it is done to one. */
  readonly link: number | null
  /** What was thrown to decide on the rest, in 2^-32. */
  readonly throws: readonly number[]
  readonly crash: Crash | null
}

const throwsMax = 2 ** 32

/** Dice whose throws are remembered. */
export class RememberedDice extends Dice {
  #thrown: number[] = []

  override fraction(): number {
    const fraction = super.fraction()
    this.#thrown.push(fraction * throwsMax)
    return fraction
  }

  forget(): void {
    this.#thrown = []
  }

  /** Those since it was told to forget. */
  get thrown(): readonly number[] {
    return this.#thrown
  }
}

/** Dice that repeat earlier throws, and go on with some of their own where things stand so that more are needed. */
export class RepeatedDice extends Dice {
  #left: number[]

  constructor(seed: string, { number, throws }: Step) {
    super(seed, 'repeated', number)
    this.#left = [...throws]
  }

  override fraction(): number {
    const repeated = this.#left.shift()
    return repeated === undefined ? super.fraction() : repeated / throwsMax
  }
}
