import { argv } from 'node:process'
import { setTimeout as wait } from 'node:timers/promises'
import { dueDelivery, insertDue, startServerWork } from '../../test/harness/server-work.ts'
import { masterKey } from '../candidates/keys.ts'
import { machineMs, serveFork } from './fork.ts'
import { authorization, type Paced, type Posted } from './telling.ts'

export type WorkerSetting = { readonly databaseUrl: string }

export type WorkerQuestion =
  | { readonly kind: 'endpoints'; readonly urls: readonly string[] }
  | { readonly kind: 'insert'; readonly count: number; readonly endpointIds: readonly string[] }
  | { readonly kind: 'wake' }
  | ({ readonly kind: 'tell'; readonly endpointIds: readonly string[] } & Paced)

/** One of the server's processes. */
const { databaseUrl } = JSON.parse(argv[2] ?? '') as WorkerSetting
const server = await startServerWork({ databaseUrl, masterKey, log: process.stdout })
const { deps, scope } = server

const newDelivery = (endpointIds: readonly string[], index: number) =>
  dueDelivery(scope, endpointIds[index % endpointIds.length] as string, deps.wall.now())

/** One after the other, each in a transaction of its own that wakes the runner when it is committed, as flows do. */
async function tell(endpointIds: readonly string[], { paced, everyMs }: Paced): Promise<Posted[]> {
  const told: Posted[] = []
  for (let index = 0; index < paced; index += 1) {
    const delivery = newDelivery(endpointIds, index)
    await insertDue(deps.db, [delivery])
    told.push({ webhookId: delivery.webhook_id, atMs: machineMs() })
    deps.runner.wake()
    await wait(everyMs)
  }
  return told
}

async function answer(question: WorkerQuestion): Promise<unknown> {
  switch (question.kind) {
    case 'endpoints':
      return server.addEndpoints(question.urls, authorization)
    case 'insert': {
      const { count, endpointIds } = question
      return insertDue(
        deps.db,
        Array.from({ length: count }, (_, index) => newDelivery(endpointIds, index)),
      )
    }
    case 'wake':
      return deps.runner.wake()
    case 'tell':
      return tell(question.endpointIds, question)
  }
}

serveFork<WorkerQuestion>(answer, () => server.close())
