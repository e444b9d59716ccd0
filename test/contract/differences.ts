/** Differences between the published specification and ours that are meant; `*` stands for any text. */
export type MeantDifference = {
  readonly at: string | readonly string[]
  readonly what: string | readonly string[]
  readonly why: string
}

const only = (side: 'ours' | 'theirs', ...what: readonly string[]) => what.map((each) => `${each}: only ${side}`)

const withBody = ['POST *', 'PATCH *', 'PUT *']

const ofOperations: readonly MeantDifference[] = [
  { at: 'GET /api/', what: only('ours', 'operation'), why: 'client libraries check their keys with it' },
  { at: ['GET *', 'DELETE *'], what: only('ours', 'status 400'), why: 'a malformed URL or filter is refused' },
  { at: 'PATCH /api/links/', what: only('ours', 'status 400'), why: 'a malformed body or an old session is refused' },
  {
    at: 'POST /api/token/',
    what: only('ours', 'status 401', 'status 403', 'status 404', 'status 429'),
    why: 'wrong keys, keys that may not, an unknown link and too many tokens are told apart as elsewhere',
  },
  { at: '*', what: only('ours', 'status 414', 'status 431', 'status 503'), why: 'what any server can answer' },
  { at: withBody, what: only('ours', 'status 413', 'status 415'), why: 'what any server can answer to a body' },
  {
    at: 'DELETE *',
    what: only('ours', 'status 429'),
    why: 'the limit of five a minute is published, its answer is not',
  },
  { at: ['GET *', 'DELETE *'], what: only('theirs', 'status 408'), why: 'what is stored is read in no time' },
  {
    at: ['GET *', 'DELETE *'],
    what: only('theirs', 'status 428'),
    why: 'no institution is asked for what is stored, so none asks for a token',
  },
  {
    at: ['PUT /api/links/{id}/', 'POST /api/links/{id}/refresh/'],
    what: only('ours', 'status 408'),
    why: 'both log in at the institution, which may take too long',
  },
  {
    at: ['GET /api/links/', 'GET /api/accounts/', 'GET /api/br/balances/', 'GET /api/br/exchanges/'],
    what: only('ours', 'status 404'),
    why: 'a page past the end is not found; other lists declare it',
  },
  {
    at: [
      'POST /api/accounts/',
      'POST /api/br/balances/',
      'POST /api/br/exchanges/',
      'PATCH /api/accounts/',
      'PATCH /api/transactions/',
      'PATCH /api/incomes/',
    ],
    what: only('ours', 'status 404'),
    why: 'the link may be unknown, as elsewhere',
  },
  {
    at: ['PATCH /api/accounts/', 'PATCH /api/transactions/', 'PATCH /api/incomes/'],
    what: only('ours', 'status 403'),
    why: 'a key without the scope is refused, as elsewhere',
  },
  {
    at: [
      'POST /api/br/investments/',
      'POST /api/br/investment-transactions/',
      'POST /api/incomes/',
      'POST /api/invoices/',
      'POST /api/financial-statements/',
      'POST /api/cl/invoices/',
      'POST /api/cl/tax-status/',
      'POST /api/cl/debt-reports/',
    ],
    what: only('ours', 'status 428'),
    why: 'an institution asks for a token whatever is retrieved',
  },
  {
    at: ['POST /api/financial-statements/', 'POST /api/cl/debt-reports/'],
    what: only('ours', 'status 202'),
    why: 'it declares the header that asks for it',
  },
  {
    at: [
      'POST /api/br/investments/ ?X-Belvo-Request-Mode',
      'POST /api/br/investment-transactions/ ?X-Belvo-Request-Mode',
    ],
    what: only('ours', 'parameter'),
    why: 'they declare the 202 that this header asks for',
  },
  { at: 'POST /api/links/', what: only('theirs', 'status 404'), why: 'an unknown institution is a 400 with its field' },
  {
    at: 'GET /api/owners/{id}/',
    what: only('ours', 'status 403', 'status 500'),
    why: 'forgotten there: every other operation declares it',
  },
  {
    at: ['GET /api/links/{id}/ ?omit', 'GET /api/links/{id}/ ?fields'],
    what: only('ours', 'parameter'),
    why: 'every other detail has it',
  },
]

const ofParameters: readonly MeantDifference[] = [
  {
    at: ['GET /api/recurring-expenses/{id}/ ?id', 'DELETE /api/recurring-expenses/{id}/ ?id'],
    what: 'format: none -> uuid',
    why: 'forgotten there: it is one, like every id',
  },
  {
    at: ['GET /api/institutions/ ?*', 'GET /api/links/ ?*', 'GET /api/accounts/ ?*', 'GET /api/transactions/ ?*'],
    what: [
      'maxLength: 30 -> none',
      'maxLength: 40 -> none',
      'maxLength: 50 -> none',
      'maxLength: 256 -> none',
      'minLength: 1 -> none',
      'minLength: 3 -> none',
      'pattern: ^[A-Z]{2}$ -> none',
      'pattern: ^[A-Z]{3}$ -> none',
      'pattern: ^[a-z_]{1,40}$ -> none',
      'pattern: ^((\\d{1,3}h)?(\\d{1,3}m)?(\\d{1,3}d)?|null)$ -> none',
    ],
    why: 'text that nothing can match finds nothing; it is not refused',
  },
  {
    at: ['GET /api/institutions/ ?status', 'GET /api/institutions/ ?status__in[]'],
    what: 'enum: none -> down healthy',
    why: 'there are no other words',
  },
  {
    at: ['GET /api/links/ ?status', 'GET /api/links/ ?status__in[]'],
    what: 'enum: none -> invalid token_required unconfirmed valid',
    why: 'there are no other words',
  },
]

const ofBodies: readonly MeantDifference[] = [
  {
    at: 'POST /api/token/ body',
    what: 'shape: one of 4 -> one',
    why: 'existing clients send a part of any variant, so one object takes what all variants have',
  },
  {
    at: 'POST /api/links/ body',
    what: 'shape: one of 3 -> one',
    why: 'existing clients send the multi-region body, so one object takes what all variants have',
  },
  {
    at: [
      'POST * body.token',
      'PatchBody.token',
      'LinksPutRequest.password',
      'LinksPutRequest.password2',
      'LinksPutRequest.token',
    ],
    what: 'maxLength: none -> 1024',
    why: 'every input has a limit',
  },
  {
    at: ['PatchBody.token', 'LinksPutRequest.password', 'LinksPutRequest.password2', 'LinksPutRequest.token'],
    what: 'minLength: none -> 1',
    why: 'an empty text is no token and no password',
  },
  {
    at: ['PatchBody.token', 'LinksPutRequest.password2', 'LinksPutRequest.token'],
    what: 'nullable: false -> true',
    why: 'existing clients send null where they have none',
  },
  {
    at: [
      'POST /api/bills/ body.token',
      'POST /api/br/balances/ body.token',
      'POST /api/br/exchanges/ body.token',
      'POST /api/br/investments/ body.token',
      'POST /api/br/investment-transactions/ body.token',
      'POST /api/tax-status/ body.token',
      'POST /api/tax-compliance-status/ body.token',
      'POST /api/tax-retentions/ body.token',
      'TaxReturnsMonthlyRequest.token',
      'TaxReturnsYearlyRequest.token',
      'POST /api/financial-statements/ body.token',
      'POST /api/cl/invoices/ body.token',
      'POST /api/cl/tax-status/ body.token',
      'POST /api/cl/debt-reports/ body.token',
    ],
    what: only('ours', 'key'),
    why: 'they have no PATCH, so a token that is asked for comes with the body',
  },
  {
    at: 'POST /api/invoices/ body.token',
    what: only('ours', 'key'),
    why: 'a PATCH that answers wrongly is not asked anew, so the next token may come with the body',
  },
  {
    at: 'TaxReturnsYearlyRequest.type',
    what: 'required: true -> false',
    why: 'its default is yearly',
  },
  {
    at: 'TaxReturnsYearlyRequest.type',
    what: 'enum: none -> yearly',
    why: 'there are no other words',
  },
  {
    at: 'TaxReturnsMonthlyRequest.type',
    what: 'enum: none -> monthly',
    why: 'there are no other words',
  },
  {
    at: 'PatchBody.session',
    what: 'pattern: [a-f0-9]{32} -> ^[a-f0-9]{32}$',
    why: '32 characters, not at least 32',
  },
  {
    at: 'LinksPutRequest.username_type',
    what: only('ours', 'key'),
    why: 'existing clients send it with new passwords of the advanced form',
  },
  {
    at: [
      'ChangeAccessMode.fetch_resources',
      'POST /api/links/{id}/refresh/ body.fetch_resources',
      'POST /api/incomes/ body.allowed_income_types',
    ],
    what: 'maxItems: none -> 64',
    why: 'every input has a limit',
  },
  {
    at: ['ChangeAccessMode.fetch_resources[]', 'POST /api/links/{id}/refresh/ body.fetch_resources[]'],
    what: 'maxLength: none -> 64',
    why: 'every input has a limit',
  },
  {
    at: [
      'POST /api/transactions/ body.date_from',
      'POST /api/transactions/ body.date_to',
      'POST /api/br/investment-transactions/ body.date_from',
      'POST /api/br/investment-transactions/ body.date_to',
      'POST /api/incomes/ body.date_from',
      'POST /api/incomes/ body.date_to',
      'POST /api/recurring-expenses/ body.date_from',
      'POST /api/recurring-expenses/ body.date_to',
      'POST /api/invoices/ body.date_from',
      'POST /api/invoices/ body.date_to',
      'POST /api/tax-retentions/ body.date_from',
      'POST /api/tax-retentions/ body.date_to',
      'TaxReturnsMonthlyRequest.date_from',
      'TaxReturnsMonthlyRequest.date_to',
      'POST /api/cl/invoices/ body.date_from',
      'POST /api/cl/invoices/ body.date_to',
    ],
    what: ['pattern: ^\\d{4}-\\d{2}-\\d{2}$ -> none', 'minLength: 10 -> none', 'maxLength: 10 -> none'],
    why: 'the format says the same',
  },
]

const ofRecords: readonly MeantDifference[] = [
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

const ofEmployment: readonly MeantDifference[] = [
  {
    at: [
      'POST /api/employment-records/',
      'GET /api/mx/current-employments/',
      'POST /api/mx/current-employments/',
      'DELETE /api/mx/current-employments/{id}/',
      'POST /api/br/employments/',
    ],
    what: only('ours', 'status 404'),
    why: 'a link, a record or a page that nobody has is not found, as elsewhere',
  },
  {
    at: 'POST /api/br/employments/',
    what: only('ours', 'status 403'),
    why: 'a key without the scope is refused, as elsewhere',
  },
  {
    at: ['*/api/mx/current-employments/* ?omit', '*/api/mx/current-employments/* ?fields'],
    what: only('ours', 'parameter'),
    why: 'every other resource has it',
  },
  {
    at: [
      'POST /api/employment-records/ body.token',
      'POST /api/mx/current-employments/ body.token',
      'POST /api/br/employments/ body.token',
    ],
    what: only('ours', 'key'),
    why: 'they have no PATCH, so a token that is asked for comes with the body',
  },
  {
    at: ['POST /api/br/employments/ body.date_from', 'POST /api/br/employments/ body.date_to'],
    what: ['pattern: ^\\d{4}-\\d{2}-\\d{2}$ -> none', 'minLength: 10 -> none', 'maxLength: 10 -> none'],
    why: 'the format says the same',
  },
  {
    at: ['POST /api/employment-records/ 202.request_id', 'POST /api/br/employments/ 202.request_id'],
    what: 'required: false -> true',
    why: 'it is always there; the specification requires nothing',
  },
  { at: 'OccupationBrazil.locale', what: 'nullable: false -> true', why: 'the register does not always know it' },
]

export const meantDifferences: readonly MeantDifference[] = [
  ...ofOperations,
  ...ofParameters,
  ...ofBodies,
  ...ofRecords,
  ...ofEmployment,
]

/** Whether a difference is meant at a place. */
export const standsAt = ({ at }: Pick<MeantDifference, 'at'>, place: string): boolean =>
  [at].flat().some((pattern) => new RegExp(`^${pattern.split('*').map(literal).join('.*')}$`).test(place))

const literal = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')
