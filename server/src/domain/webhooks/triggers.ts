import { resources, wordFor } from '../../../../contract/catalogue.ts'
import type { ResourceDefinition, ResourceName } from '../../../../contract/resource.ts'
import { type ConsentWebhook, consentWebhookCodes } from '../../../../contract/webhooks.ts'

/** What has to happen so that a webhook is told. */
export type Cause =
  /** A historical update of a resource runs. */
  | { readonly kind: 'history' }
  /** A recurrent update runs and finds what happened at the institution; null where it finds news whenever it runs. */
  | { readonly kind: 'news'; readonly happens: 'added' | 'changed' | 'taken_back' | null }
  | { readonly kind: 'password' }
  | { readonly kind: 'token' }
  | { readonly kind: 'deletion' }
  | { readonly kind: 'consent'; readonly code: ConsentWebhook }

/** One webhook, what brings it about, and of which resources: of one word an institution offers one. */
export type Trigger = {
  readonly type: string
  readonly code: string
  readonly cause: Cause
  readonly resources: readonly ResourceName[]
  readonly needs: string
  readonly does: string
}

const recurrent = 'a valid recurrent link'

const ofLinks: readonly Trigger[] = [
  {
    ...{ type: 'LINK', code: 'invalid_credentials', cause: { kind: 'password' }, resources: [] },
    needs: `${recurrent} at an institution that asks for a password`,
    does: 'the person changes the password at the institution; the next scheduled refresh is refused',
  },
  {
    ...{ type: 'LINK', code: 'token_required', cause: { kind: 'token' }, resources: [] },
    needs: recurrent,
    does: 'the next scheduled refresh is asked for a token, which is 111111',
  },
  {
    ...{ type: 'LINK', code: 'link_deleted', cause: { kind: 'deletion' }, resources: [] },
    needs: 'a link, in whatever status; where none is named, one is registered for it',
    does: 'the link is deleted in the background',
  },
]

const ofConsents: Readonly<Record<ConsentWebhook, Pick<Trigger, 'needs' | 'does'>>> = {
  openfinance_consent_expired: {
    needs: `${recurrent} with a consent that is granted`,
    does: 'the consent ends now',
  },
  openfinance_consent_expiration_changed: {
    needs: `${recurrent} with a consent that is granted`,
    does: 'the person grants the consent for another time',
  },
  openfinance_consent_about_to_expire: {
    needs: `${recurrent} with a consent that is granted, and the setting consent_reminders`,
    does: 'the consent is granted for seven days, and a recurrent update runs',
  },
}

function ofResource(resource: ResourceDefinition): readonly Trigger[] {
  const { name, noun, webhooks, identity } = resource
  const type = wordFor(name)
  const own = { type, resources: [name] }
  const told = webhooks.history?.map(({ code }) => code) ?? ['historical_update']
  const history = [...new Set(told)].map((code) => ({
    ...{ ...own, code, cause: { kind: 'history' } as const },
    needs: `a valid link at an institution that offers ${type}`,
    does: `a historical update of ${type} runs`,
  }))
  const kinds = { added: webhooks.fresh, changed: webhooks.changed, taken_back: webhooks.gone } as const
  const does = {
    added: `the institution gets one more ${noun.one}`,
    changed: `one ${noun.one} is another at the institution than it was`,
    taken_back: `the institution takes a ${noun.one} back`,
  } as const
  const news = (Object.keys(kinds) as (keyof typeof kinds)[]).flatMap((kind) =>
    [...new Set([kinds[kind] ?? []].flat().map(({ code }) => code))].map((code) => {
      const happens = identity === 'snapshot' ? null : kind
      return {
        ...{ ...own, code, cause: { kind: 'news', happens } as const },
        needs: `${recurrent} that keeps ${type} current`,
        does: `${happens === null ? 'time has passed' : does[kind]}; a recurrent update runs and finds it`,
      }
    }),
  )
  return [...history, ...news]
}

/** Two resources of one word, such as the invoices of two countries, may share a webhook. */
function together(all: readonly Trigger[]): readonly Trigger[] {
  const byName = Map.groupBy(all, ({ type, code }) => `${type} ${code}`)
  return [...byName.values()].flatMap(([first, ...more]) =>
    first ? [{ ...first, resources: [first, ...more].flatMap(({ resources: names }) => names) }] : [],
  )
}

/** Every webhook that there is, with what brings it about. */
export const triggers: readonly Trigger[] = [
  ...together(resources.flatMap(ofResource)),
  ...ofLinks,
  ...consentWebhookCodes.map((code) => ({
    ...{ type: 'CONSENT', code, cause: { kind: 'consent', code } as const, resources: [] },
    ...ofConsents[code],
  })),
]

export const findTrigger = (type: string, code: string): Trigger | undefined =>
  triggers.find((each) => each.type === type && each.code === code)
