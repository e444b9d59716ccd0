import { expect, test } from 'vitest'
import { type Asked, isNeverPassed, isToldOfOthers, isWanted, type WebhookFilters } from './webhook-filters.ts'

const everything: WebhookFilters = { webhook_types: null, webhook_codes: null, institutions: null, links: null }
const link = { id: 'mine', institution: 'erebor_mx_retail' }
const accounts = { type: 'ACCOUNTS', code: 'historical_update', link }
const paused = { type: 'ENDPOINT', code: 'endpoint_paused' }
const plain: WebhookFilters & Asked = { ...everything, retries: 'standard', ordered: false, isSigned: false }

test.each<[Partial<WebhookFilters>, boolean]>([
  [{}, true],
  [{ webhook_types: ['OWNERS', 'ACCOUNTS'] }, true],
  [{ webhook_types: ['OWNERS'] }, false],
  [{ webhook_codes: ['historical_update'] }, true],
  [{ webhook_codes: ['link_deleted'] }, false],
  [{ institutions: ['erebor_mx_retail'] }, true],
  [{ institutions: ['gringotts_mx_retail'] }, false],
  [{ links: ['other', 'mine'] }, true],
  [{ links: ['other'] }, false],
  // All of them have to agree.
  [{ webhook_types: ['ACCOUNTS'], links: ['other'] }, false],
])('a webhook of a link is held against each list that there is: %o', (filters, wanted) => {
  expect(isWanted({ ...everything, ...filters }, accounts)).toBe(wanted)
})

test.each<[Partial<WebhookFilters & Asked>, boolean]>([
  [{}, false],
  [{ retries: 'patient' }, true],
  [{ ordered: true }, true],
  [{ isSigned: true }, true],
  [{ webhook_codes: ['endpoint_paused'] }, true],
  [{ webhook_codes: ['link_deleted'] }, false],
  [{ institutions: ['erebor_mx_retail'] }, true],
  [{ links: ['mine'] }, true],
  [{ webhook_types: ['ACCOUNTS'] }, false],
  [{ webhook_types: ['ACCOUNTS'], retries: 'patient', ordered: true, isSigned: true }, false],
  [{ webhook_types: ['ENDPOINT'] }, true],
  [{ webhook_types: ['ENDPOINT'], institutions: ['erebor_mx_retail'], links: ['mine'] }, true],
  [{ webhook_types: ['ENDPOINT'], webhook_codes: ['endpoint_resumed'] }, false],
])(
  "of an endpoint all others are told but those in Belvo's plain way, and those who name other types: %o",
  (terms, told) => {
    expect(isToldOfOthers({ ...plain, ...terms }, paused)).toBe(told)
  },
)

test.each<[Pick<WebhookFilters, 'webhook_types' | 'webhook_codes'>, boolean]>([
  [{ webhook_types: null, webhook_codes: null }, false],
  [{ webhook_types: ['LINK'], webhook_codes: null }, false],
  [{ webhook_types: ['LINK', 'ACCOUNTS'], webhook_codes: ['historical_update'] }, false],
  [{ webhook_types: ['ENDPOINT'], webhook_codes: ['endpoint_paused'] }, false],
  [{ webhook_types: ['LINK'], webhook_codes: ['historical_update'] }, true],
])('there is no webhook that passes %j: %s', (filters, never) => {
  expect(isNeverPassed(filters)).toBe(never)
})
