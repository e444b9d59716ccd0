import { type CheckName, type CheckReport, checkNames, type DoctorRequest } from '../../../../contract/doctor.ts'
import { scoreOf } from '../../domain/examination.ts'
import { fault } from '../../domain/faults.ts'
import { within } from '../../kit/deadline.ts'
import { Fault } from '../../kit/fault.ts'
import { uuidOf } from '../../kit/ids.ts'
import { takeNumber } from '../../store/counters.ts'
import type { Scope } from '../../store/database.ts'
import type { Deps, World } from '../deps.ts'
import type { Caller } from '../links/authenticate.ts'
import { assertUrl } from '../webhooks/webhook-endpoints.ts'
import { lookerAt } from './belief.ts'
import { checks } from './checks/list.ts'
import type { Doctor, Examination } from './doctor.ts'
import { type Check, type Exam, type Finding, makeExam } from './exam.ts'
import { assertBank, ownSubject, removeOwnLinks, subjectOf } from './subject.ts'
import type { Consumer } from './tell.ts'
import type { Watch } from './watch.ts'

type Examining = {
  readonly deps: Deps
  readonly doctor: Doctor
  readonly caller: Caller
  readonly world: World
  readonly request: DoctorRequest
  readonly examination: Examination
}

/**
 * Begins to play against an endpoint what happens in production; it goes on when nobody listens. The emulator only.
 * Throws `doctor_busy` where one runs already, and `field_invalid` for addresses that are none.
 */
export async function beginExamination(deps: Deps, caller: Caller, request: DoctorRequest): Promise<Examination> {
  const { doctor, mode } = deps
  if (!doctor) throw fault('not_found')
  assertUrl(mode, request.url)
  if (request.state_url !== undefined) assertUrl(mode, request.state_url, 'state_url')
  const { scope } = caller
  if (doctor.watchOf(scope)) throw fault('doctor_busy')
  const world = await deps.worlds.of(scope)
  const toLink = { deps, caller, world }
  if (request.link === undefined) assertBank(deps)
  else await subjectOf(toLink, request.link)
  const number = await deps.db.transaction((tx) => takeNumber(tx, scope, { kind: 'examination', key: '' }))
  const asked = new Set<CheckName>(request.checks ?? checkNames)
  const examination: Examination = {
    id: uuidOf(world.ids.bytes('examination', scope.workspaceId, number)),
    url: request.url,
    beganAt: world.clock.now(),
    linkId: request.link ?? null,
    state: 'running',
    score: null,
    problem: null,
    checks: [],
    waiting: checkNames.filter((name) => asked.has(name)),
  }
  const examining = { deps, doctor, caller, world, request, examination }
  doctor.begin(scope, examination, (watch) => examineAll(examining, watch))
  return examination
}

/** An examination as far as it has come, or as it is when it is over, for which is waited so long; throws `not_found`. */
export async function getExamination(deps: Deps, scope: Scope, id: string, waitMs: number): Promise<Examination> {
  const { doctor } = deps
  const examination = doctor?.find(scope, id)
  if (!doctor || !examination) throw fault('not_found')
  const over = async () => {
    while (examination.state === 'running') await doctor.news(scope)
  }
  // Who has waited long enough gets what there is.
  await within(waitMs, over(), () => fault('request_timed_out')).catch(() => undefined)
  return examination
}

/** Tells of every check as it is finished; resolves when the examination is over. */
export async function followExamination(
  { doctor }: Deps,
  scope: Scope,
  examination: Examination,
  told: (report: CheckReport) => void,
): Promise<void> {
  let count = 0
  const tellAll = () => {
    for (; count < examination.checks.length; count += 1) told(examination.checks[count] as CheckReport)
  }
  while (examination.state === 'running') {
    tellAll()
    await doctor?.news(scope)
  }
  tellAll()
}

/** Whatever becomes of it is written down in the examination, and what was made for it is gone in the end. */
async function examineAll(examining: Examining, watch: Watch): Promise<void> {
  const { deps, request, examination } = examining
  try {
    try {
      await examine(examining, watch)
      examination.state = 'finished'
    } finally {
      if (request.link === undefined) await removeOwnLinks(examining)
    }
  } catch (thrown) {
    examination.state = 'broken_off'
    examination.problem = thrown instanceof Fault ? thrown.name : 'unexpected'
    if (examination.problem === 'unexpected')
      deps.log.error({ err: thrown, examination: examination.id }, 'examination failed')
  }
}

async function examine(examining: Examining, watch: Watch): Promise<void> {
  const { deps, doctor, world, request, examination } = examining
  const {
    link,
    external_id: externalId = null,
    authorization = null,
    secret = null,
    state_url: stateUrl = null,
  } = request
  const subject = await (link === undefined ? ownSubject(examining, externalId) : subjectOf(examining, link))
  examination.linkId = subject.link.id
  watch.follow(subject.link.id)
  const consumer: Consumer = {
    url: request.url,
    authorization,
    secret,
  }
  const { limits } = doctor
  const look = lookerAt(deps, { stateUrl, authorization, timeoutMs: limits.answerMaxMs }, subject)
  const assertGoing = () => doctor.assertGoing(watch)
  const exam = makeExam({ deps, world, runId: examination.id, limits, subject, watch, consumer, look, assertGoing })
  await examineOneByOne(examining, exam)
  examination.score = scoreOf(examination.checks.map(({ verdict }) => verdict))
}

async function examineOneByOne({ doctor, caller, examination }: Examining, exam: Exam): Promise<void> {
  const asked = new Set(examination.waiting)
  let silent = false
  for (const check of checks) {
    // The first check makes the link known, so it is done even where it was not asked for.
    if (!asked.has(check.name) && check.name !== 'delivery') continue
    doctor.assertGoing(exam.watch)
    const finding = silent ? nobodyThere : await check.examine(exam)
    if (check.name === 'delivery') silent = exam.unanswered()
    if (!asked.has(check.name)) continue
    examination.checks = [...examination.checks, reportOf(check, finding)]
    examination.waiting = examination.waiting.filter((name) => name !== check.name)
    doctor.tell(caller.scope)
  }
}

const nobodyThere: Finding = { verdict: 'skipped', seen: ['Nobody answered at the url.'] }

const reportOf = (check: Check, finding: Finding): CheckReport => ({
  check: check.name,
  title: check.title,
  verdict: finding.verdict,
  played: check.played,
  expected: check.expected,
  seen: [...finding.seen],
  figures: finding.figures ?? null,
  advice: finding.advice ?? null,
  docs: check.docs,
})
