import { type MeantDifference, only } from './meant.ts'

/** What records say otherwise than the specification does. */
export const ofRecords: readonly MeantDifference[] = [
  {
    at: [
      'GET * 200.*',
      'POST /api/transactions/ 202.request_id',
      'POST /api/invoices/ 202.request_id',
      'POST /api/br/investments/ 202.request_id',
      'POST /api/br/investment-transactions/ 202.request_id',
      'POST /api/cl/invoices/ 202.request_id',
      'Link.*',
      'WidgetToken.*',
      'Consents.*',
      'InstitutionPublicApi.*',
      'InstitutionsForm*',
      'Institution*',
      'invoice_chile.*',
      'tax_status_sii.*',
      'debt_chile.*',
    ],
    what: 'required: false -> true',
    why: 'these are always there; the specification requires nothing',
  },
  {
    at: 'InstitutionsFormField.*',
    what: only('ours', 'key'),
    why: 'real forms carry them: length, optional, value, pre_selected',
  },
  { at: 'Link.external_id', what: 'nullable: false -> true', why: 'most links have none' },
  { at: 'Consents.expired_at', what: 'nullable: false -> true', why: 'an indefinite consent does not expire' },
  {
    at: 'Link.external_id',
    what: ['minLength: 3 -> none', 'maxLength: 256 -> none'],
    why: 'the body has these limits, and null has no length',
  },
  {
    at: 'Link.institution_user_id',
    what: 'pattern: [A-Za-z0-9\\-=_]{44} -> ^[A-Za-z0-9\\-=_]{44}$',
    why: '44 characters, not at least 44',
  },
  {
    at: ['TransactionCounterparty.document_number', 'OwnerProcurators.document_number'],
    what: ['pattern: ^\\d{11}$ -> ^(\\d{11}|\\d{14})$', 'maxLength: 11 -> 14'],
    why: 'a CNPJ has fourteen digits',
  },
  {
    at: [
      'GET /api/accounts/ 200.results[]',
      'POST /api/accounts/ 20*[]',
      'PATCH /api/accounts/ 20*[]',
      'GET /api/accounts/{id}/ 200',
    ],
    what: 'nullable: true -> false',
    why: 'an account is null inside a transaction only',
  },
  {
    at: 'InvestmentBrazil.voucher_payment_details',
    what: 'nullable: false -> true',
    why: 'most investments pay no voucher',
  },
  {
    at: 'OwnerBusinessDocumentIds.check_digit',
    what: 'nullable: false -> true',
    why: 'described as always null for companies',
  },
  {
    at: 'PATCH /api/owners/ 20*[]',
    what: 'shape: one of 2 -> one of 3',
    why: 'the same owners as POST answers, which may have the multi-region shape',
  },
  {
    at: [
      'invoice_chile.received_at',
      'invoice_chile.acknowledged_at',
      'invoice_chile.folio',
      'invoice_chile.sender_name',
      'invoice_chile.receiver_id',
      'invoice_chile.receiver_name',
      'invoice_chile.summary_invoice_details',
    ],
    what: 'nullable: false -> true',
    why: 'the total of a month names nobody, what is not acknowledged has no such day, and most invoices are no total',
  },
  {
    at: 'AccountLoanDataOpenFinanceBrazil.disbursement_dates[]',
    what: 'format: none -> date',
    why: 'described as dates',
  },
]
