/** What the pages say of this installation. */
export type PageFacts = {
  readonly version: string
  readonly mode: 'emulator' | 'server'
  readonly database: 'embedded' | 'postgres'
  /** The demo keys, where they are in use and may be shown. */
  readonly demoKeys: { readonly id: string; readonly password: string } | null
}

const drawing = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" fill="none" stroke="#0f766e" stroke-width="4"><circle cx="11" cy="16" r="7"/><circle cx="21" cy="16" r="7"/></svg>`

/** Two joined rings, as an address that loads nothing. */
export const icon = `data:image/svg+xml,${encodeURIComponent(drawing)}`
