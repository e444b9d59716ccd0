import type { ResourceName } from '../../contract/resource.ts'
import { sandboxConnectors } from '../../server/src/connectors/sandbox/connector.ts'
import type { FaultName } from '../../server/src/domain/faults.ts'
import { Fault } from '../../server/src/kit/fault.ts'

/** Where every link of the model is: an institution that knows second factors. */
export const institution = 'heimdall_mx_retail'
export const seed = 'model'

/** What the model knows of; what else is retrieved follows the same rules, and is left out of what is compared. */
export const allResources = ['ACCOUNTS', 'OWNERS', 'TRANSACTIONS'] as const satisfies readonly ResourceName[]

const known: ReadonlySet<string> = new Set(['LINK', ...allResources])

/** Whether the model speaks of what a webhook or an update names. */
export const isKnown = (name: string): boolean => known.has(name)

export type Person = { readonly username: string; readonly password: string }

type Login = {
  readonly purpose?: 'registration' | 'access'
  readonly token?: string | undefined
  readonly resumes?: boolean
  readonly continues?: boolean
}

export type Answered =
  | { readonly kind: 'in'; read(resource: ResourceName, period?: Period): Promise<readonly Shown[]> }
  | { readonly kind: 'asks' }
  | { readonly kind: 'refused'; readonly fault: FaultName }

export type Period = { readonly from?: string; readonly to?: string }

/** A record as the institution shows it: its key, what it says, and its day where it has one. */
export type Shown = { readonly key: string; readonly content: string; readonly day: string | null }

const connector = sandboxConnectors.find(({ manifest }) => manifest.name === institution)

/** What the institution answers to a person. It is not what the model is about, so it is asked itself. */
export async function ask({ username, password }: Person, now: Date, login: Login = {}): Promise<Answered> {
  if (!connector) throw new Error(`there is no ${institution}`)
  const { purpose = 'access', token, resumes = false, continues = false } = login
  const credentials = { username, password, ...(token === undefined ? {} : { token }) }
  const surroundings = { clock: { now: () => now }, seed, signal: new AbortController().signal, resumes, continues }
  try {
    const opened = await connector.login(credentials, surroundings, purpose)
    if (opened.kind === 'token') return { kind: 'asks' }
    const { session } = opened
    return {
      kind: 'in',
      async read(resource, period = {}) {
        const shown: Shown[] = []
        for await (const batch of session.ask({ resource, ...period })) {
          for (const { key, body } of batch) {
            const day = typeof body.value_date === 'string' ? body.value_date : null
            shown.push({ key, content: JSON.stringify(body), day })
          }
        }
        return shown
      },
    }
  } catch (thrown) {
    if (thrown instanceof Fault) return { kind: 'refused', fault: thrown.name as FaultName }
    throw thrown
  }
}
