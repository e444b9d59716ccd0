import { makeRut } from '../../../../domain/identifiers.ts'
import type { Dice } from '../../../../kit/random.ts'
import { printed, type Some } from '../../world/countries/country.ts'

const women: Some<string> = [
  'María José',
  'Camila Andrea',
  'Francisca Belén',
  'Constanza',
  'Javiera Ignacia',
  'Carolina Paz',
  'Daniela',
  'Valentina',
  'Macarena',
  'Antonia',
  'Gloria Inés',
  'Ximena',
]

const men: Some<string> = [
  'José Miguel',
  'Cristóbal',
  'Matías Ignacio',
  'Felipe Andrés',
  'Sebastián',
  'Benjamín',
  'Vicente',
  'Rodrigo Alejandro',
  'Claudio',
  'Gonzalo',
  'Hernán',
  'Patricio',
]

const surnames: Some<string> = [
  'González',
  'Muñoz',
  'Rojas',
  'Díaz',
  'Soto',
  'Contreras',
  'Silva',
  'Sepúlveda',
  'Morales',
  'Fuentes',
  'Valenzuela',
  'Araya',
  'Espinoza',
  'Tapia',
  'Figueroa',
  'Cárdenas',
  'Bustamante',
  'Vergara',
  'Riquelme',
  'Sandoval',
]

export type Name = { readonly first: string; readonly surnames: string }

export type Party = { readonly rut: string; readonly name: string }

export const makeName = (dice: Dice): Name => ({
  first: dice.pick(dice.chance(0.5) ? women : men),
  surnames: `${dice.pick(surnames)} ${dice.pick(surnames)}`,
})

/** A person with a valid RUT. */
export function makePerson(dice: Dice): Party {
  const { first, surnames: both } = makeName(dice)
  return { rut: makeRut(String(dice.between(6_000_000, 21_999_999))), name: `${first} ${both}` }
}

const places: Some<string> = [
  'LOS AROMOS',
  'PUERTO CLARO',
  'VALLE HONDO',
  'CERRO NEGRO',
  'RIO BUENO',
  'EL MAITEN',
  'LAS ENCINAS',
  'COSTA AUSTRAL',
  'SANTA AMALIA',
  'LOS COIGUES',
  'PIEDRA ROJA',
  'LA QUEBRADA',
  'ALTO DEL SOL',
  'LAGO VERDE',
  'DOS ESTEROS',
  'EL ESPINO',
]

const forms: Some<string> = ['SPA', 'LTDA', 'S.A.', 'SPA', 'LTDA', 'EIRL']

/** A company with a valid RUT; `line` begins its name, such as `DISTRIBUIDORA`. */
export function makeCompany(dice: Dice, line: string): Party {
  return { rut: makeRut(String(dice.between(76_000_000, 77_999_999))), name: makeCompanyName(dice, line) }
}

export function makeCompanyName(dice: Dice, line: string): string {
  const own = dice.chance(0.6) ? dice.pick(places) : printed(`${dice.pick(surnames)} Y ASOCIADOS`)
  return `${line} ${own} ${dice.pick(forms)}`
}

/** Where somebody is, and the office of the tax authority that is responsible there. */
export type Place = {
  readonly district: string
  readonly office: { readonly name: string; readonly address: string }
  readonly streets: Some<string>
  readonly areaCode: string
}

export const homes: Some<Place> = [
  {
    district: 'SANTIAGO',
    office: { name: 'SANTIAGO CENTRO', address: 'ALONSO DE OVALLE 680, SANTIAGO' },
    streets: ['HUERFANOS', 'AGUSTINAS', 'SAN DIEGO', 'SANTA ROSA', 'MONJITAS'],
    areaCode: '2',
  },
  {
    district: 'PROVIDENCIA',
    office: { name: 'SANTIAGO ORIENTE', address: 'GENERAL DEL CANTO 281, PROVIDENCIA' },
    streets: ['AV. PROVIDENCIA', 'MANUEL MONTT', 'AV. SUECIA', 'LOS LEONES', 'BILBAO'],
    areaCode: '2',
  },
  {
    district: 'VIÑA DEL MAR',
    office: { name: 'VIÑA DEL MAR', address: 'ARLEGUI 525, VIÑA DEL MAR' },
    streets: ['AV. LIBERTAD', 'CALLE VALPARAISO', 'QUILLOTA', '5 ORIENTE', 'AV. SAN MARTIN'],
    areaCode: '32',
  },
  {
    district: 'CONCEPCION',
    office: { name: 'CONCEPCION', address: 'CASTELLON 435, CONCEPCION' },
    streets: ['BARROS ARANA', "O'HIGGINS", 'COLO COLO', 'LOS CARRERA', 'AV. CHACABUCO'],
    areaCode: '41',
  },
  {
    district: 'TALCA',
    office: { name: 'TALCA', address: '1 NORTE 650, TALCA' },
    streets: ['1 SUR', '2 ORIENTE', '4 NORTE', 'AV. LIRCAY', 'AV. COLIN'],
    areaCode: '71',
  },
  {
    district: 'ANTOFAGASTA',
    office: { name: 'ANTOFAGASTA', address: 'SAN MARTIN 2538, ANTOFAGASTA' },
    streets: ['PRAT', 'LATORRE', 'BALMACEDA', 'AV. ANGAMOS', 'SUCRE'],
    areaCode: '55',
  },
]

export const makeAddress = ({ streets, district }: Place, dice: Dice): string =>
  `${dice.pick(streets)} ${dice.between(18, 4_960)}, ${district}`
