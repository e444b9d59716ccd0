/**
 * Runs one item after the other; while one runs, the next is made ready. Where what runs is another process, such as a
 * database, both work at once. When either fails, what runs comes to its end first and nothing new is begun.
 */
export async function pipelined<Item, Ready>(
  items: Iterable<Item>,
  makeReady: (item: Item) => Ready,
  run: (ready: Ready) => Promise<void>,
): Promise<void> {
  let running = Promise.resolve()
  try {
    for (const item of items) {
      const ready = makeReady(item)
      await running
      running = run(ready)
      // Its failure is told where it is waited for, which is later.
      running.catch(() => undefined)
      // So that it is on its way before the processor is taken for the next one.
      await new Promise(setImmediate)
    }
  } finally {
    await running
  }
}

/** A list in pieces of at most `size`. */
export function* piecesOf<Item>(items: readonly Item[], size: number): Iterable<readonly Item[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size)
}
