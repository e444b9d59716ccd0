import type { FastifyRequest } from 'fastify'
import type { Deps } from '../flows/deps.ts'

/**
 * One line and one entry for every request, and what an application's tests have met; of the URL only the path, as a
 * query may hold personal data. `elapsedMs` is real time.
 */
export function noteRequest(deps: Deps, request: FastifyRequest, status: number, elapsedMs: number): void {
  const [path = '/'] = request.url.split('?')
  const entry = {
    requestId: request.id,
    workspaceId: request.caller?.scope.workspaceId ?? null,
    method: request.method,
    path: path.slice(0, 1_024),
    status,
    durationMs: Math.round(elapsedMs * 1_000) / 1_000,
  }
  deps.requestLog.note(entry)
  const { requestId, workspaceId, durationMs, ...said } = entry
  const line = { ...said, request_id: requestId, workspace: workspaceId, duration_ms: durationMs }
  request.server.log.info(line, 'request')
  noteMet(deps, request, status)
}

function noteMet({ meetings }: Deps, { caller, url, errorCodes }: FastifyRequest, status: number): void {
  if (!meetings || !caller || !url.startsWith('/api/') || status === hungUp) return
  meetings.note(caller.scope, 'http_status', String(status))
  for (const code of new Set(errorCodes)) meetings.note(caller.scope, 'error_code', code)
}

/** The status in the log of a request that got no answer. */
export const hungUp = 499
