import fc from 'fast-check'

const letters = 'abc XYZ áéíóúüñÑÁÉÍÓÚ0189&<>"\'-.,:;/()#%$@+*=!¿¡°ª'

/** Words of a document: accents and what XML has to escape, without the spaces that a reader of it may collapse. */
export const text = (longest: number) =>
  fc
    .string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: Math.min(longest, 40) })
    .map((each) => each.replace(/ +/g, ' ').trim() || 'x')

export const day = fc
  .date({ min: new Date('2012-01-01T00:00:00Z'), max: new Date('2039-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))

export const time = fc
  .integer({ min: 0, max: 86_399 })
  .map((seconds) => new Date(seconds * 1000).toISOString().slice('YYYY-MM-DDT'.length, 'YYYY-MM-DDTHH:MM:SS'.length))
