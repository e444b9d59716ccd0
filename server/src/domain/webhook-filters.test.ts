import { expect, test } from 'vitest'
import { isWanted, type WebhookFilters } from './webhook-filters.ts'

const everything: WebhookFilters = { webhook_types: null, webhook_codes: null, institutions: null, links: null }
const link = { id: 'mine', institution: 'erebor_mx_retail' }
const accounts = { type: 'ACCOUNTS', code: 'historical_update', link }
const paused = { type: 'ENDPOINT', code: 'endpoint_paused', link: null }

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

test.each<[Partial<WebhookFilters>, boolean]>([
  [{}, false],
  [{ webhook_types: ['ACCOUNTS'] }, false],
  [{ webhook_types: ['ENDPOINT'] }, true],
  [{ webhook_types: ['ENDPOINT'], institutions: ['erebor_mx_retail'], links: ['mine'] }, true],
  [{ webhook_types: ['ENDPOINT'], webhook_codes: ['endpoint_resumed'] }, false],
])('what is about an endpoint is for those who name it, whatever links they hear of: %o', (filters, wanted) => {
  expect(isWanted({ ...everything, ...filters }, paused)).toBe(wanted)
})
