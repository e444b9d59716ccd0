import Type from 'typebox'
import { doctorRequest, examinationSchema } from '../../../../../contract/doctor.ts'
import type { Examination } from '../../../flows/doctor/doctor.ts'
import { beginExamination, followExamination, getExamination } from '../../../flows/doctor/examine.ts'
import { idOf } from '../../path-ids.ts'
import { type Ask, type Reply, route } from '../../route.ts'
import { endingOf, partOf, reportOf, titleOf } from './report.ts'

const path = '/_enlace/doctor/'
const tag = 'Emulator'

/** How long a caller may wait for the end of an examination. */
const waitMaxSeconds = 300

export const examineEndpoint = route({
  method: 'POST',
  path,
  tag,
  operationId: 'ExamineEndpoint',
  summary: 'Play against a webhook endpoint what happens in production, and grade what it makes of it',
  scope: 'admin',
  body: doctorRequest,
  example: { url: 'http://localhost:3000/webhooks' },
  replies: { 200: null, 202: examinationSchema },
  inWords: true,
  faults: ['not_found', 'field_required', 'field_invalid', 'choice_invalid', 'doctor_busy'],
  async handle(deps, ask) {
    const { scope } = ask.caller
    const examination = await beginExamination(deps, ask.caller, ask.body)
    if (!wantsWords(ask)) return { status: 202, body: wireExamination(examination) }
    return inWords(async (write) => {
      write(titleOf(examination))
      await followExamination(deps, scope, examination, (report) => write(partOf(report)))
      write(endingOf(examination))
    })
  },
})

export const getExaminationOf = route({
  method: 'GET',
  path: `${path}:id/`,
  tag,
  operationId: 'GetExamination',
  summary: 'An examination of an endpoint, as far as it has come',
  scope: 'admin',
  query: [{ name: 'wait', schema: Type.Integer({ minimum: 0, maximum: waitMaxSeconds }) }],
  replies: { 200: examinationSchema },
  inWords: true,
  faults: ['not_found', 'field_invalid'],
  async handle(deps, ask) {
    const examination = await getExamination(deps, ask.caller.scope, idOf(ask), Number(ask.query.wait ?? 0) * 1_000)
    if (wantsWords(ask)) return inWords(async (write) => write(reportOf(examination)))
    return { status: 200, body: wireExamination(examination) }
  },
})

const wantsWords = ({ headers }: Pick<Ask, 'headers'>): boolean =>
  /\btext\/(markdown|plain)\b/.test(String(headers.accept ?? ''))

const inWords = (stream: NonNullable<Reply['stream']>): Reply => ({
  status: 200,
  contentType: 'text/markdown; charset=utf-8',
  stream,
})

const wireExamination = ({ id, state, url, linkId, beganAt, score, problem, checks, waiting }: Examination) => ({
  id,
  state,
  url,
  link: linkId,
  began_at: beganAt.toISOString(),
  grade: score?.grade ?? null,
  percent: score?.percent ?? null,
  problem,
  checks,
  waiting,
})
