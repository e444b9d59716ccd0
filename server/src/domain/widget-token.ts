import { type TokenRequest, type WidgetScope, type WidgetSettings, widgetScopes } from '../../../contract/token.ts'
import type { Fault } from '../kit/fault.ts'
import { type FaultName, fault } from './faults.ts'
import type { KeyScope } from './key-scopes.ts'
import { checkStaleIn, checkStorage } from './links/link-terms.ts'

/** How long a token opens anything, by the workspace's clock. */
export const accessSeconds = 600

/** How long a refresh token says that it lasts. Nothing takes one in: the API has no operation for it. */
export const refreshSeconds = 7_200 * 86_400

/** How many tokens a workspace may ask for in a minute. */
export const tokensAMinute = 600

/** What a key must be allowed to do to hand on each right: a token never opens more than the key that made it. */
const neededOfKey: Readonly<Record<WidgetScope, KeyScope>> = {
  read_institutions: 'institutions:read',
  write_links: 'links:write',
  read_links: 'links:read',
  delete_links: 'links:write',
  read_consents: 'consents:read',
  write_consents: 'links:write',
  write_consent_callback: 'links:write',
  delete_consents: 'links:write',
}

export const keyScopesFor = (scopes: readonly WidgetScope[]): readonly KeyScope[] => [
  ...new Set(scopes.map((scope) => neededOfKey[scope])),
]

/** The words of the list, each once, in the caller's order; throws for one that is none. */
export function readScopes(text: string): readonly WidgetScope[] {
  const words = text.split(',').map((word) => word.trim())
  const known: readonly string[] = widgetScopes
  const unknown = words.find((word) => !known.includes(word))
  if (unknown === '') throw fault('field_blank', { field: 'scopes' })
  if (unknown !== undefined) throw fault('choice_invalid', { field: 'scopes', values: { value: unknown } })
  return [...new Set(words as WidgetScope[])]
}

/** Terms of the link that is to come are checked now, while the application is there to be told. */
export function checkTerms({ stale_in: staleIn, credentials_storage: storage }: TokenRequest): void {
  if (staleIn !== undefined) checkStaleIn(staleIn)
  if (storage !== undefined) checkStorage(storage)
}

/** What the body's form cannot say: what else has to be there, and which addresses no browser may be sent to. */
export function problemsOf(request: TokenRequest): readonly Fault<FaultName>[] {
  const { widget } = request
  if (!widget) return []
  return [...missingFor(request, widget), ...foreignAddresses(widget), ...wrongPersons(widget)]
}

/** A widget that makes consents is of this decade, so nothing may be missing. */
function missingFor(request: TokenRequest, widget: WidgetSettings): Fault<FaultName>[] {
  const { consent } = widget
  const noPurpose = consent && consent.purpose === undefined && widget.purpose === undefined
  const missing = noPurpose ? ['widget.consent.purpose'] : []
  if (widget.openfinance_feature !== 'consent_link_creation') return missing.map(required)
  const top = (['fetch_resources', 'stale_in'] as const).filter((name) => request[name] === undefined)
  const inside = (['callback_urls', 'branding', 'consent'] as const).filter((name) => widget[name] === undefined)
  return [...top, ...inside.map((name) => `widget.${name}`), ...missing].map(required)
}

const required = (field: string) => fault('field_required', { field })

/** Schemes that a browser runs, or reads from the person's own machine. */
const runs = /^(javascript|data|vbscript|file|blob|about|view-source):/i

function foreignAddresses({ callback_urls: urls }: WidgetSettings): Fault<FaultName>[] {
  const wrong = Object.entries(urls ?? {}).filter(([, url]) => runs.test(url))
  return wrong.map(([name]) => invalid(`widget.callback_urls.${name}`, 'Enter a valid URL.'))
}

/** A CPF has eleven digits, a CNPJ fourteen, and a company is asked for through a person. */
function wrongPersons({ consent }: WidgetSettings): Fault<FaultName>[] {
  const info = consent?.identification_info ?? []
  const where = 'widget.consent.identification_info'
  const wrong = info.flatMap(({ type, number }, index) =>
    number.length === (type === 'CPF' ? 11 : 14)
      ? []
      : [invalid(`${where}.${index}.number`, `A ${type} has ${type === 'CPF' ? 11 : 14} digits.`)],
  )
  const types = info.map(({ type }) => type)
  if (wrong.length > 0 || (types.includes('CPF') && new Set(types).size === types.length)) return wrong
  return info.length === 0 ? [] : [invalid(where, 'Expected one CPF, and for a company its CNPJ besides.')]
}

const invalid = (field: string, problem: string) => fault('field_invalid', { field, values: { problem } })
