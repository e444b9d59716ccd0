/** What stands on every document of the sandbox, in words that nobody can take for a real one's. */
export const sandboxNotice = 'Documento de prueba de un entorno de simulación. Carece de validez fiscal y legal.'

/** Takes the place of seals and certificates: plain words in base64, as nothing is signed here. */
export const sandboxSeal = (whose: string): string =>
  Buffer.from(`${whose}: ${sandboxNotice}`, 'utf8').toString('base64')

/** The twenty digits of a certificate; 30001 is where the tax authority's numbers of test certificates begin. */
export const sandboxCertificates = { issuer: '30001000000000000001', authority: '30001000000000000002' } as const

/** The stamp's legend allows neither a full stop nor many other characters. */
export const sandboxLegend = 'Documento de prueba sin validez fiscal'
