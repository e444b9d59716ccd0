import type { MoreShops } from './country.ts'

/** With the prefixes that acquirers print: `CLIP MX*`, `PAG*`, `BOLD*`. */
export const mexicanShops: MoreShops = {
  groceries: [
    ['BODEGA AURRERA {#4}', 5411, 180, 1_400],
    ['CHEDRAUI SUC {#3}', 5411, 250, 1_900],
    ['TIENDAS 3B {#4}', 5411, 60, 420],
    ['CLIP MX*ABARROTES LUPITA', 5411, 40, 260],
    ['HEB {#3} TEC', 5411, 300, 2_100],
    ['LA COMER {#3}', 5411, 350, 2_200],
  ],
  convenience: [
    ['7 ELEVEN T{#4}', 5499, 25, 160],
    ['CIRCLE K {#4}', 5499, 25, 150],
    ['MERPAGO*TIENDITA', 5499, 20, 140],
  ],
  pharmacy: [
    ['FARM SIMILARES {#4}', 5912, 45, 380],
    ['FARM BENAVIDES {#4}', 5912, 80, 700],
  ],
  bakery: [
    ['CLIP MX*PAN DE MI ABUELO', 5462, 35, 180],
    ['STARBUCKS {#5}', 5814, 65, 240],
  ],
  restaurant: [
    ['REST VIPS {#3}', 5812, 140, 620],
    ['CLIP MX*TACOS EL GUERO', 5812, 70, 380],
    ['SANBORNS {#3}', 5812, 150, 700],
    ['ZETTLE *MARISCOS LA PERLA', 5812, 180, 900],
    ['DOMINOS PIZZA {#4}', 5814, 150, 480],
  ],
  delivery: [['DIDI FOOD MX', 5812, 110, 420]],
  fuel: [['HIDROSINA {#4}', 5541, 300, 1_100]],
  online: [
    ['PAYPAL *SHEIN', 5691, 250, 1_600],
    ['TEMU.COM', 5964, 120, 900],
    ['LIVERPOOL POR INTERNET', 5311, 400, 3_500],
  ],
  department: [
    ['COPPEL {#4}', 5311, 500, 6_000],
    ['ELEKTRA {#4}', 5732, 600, 7_000],
  ],
  leisure: [['CINEPOLIS {#3}', 7832, 120, 480]],
}

export const brazilianShops: MoreShops = {
  groceries: [
    ['SUPERM ZONA SUL {#2}', 5411, 45, 360],
    ['MERCADO EXTRA-{#4}', 5411, 50, 330],
    ['HORTIFRUTI {#3}', 5411, 35, 180],
    ['PAG*MERCADINHODOZECA', 5411, 15, 90],
    ['ATACADAO {#3} AS', 5411, 120, 620],
    ['SAMS CLUB {#4}', 5300, 150, 780],
  ],
  convenience: [
    ['SELECT POSTO {#4}', 5499, 10, 60],
    ['MERCADOPAGO*BANCADOJOAO', 5499, 6, 38],
  ],
  pharmacy: [
    ['DROG PACHECO {#4}', 5912, 14, 160],
    ['FARM ULTRAPOPULAR', 5912, 12, 110],
    ['PANVEL FL {#3}', 5912, 15, 150],
  ],
  bakery: [
    ['PAD E CONF SANTA RITA', 5462, 8, 55],
    ['STONE*CAFECOLONIAL', 5814, 12, 60],
  ],
  restaurant: [
    ['PAG*BARDOALEMAO', 5813, 35, 160],
    ['SUMUP *CHURRASCARIA', 5812, 45, 210],
    ['BURGER KING {#5}', 5814, 25, 85],
    ['HABIBS {#3}', 5814, 22, 90],
    ['STONE*CANTINADANONNA', 5812, 60, 240],
    ['ZP *SUSHIYAMA', 5812, 70, 260],
  ],
  delivery: [
    ['IFD*HAMBURGUERIA', 5812, 30, 110],
    ['ZE DELIVERY', 5921, 30, 140],
  ],
  fuel: [['PETROBRAS POSTO {#4}', 5541, 80, 260]],
  online: [
    ['EC *MERCADOLIVRE', 5964, 30, 380],
    ['PG *TON SHEIN', 5691, 45, 260],
    ['AMERICANAS COM', 5311, 50, 520],
    ['DL*GOOGLE PLAY', 5816, 5, 60],
  ],
  department: [
    ['CASAS BAHIA {#4}', 5732, 150, 1_400],
    ['C&A MODAS {#3}', 5651, 70, 380],
  ],
  leisure: [['PAG*TEATROMUNICIPAL', 7922, 40, 180]],
}

export const colombianShops: MoreShops = {
  groceries: [
    ['SUPERTIENDA OLIMPICA {#3}', 5411, 30_000, 210_000],
    ['MAKRO {#2}', 5411, 80_000, 420_000],
    ['BOLD*FRUVER LA HUERTA', 5411, 12_000, 80_000],
    ['SURTIMAX {#3}', 5411, 20_000, 120_000],
    ['EURO SUPERMERCADOS {#2}', 5411, 40_000, 260_000],
  ],
  convenience: [['BOLD*TIENDA DONA ROSA', 5499, 5_000, 25_000]],
  pharmacy: [
    ['LOCATEL {#2}', 5912, 15_000, 160_000],
    ['DROGUERIAS COLSUBSIDIO {#3}', 5912, 12_000, 130_000],
  ],
  bakery: [['BOLD*PANADERIA EL TRIGAL', 5462, 5_000, 28_000]],
  restaurant: [
    ['MERCADO PAGO*SANCOCHO', 5812, 18_000, 75_000],
    ['KOKORIKO {#3}', 5814, 28_000, 95_000],
    ['CREDIBANCO*ASADERO BRASAS', 5812, 30_000, 120_000],
    ['DOMINOS PIZZA {#3}', 5814, 28_000, 90_000],
  ],
  delivery: [['RAPPI*RAPPI TURBO', 5812, 18_000, 95_000]],
  fuel: [['EDS BIOMAX {#4}', 5541, 40_000, 180_000]],
  online: [
    ['PAYU*NETSHOES', 5651, 60_000, 320_000],
    ['TEMU.COM', 5964, 40_000, 240_000],
    ['EPAYCO*TIENDA VIRTUAL', 5964, 35_000, 260_000],
  ],
  department: [['FLAMINGO {#2}', 5311, 70_000, 480_000]],
  leisure: [['ROYAL FILMS {#2}', 7832, 16_000, 70_000]],
}
