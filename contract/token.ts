import Type, { type Static } from 'typebox'
import { forms, like } from './forms.ts'
import type { ResourceName } from './resource.ts'
import { optional, text } from './schema.ts'

/** What a widget's token can be allowed to do; the words of the wire. */
export const widgetScopes = [
  'read_institutions',
  'write_links',
  'read_links',
  'delete_links',
  'read_consents',
  'write_consents',
  'write_consent_callback',
  'delete_consents',
] as const

export type WidgetScope = (typeof widgetScopes)[number]

/** What a link that is made with a token may be told to retrieve: the names of all variants of the body. */
const fetchedNames = [
  'ACCOUNTS',
  'TRANSACTIONS',
  'OWNERS',
  'BILLS',
  'INVESTMENTS',
  'INVESTMENT_TRANSACTIONS',
  'EXCHANGES',
  'INCOMES',
  'RECURRING_EXPENSES',
  'RISK_INSIGHTS',
  'FINANCIAL_STATEMENTS',
  'INVOICES',
  'TAX_COMPLIANCE_STATUS',
  'TAX_RETENTIONS',
  'TAX_RETURNS',
  'TAX_STATUS',
  'EMPLOYMENT_RECORDS',
  'CURRENT_EMPLOYMENTS',
  'EMPLOYMENT_METRICS',
  'EMPLOYMENTS',
] as const satisfies readonly ResourceName[]

export const consentGroups = ['REGISTER', 'ACCOUNTS', 'CREDIT_CARDS', 'CREDIT_OPERATIONS'] as const

/** Whole days after which a consent ends; one that is not named does not end. */
export const consentDurations = [92, 183, 275, 366] as const

export type ConsentDuration = (typeof consentDurations)[number]

export const openFinanceFeatures = ['consent_link_creation', 'consent_management'] as const

/** Shown, or gone to, in a browser: so no address that would be run there. */
const webAddress = () => like(forms.webAddress, { format: 'uri', maxLength: 2_048 })

/** An address of the application's own, such as `shop://success`. */
const deepLink = () => like(forms.deepLink, { maxLength: 2_048 })

const callbackUrls = Type.Object({
  success: deepLink(),
  exit: deepLink(),
  event: deepLink(),
  application_link: optional(deepLink()),
})

const branding = Type.Object({
  company_icon: webAddress(),
  company_logo: webAddress(),
  company_name: Type.String({ minLength: 1, maxLength: 128 }),
  company_terms_url: webAddress(),
  company_terms_version: optional(Type.String({ minLength: 1, maxLength: 64 })),
  overlay_background_color: optional(like(forms.colour)),
  social_proof: optional(Type.Boolean()),
  show_belvo_middle_logo: optional(Type.Boolean()),
})

const themed = Type.Object({
  css_key: like(forms.cssName, { maxLength: 64 }),
  value: Type.String({ minLength: 1, maxLength: 128 }),
})

const identification = Type.Object({
  type: Type.Enum(['CPF', 'CNPJ']),
  number: like(forms.brazilianNumber),
  name: Type.String({ minLength: 1, maxLength: 128 }),
})

/** Why it is asked for; older bodies say it one level up. */
const purpose = () => Type.String({ minLength: 1, maxLength: 140 })

const consent = Type.Object({
  purpose: optional(purpose()),
  terms_and_conditions_url: webAddress(),
  permissions: Type.Array(Type.Enum([...consentGroups]), { minItems: 4, maxItems: 4, uniqueItems: true }),
  identification_info: Type.Array(identification, { minItems: 1, maxItems: 2 }),
  default_consent_duration_days: optional(
    Type.Unsafe<ConsentDuration>({ type: 'number', enum: [...consentDurations] }),
  ),
})

/** How the widget looks, where it goes afterwards, and what the person is asked to consent to. */
export const widgetSettings = Type.Object({
  openfinance_feature: optional(Type.Enum([...openFinanceFeatures])),
  callback_urls: optional(callbackUrls),
  branding: optional(branding),
  theme: optional(Type.Array(themed, { maxItems: 256 })),
  color_scheme: optional(Type.Enum(['LIGHT', 'DARK'])),
  purpose: optional(purpose()),
  consent: optional(consent),
})

export type WidgetSettings = Static<typeof widgetSettings>

/**
 * The body of `POST /api/token/`: one union of what the four variants of the specification carry. Clients of earlier
 * years send `scopes` and perhaps `link_id`, so the rest is required only where one of its parts is there.
 */
export const tokenRequest = Type.Object({
  id: optional(Type.String({ minLength: 1, maxLength: 256 })),
  password: optional(Type.String({ minLength: 1, maxLength: 256 })),
  scopes: Type.String({ minLength: 1, maxLength: 512 }),
  link_id: optional(Type.String({ format: 'uuid' })),
  fetch_resources: optional(Type.Array(Type.Enum([...fetchedNames]), { maxItems: 64 })),
  stale_in: optional(like(forms.days)),
  credentials_storage: optional(like(forms.credentialsStorage)),
  widget: optional(widgetSettings),
})

export type TokenRequest = Static<typeof tokenRequest>

export const tokenSchema = Type.Object({ access: text(), refresh: text() })
