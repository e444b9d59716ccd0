import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { demoKeys } from '../../server/src/config.ts'
import { type Keys, requestInit } from '../harness/request.ts'

export type { Keys } from '../harness/request.ts'

/** How a process ended, and everything it said. */
export type Ended = { readonly code: number | null; readonly signal: string | null; readonly said: Said }

export type Said = { readonly stdout: string; readonly stderr: string }

/** A server in a process of its own. */
export type ChildServer = {
  readonly url: string
  /** From the start of the process until it said that it is up. */
  readonly readyMs: number
  readonly process: ChildProcess
  said(): Said
  /** Resolves when it ends, by itself or not. */
  readonly ended: Promise<Ended>
  /** Sends a signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<Ended>
}

export type Environment = Readonly<Record<string, string>>

const main = join(import.meta.dirname, '../../server/src/main.ts')
const upWithinMs = 60_000

/** Starts `main.ts` on a free port and waits until it is up; throws with what it said when it ends before that. */
export async function startServer(env: Environment, nodeOptions: readonly string[] = []): Promise<ChildServer> {
  const startedAt = performance.now()
  const { child, said, ended } = launch({ PORT: '0', ...env }, nodeOptions)
  const url = await Promise.race([saysUp(child, said), ended.then(refusal)])
  return {
    url,
    readyMs: Math.round(performance.now() - startedAt),
    process: child,
    said,
    ended,
    end(signal) {
      child.kill(signal)
      return ended
    },
  }
}

/** Runs `main.ts` until it ends by itself, which it has to within a minute. */
export function runServer(env: Environment): Promise<Ended> {
  return launch({ PORT: '0', ...env }, []).ended
}

/** Starts `main.ts` and kills it after `lifeMs`, ready or not. */
export async function cutShort(env: Environment, lifeMs: number): Promise<Ended> {
  const { child, ended } = launch({ PORT: '0', ...env }, [])
  AbortSignal.timeout(lifeMs).addEventListener('abort', () => child.kill('SIGKILL'))
  return ended
}

export type Answer = { readonly status: number; readonly body: unknown }

/** A call, with the demo keys unless others are given, to a server whose replies need no judging. */
export function call(url: string, path: string, body?: unknown, keys: Keys = demoKeys): Promise<Answer> {
  return send(url, { method: body === undefined ? 'GET' : 'POST', path, body, keys })
}

/** A call of any method; throws a TypeError that names it when no answer comes, as `fetch` does without. */
export async function send(
  url: string,
  { method, path, body, keys = demoKeys, headers = {} }: Sent & { readonly method: string; readonly path: string },
): Promise<Answer> {
  const response = await fetch(new URL(path, url), requestInit({ method, body, headers, keys })).catch(
    (thrown: unknown) => {
      throw new TypeError(`${method} ${path} had no answer`, { cause: thrown })
    },
  )
  const text = await response.text()
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) }
}

export type Sent = {
  readonly body?: unknown
  readonly keys?: Keys
  readonly headers?: Readonly<Record<string, string>>
}

/** The child gets this environment and nothing of ours but the path. */
function launch(env: Environment, nodeOptions: readonly string[]) {
  const child = spawn(process.execPath, [...nodeOptions, main], {
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const killIt = () => child.kill('SIGKILL')
  process.once('exit', killIt)
  const heard = { stdout: '', stderr: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => (heard.stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (heard.stderr += text))
  const ended = once(child, 'close').then(([code, signal]): Ended => {
    process.off('exit', killIt)
    return { code, signal, said: heard }
  })
  return { child, said: () => heard, ended }
}

async function saysUp(child: ChildProcess, said: () => Said): Promise<string> {
  const patience = AbortSignal.timeout(upWithinMs)
  const killIt = () => child.kill('SIGKILL')
  patience.addEventListener('abort', killIt)
  for (;;) {
    const url = /Enlace is up: (http\S+)/.exec(said().stdout)?.[1]
    if (url !== undefined) {
      patience.removeEventListener('abort', killIt)
      return url
    }
    if (child.stdout?.readableEnded !== false) return new Promise(() => undefined)
    await Promise.race([once(child.stdout, 'data'), once(child.stdout, 'end')])
  }
}

function refusal({ code, signal, said }: Ended): never {
  throw new Error(`the server ended with ${code ?? signal} before it was up:\n${said.stdout}\n${said.stderr}`)
}
