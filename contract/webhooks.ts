import { resources, wordFor } from './catalogue.ts'

/** What LINK webhooks tell of. */
export const linkWebhookCodes = ['invalid_credentials', 'token_required', 'link_deleted'] as const

/** What CONSENT webhooks tell of. */
export const consentWebhookCodes = [
  'openfinance_consent_expired',
  'openfinance_consent_expiration_changed',
  'openfinance_consent_about_to_expire',
] as const

export type ConsentWebhook = (typeof consentWebhookCodes)[number]

/** Every webhook that there is, as its type and its code: `ACCOUNTS historical_update`. */
export const webhookNames: readonly string[] = [
  ...new Set(
    resources.flatMap(({ name, webhooks: { history, fresh, changed, gone } }) => {
      const told = history?.map(({ code }) => code) ?? ['historical_update']
      const news = [fresh, changed, gone].flatMap((each) => each ?? []).map(({ code }) => code)
      return [...told, ...news].map((code) => `${wordFor(name)} ${code}`)
    }),
  ),
  ...linkWebhookCodes.map((code) => `LINK ${code}`),
  ...consentWebhookCodes.map((code) => `CONSENT ${code}`),
]

/** What ENDPOINT webhooks tell of. They are ours, so only those who name the type are told. */
export const endpointWebhookCodes = ['endpoint_paused', 'endpoint_resumed'] as const

export type EndpointWebhook = (typeof endpointWebhookCodes)[number]

/** Every webhook of these and of those that are ours, as its type and its code. */
export const filterNames: readonly string[] = [
  ...webhookNames,
  ...endpointWebhookCodes.map((code) => `ENDPOINT ${code}`),
]

/** What an endpoint can choose from. */
export const webhookTypes: readonly string[] = [...new Set(filterNames.map((name) => name.split(' ')[0] as string))]
export const webhookCodes: readonly string[] = [...new Set(filterNames.map((name) => name.split(' ')[1] as string))]
