import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { text } from 'node:stream/consumers'
import { isDeepStrictEqual } from 'node:util'
import { headers } from './keys.ts'
import type { Candidate } from './process.ts'

/** Throws unless both answer every target with the same JSON in the same number of bytes. */
export async function assertSameBytes(one: Candidate, other: Candidate, targets: readonly string[]): Promise<void> {
  for (const target of targets) {
    const [ours, theirs] = [await ask(one, target), await ask(other, target)]
    const same = isDeepStrictEqual(JSON.parse(theirs), JSON.parse(ours)) && lengthOf(theirs) === lengthOf(ours)
    if (!same) throw new Error(`To ${target}, ${other.name} answers something else than ${one.name}.`)
  }
}

const lengthOf = (body: string) => Buffer.byteLength(body)

/** The body of a 200. */
export async function ask({ name, port }: Candidate, target: string): Promise<string> {
  const asked = request({ host: '127.0.0.1', port, path: target, headers, agent: false }).end()
  const [reply] = (await once(asked, 'response')) as [IncomingMessage]
  const body = await text(reply)
  if (reply.statusCode !== 200) throw new Error(`${name} answered ${reply.statusCode} to ${target}: ${body}`)
  return body
}
