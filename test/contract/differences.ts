import { ofEmployment } from './differences-of-employment.ts'
import { ofRecords } from './differences-of-records.ts'
import { type MeantDifference, only } from './meant.ts'

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

/** Every way in which our document differs from the published one, each with its reason. */
export const meantDifferences: readonly MeantDifference[] = [
  ...ofOperations,
  ...ofParameters,
  ...ofBodies,
  ...ofRecords,
  ...ofEmployment,
]
