const months = 'ENERO FEBRERO MARZO ABRIL MAYO JUNIO JULIO AGOSTO SEPTIEMBRE OCTUBRE NOVIEMBRE DICIEMBRE'.split(' ')

/** A day of the wire, `2020-12-06`, as tables have it: `06/12/2020`; nothing for null. */
export const shortDay = (day: string | null): string =>
  day === null ? '' : `${day.slice(8, 10)}/${day.slice(5, 7)}/${day.slice(0, 4)}`

/** The same in words, `06 DE DICIEMBRE DE 2020`. */
export const longDay = (day: string | null): string =>
  day === null ? '' : `${day.slice(8, 10)} DE ${months[Number(day.slice(5, 7)) - 1]} DE ${day.slice(0, 4)}`

/** `17/04/2024 17:28`, in the zone that the instant is written in. */
export const minuteText = (instant: string): string => `${shortDay(instant)} ${instant.slice(11, 16)}`

/** `1,234,567.80`: always two decimals. */
export const amountText = (amount: number): string => grouped(amount.toFixed(2))

/** Three digits to a group before the decimal point. */
export const grouped = (digits: string): string => {
  const [whole = '', decimals] = digits.split('.')
  const groups = whole.replace(/\B(?=(?:\d{3})+$)/g, ',')
  return decimals === undefined ? groups : `${groups}.${decimals}`
}

/** Marks that words of the tax returns' keys have lost; all that end in -cion and -sion are found by their ending. */
const marked: Readonly<Record<string, string>> = Object.fromEntries(
  (
    'razón número título crédito créditos pérdida pérdidas médico médicos técnica tecnológico energía únicamente ' +
    'última últimas histórica automóviles baterías eléctricas eléctricos hidrógeno viáticos regalías artículo cálculo ' +
    'estímulo estímulos cinematográfica depósitos básicos días vehículos período períodos estás física físicas ' +
    'mercancías cómputo régimen reúnen más'
  )
    .split(' ')
    .map((word) => [word.normalize('NFD').replace(/\p{M}/gu, ''), word]),
)

const initials = new Set(
  'isr iva ieps ietu impac ptu rfc clabe imss sar infonavit tesofe rfn mdp r1 r12 r13 r14 r21'.split(' '),
)

/** Words that the wire misspells, and documents do not. */
const mended: Readonly<Record<string, string>> = {
  ingressos: 'ingresos',
  cretificados: 'certificados',
  exclisivamente: 'exclusivamente',
  iventario: 'inventario',
  parsonas: 'personas',
  deduccíon: 'deducción',
  actualiazadas: 'actualizadas',
}

/** What the small words left out of a key, or its length, would make hard to read. */
const whole: Readonly<Record<string, string>> = {
  informacion_general: 'Información general',
  numero_operacion: 'Número de operación',
  tipo_declaracion: 'Tipo de declaración',
  tipo_complementaria: 'Tipo de complementaria',
  periodo_declaracion: 'Período de la declaración',
  fecha_hora_presentacion: 'Fecha y hora de presentación',
  denominacion_razon_social: 'Denominación o razón social',
  nombre_denominacion_razon_social: 'Nombre, denominación o razón social',
  sueldos_salarios: 'Sueldos y salarios',
  determinacion_impuesto: 'Determinación del impuesto',
  determinacion_isr: 'Determinación del ISR',
  determinacion_iva: 'Determinación del IVA',
  detalle_pago_isr: 'Detalle del pago del ISR',
  detalle_pago_iva: 'Detalle del pago del IVA',
  detalle_pago_r1_isr_personas_morales: 'Detalle del pago R1 ISR personas morales',
  estado_resultados: 'Estado de resultados',
  estado_posicion_financiera_balance: 'Estado de posición financiera (balance)',
  conciliacion_entre_resultado_contable_fiscal: 'Conciliación entre el resultado contable y el fiscal',
  cifras_cierre_ejercicio: 'Cifras al cierre del ejercicio',
  dividendos_o_utilidades_distribuidos: 'Dividendos o utilidades distribuidos',
  honorarios_medicos_dentales_hospitalarios: 'Honorarios médicos, dentales y gastos hospitalarios',
  num_clabe: 'Número de CLABE',
  nombre_banco: 'Nombre del banco',
}

/** A key of the wire as a person would write it: `ingresos_del_periodo` is `Ingresos del período`. */
export function labelOf(key: string): string {
  const known = whole[key]
  if (known !== undefined) return known
  const text = key.split('_').map(wordOf).join(' ')
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function wordOf(word: string): string {
  if (initials.has(word)) return word.toUpperCase()
  const right = mended[word] ?? word
  return marked[right] ?? right.replace(/([cs])ion$/, '$1ión')
}
