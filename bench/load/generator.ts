import { argv } from 'node:process'
import { Connection } from './connection.ts'

/** What one drive asks for; `targets` are taken in turn by all connections. */
export type Drive = {
  readonly port: number
  readonly headers: Readonly<Record<string, string>>
  readonly targets: readonly string[]
  readonly connections: number
  /** What all replies have to be; 200 where it is left out. */
  readonly status?: number
  readonly warmUpMs: number
  readonly measuredMs: number
}

export type Driven = {
  /** All that were answered, those of the warm-up included. */
  readonly answered: number
  readonly perSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly bytesPerReply: number
}

/**
 * A closed loop: every connection has exactly one request in flight and sends the next one when the reply is whole.
 * Replies are counted, not parsed, so that the generator leaves the second core to the database. Any other status than
 * the expected one ends the run.
 */
async function drive(asked: Drive): Promise<Driven> {
  const requests = asked.targets.map((target) => requestText(target, asked.headers))
  const connections = await Promise.all(
    Array.from({ length: asked.connections }, () => Connection.open('127.0.0.1', asked.port, asked.status)),
  )
  let turn = 0
  let answered = 0
  let bytes = 0
  const startedAt = performance.now()
  const measuredFrom = startedAt + asked.warmUpMs
  const until = measuredFrom + asked.measuredMs
  const latencies: number[] = []
  await Promise.all(
    connections.map(async (connection) => {
      for (let sentAt = performance.now(); sentAt < until; ) {
        const size = await connection.ask(requests[turn++ % requests.length] as Buffer)
        const answeredAt = performance.now()
        answered += 1
        if (sentAt >= measuredFrom && answeredAt <= until) {
          latencies.push(answeredAt - sentAt)
          bytes += size
        }
        sentAt = answeredAt
      }
      connection.close()
    }),
  )
  return { answered, ...summariseDriven(latencies, asked.measuredMs), bytesPerReply: bytes / latencies.length }
}

/** What came of requests that were answered within so long. */
export function summariseDriven(latencies: readonly number[], measuredMs: number) {
  const sorted = Float64Array.from(latencies).sort()
  return {
    perSecond: (sorted.length / measuredMs) * 1_000,
    p50Ms: percentile(sorted, 0.5),
    p99Ms: percentile(sorted, 0.99),
  }
}

function requestText(target: string, headers: Drive['headers']): Buffer {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
  return Buffer.from(`GET ${target} HTTP/1.1\r\n${lines.join('')}\r\n`, 'latin1')
}

/** The smallest value that at least the given share of all values does not exceed. */
const percentile = (sorted: Float64Array, share: number): number =>
  sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN

if (import.meta.main) {
  const driven = await drive(JSON.parse(argv[2] ?? '') as Drive)
  process.stdout.write(JSON.stringify(driven))
}
