import { randomBytes, randomInt } from 'node:crypto'
import { readConfig } from '../../server/src/config.ts'
import { allConnectors, makeRegistry } from '../../server/src/connectors/registry.ts'
import type { Deps } from '../../server/src/flows/deps.ts'
import { FeedWatch } from '../../server/src/flows/events/feed-watch.ts'
import { addEndpoint } from '../../server/src/flows/webhooks/webhook-endpoints.ts'
import { RequestLog } from '../../server/src/flows/workspaces/request-log.ts'
import { Vault } from '../../server/src/flows/workspaces/vault.ts'
import { makeWorlds } from '../../server/src/flows/workspaces/worlds.ts'
import { wallClock } from '../../server/src/kit/clock.ts'
import { uuidInShard } from '../../server/src/kit/ids.ts'
import { makeLogger } from '../../server/src/kit/logger.ts'
import { OutboundClient } from '../../server/src/kit/outbound.ts'
import { makeWork } from '../../server/src/runners.ts'
import type { Scope } from '../../server/src/store/database.ts'
import { openPostgres } from '../../server/src/store/engines/postgres.ts'
import { type Delivery, insertDeliveries } from '../../server/src/store/webhooks/deliveries.ts'
import { findFirstWorkspace } from '../../server/src/store/workspaces/workspaces.ts'

/** What does due work in one process of a server, without the door. */
export type ServerWork = {
  readonly deps: Deps
  readonly scope: Scope
  /** Endpoints of the first workspace; their ids. */
  addEndpoints(urls: readonly string[], authorization?: string): Promise<string[]>
  close(): Promise<void>
}

export type ServerWorkOptions = {
  readonly databaseUrl: string
  readonly masterKey: string
  /** Where the lines of the log go. */
  readonly log: { write(line: string): void }
  readonly outbound?: Pick<OutboundClient, 'post' | 'close'>
}

/**
 * Puts it together as `app.ts` does, on a migrated database; but with a way out that may reach this machine, which a
 * server refuses.
 */
export async function startServerWork({ databaseUrl, masterKey, ...given }: ServerWorkOptions): Promise<ServerWork> {
  const mode = 'server'
  const config = readConfig({
    ENLACE_MODE: mode,
    DATABASE_URL: databaseUrl,
    ENLACE_MASTER_KEY: masterKey,
    ENLACE_SECRET_ID: 'server-work-id',
    ENLACE_SECRET_PASSWORD: 'server-work-password',
  })
  const wall = wallClock
  const db = await openPostgres(databaseUrl, { alone: false })
  const workspace = await findFirstWorkspace(db.reader)
  if (!workspace) throw new Error('the database has no workspace')
  const scope = { workspaceId: workspace.id }
  const vault = new Vault(Buffer.from(masterKey, 'base64'))
  const log = makeLogger('info', given.log)
  const outbound = (given.outbound ?? new OutboundClient({ open: true })) as OutboundClient
  const work = makeWork(config, () => deps, log)
  const requestLog = new RequestLog({ db, wall }, (thrown) => given.log.write(String(thrown)))
  const worlds = makeWorlds({ mode, db, vault, wall })
  const connectors = makeRegistry(allConnectors({ sandbox: false }))
  const feed = new FeedWatch(db, (thrown) => given.log.write(String(thrown)))
  const rooms = { connectors, requestLog, meetings: null, doctor: null, feed, worlds, outbound }
  const deps: Deps = { mode, db, vault, wall, log, ...rooms, ...work }
  return {
    deps,
    scope,
    async addEndpoints(urls, authorization) {
      const { ids, keys } = await worlds.of(scope)
      const asked = { authorization: authorization ?? null, ids, sealing: keys.sealing, now: wall.now() }
      return db.transaction(async (tx) => {
        const added: string[] = []
        for (const url of urls) added.push((await addEndpoint(tx, scope, { url, ...asked })).id)
        return added
      })
    },
    async close() {
      feed.close()
      await work.runner.close()
      await outbound.close()
      await db.close()
    },
  }
}

/** A webhook that is due; as the product sends it after a historical update. */
export function dueDelivery({ workspaceId }: Scope, endpointId: string, now: Date): Delivery {
  const shard = randomInt(4_096)
  const linkId = uuidInShard(shard, randomBytes(16))
  const webhookId = randomBytes(16).toString('hex')
  const webhook = { webhook_id: webhookId, webhook_type: 'TRANSACTIONS', webhook_code: 'historical_update' }
  const totals = { total_transactions: 743, total_inflow_transactions: 101, total_outflow_transactions: 642 }
  const payload = {
    ...webhook,
    process_type: 'historical_update',
    link_id: linkId,
    request_id: randomBytes(16).toString('hex'),
    external_id: null,
    data: { ...totals, first_transaction_date: '2025-11-22', last_transaction_date: '2026-11-20' },
  }
  return {
    workspace_id: workspaceId,
    shard,
    id: uuidInShard(shard, randomBytes(16)),
    link_id: linkId,
    endpoint_id: endpointId,
    ...webhook,
    payload: JSON.stringify(payload),
    status: 'pending',
    attempts_count: 0,
    attempts_before_round: 0,
    created_at: now,
    next_attempt_at: now,
    settled_at: null,
    event_id: null,
    event_sequence: null,
    ordered: false,
  }
}

const rowsInOneStatement = 500

/** All of them become due with one commit. */
export async function insertDue(db: Deps['db'], deliveries: readonly Delivery[]): Promise<void> {
  await db.transaction(async (tx) => {
    for (let start = 0; start < deliveries.length; start += rowsInOneStatement)
      await insertDeliveries(tx, deliveries.slice(start, start + rowsInOneStatement))
  })
}
