import { demoKeys } from '../../server/src/config.ts'
import type { Answer, Api, Body } from './api.ts'

/** The body of an open finance widget, with everything that one has to have. */
export const openFinanceBody = {
  scopes: 'read_institutions,write_links,read_consents,write_consents,write_consent_callback,delete_consents',
  fetch_resources: ['ACCOUNTS', 'OWNERS'],
  stale_in: '90d',
  widget: {
    openfinance_feature: 'consent_link_creation',
    callback_urls: { success: 'shop_app://success', exit: 'shop_app://exit', event: 'shop_app://event' },
    branding: {
      company_icon: 'https://shop.test/icon.svg',
      company_logo: 'https://shop.test/logo.svg',
      company_name: 'ACME',
      company_terms_url: 'https://shop.test/terms/',
      show_belvo_middle_logo: false,
    },
    theme: [{ css_key: '--color-primary-base', value: '#907AD6' }],
    consent: {
      purpose: 'To show what you spend.',
      terms_and_conditions_url: 'https://shop.test/conditions',
      permissions: ['REGISTER', 'ACCOUNTS', 'CREDIT_CARDS', 'CREDIT_OPERATIONS'],
      identification_info: [{ type: 'CPF', number: '76109277673', name: 'Ralph B.' }],
    },
  },
}

/** The same with another consent. */
export const withConsent = (consent: object): Body => ({
  ...openFinanceBody,
  widget: { ...openFinanceBody.widget, consent: { ...openFinanceBody.widget.consent, ...consent } },
})

/** Asks for tokens with the demo keys in the body, and gives the access token. */
export async function givenToken(api: Pick<Api, 'send'>, body: object): Promise<string> {
  const answer = await api.send('POST', '/api/token/', { keys: null, body: { ...demoKeys, ...body } })
  if (answer.status !== 200) throw new Error(`no token: ${JSON.stringify(answer.body)}`)
  return answer.body.access
}

/** What a widget does with its token. */
export function widgetOf(api: Pick<Api, 'send'>, token: string) {
  const send = (method: string, path: string, body?: unknown): Promise<Answer> =>
    api.send(method, path, {
      keys: null,
      headers: { authorization: `Bearer ${token}` },
      ...(body === undefined ? {} : { body }),
    })
  return {
    send,
    get: (path: string) => send('GET', path),
    post: (path: string, body: unknown) => send('POST', path, body),
    patch: (path: string, body: unknown) => send('PATCH', path, body),
    put: (path: string, body: unknown) => send('PUT', path, body),
  }
}

/** What a token says, unchecked. */
export const claimsOf = (token: string): Body =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'))
