export type Shrinking<Step> = {
  /** The steps that were taken, where these lead to the same end; null where they do not. */
  replay(steps: readonly Step[]): Promise<readonly Step[] | null>
  /** What a step belongs to that may be left out as a whole. */
  groupsOf(step: Step): readonly string[]
  /** The step with less in it; null where it has nothing to spare. */
  simpler(step: Step): Step | null
  /** Asked before every replay. */
  mayGoOn(): boolean
}

/**
 * Leaves out steps for as long as the rest leads to the same end: whole groups, then chunks, half of them at first, then
 * one by one until each one is needed; and makes simpler what is left. Gives the fewest that were found.
 */
export async function shrink<Step>(steps: readonly Step[], shrinking: Shrinking<Step>): Promise<readonly Step[]> {
  const { replay, groupsOf, simpler, mayGoOn } = shrinking
  let least = steps
  const tryWith = async (fewer: readonly Step[]) => {
    if (!mayGoOn()) return false
    const taken = await replay(fewer)
    if (taken) least = taken
    return taken !== null
  }
  const tryWithout = (leftOut: ReadonlySet<Step>) => tryWith(least.filter((step) => !leftOut.has(step)))

  for (const group of groupsBySize(steps, groupsOf)) {
    const leftOut = new Set(least.filter((step) => groupsOf(step).includes(group)))
    if (leftOut.size > 0 && leftOut.size < least.length) await tryWithout(leftOut)
  }
  for (let size = Math.ceil(least.length / 2); size > 1; size = Math.ceil(size / 2)) await leaveOut(size)
  while (await leaveOut(1));
  for (const step of least) {
    const less = simpler(step)
    if (less) await tryWith(least.map((each) => (each === step ? less : each)))
  }
  return least

  /** From the end, as what comes later needs what was before. */
  async function leaveOut(size: number): Promise<boolean> {
    let hasFewer = false
    for (let end = least.length; end > 0 && mayGoOn(); end = Math.min(end - size, least.length)) {
      const chunk = least.slice(Math.max(0, end - size), end)
      if (chunk.length < least.length && (await tryWithout(new Set(chunk)))) hasFewer = true
    }
    return hasFewer && mayGoOn()
  }
}

/** The largest first. */
function groupsBySize<Step>(steps: readonly Step[], groupsOf: Shrinking<Step>['groupsOf']): string[] {
  const counts = new Map<string, number>()
  for (const group of steps.flatMap(groupsOf)) counts.set(group, (counts.get(group) ?? 0) + 1)
  return [...counts].toSorted(([, one], [, other]) => other - one).map(([group]) => group)
}
