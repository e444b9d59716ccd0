import type { LifePhraseName, Phrases } from './country.ts'

/** How banks print what only some people live on or owe, beside what stands in phrases.ts. */
type Lives = Pick<Phrases, LifePhraseName>

export const mexicanLives: Lives = {
  movedIn: [
    ['SPEI RECIBIDO {bank} {#7} TRASPASO ENTRE CUENTAS PROPIAS', 'OUTROS', 'SPEI'],
    ['TRANSF INTERBANCARIA RECIBIDA {bank} REF {#7} PROPIA', 'OUTROS', 'SPEI'],
  ],
  movedOut: [
    ['SPEI ENVIADO {bank} {#7} TRASPASO ENTRE CUENTAS PROPIAS', 'OUTROS', 'SPEI'],
    ['TRANSF INTERBANCARIA ENVIADA {bank} REF {#7} PROPIA', 'OUTROS', 'SPEI'],
  ],
  gigPayout: [
    ['SPEI RECIBIDO STP {#7} {platform} PAGO SEMANAL', 'OUTROS', 'SPEI'],
    ['SPEI RECIBIDO BBVA MEXICO {#7} {platform}', 'OUTROS', 'SPEI'],
    ['ABONO {platform} LIQ {#8}', 'OUTROS'],
  ],
  pension: [['DEPOSITO PENSION IMSS {month}', 'FOLHA_PAGAMENTO']],
  allowance: [
    ['SPEI RECIBIDO {bank} {#7} GASTOS ESCUELA {name}', 'OUTROS', 'SPEI'],
    ['SPEI RECIBIDO {bank} {#7} {name} DOMINGO', 'OUTROS', 'SPEI'],
  ],
  scholarship: [['DEP BECA BENITO JUAREZ EDUC SUP {#6}', 'DEPOSITO']],
  tuition: [['PAGO SERVICIO COLEGIATURA UNIV REF {#12}', 'CONVENIO_ARRECADACAO']],
  dayWage: [
    ['DEPOSITO EFECTIVO CAJERO {#4} FOLIO {#6}', 'DEPOSITO'],
    ['SPEI RECIBIDO {bank} {#7} RAYA SEM {employer}', 'OUTROS', 'SPEI'],
  ],
  collection: [
    ['PAGO CONVENIO COBRANZA {#10}', 'CONVENIO_ARRECADACAO'],
    ['DOMICILIACION KUESKI {#8}', 'OUTROS'],
  ],
  bet: [
    ['CALIENTE MX {#6}', 'CARTAO'],
    ['PLAYDOIT.MX {#5}', 'CARTAO'],
  ],
  lateFee: [['COMISION PAGO TARDIO MAS IVA', 'TARIFA']],
  lateInterest: [['INTERES MORATORIO', 'OUTROS']],
  remittanceIn: [
    ['ABONO REMESA {agent} {#10} {sender}', 'OUTROS'],
    ['ORDEN DE PAGO INTERNAC {agent} REF {#8}', 'OUTROS'],
  ],
  remittanceOut: [['TRANSF INTERNACIONAL SWIFT {#8} {sender}', 'OUTROS']],
  currencyBought: [['COMPRA DE DIVISAS {currency} {foreign} REF {#8}', 'OUTROS']],
  currencySold: [['VENTA DE DIVISAS {currency} {foreign} REF {#8}', 'OUTROS']],
  exchangeTax: [['COMISION OPERACION INTERNACIONAL MAS IVA', 'TARIFA_SERVICOS_AVULSOS']],
  sale: [
    ['SPEI RECIBIDO {bank} {#7} {name}', 'OUTROS', 'SPEI'],
    ['COBRO CODI {#10} {name}', 'OUTROS', 'SPEI'],
    ['DEP TRANSFERENCIA {bank} {#6} PEDIDO {#5}', 'OUTROS', 'SPEI'],
  ],
  ownerDraw: [['SPEI ENVIADO {bank} {#7} RETIRO DE UTILIDADES', 'OUTROS', 'SPEI']],
  lenderIn: [
    ['SPEI RECIBIDO STP {#7} PRESTAMO KUESKI', 'OUTROS', 'SPEI'],
    ['DEP PRESTAMO MONI {#8}', 'OUTROS'],
  ],
  lenderOut: [['SPEI ENVIADO STP {#7} PAGO PRESTAMO KUESKI', 'OUTROS', 'SPEI']],
  partnerIn: [['SPEI RECIBIDO {bank} {#7} APORTACION DE SOCIO {name}', 'OUTROS', 'SPEI']],
  invested: [['COMPRA {product} {#6}', 'OUTROS']],
  divested: [['VENTA {product} {#6}', 'RESGATE_APLIC_FINANCEIRA']],
  dividend: [['ABONO RENDIMIENTOS {product}', 'RENDIMENTO_APLIC_FINANCEIRA']],
  described: [['{text}', 'OUTROS']],
}

export const brazilianLives: Lives = {
  movedIn: [
    ['PIX RECEBIDO - MESMA TITULARIDADE {bank}', 'PIX'],
    ['TED RECEBIDA {bankCode} {bank} MESMA TITULARIDADE', 'TED'],
  ],
  movedOut: [
    ['PIX ENVIADO - MESMA TITULARIDADE {bank}', 'PIX'],
    ['TED ENVIADA {bankCode} {bank} MESMA TITULARIDADE', 'TED'],
  ],
  gigPayout: [
    ['PIX RECEBIDO - {platform}', 'PIX'],
    ['TED RECEBIDA 341 ITAU UNIBANCO {platform}', 'TED'],
    ['PIX TRANSF {platform} {date}', 'PIX'],
  ],
  pension: [['CREDITO BENEFICIO INSS {reference}', 'FOLHA_PAGAMENTO']],
  allowance: [
    ['PIX RECEBIDO - {name}', 'PIX'],
    ['PIX TRANSF {name} {date} MESADA', 'PIX'],
  ],
  scholarship: [['CRED BOLSA AUXILIO ESTAGIO CIEE {#6}', 'FOLHA_PAGAMENTO']],
  tuition: [['PAGTO BOLETO MENSALIDADE FACULDADE {#10}', 'BOLETO']],
  dayWage: [
    ['PIX RECEBIDO - {employer} DIARIAS', 'PIX'],
    ['DEP DINHEIRO ATM AG {#4} {#6}', 'DEPOSITO'],
  ],
  collection: [
    ['PAGTO BOLETO ACORDO SERASA LIMPA NOME {#10}', 'BOLETO'],
    ['PAGTO BOLETO RECOVERY NEGOCIACAO {#10}', 'BOLETO'],
  ],
  bet: [
    ['PIX ENVIADO - BETANO {#6}', 'PIX'],
    ['PIX ENVIADO - SPORTINGBET {#6}', 'PIX'],
  ],
  lateFee: [['MULTA ATRASO PAGAMENTO FATURA', 'TARIFA']],
  lateInterest: [['JUROS ATRASO PAGAMENTO FATURA', 'OUTROS']],
  remittanceIn: [['CREDITO CAMBIO ORDEM {#8} {sender}', 'OUTROS']],
  remittanceOut: [['DEBITO CAMBIO REMESSA {#8} {sender}', 'OUTROS']],
  currencyBought: [['CAMBIO COMPRA {currency} {foreign} CTR {contract}', 'OUTROS']],
  currencySold: [['CAMBIO VENDA {currency} {foreign} CTR {contract}', 'OUTROS']],
  exchangeTax: [['IOF S/ CAMBIO CTR {contract}', 'OUTROS']],
  sale: [
    ['PIX RECEBIDO - {name}', 'PIX'],
    ['PIX QRCODE RECEBIDO - {name}', 'PIX'],
    ['PIX RECEBIDO {date} CHAVE {#11}', 'PIX'],
    ['LIQUIDACAO BOLETO SICREDI PEDIDO {#6}', 'BOLETO'],
  ],
  ownerDraw: [['PIX ENVIADO - RETIRADA PRO LABORE {bank}', 'PIX']],
  lenderIn: [
    ['PIX RECEBIDO - CREDITAS SCD EMPRESTIMO', 'PIX'],
    ['CRED EMPRESTIMO FGTS BANCO PAN {#8}', 'OPERACAO_CREDITO'],
  ],
  lenderOut: [['PIX ENVIADO - CREDITAS SCD QUITACAO', 'PIX']],
  partnerIn: [['TED RECEBIDA {bankCode} {bank} APORTE SOCIO {name}', 'TED']],
  invested: [
    ['APLICACAO {product}', 'OUTROS'],
    ['APLIC INVEST {product} {#6}', 'OUTROS'],
  ],
  divested: [
    ['RESGATE {product}', 'RESGATE_APLIC_FINANCEIRA'],
    ['RESG INVEST {product} {#6}', 'RESGATE_APLIC_FINANCEIRA'],
  ],
  dividend: [['CRED RENDIMENTOS {product}', 'RENDIMENTO_APLIC_FINANCEIRA']],
  described: [['{text}', 'OUTROS']],
}

export const colombianLives: Lives = {
  movedIn: [
    ['TRANSFERENCIA DESDE CTA PROPIA {bank}', 'OUTROS'],
    ['ABONO ACH {bank} MISMO TITULAR {#6}', 'OUTROS'],
  ],
  movedOut: [
    ['TRANSFERENCIA A CTA PROPIA {bank}', 'OUTROS'],
    ['PAGO ACH {bank} MISMO TITULAR {#6}', 'OUTROS'],
  ],
  gigPayout: [
    ['ABONO ACH {platform} {#8}', 'OUTROS'],
    ['TRANSFERENCIA DE {platform}', 'OUTROS'],
    ['PAGO DE {platform} SEMANA', 'OUTROS'],
  ],
  pension: [['PAGO MESADA PENSIONAL COLPENSIONES {month}', 'FOLHA_PAGAMENTO']],
  allowance: [
    ['TRANSFERENCIA DE {name}', 'OUTROS'],
    ['TRANSF NEQUI {name} U', 'OUTROS'],
  ],
  scholarship: [['ABONO SUBSIDIO ICETEX {#8}', 'DEPOSITO']],
  tuition: [['PAGO PSE UNIVERSIDAD MATRICULA REF {#10}', 'OUTROS', 'PSE']],
  dayWage: [
    ['CONSIG EFECTIVO CORRESPONSAL {#6}', 'DEPOSITO'],
    ['TRANSFERENCIA DE {employer} JORNALES', 'OUTROS'],
  ],
  collection: [
    ['PAGO PSE COVINOC ACUERDO {#8}', 'OUTROS', 'PSE'],
    ['DEBITO CUOTA RAPICREDIT {#8}', 'OUTROS'],
  ],
  bet: [
    ['PAGO PSE WPLAY {#6}', 'OUTROS', 'PSE'],
    ['PAGO PSE BETPLAY {#6}', 'OUTROS', 'PSE'],
  ],
  lateFee: [['GASTOS DE COBRANZA', 'TARIFA']],
  lateInterest: [['INTERESES DE MORA', 'OUTROS']],
  remittanceIn: [['ABONO REMESA {agent} {#10} {sender}', 'OUTROS']],
  remittanceOut: [['GIRO AL EXTERIOR SWIFT {#8} {sender}', 'OUTROS']],
  currencyBought: [['COMPRA DIVISAS {currency} {foreign} REF {#8}', 'OUTROS']],
  currencySold: [['VENTA DIVISAS {currency} {foreign} REF {#8}', 'OUTROS']],
  exchangeTax: [['COMISION GIRO INTERNACIONAL MAS IVA', 'TARIFA_SERVICOS_AVULSOS']],
  sale: [
    ['TRANSFERENCIA DE {name}', 'OUTROS'],
    ['ABONO QR BREB {name}', 'OUTROS'],
    ['PAGO PSE PEDIDO {#6} {name}', 'OUTROS', 'PSE'],
  ],
  ownerDraw: [['TRANSFERENCIA A {bank} RETIRO SOCIO', 'OUTROS']],
  lenderIn: [
    ['TRANSFERENCIA DE LINERU PRESTAMO {#6}', 'OUTROS'],
    ['ABONO ACH SOLVENTA CREDITO {#8}', 'OUTROS'],
  ],
  lenderOut: [['PAGO PSE LINERU {#8}', 'OUTROS', 'PSE']],
  partnerIn: [['CONSIG NACIONAL {bank} APORTE SOCIO {name}', 'OUTROS']],
  invested: [['APERTURA {product} {#6}', 'OUTROS']],
  divested: [['REDENCION {product} {#6}', 'RESGATE_APLIC_FINANCEIRA']],
  dividend: [['ABONO RENDIMIENTOS {product}', 'RENDIMENTO_APLIC_FINANCEIRA']],
  described: [['{text}', 'OUTROS']],
}
