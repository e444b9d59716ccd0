import { readFileSync } from 'node:fs'
import { type Html, html } from './html.ts'
import { icon, type PageFacts } from './page-facts.ts'
import { pageHeaders, styleHash } from './security-headers.ts'

const style = readFileSync(new URL('home.css', import.meta.url), 'utf8')

export const homeHeaders = pageHeaders({ 'style-src': styleHash(style) })

/** What a person sees who opens the server's address: what runs, with which keys, what to call, where to go. */
export function homePage(facts: PageFacts, origin: string): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Enlace ${facts.version}</title>
<link rel="icon" href="${icon}">
<style>${{ html: style }}</style>
</head>
<body>
<main>
<header>
<p class="name">Enlace</p>
<h1>The ${facts.mode} is running</h1>
<p class="lead">${leadOf(facts)}</p>
<dl class="facts">
<div><dt>Version</dt><dd>${facts.version}</dd></div>
<div><dt>Mode</dt><dd>${facts.mode}</dd></div>
<div><dt>Database</dt><dd>${facts.database === 'embedded' ? 'embedded' : 'PostgreSQL'}</dd></div>
</dl>
</header>
${keys(facts)}
<section aria-labelledby="call">
<h2 id="call">${facts.demoKeys ? 'Register a link' : 'A first call'}</h2>
<pre tabindex="0" aria-label="Command to copy"><code>${firstCall(facts, origin)}</code></pre>
</section>
<nav aria-labelledby="go">
<h2 id="go">Where to go</h2>
<ul>
<li><a href="/docs">API reference</a> <span>Links, banking, enrichment, fiscal, employment, consents: compatible with Belvo’s API</span></li>
<li><a href="/docs/enlace">Own API</a> <span>Webhooks, events, clock, triggers, failures, forks, doctor, usage, workspaces and keys</span></li>
<li><a href="/_enlace/health">Health</a> <span>Whether the process runs; needs no key</span></li>
<li><a href="/_enlace/ready">Readiness</a> <span>Whether requests can be served; needs no key</span></li>
</ul>
<p class="note">Guides are in the folder <code>docs</code> of the source.</p>
</nav>
</main>
</body>
</html>
`
  return page.html
}

const leadOf = ({ mode }: PageFacts): string =>
  mode === 'emulator'
    ? 'An open-finance aggregator with sandbox institutions. It needs no account and no network.'
    : 'An open-finance aggregator: register links, retrieve records, list them.'

function keys({ demoKeys }: PageFacts): Html {
  if (!demoKeys) return html``
  return html`<section aria-labelledby="keys">
<h2 id="keys">Demo keys</h2>
<dl class="keys">
<div><dt>Secret id</dt><dd><code>${demoKeys.id}</code></dd></div>
<div><dt>Secret password</dt><dd><code>${demoKeys.password}</code></dd></div>
</dl>
<p class="note">Everybody knows them. Set <code>ENLACE_SECRET_ID</code> and <code>ENLACE_SECRET_PASSWORD</code> for your own.</p>
</section>`
}

function firstCall({ demoKeys }: PageFacts, origin: string): string {
  if (!demoKeys) return `curl -u "$ENLACE_SECRET_ID:$ENLACE_SECRET_PASSWORD" \\\n  ${origin}/api/institutions/`
  return [
    `curl -u ${demoKeys.id}:${demoKeys.password} \\`,
    `  ${origin}/api/links/ \\`,
    "  -H 'content-type: application/json' \\",
    "  -d '{",
    '    "institution": "erebor_mx_retail",',
    '    "username": "bnk100",',
    '    "password": "full"',
    "  }'",
  ].join('\n')
}
