import type { Some } from '../../world/countries/country.ts'

/** How a tax is charged on a line: at a rate, not at all because the law exempts the sale, or because it is no sale. */
export type Rate =
  | { readonly factor: 'Tasa'; readonly percent: 16 | 8 | 0 }
  | { readonly factor: 'Exento' }
  | { readonly factor: 'none' }

/** Something that is sold, with its codes of the tax authority's catalogues (c_ClaveProdServ, c_ClaveUnidad). */
export type Good = {
  readonly product: string
  readonly name: string
  readonly unit: string
  readonly unitName: string
  readonly rate: Rate
  /** Sold in larger numbers; a service is rendered once. */
  readonly countable: boolean
  /** Carriers' services, on which companies retain a part of the tax. */
  readonly freight?: true
}

export const general: Rate = { factor: 'Tasa', percent: 16 }
export const border: Rate = { factor: 'Tasa', percent: 8 }
export const zero: Rate = { factor: 'Tasa', percent: 0 }
export const exempt: Rate = { factor: 'Exento' }
export const notTaxed: Rate = { factor: 'none' }

const unitNames = { H87: 'Pieza', KGM: 'Kilogramo', MTR: 'Metro', XBX: 'Caja', MTK: 'Metro cuadrado' } as const

const piece = (product: string, name: string, unit: keyof typeof unitNames = 'H87', rate: Rate = general): Good => ({
  product,
  name,
  unit,
  unitName: unitNames[unit],
  rate,
  countable: true,
})

export const service = (product: string, name: string, rate: Rate = general): Good => ({
  product,
  name,
  unit: 'E48',
  unitName: 'Unidad de servicio',
  rate,
  countable: false,
})

/** What each of the invented companies sells, by its name without the form of company. */
const byCompany: Readonly<Record<string, Some<Good>>> = {
  'Distribuidora Ferretera del Norte': [
    piece('31162800', 'Ferretería en general'),
    piece('31161500', 'Tornillos galvanizados', 'XBX'),
    piece('27111700', 'Juego de llaves'),
  ],
  'Comercializadora Tres Ríos': [
    piece('47131800', 'Soluciones de limpieza y desinfección'),
    piece('50131700', 'Productos de leche y mantequilla', 'XBX', zero),
    piece('55101500', 'Publicaciones impresas', 'H87', exempt),
  ],
  'Textiles La Malinche': [
    piece('11161700', 'Tela de algodón', 'MTR'),
    piece('11161800', 'Tela sintética', 'MTR'),
    piece('53102700', 'Uniformes'),
  ],
  'Soluciones Digitales Quetzal': [
    service('81111500', 'Ingeniería de software'),
    service('81112200', 'Mantenimiento y soporte de software'),
    piece('43231500', 'Licencia de software'),
  ],
  'Materiales y Acabados Anáhuac': [
    piece('30111600', 'Cemento y cal', 'KGM'),
    piece('30131700', 'Azulejos y baldosas', 'MTK'),
    service('78101800', 'Flete a obra'),
  ],
  'Empaques Industriales Pacífico': [
    piece('24111500', 'Bolsas de empaque', 'XBX'),
    piece('24112500', 'Cajas de cartón corrugado'),
    piece('24141500', 'Película y protección de empaque'),
  ],
  'Muebles Santa Clara': [
    piece('56101500', 'Muebles'),
    piece('56101700', 'Muebles de oficina'),
    service('72153600', 'Instalación de mobiliario'),
  ],
  'Refacciones El Rayo': [
    piece('25171700', 'Sistema de frenado'),
    piece('25172500', 'Neumáticos'),
    piece('26111700', 'Baterías'),
  ],
  'Agroinsumos Costa Grande': [
    piece('10171600', 'Fertilizante', 'KGM', zero),
    piece('10151500', 'Semillas', 'KGM', zero),
    piece('21101500', 'Maquinaria agrícola ligera'),
  ],
  'Imprenta Olmeca': [
    service('82121500', 'Servicio de impresión'),
    piece('14111500', 'Papel de imprenta', 'XBX'),
    piece('82121900', 'Encuadernación'),
  ],
  'Laboratorio Clínico San Ángel': [
    service('85121800', 'Servicios de laboratorio clínico'),
    service('85122200', 'Evaluación de salud del personal'),
  ],
  'Transportes Sierra Gorda': [
    { ...service('78101800', 'Transporte de carga por carretera'), freight: true },
    { ...service('78101800', 'Servicio de flete foráneo'), freight: true },
  ],
}

export const anything: Good = piece('01010101', 'Mercancía en general')

/** Whatever is not invented by name, such as a shop that a person has. */
export const goodsOf = (tradeName: string): Some<Good> => byCompany[tradeName] ?? [anything]
