import type { Some } from '../../world/countries/country.ts'
import type { Client } from '../../world/people/client.ts'
import type { Employment } from '../career.ts'

/** What people do, with its number in the CBO. */
type Occupation = readonly [description: string, code: string]

const occupations: Some<Occupation> = [
  ['ASSISTENTE ADMINISTRATIVO', '4110-10'],
  ['AUXILIAR DE ESCRITORIO', '4110-05'],
  ['ANALISTA DE PRODUTOS BANCARIOS', '2525-40'],
  ['ANALISTA DE SISTEMAS', '2124-05'],
  ['VENDEDOR DE COMERCIO VAREJISTA', '5211-10'],
  ['TECNICO DE ENFERMAGEM', '3222-05'],
  ['CONTADOR', '2522-10'],
  ['MOTORISTA DE CAMINHAO', '7825-10'],
  ['ALMOXARIFE', '4141-05'],
  ['COMPRADOR', '3542-05'],
]

const seasonal: Some<Occupation> = [
  ['TRABALHADOR VOLANTE DA AGRICULTURA', '6220-20'],
  ['TRABALHADOR NO CULTIVO DE ARVORES FRUTIFERAS', '6225-05'],
]

const inOffice: Some<Occupation> = [
  ['AGENTE ADMINISTRATIVO', '4110-10'],
  ['PROFESSOR DE ENSINO FUNDAMENTAL', '2312-10'],
]

/** One occupation in each employment; nobody who insures himself has one in the register. */
export function occupationOf(client: Client, { key, kind, employer }: Employment): Occupation | null {
  if (kind === 'voluntary') return null
  const known = kind === 'season' ? seasonal : employer.isPublic ? inOffice : occupations
  return client.dice('occupation', kind === 'season' ? 'season' : key).pick(known)
}
