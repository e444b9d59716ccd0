import { argv } from 'node:process'
import { setTimeout as wait } from 'node:timers/promises'
import { Agent, request } from 'undici'
import { dueDelivery } from '../../test/harness/server-work.ts'
import { machineMs, serveFork } from './fork.ts'
import { authorization, type Paced, type Posted } from './telling.ts'

export type BareSetting = { readonly urls: readonly string[]; readonly together: number }

/** Posts `count` bodies as fast as it goes, or one every `everyMs`; answers when each was sent and how long all took. */
export type BareQuestion = { readonly count: number } | Paced

const { urls, together } = JSON.parse(argv[2] ?? '') as BareSetting
const agent = new Agent({ connections: together })
const headers = { 'content-type': 'application/json', 'user-agent': 'bare', authorization }

async function post(index: number): Promise<Posted> {
  const { webhook_id: webhookId, payload: body } = dueDelivery({ workspaceId: '' }, '', new Date())
  const sentMs = machineMs()
  const url = urls[index % urls.length] as string
  const reply = await request(url, { method: 'POST', headers, body, dispatcher: agent })
  await reply.body.text()
  if (reply.statusCode !== 200) throw new Error(`the receiver answered ${reply.statusCode}`)
  return { webhookId, atMs: sentMs }
}

async function postAll(count: number): Promise<void> {
  let next = 0
  const lane = async () => {
    while (next < count) {
      next += 1
      await post(next)
    }
  }
  await Promise.all(Array.from({ length: together }, lane))
}

async function postPaced({ paced, everyMs }: Paced): Promise<Posted[]> {
  const posted: Posted[] = []
  for (let index = 0; index < paced; index += 1) {
    posted.push(await post(index))
    await wait(everyMs)
  }
  return posted
}

serveFork<BareQuestion>(
  async (question) => {
    if ('paced' in question) return postPaced(question)
    const startedMs = machineMs()
    await postAll(question.count)
    return machineMs() - startedMs
  },
  async () => agent.destroy(),
)
