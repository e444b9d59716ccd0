import { type MeantDifference, only } from './meant.ts'

/** Operations and records of employment, which the specification tells less of than of the rest. */
export const ofEmployment: readonly MeantDifference[] = [
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
