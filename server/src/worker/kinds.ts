import { expireConsent } from '../flows/consents/move-consent.ts'
import type { Deps } from '../flows/deps.ts'
import { dueWork } from '../flows/due-work.ts'
import { sweepHistory } from '../flows/events/sweep-history.ts'
import { endSession } from '../flows/links/end-session.ts'
import { lapseCredentials } from '../flows/links/lapse-credentials.ts'
import { forgetStale } from '../flows/records/forget-stale.ts'
import { performUpdate } from '../flows/updates/perform-update.ts'
import { startRecurrent } from '../flows/updates/start-recurrent.ts'
import { makeDeliverWebhook } from '../flows/webhooks/deliver-webhook.ts'
import { tendEndpoint } from '../flows/webhooks/tend-endpoint.ts'
import type { DueItem, WorkKind } from '../queue/contract.ts'

/** Every kind of due work with its flow. What ends comes before what begins, and telling comes last. */
export function workKinds(deps: Deps): readonly WorkKind[] {
  const { db } = deps
  const deliverWebhook = makeDeliverWebhook(deps)
  const scopeOf = ({ workspaceId }: DueItem) => ({ workspaceId })
  return [
    {
      name: 'credentials',
      rank: 0,
      find: (search) => dueWork.credentials(db.reader, search),
      run: (item) => lapseCredentials(deps, scopeOf(item), item.id),
    },
    {
      name: 'consent',
      rank: 1,
      find: (search) => dueWork.consents(db.reader, search),
      run: (item) => expireConsent(deps, scopeOf(item), item.id),
    },
    {
      name: 'session',
      rank: 2,
      find: (search) => dueWork.sessions(db.reader, search),
      run: (item) => endSession(deps, scopeOf(item), item.id),
    },
    {
      name: 'staleness',
      rank: 3,
      find: (search) => dueWork.stale(db.reader, search),
      run: (item) => forgetStale(deps, scopeOf(item), item.id),
    },
    {
      name: 'slot',
      rank: 4,
      find: (search) => dueWork.slots(db.reader, search),
      run: (item) => startRecurrent(deps, scopeOf(item), item.id),
    },
    {
      name: 'update',
      rank: 5,
      find: (search) => dueWork.updates(db.reader, search),
      run: (item) => performUpdate(deps, scopeOf(item), item.id),
    },
    {
      name: 'endpoint',
      rank: 6,
      find: (search) => dueWork.endpoints(db.reader, search),
      run: (item) => tendEndpoint(deps, scopeOf(item), item.id),
    },
    {
      name: 'delivery',
      rank: 7,
      // Mostly waiting for receivers, of whom one that hangs must leave the others their places.
      together: 256,
      togetherInLane: 32,
      find: (search) => dueWork.deliveries(db.reader, search),
      run: (item) => deliverWebhook(scopeOf(item), item.id),
    },
    {
      name: 'history',
      rank: 8,
      quiet: true,
      find: (search) => dueWork.history(db.reader, search),
      run: (item) => sweepHistory(deps, scopeOf(item)),
    },
  ]
}
