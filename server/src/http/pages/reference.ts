import { html } from './html.ts'
import { icon, type PageFacts } from './page-facts.ts'
import { pageHeaders } from './security-headers.ts'

export type Reference = { readonly path: string; readonly spec: string; readonly title: string }

/** The documents that the reference shows, each on a page of its own. */
export const references: readonly Reference[] = [
  { path: '/docs', spec: '/docs/openapi.json', title: 'Aggregation API' },
  { path: '/docs/enlace', spec: '/docs/enlace-openapi.json', title: 'Own API' },
]

// Swagger UI sets style attributes, which only this word of a policy allows.
export const referenceHeaders = pageHeaders({
  'script-src': "'self'",
  'style-src': "'self' 'unsafe-inline'",
  'connect-src': "'self'",
  'img-src': "'self' data:",
})

/** An API reference to read and to try out; the demo keys are filled in where they are in use. */
export function referencePage({ demoKeys, version }: PageFacts, shown: Reference): string {
  const links = references.map(({ path, title }) =>
    path === shown.path
      ? html`<a href="${path}" aria-current="page">${title}</a>`
      : html`<a href="${path}">${title}</a>`,
  )
  const keys = demoKeys ? html` data-key-id="${demoKeys.id}" data-key-password="${demoKeys.password}"` : html``
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${shown.title} - Enlace ${version}</title>
<link rel="icon" href="${icon}">
<link rel="stylesheet" href="/docs/assets/swagger-ui.css">
<link rel="stylesheet" href="/docs/assets/reference.css">
<script src="/docs/assets/swagger-ui.js" defer></script>
<script src="/docs/assets/start-reference.js" defer></script>
</head>
<body>
<header class="bar"><a class="home" href="/">Enlace</a><nav aria-label="Documents">${links}</nav></header>
<main id="reference" data-spec="${shown.spec}"${keys}>
<noscript><p>The reference needs JavaScript. The document itself does not: <a href="${shown.spec}">${shown.spec}</a></p></noscript>
</main>
</body>
</html>
`
  return page.html
}
