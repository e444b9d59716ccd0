import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { request } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { basicAuth } from './keys.ts'

const startMaxMs = 60_000
const askAgainAfterMs = 2

/** A program under measurement, in a process of its own. */
export type Candidate = {
  readonly name: string
  readonly port: number
  /** From the start of the process to the first 200. */
  readonly startMs: number
  memory(): Memory
  /** Processor time that the process has used so far, all threads; NaN where the system does not tell. */
  processorMs(): number
  stop(): Promise<void>
}

/** Resident memory now, and the most that it ever was; null where the system does not tell (it is read from /proc). */
export type Memory = { readonly residentMb: number | null; readonly peakMb: number | null }

export type Program = {
  readonly name: string
  /** The arguments of node. */
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Asked again and again until it answers 200. */
  readonly probe?: string
  readonly port?: number
}

const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** Starts a program and resolves with its first 200. What it prints is thrown away, unless it fails. */
export async function launch(program: Program): Promise<Candidate> {
  const port = program.port ?? (await freePort())
  const env = { PATH: process.env.PATH ?? '', PORT: String(port), ...program.env }
  const startedAt = performance.now()
  const child = spawn(process.execPath, program.args, { env, stdio: ['ignore', 'ignore', 'pipe'] })
  running.add(child)
  child.once('exit', () => running.delete(child))
  let complaints = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints = (complaints + text).slice(-4_000)
  })
  while (!(await answers(port, program.probe ?? '/api/'))) {
    if (child.exitCode !== null || performance.now() - startedAt > startMaxMs) {
      child.kill('SIGKILL')
      throw new Error(`${program.name} does not answer:\n${complaints}`)
    }
    await wait(askAgainAfterMs)
  }
  const startMs = performance.now() - startedAt
  return {
    name: program.name,
    port,
    startMs,
    memory: () => memoryOf(child),
    processorMs: () => processorMsOf(child),
    stop: () => stop(child),
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  await ended
}

function answers(port: number, path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = request({ host: '127.0.0.1', port, path, agent: false, headers: { authorization: basicAuth } })
    asked.on('error', () => resolve(false))
    asked.on('response', (response) => {
      response.resume()
      resolve(response.statusCode === 200)
    })
    asked.end()
  })
}

function memoryOf({ pid }: ChildProcess): Memory {
  if (process.platform !== 'linux') return { residentMb: null, peakMb: null }
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const megabytes = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1]) / 1_024
  return { residentMb: megabytes('VmRSS'), peakMb: megabytes('VmHWM') }
}

/** Linux counts in hundredths of a second. */
function processorMsOf({ pid }: ChildProcess): number {
  if (process.platform !== 'linux') return Number.NaN
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10
}

export async function freePort(): Promise<number> {
  const listener = createServer().listen(0, '127.0.0.1')
  await once(listener, 'listening')
  const { port } = listener.address() as AddressInfo
  listener.close()
  await once(listener, 'close')
  return port
}
