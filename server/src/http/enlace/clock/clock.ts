import Type from 'typebox'
import {
  advancedSchema,
  advanceRequest,
  clockSchema,
  firedSchema,
  setClockRequest,
} from '../../../../../contract/enlace-life.ts'
import { fault } from '../../../domain/faults.ts'
import {
  type Advanced,
  beginAdvance,
  type ClockState,
  type Fired,
  freezeClock as freeze,
  getClock as get,
  resumeClock as resume,
  setClock as set,
} from '../../../flows/workspaces/clock.ts'
import { route } from '../../route.ts'

const path = '/_enlace/clock/'
const tag = 'Emulator'

export const getClock = route({
  method: 'GET',
  path,
  tag,
  operationId: 'GetClock',
  summary: "The workspace's clock",
  scope: null,
  replies: { 200: clockSchema },
  faults: ['not_found'],
  async handle(deps, ask) {
    return { status: 200, body: wireClock(await get(deps, ask.caller.scope)) }
  },
})

export const freezeClock = route({
  method: 'POST',
  path: `${path}freeze/`,
  tag,
  operationId: 'FreezeClock',
  summary: 'Stop time; what is due is still done',
  scope: 'admin',
  replies: { 200: clockSchema },
  faults: ['not_found', 'clock_busy'],
  async handle(deps, ask) {
    return { status: 200, body: wireClock(await freeze(deps, ask.caller.scope)) }
  },
})

export const resumeClock = route({
  method: 'POST',
  path: `${path}resume/`,
  tag,
  operationId: 'ResumeClock',
  summary: 'Let time run on from where it stands',
  scope: 'admin',
  replies: { 200: clockSchema },
  faults: ['not_found', 'clock_busy'],
  async handle(deps, ask) {
    return { status: 200, body: wireClock(await resume(deps, ask.caller.scope)) }
  },
})

export const setClock = route({
  method: 'POST',
  path: `${path}set/`,
  tag,
  operationId: 'SetClock',
  summary: 'Put the clock forward at once, without stopping on the way',
  scope: 'admin',
  body: setClockRequest,
  replies: { 200: clockSchema },
  faults: ['not_found', 'clock_busy', 'field_required', 'field_invalid'],
  async handle(deps, ask) {
    return { status: 200, body: wireClock(await set(deps, ask.caller.scope, instantOf(ask.body.to))) }
  },
})

export const advanceClock = route({
  method: 'POST',
  path: `${path}advance/`,
  tag,
  operationId: 'AdvanceClock',
  summary: 'Move through time, doing everything that falls due, until nothing is left',
  scope: 'admin',
  body: advanceRequest,
  replies: { 200: advancedSchema },
  lines: Type.Union([firedSchema, advancedSchema]),
  faults: ['not_found', 'clock_busy', 'field_required', 'field_invalid'],
  async handle(deps, ask) {
    const field = ask.body.by === undefined ? 'to' : 'by'
    const advance = await beginAdvance(deps, ask.caller.scope, { field, to: targetOf(ask.body) })
    if (!String(ask.headers.accept ?? '').includes('application/x-ndjson')) {
      return { status: 200, body: wireAdvanced(await advance()) }
    }
    // One line for every item as it is done, and the whole at the end.
    const stream = async (write: (line: object) => void) =>
      write(wireAdvanced(await advance((fired) => write(wireFired(fired)))))
    return { status: 200, contentType: 'application/x-ndjson', stream }
  },
})

const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const

function targetOf({ by, to }: { by?: string; to?: string }): (now: Date) => Date {
  if ((by === undefined) === (to === undefined)) {
    throw fault('field_invalid', { field: 'by', values: { problem: 'Give one of by and to.' } })
  }
  if (to !== undefined) return () => instantOf(to)
  const amount = Number.parseInt(by ?? '', 10)
  const unit = (by ?? '').slice(-1) as keyof typeof unitMs
  return (now) => new Date(now.getTime() + amount * unitMs[unit])
}

function instantOf(text: string): Date {
  const instant = new Date(text)
  if (!Number.isNaN(instant.getTime())) return instant
  throw fault('field_invalid', { field: 'to', values: { problem: 'Enter an instant such as 2026-01-31T12:00:00Z.' } })
}

const wireClock = ({ now, frozen }: ClockState) => ({ now: now.toISOString(), frozen })

const wireFired = ({ kind, id, at, failed }: Fired) => ({ kind, id, at: at.toISOString(), failed })

const wireAdvanced = ({ counts, failedCount, fired, ...state }: Advanced) => ({
  ...wireClock(state),
  counts,
  failed_count: failedCount,
  fired: fired.map(wireFired),
})
