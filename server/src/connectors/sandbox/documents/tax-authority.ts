/** How the documents of the tax authority are headed. */
export const taxAuthority = { institution: 'Servicio de Administración Tributaria', colour: '#691c32' } as const
