import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

/** A program of this folder in a process of its own, which answers questions one at a time. */
export type Forked<Question> = {
  ask<Answer>(question: Question): Promise<Answer>
  stop(): Promise<void>
}

const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

/** Starts it and resolves when it says that it is ready. */
export async function startFork<Question extends object>(
  program: 'receiver' | 'worker' | 'bare',
  setting: object,
): Promise<Forked<Question>> {
  const child = fork(join(import.meta.dirname, `${program}.ts`), [JSON.stringify(setting)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  running.add(child)
  child.once('exit', () => running.delete(child))
  let told = Promise.withResolvers<unknown>()
  child.on('message', (message) => told.resolve(message))
  child.once('exit', (code) => told.reject(new Error(`${program} ended with ${code}`)))
  await told.promise
  return {
    async ask(question) {
      told = Promise.withResolvers()
      child.send(question)
      return (await told.promise) as never
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      told.promise.catch(() => undefined)
      const ended = once(child, 'exit')
      child.disconnect()
      await ended
    },
  }
}

/** The other end: answers every question with what `answer` resolves to, until the starter lets go of it. */
export function serveFork<Question>(answer: (question: Question) => Promise<unknown>, close: () => Promise<void>) {
  process.on('message', async (question: Question) => {
    process.send?.((await answer(question)) ?? null)
  })
  process.once('disconnect', async () => {
    await close()
    process.exit(0)
  })
  process.send?.('ready')
}

/** Milliseconds that mean the same in every process of this machine. */
export const machineMs = (): number => Number(process.hrtime.bigint()) / 1_000_000
