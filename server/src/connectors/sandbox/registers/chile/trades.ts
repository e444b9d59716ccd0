import type { Some } from '../../world/countries/country.ts'

/** A tax that is charged besides VAT: the tax office's code of it, and its rate in percent; no rate where it is fixed. */
export type ExtraTax = { readonly code: number; readonly rate: number | null }

/** Whole numbers, both ends included; sums are net pesos at prices of 2024. */
export type Range = readonly [low: number, high: number]

/** What a company buys of one kind. */
export type Supply = {
  /** How the names of those begin who sell it. */
  readonly line: string
  /** How many sell it to one company, and how many invoices each sends in a month. */
  readonly sellers: number
  readonly monthly: Range
  readonly net: Range
  /** Invoices without VAT (34). */
  readonly exempt?: true
  readonly extra?: ExtraTax
  readonly tobacco?: true
  /** Bought now and then, for years. */
  readonly fixedAsset?: true
}

/** What a company of this kind does, and how it stands in the tax office's register. */
export type Trade = {
  readonly line: string
  /** The word for the activity, its official name and its code. */
  readonly business: string
  readonly activity: string
  readonly code: string
  /** `mixed` sells both with VAT and without, and shares the VAT of what it buys. */
  readonly vat: 'affected' | 'exempt' | 'mixed'
  /** Invoices to companies in a month: with VAT (33), without (34), abroad (110). */
  readonly invoices: Range
  readonly exempt?: Range
  readonly exports?: Range
  readonly net: Range
  readonly extra?: ExtraTax
  /** Sales to people, of which the tax office tells the total of the month: the codes, how many a day, and what one is. */
  readonly receipts?: { readonly codes: Some<ReceiptCode>; readonly daily: Range; readonly gross: Range }
  readonly closedOnSundays?: true
  readonly supplies: Some<Supply>
}

/** Receipts, receipts without VAT, and vouchers of card terminals. */
export type ReceiptCode = 39 | 41 | 48

const spirits: ExtraTax = { code: 24, rate: 31.5 }
const wines: ExtraTax = { code: 25, rate: 20.5 }
const beers: ExtraTax = { code: 26, rate: 20.5 }
const softDrinks: ExtraTax = { code: 27, rate: 10 }
const sugaredDrinks: ExtraTax = { code: 271, rate: 18 }
const diesel: ExtraTax = { code: 28, rate: null }

const power: Supply = { line: 'ELECTRICA', sellers: 1, monthly: [1, 1], net: [45_000, 620_000] }
const telephone: Supply = { line: 'TELECOMUNICACIONES', sellers: 1, monthly: [1, 1], net: [28_000, 190_000] }
const office: Supply = { line: 'LIBRERIA', sellers: 1, monthly: [0, 2], net: [9_000, 140_000] }
const rent: Supply = { line: 'INMOBILIARIA', sellers: 1, monthly: [1, 1], net: [380_000, 1_900_000], exempt: true }
const machines: Supply = {
  ...{ line: 'MAQUINARIAS', sellers: 1, monthly: [0, 1], net: [480_000, 9_500_000] },
  fixedAsset: true,
}
const fuel: Supply = { line: 'COMBUSTIBLES', sellers: 2, monthly: [1, 4], net: [60_000, 780_000], extra: diesel }
const everywhere = [power, telephone, office, machines] as const

const drinks: readonly Supply[] = [
  { line: 'VINOS Y LICORES', sellers: 1, monthly: [0, 2], net: [45_000, 420_000], extra: wines },
  { line: 'CERVECERIA', sellers: 1, monthly: [1, 2], net: [60_000, 520_000], extra: beers },
  { line: 'DESTILADOS', sellers: 1, monthly: [0, 1], net: [40_000, 310_000], extra: spirits },
  { line: 'EMBOTELLADORA', sellers: 1, monthly: [1, 3], net: [35_000, 380_000], extra: sugaredDrinks },
  { line: 'AGUAS MINERALES', sellers: 1, monthly: [0, 2], net: [18_000, 120_000], extra: softDrinks },
]

export const winery: Trade = {
  line: 'VIÑA',
  business: 'ELABORACION DE VINOS',
  activity: 'ELABORACION DE VINOS',
  code: '110200',
  vat: 'affected',
  invoices: [8, 20],
  exports: [1, 5],
  net: [120_000, 6_400_000],
  extra: wines,
  receipts: { codes: [39], daily: [0, 14], gross: [6_500, 48_000] },
  supplies: [
    { line: 'AGRICOLA', sellers: 3, monthly: [0, 3], net: [350_000, 7_800_000] },
    { line: 'VIDRIOS Y ENVASES', sellers: 1, monthly: [1, 2], net: [280_000, 3_400_000] },
    { line: 'TRANSPORTES', sellers: 2, monthly: [0, 3], net: [90_000, 1_100_000] },
    { line: 'TABAQUERIA', sellers: 1, monthly: [0, 1], net: [40_000, 160_000], tobacco: true },
    fuel,
    rent,
    ...everywhere,
  ],
}

const grocery: Trade = {
  line: 'COMERCIAL',
  business: 'MINIMARKET',
  activity: 'VENTA AL POR MENOR DE ALIMENTOS EN COMERCIOS ESPECIALIZADOS (ALMACENES PEQUEÑOS Y MINIMARKET)',
  code: '472101',
  vat: 'affected',
  invoices: [0, 5],
  net: [12_000, 240_000],
  receipts: { codes: [39, 48], daily: [40, 220], gross: [900, 28_000] },
  supplies: [
    { line: 'DISTRIBUIDORA', sellers: 4, monthly: [1, 3], net: [60_000, 1_200_000] },
    { line: 'LACTEOS', sellers: 1, monthly: [2, 4], net: [40_000, 360_000] },
    { line: 'TABAQUERIA', sellers: 1, monthly: [1, 4], net: [90_000, 680_000], tobacco: true },
    ...drinks,
    rent,
    ...everywhere,
  ],
}

const restaurant: Trade = {
  line: 'GASTRONOMICA',
  business: 'RESTAURANT',
  activity: 'ACTIVIDADES DE RESTAURANTES Y DE SERVICIO MOVIL DE COMIDAS',
  code: '561000',
  vat: 'affected',
  invoices: [1, 8],
  net: [25_000, 480_000],
  receipts: { codes: [39, 48], daily: [12, 90], gross: [6_000, 62_000] },
  supplies: [
    { line: 'CARNES', sellers: 2, monthly: [1, 4], net: [50_000, 890_000] },
    { line: 'FRUTAS Y VERDURAS', sellers: 2, monthly: [2, 4], net: [20_000, 240_000] },
    ...drinks,
    rent,
    ...everywhere,
  ],
}

const consultancy: Trade = {
  line: 'ASESORIAS',
  business: 'ASESORIA EN GESTION',
  activity: 'ACTIVIDADES DE CONSULTORIA DE GESTION',
  code: '702000',
  vat: 'affected',
  invoices: [2, 10],
  net: [350_000, 7_200_000],
  closedOnSundays: true,
  supplies: [
    { line: 'SERVICIOS CONTABLES', sellers: 1, monthly: [1, 1], net: [90_000, 420_000] },
    { line: 'VIAJES', sellers: 1, monthly: [0, 2], net: [60_000, 780_000] },
    ...everywhere,
  ],
}

const software: Trade = {
  line: 'TECNOLOGIAS',
  business: 'DESARROLLO DE SOFTWARE',
  activity: 'ACTIVIDADES DE PROGRAMACION INFORMATICA',
  code: '620100',
  vat: 'affected',
  invoices: [3, 14],
  exports: [0, 2],
  net: [240_000, 9_600_000],
  closedOnSundays: true,
  supplies: [
    { line: 'SERVICIOS DE DATOS', sellers: 3, monthly: [0, 2], net: [35_000, 1_600_000] },
    { line: 'SERVICIOS CONTABLES', sellers: 1, monthly: [1, 1], net: [90_000, 420_000] },
    ...everywhere,
  ],
}

const builder: Trade = {
  line: 'CONSTRUCTORA',
  business: 'CONSTRUCCION DE VIVIENDAS',
  activity: 'CONSTRUCCION DE EDIFICIOS PARA USO RESIDENCIAL',
  code: '410010',
  vat: 'affected',
  invoices: [1, 6],
  net: [1_800_000, 46_000_000],
  closedOnSundays: true,
  supplies: [
    { line: 'FERRETERIA', sellers: 4, monthly: [1, 4], net: [30_000, 1_900_000] },
    { line: 'HORMIGONES', sellers: 1, monthly: [0, 3], net: [480_000, 6_800_000] },
    fuel,
    ...everywhere,
  ],
}

const haulier: Trade = {
  line: 'TRANSPORTES',
  business: 'TRANSPORTE DE CARGA',
  activity: 'TRANSPORTE DE CARGA POR CARRETERA',
  code: '492300',
  vat: 'affected',
  invoices: [5, 22],
  net: [160_000, 2_800_000],
  supplies: [
    { line: 'NEUMATICOS', sellers: 1, monthly: [0, 2], net: [120_000, 2_300_000] },
    { line: 'AUTOPISTA', sellers: 2, monthly: [1, 1], net: [40_000, 620_000] },
    fuel,
    fuel,
    ...everywhere,
  ],
}

const school: Trade = {
  line: 'INSTITUTO',
  business: 'CURSOS Y TALLERES',
  activity: 'OTROS TIPOS DE ENSEÑANZA N.C.P.',
  code: '854909',
  vat: 'exempt',
  invoices: [0, 0],
  exempt: [3, 12],
  net: [180_000, 3_200_000],
  receipts: { codes: [41], daily: [0, 9], gross: [15_000, 90_000] },
  closedOnSundays: true,
  supplies: [{ line: 'EDITORIAL', sellers: 1, monthly: [0, 2], net: [60_000, 740_000] }, rent, ...everywhere],
}

const landlord: Trade = {
  line: 'INMOBILIARIA',
  business: 'ARRIENDO DE INMUEBLES',
  activity: 'COMPRA, VENTA Y ALQUILER (EXCEPTO AMOBLADOS) DE INMUEBLES',
  code: '681012',
  vat: 'mixed',
  invoices: [2, 6],
  exempt: [2, 9],
  net: [420_000, 3_900_000],
  closedOnSundays: true,
  supplies: [
    { line: 'SERVICIOS DE ASEO', sellers: 2, monthly: [0, 2], net: [80_000, 560_000] },
    { line: 'ASCENSORES', sellers: 1, monthly: [1, 1], net: [90_000, 380_000] },
    ...everywhere,
  ],
}

export const companyTrades: Some<Trade> = [
  winery,
  grocery,
  restaurant,
  consultancy,
  software,
  builder,
  haulier,
  school,
  landlord,
]

/** What people do on their own account. */
export const personTrades: Some<Trade> = [grocery, restaurant, consultancy, haulier]

/** Which code the VAT has that is not given back, by why not. */
export const nonRefundable = { untaxedBusiness: 1, refusedExpense: 3, gift: 4, other: 9 } as const
