import type { ResourceName } from '../../contract/resource.ts'
import type { Connector, SourceRecord } from '../../server/src/connectors/contract.ts'

export const largeBankName = 'large_br_retail'

const rowsInOneBatch = 500
const dayMs = 86_400_000
const credential = { type: 'text', validation: '^.{1,64}$', validation_message: 'Invalid', placeholder: '' } as const

/**
 * A bank of the benchmark alone, where everybody has one account with as many transactions as the user name begins with.
 * It makes them up batch by batch and holds none of them.
 */
export const largeBank: Connector = {
  manifest: {
    id: 9902,
    name: largeBankName,
    type: 'bank',
    displayName: 'Bank of many transactions',
    website: null,
    countryCode: 'BR',
    primaryColor: '#056dae',
    integrationType: 'openfinance',
    formFields: [
      { ...credential, name: 'username', label: 'Username' },
      { ...credential, name: 'password', type: 'password', label: 'Password' },
    ],
    features: [],
    resources: ['ACCOUNTS', 'TRANSACTIONS'],
    core: ['ACCOUNTS', 'TRANSACTIONS'],
    settledAfterDays: null,
    daysShown: null,
  },
  async login({ username = '' }, { signal }) {
    const count = Number.parseInt(username, 10)
    return { kind: 'open', session: { ask: ({ resource }) => answer(resource, count, signal), async close() {} } }
  },
}

async function* answer(
  resource: ResourceName,
  count: number,
  signal: AbortSignal,
): AsyncIterable<readonly SourceRecord[]> {
  if (resource === 'ACCOUNTS') yield [account]
  if (resource !== 'TRANSACTIONS') return
  for (let start = 0; start < count; start += rowsInOneBatch) {
    signal.throwIfAborted()
    yield Array.from({ length: Math.min(rowsInOneBatch, count - start) }, (_, index) => transactionOf(start + index))
    // As an answer over a network does, it lets others have their turn.
    await new Promise(setImmediate)
  }
}

const account: SourceRecord = {
  key: 'checking-1',
  body: {
    category: 'CHECKING_ACCOUNT',
    balance_type: 'ASSET',
    overdraft: null,
    type: 'CONTA_DEPOSITO_A_VISTA',
    subtype: 'INDIVIDUAL',
    name: null,
    number: '24550245',
    agency: '6272',
    check_digit: '7',
    balance: { current: 5_874.13, available: 5_621.12 },
    currency: 'BRL',
    public_identification_name: 'AGENCY/ACCOUNT',
    public_identification_value: '6272/24550245-7',
    internal_identification: 'checking-1',
    credit_data: null,
    loan_data: null,
    funds_data: null,
  },
}

const firstDay = Date.parse('2023-04-01T12:00:00Z')
const rowsInOneDay = 100
const descriptions = [
  ['COMPRA CARTAO SUPERMERCADO PAO DE ACUCAR', 'CARTAO'],
  ['PIX TRANSF MARIA S', 'PIX'],
  ['PAG*UBER TRIP SAO PAULO', 'CARTAO'],
  ['DEB AUTOMATICO ENEL DISTRIBUICAO', 'CONVENIO_ARRECADACAO'],
  ['MERCADOPAGO*LOJA', 'CARTAO'],
] as const

function transactionOf(index: number): SourceRecord {
  const day = new Date(firstDay + Math.floor(index / rowsInOneDay) * dayMs).toISOString()
  const [description, operation] = descriptions[index % descriptions.length] ?? descriptions[0]
  const key = `transaction-${index}`
  return {
    key,
    account: 'checking-1',
    body: {
      internal_identification: key,
      value_date: day.slice(0, 10),
      transacted_at: day,
      accounting_date: day,
      amount: ((index * 7_919) % 300_000) / 100 + 0.01,
      local_currency_amount: null,
      balance: null,
      currency: 'BRL',
      description: `${description} ${index % 977}`,
      observations: null,
      merchant: null,
      category: null,
      subcategory: null,
      reference: String(index),
      type: index % 11 === 0 ? 'INFLOW' : 'OUTFLOW',
      status: 'PROCESSED',
      credit_card_data: null,
      counterparty: null,
      loan_data: null,
      payment_type: null,
      operation_type: operation,
      operation_type_additional_info: null,
      mcc: null,
    },
  }
}
