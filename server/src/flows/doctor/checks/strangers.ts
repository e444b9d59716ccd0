import type { Envelope } from '../../webhooks/announce.ts'
import { againstIt, allSeen, beliefSeen, type Check, callsSeen, type Exam, outcomeOf } from '../exam.ts'
import type { News } from '../subject.ts'
import { type Answer, type Consumer, type Forgery, isAcknowledged } from '../tell.ts'

export const unknownWebhooks: Check = {
  name: 'unknown_webhooks',
  title: 'What nobody has heard of',
  played: 'A webhook of an unknown type, one of a known type with an unknown code, and one with more keys than usual.',
  expected: 'A 2xx each time, and nothing changes: what comes later must not break what is there now.',
  docs: 'docs/webhooks.md#what-is-sent',
  async examine(exam) {
    const known = exam.envelope(await exam.subject.totals('ACCOUNTS'))
    const more = { ...known, sequence: 7, data: { ...known.data, from_tomorrow: { on: true } } }
    const told = [exam.envelope(unheardOf), exam.envelope(unheardOfCode), more]
    const scene = await exam.scene(() => oneByOne(told, (envelope) => exam.send(envelope)))
    const advice = 'Take what you know, note down the rest, and answer 200 to all of it.'
    const against = againstIt(scene, advice)
    return against ? { ...against, advice } : { verdict: 'passed', seen: allSeen(scene) }
  },
}

const unheardOf: News = { type: 'PLANETS', code: 'planets_aligned', process: 'recurrent_update', data: { planets: 8 } }

const unheardOfCode: News = {
  ...{ type: 'TRANSACTIONS', code: 'transactions_reconsidered', process: 'recurrent_update' },
  data: { reconsidered_transactions: 1 },
}

export const forgeries: Check = {
  name: 'forgeries',
  title: 'What is not ours',
  played:
    'Webhooks with a wrong signature, one of an hour ago, none, and one of another body; with a wrong Authorization, and none.',
  expected: 'A 4xx each time, and nothing is read.',
  docs: 'docs/doctor.md#what-is-not-ours',
  async examine(exam) {
    const forged = forgeriesFor(exam.consumer)
    if (forged.length === 0) {
      const seen = ['Neither secret nor authorization was given, so your endpoint cannot tell who speaks to it.']
      return { verdict: 'skipped', seen, advice: 'Give the endpoint a secret or an authorization, and check it.' }
    }
    const news = await exam.subject.totals('TRANSACTIONS')
    const scene = await exam.scene(() => oneByOne(forged, (forgery) => exam.send(exam.envelope(news), forgery)))
    const outcomes = forged.map((forgery, index) => `${words[forgery]}: ${outcomeOf(scene.answers[index] as Answer)}.`)
    const seen = [...outcomes, callsSeen(scene.calls), ...beliefSeen(scene)]
    const taken = scene.answers.some(isAcknowledged) || scene.calls.length > 0
    if (taken) return { verdict: 'failed', seen, advice: verify }
    if (!scene.answers.every(isRefused)) return { verdict: 'warned', seen, advice: refuseWell }
    return { verdict: 'passed', seen }
  },
}

const verify =
  'Check what makes a webhook ours before anything else: the signature over the bytes as they came, with at most five minutes between its time and yours, and Authorization in constant time.'

const refuseWell =
  'Refuse with a 4xx: an error of the server looks like an outage, and a connection that ends like a network.'

const words: Readonly<Record<Forgery, string>> = {
  wrong_secret: 'Signed with another secret',
  too_old: 'Signed an hour ago',
  unsigned: 'Without a signature',
  altered: 'Another body than the signed one',
  wrong_authorization: 'Another Authorization',
  without_authorization: 'Without Authorization',
}

const forgeriesFor = ({ secret, authorization }: Consumer): readonly Forgery[] => [
  ...(secret === null ? [] : (['wrong_secret', 'too_old', 'unsigned', 'altered'] as const)),
  ...(authorization === null ? [] : (['wrong_authorization', 'without_authorization'] as const)),
]

const isRefused = ({ status }: Answer): boolean => status !== null && status >= 400 && status < 500

async function oneByOne<T extends Envelope | Forgery>(
  items: readonly T[],
  send: (item: T) => ReturnType<Exam['send']>,
): Promise<readonly Answer[]> {
  const answers: Answer[] = []
  for (const item of items) answers.push(await send(item))
  return answers
}
