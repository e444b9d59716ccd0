/** A piece of HTML that is safe to send as it is. */
export type Html = { readonly html: string }

type Value = Html | string | readonly Html[]

/** Builds HTML; what is put in is escaped, unless it is HTML itself. */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  return { html: parts.reduce((text, part, index) => text + textOf(values[index - 1] ?? '') + part) }
}

function textOf(value: Value): string {
  if (typeof value === 'string') return value.replaceAll(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
  return 'html' in value ? value.html : value.map((each) => each.html).join('')
}
