import { Dice } from '../../server/src/kit/random.ts'
import { type Behaviour, openHook } from '../harness/hook.ts'

/** What became of the posts of one webhook. */
export type Arrivals = { readonly bodies: Set<string>; posts: number; accepted: number }

/** A webhook with what its headers say. */
export type Taken = { readonly webhookId: string; readonly link: string; readonly sequence: number }

export type FickleReceiver = {
  readonly url: string
  /** Where somebody hears the same who has asked for order. */
  readonly orderedUrl: string
  /** By `webhook_id`. */
  readonly arrived: ReadonlyMap<string, Arrivals>
  /** What was taken by the one who has asked for order, as it came. */
  readonly takenInOrder: readonly Taken[]
  /** Whether a webhook is one that the receiver never takes. */
  isHopeless(webhookId: string): boolean
  close(): Promise<void>
}

/**
 * Outlives the server that it hears from. Takes most webhooks at once, some only at the second try, and a few never:
 * which ones, the seed decides. At most `hangsMax` times it says nothing at all, which costs the server five seconds.
 */
export async function openFickleReceiver(seed: string, hangsMax: number): Promise<FickleReceiver> {
  const arrived = new Map<string, Arrivals>()
  const arrivedInOrder = new Map<string, Arrivals>()
  const takenInOrder: Taken[] = []
  let hangsLeft = hangsMax
  const hook = await openHook(({ body, path, headers }) => {
    const isOrdered = path === orderedPath
    const all = isOrdered ? arrivedInOrder : arrived
    const known = all.get(body.webhook_id) ?? { bodies: new Set(), posts: 0, accepted: 0 }
    all.set(body.webhook_id, known)
    known.bodies.add(JSON.stringify(body))
    known.posts += 1
    const behaviour = behaviourOf(seed, body.webhook_id, known.posts)
    const chosen = behaviour === 'hang' && hangsLeft-- <= 0 ? 200 : behaviour
    if (chosen !== 200) return chosen
    known.accepted += 1
    const [link, sequence] = [String(headers['enlace-link']), Number(headers['enlace-sequence'])]
    if (isOrdered) takenInOrder.push({ webhookId: body.webhook_id, link, sequence })
    return chosen
  })
  const isHopeless = (webhookId: string) => behaviourOf(seed, webhookId, 2) !== 200
  const orderedUrl = new URL(orderedPath, hook.url).href
  return { url: hook.url, orderedUrl, arrived, takenInOrder, isHopeless, close: hook.close }
}

const orderedPath = '/in-order'

function behaviourOf(seed: string, webhookId: string, post: number): Behaviour {
  const mood = new Dice(seed, 'receiver', webhookId).fraction()
  if (mood > 0.95) return 503
  if (mood < 0.65 || post > 1) return 200
  if (mood < 0.78) return 500
  return mood < 0.9 ? 'reset' : 'hang'
}
