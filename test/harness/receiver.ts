import { afterAll } from 'vitest'
import { type Behaviour, openHook, type Received } from './hook.ts'

export type { Behaviour, Received } from './hook.ts'

export type Receiver = {
  readonly url: string
  /** Everything that arrived, in order. */
  readonly received: readonly Received[]
  /** What it does with the next posts, one after the other; with all later ones it does the last. */
  script(...behaviours: readonly Behaviour[]): void
  forget(): void
}

/** A real HTTP server that webhooks can be sent to; gone when the file is done. */
export async function startReceiver(...behaviours: readonly Behaviour[]): Promise<Receiver> {
  const received: Received[] = []
  let script = behaviours
  const hook = await openHook((post) => {
    received.push(post)
    const behaviour = script[0] ?? 200
    if (script.length > 1) script = script.slice(1)
    return behaviour
  })
  afterAll(() => hook.close())
  return {
    url: hook.url,
    received,
    script(...given) {
      script = given
    },
    forget: () => void received.splice(0),
  }
}
