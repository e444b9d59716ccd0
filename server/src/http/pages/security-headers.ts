import { createHash } from 'node:crypto'

const common = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
} as const

/** Headers of a page that may load what `policy` names and nothing else, and that nobody may frame. */
export function pageHeaders(policy: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const directives = {
    'default-src': "'none'",
    'base-uri': "'none'",
    'form-action': "'none'",
    'frame-ancestors': "'none'",
    'img-src': 'data:',
    ...policy,
  }
  const text = Object.entries(directives).map(([name, value]) => `${name} ${value}`)
  return { ...common, 'content-security-policy': text.join('; '), 'cache-control': 'no-cache' }
}

/** Headers of a file that pages load. */
export const assetHeaders = { ...common, 'cache-control': 'public, max-age=86400' } as const

/** How a policy names one inline style. */
export const styleHash = (style: string): string => `'sha256-${createHash('sha256').update(style).digest('base64')}'`
