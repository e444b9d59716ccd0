import { quantile } from '../../../domain/examination.ts'
import type { StoredLink } from '../../../store/links/links.ts'
import { beliefSeen, type Check, callsSeen, type Exam, ms, troublesIn } from '../exam.ts'
import type { News } from '../subject.ts'
import { isAcknowledged } from '../tell.ts'

/** From this share on what is missing can be told again without anybody noticing. */
const mostly = 0.95
const othersMax = 3
const troublesShown = 5

export const burst: Check = {
  name: 'burst',
  title: 'All at once',
  played:
    'A hundred webhooks in the same moment, about the accounts and the transactions of several links, as after a night in which many were refreshed.',
  expected: 'A 2xx within five seconds for every one of them.',
  docs: 'docs/webhooks.md#tries',
  async examine(exam) {
    const links = [exam.subject.link, ...(await exam.subject.others(othersMax))]
    for (const { id } of links) exam.watch.follow(id)
    const news = await Promise.all(links.map((link) => newsOf(exam, link)))
    const told = Array.from({ length: exam.limits.burstCount }, (_, index) => {
      const which = index % links.length
      const about = news[which]?.[Math.floor(index / links.length) % 2] as News
      return exam.envelope(about, links[which])
    })
    const scene = await exam.scene(() => Promise.all(told.map((envelope) => exam.send(envelope))))
    const durations = scene.answers.map(({ durationMs }) => durationMs)
    const acknowledged = scene.answers.filter(isAcknowledged).length
    const [p50, p99] = [quantile(durations, 0.5), quantile(durations, 0.99)]
    const figures = { sent: told.length, acknowledged, p50_ms: rounded(p50), p99_ms: rounded(p99) }
    const answered = `${acknowledged} of ${told.length} acknowledged with 2xx; half of them within ${ms(p50)}, 99 in 100 within ${ms(p99)}.`
    const troubles = troublesIn(scene.answers).slice(0, troublesShown)
    const seen = [answered, ...troubles, callsSeen(scene.calls), ...beliefSeen(scene)]
    if (acknowledged < told.length * mostly || (scene.mistakes?.size ?? 0) > 0)
      return { verdict: 'failed', seen, figures, advice }
    const tight = acknowledged < told.length || p99 * 2 >= exam.limits.answerMaxMs
    return tight ? { verdict: 'warned', seen, figures, advice } : { verdict: 'passed', seen, figures }
  },
}

/** Its accounts and its transactions, in turns. */
const newsOf = async ({ subject }: Exam, link: StoredLink): Promise<readonly News[]> => [
  await subject.totals('ACCOUNTS', link),
  await subject.totals('TRANSACTIONS', link),
]

const advice =
  'Put each webhook into a queue and answer: what takes time then takes it one after the other, and one read of a link does for all that were told of it meanwhile.'

const rounded = (value: number): number => Math.round(value * 10) / 10
